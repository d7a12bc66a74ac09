//! The languages the bot speaks: an assistant for each.
//!
//! A driver asks here for the assistant of a person before it calls the core, so that the core
//! itself speaks one language at a time.

use std::sync::Arc;

use super::{Assistant, Understanding};
use crate::knowledge::{Knowledge, Problem};

/// A language as another one's `/settings` offers it: all of it in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Its code, the name of its folder.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is said when it was chosen.
    pub kept: String,
    /// The button that leads on.
    pub topics: String,
}

/// All languages, at least one.
#[derive(Clone, Debug)]
pub struct Languages {
    first: Arc<Assistant>,
    others: Vec<Arc<Assistant>>,
}

impl Languages {
    /// An assistant for each language, that knows of the others. `understand` trains it, or has it
    /// trained already: [`Understanding::new`] at its simplest, or [`super::Learnt`].
    ///
    /// # Errors
    /// As for [`Assistant::new`]: of all languages.
    pub fn new<U: Into<Arc<Understanding>>>(
        first: Knowledge,
        others: Vec<Knowledge>,
        understand: impl Fn(&Knowledge) -> U,
    ) -> Result<Self, Vec<Problem>> {
        let mut assistants = Vec::new();
        let mut problems = Vec::new();
        for knowledge in std::iter::once(first).chain(others) {
            let understanding = understand(&knowledge);
            match Assistant::with(knowledge, understanding) {
                Ok(assistant) => assistants.push(assistant),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let spoken: Vec<Spoken> = assistants.iter().map(Assistant::spoken).collect();
        let mut assistants =
            assistants.into_iter().map(|assistant| Arc::new(assistant.among(&spoken)));
        match assistants.next() {
            Some(first) => Ok(Self { first, others: assistants.collect() }),
            None => Err(problems),
        }
    }

    /// One language alone.
    #[must_use]
    pub fn alone(assistant: Assistant) -> Self {
        Self { first: Arc::new(assistant), others: Vec::new() }
    }

    /// The language of who has chosen none and whose own is not spoken.
    #[must_use]
    pub fn first(&self) -> &Arc<Assistant> {
        &self.first
    }

    /// All of them, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Assistant>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The assistant for the first of these codes that is spoken: what the person chose, then what
    /// their Telegram is set to. A code may name a variant, such as `pt-br`.
    #[must_use]
    pub fn speaking<'a>(
        &self,
        wishes: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Arc<Assistant> {
        let spoken = |wish: &str| {
            let code = wish.split('-').next().unwrap_or_default();
            self.all().find(|assistant| assistant.language() == code)
        };
        let found = wishes.into_iter().flatten().find_map(spoken);
        Arc::clone(found.unwrap_or(&self.first))
    }
}
