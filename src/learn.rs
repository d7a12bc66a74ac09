//! What is learnt from labelled messages, in the terms of machine learning.
//!
//! A message becomes a sparse vector of weighted features beside an embedding (`features`,
//! `embedding`, `sparse`); linear support vector machines are trained one-vs-rest (`svm`,
//! `one_vs_rest`); a logistic regression turns a few numbers into a probability (`logistic`);
//! `cross_validation` says what is held out. docs/matching.md has the measurements.

mod classifier;
mod cross_validation;
pub mod embedding;
mod features;
mod hyperparameters;
mod logistic;
mod one_vs_rest;
mod sparse;
mod svm;

pub use classifier::{ClassScores, Classifier};
pub(crate) use cross_validation::{Example, FOLDS, HeldOut, fold_of_class, held_out};
pub(crate) use features::{FeatureKind, FeatureSpace, FeatureVector};
pub use hyperparameters::Hyperparameters;
pub(crate) use logistic::{Case, INPUTS, Logistic};
pub(crate) use one_vs_rest::{HeldOutScores, OneVsRest};
pub(crate) use sparse::{SparseRows, dot};
