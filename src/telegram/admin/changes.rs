//! What a changed FAQ means for people, in an admin's chat, and what the admin says to it.

use super::{AdminRequest, button, sentence, told};
use crate::telegram::faq_source::Verdict;
use crate::telegram::handler::Handler;
use crate::telegram::reply::send::Target;

/// The words of a button behind `changes`, by what they decide.
const DECISIONS: [(&str, Verdict); 2] = [("apply", Verdict::Apply), ("keep", Verdict::KeepOld)];

/// What the words of a button decide: `apply 0a1b2c3d`.
pub(super) fn decision(words: &str) -> Option<AdminRequest> {
    let (name, code) = words.split_once(' ')?;
    let (_, verdict) = DECISIONS.iter().find(|(known, _)| *known == name)?;
    Some(AdminRequest::Decide { code: code.to_owned(), verdict: *verdict })
}

impl Handler {
    /// Shows an admin a change that waits, and asks what is to become of it; whether that arrived.
    pub(crate) async fn ask_about_changes(&self, chat: i64, brief: &str, code: &str) -> bool {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let buttons = DECISIONS.map(|(name, verdict)| {
            let label = match verdict {
                Verdict::Apply => &admin.button_apply_changes,
                Verdict::KeepOld => &admin.button_keep_old,
            };
            button(label, &format!("changes {name} {code}"))
        });
        let reply = told(&admin.changes_ask, brief).row(buttons);
        self.replies.send(Target::chat(chat), &reply).await.is_some()
    }

    /// Tells an admin what the files that are in use now have changed.
    pub(crate) async fn tell_changes(&self, chat: i64, brief: &str) {
        let assistant = self.assistant_for(chat);
        let reply = told(&assistant.phrases().admin.changes_told, brief);
        self.replies.send(Target::chat(chat), &reply).await;
    }

    /// Says that what an admin decided is done.
    pub(crate) async fn changes_decided(&self, chat: i64, verdict: Verdict) {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let reply = match verdict {
            Verdict::Apply => &admin.changes_applied,
            Verdict::KeepOld => &admin.changes_kept_old,
        };
        self.replies.send(Target::chat(chat), &sentence(reply)).await;
    }

    /// Says what became of a change before this button was pressed; `None` where the files have
    /// changed again.
    pub(crate) async fn changes_decided_before(&self, chat: i64, decided: Option<Verdict>) {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let reply = match decided {
            Some(Verdict::Apply) => &admin.changes_applied_before,
            Some(Verdict::KeepOld) => &admin.changes_kept_before,
            None => &admin.changes_older,
        };
        self.replies.send(Target::chat(chat), &sentence(reply)).await;
    }
}
