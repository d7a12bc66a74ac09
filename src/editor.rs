//! What the editor of the FAQ works with: what people ask that it does not answer, and edits that can
//! be looked at before they are made.

pub mod decision;
pub mod edit;
pub mod inbox;
pub mod undo;
