//! The shipped folder, read and learnt once for all tests.

use std::path::Path;
use std::sync::LazyLock;

use sciatica_bot::conversation::{Assistant, Understanding};
use sciatica_bot::knowledge::Knowledge;

/// The folder `faq/en`.
pub(crate) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::load(Path::new("faq"), "en").unwrap_or_else(|problems| panic!("{}", problems[0]))
});

/// What a bot made of it answers with.
pub(crate) static ASSISTANT: LazyLock<Assistant> =
    LazyLock::new(|| Assistant::new(KNOWLEDGE.clone()).expect("the shipped faq/ is complete"));

/// How it understands messages.
pub(crate) static UNDERSTANDING: LazyLock<&'static Understanding> =
    LazyLock::new(|| ASSISTANT.understanding());
