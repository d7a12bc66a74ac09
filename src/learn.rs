//! What is learnt from labelled messages, in the terms of machine learning.
//!
//! A message becomes a sparse vector of TF-IDF features beside an embedding (`features`,
//! `embedding`, `sparse`); linear support vector machines are trained one-vs-rest (`svm`,
//! `one_vs_rest`), with cross-validation on the way (`cross_validation`), or from messages whose telling
//! part is not known (`multiple_instance`); a logistic regression
//! turns a few numbers into a probability (`logistic`). docs/matching.md has the measurements.

mod cross_validation;
pub mod embedding;
mod features;
mod hyperparameters;
mod logistic;
mod multiple_instance;
mod one_vs_rest;
mod sparse;
mod svm;

pub(crate) use cross_validation::Folds;
pub(crate) use features::{FeatureKind, FeatureSpace};
pub use hyperparameters::Hyperparameters;
pub(crate) use logistic::{Case, Logistic};
pub(crate) use multiple_instance::{MultipleInstance, train_on_chosen};
pub(crate) use one_vs_rest::{HeldOut, OneVsRest};
pub(crate) use sparse::{FeatureVector, SparseRows, dot};
pub(crate) use svm::{NO_CLASS, Sample};
