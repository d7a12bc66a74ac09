//! Why a message was matched as it was, in words for the editor.
