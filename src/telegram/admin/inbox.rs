//! The editors' inbox in an admin's chat: like questions together, and what can be done with them. An
//! edit is shown first, and made by a second tap.

use std::sync::Arc;
use std::time::Duration;

use super::{AdminRequest, button, sentence, told};
use crate::conversation::{Assistant, Reply};
use crate::editor::decision::{Decision, Proposal};
use crate::editor::inbox::{Cluster, clusters};
use crate::editor::undo::{self, Undo};
use crate::knowledge::Folder;
use crate::knowledge::phrases::AdminTexts;
use crate::telegram::handler::Handler;

/// So many groups of questions are listed.
const LISTED: usize = 8;

/// What is to be done with the inbox. A group goes by the name of a question in it and, where something
/// is to be done with it, by its fingerprint: what came in since must not be dealt with unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InboxRequest {
    /// List the groups, without so many first ones.
    List(usize),
    /// Show one.
    Show(String),
    /// Deal with one; `sure` after the difference was shown.
    Deal { code: String, with: Dealing, sure: bool },
    /// Take back what was done under this code, or last where there is none.
    Undo(Option<String>),
}

/// What to do with a group of questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dealing {
    /// The first question becomes a phrasing of this entry.
    Add(String),
    /// The first question becomes an entry of its own, not shown to people yet.
    Draft,
    OutOfScope,
    Harmless,
    Drop,
}

impl InboxRequest {
    /// From the words after `/inbox`; anything that is none is the list.
    pub(super) fn of(argument: &str) -> Self {
        let mut words = argument.split_whitespace();
        let (first, code) = (words.next(), words.next().map(str::to_owned));
        let (name, sure) = match first {
            Some(name) => (name.trim_end_matches('!'), name.ends_with('!')),
            None => return Self::List(0),
        };
        let with = match (name, words.next()) {
            ("undo", _) => return Self::Undo(code),
            ("from", _) => {
                return Self::List(code.and_then(|from| from.parse().ok()).unwrap_or_default());
            }
            ("show", _) => return code.map_or(Self::List(0), Self::Show),
            ("add", Some(entry)) => Dealing::Add(entry.to_owned()),
            ("draft", _) => Dealing::Draft,
            ("out", _) => Dealing::OutOfScope,
            ("harmless", _) => Dealing::Harmless,
            ("drop", _) => Dealing::Drop,
            _ => return Self::List(0),
        };
        code.map_or(Self::List(0), |code| Self::Deal { code, with, sure })
    }

    /// The words after `/inbox` that ask for it.
    fn words(code: &str, with: &Dealing, sure: bool) -> String {
        let sure = if sure { "!" } else { "" };
        match with {
            Dealing::Add(entry) => format!("inbox add{sure} {code} {entry}"),
            Dealing::Draft => format!("inbox draft{sure} {code}"),
            Dealing::OutOfScope => format!("inbox out{sure} {code}"),
            Dealing::Harmless => format!("inbox harmless{sure} {code}"),
            Dealing::Drop => format!("inbox drop{sure} {code}"),
        }
    }
}

impl From<InboxRequest> for AdminRequest {
    fn from(request: InboxRequest) -> Self {
        Self::Inbox(request)
    }
}

/// Questions leave what is noted of edits as they leave the inbox: at the start and once a day.
pub(crate) async fn forget_old(folder: Folder) {
    let mut days = tokio::time::interval(Duration::from_hours(24));
    loop {
        days.tick().await;
        let folder = folder.clone();
        let forgot = tokio::task::spawn_blocking(move || undo::forget_old(&folder)).await;
        if let Ok(Err(error)) = forgot {
            tracing::warn!(%error, "old questions stay in the notes on edits beside the FAQ");
        }
    }
}

impl Handler {
    /// Answers an admin about the inbox.
    pub(super) async fn inbox(&self, chat: i64, request: InboxRequest) -> Reply {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let Some(folder) = assistant.folder().filter(|_| self.store.has_inbox()) else {
            return sentence(&admin.inbox_no_database);
        };
        if let InboxRequest::Undo(code) = &request {
            return self.undo(admin, folder, code.as_deref()).await;
        }
        let Ok(questions) = self.store.inbox().await else {
            return sentence(&admin.inbox_away);
        };
        let asked = Arc::clone(&assistant);
        let find = move || clusters(&questions, asked.understanding());
        let Ok(groups) = tokio::task::spawn_blocking(find).await else {
            return sentence(&admin.inbox_away);
        };
        let with = |question: &str| groups.iter().find(|group| group.has(question));
        match request {
            InboxRequest::List(from) => list(admin, &groups, from),
            InboxRequest::Undo(_) => list(admin, &groups, 0),
            InboxRequest::Show(question) => match with(&question) {
                Some(group) => show(admin, group),
                None => sentence(&admin.inbox_gone),
            },
            InboxRequest::Deal { code, with: dealing, sure } => {
                let (question, fingerprint) = code.split_once('-').unwrap_or((&code, ""));
                match with(question) {
                    Some(group) if group.fingerprint() == fingerprint => {
                        self.deal(&assistant, folder, Dealt { group, with: dealing, sure }).await
                    }
                    Some(group) => show(admin, group),
                    None => sentence(&admin.inbox_gone),
                }
            }
        }
    }

    /// Shows what would be changed, or changes it. What changes no file is done at once.
    async fn deal(&self, assistant: &Assistant, folder: &Folder, dealt: Dealt<'_>) -> Reply {
        let Dealt { group, with, sure } = dealt;
        let admin = &assistant.phrases().admin;
        let decision = match &with {
            Dealing::Add(entry) => Decision::Phrasing { entry: entry.clone() },
            Dealing::Draft => Decision::draft(group, assistant.faq()),
            Dealing::OutOfScope => Decision::OutOfScope,
            Dealing::Harmless => Decision::Harmless,
            Dealing::Drop => Decision::Drop,
        };
        let lang = assistant.language();
        let proposal = match Proposal::new(folder, lang, group, &decision, &[]) {
            Ok(proposal) => proposal,
            Err(problem) => return told(&admin.inbox_refused, &problem.to_string()),
        };
        let diff = proposal.diff();
        if !diff.is_empty() {
            let (checked, folder, lang) = (proposal.clone(), folder.clone(), lang.to_owned());
            // The folder is learnt with the edit in it, which takes seconds.
            let check = move || checked.problems(&folder, &lang);
            match tokio::task::spawn_blocking(check).await.as_deref() {
                Ok([]) => {}
                Ok([problem, ..]) => return told(&admin.inbox_refused, &problem.to_string()),
                Err(_) => return sentence(&admin.inbox_away),
            }
            if !sure {
                let words = InboxRequest::words(&code_of(group), &with, true);
                return told(&admin.inbox_diff, &diff).row([button(&admin.button_apply, &words)]);
            }
        }
        match proposal.carry_out(folder, &self.store).await {
            Ok(done) => match done.undo {
                Some(code) => {
                    let undo = button(&admin.button_undo, &format!("inbox undo {code}"));
                    sentence(&admin.inbox_done).row([undo])
                }
                None => sentence(&admin.inbox_done),
            },
            Err(error) => {
                told(&admin.inbox_refused, &format!("{error}\n\n{diff}\n{}", error.mend()))
            }
        }
    }

    /// Takes back what was done last: the file, and the questions.
    async fn undo(&self, admin: &AdminTexts, folder: &Folder, code: Option<&str>) -> Reply {
        let found = match code {
            Some(code) => Undo::of(folder, code),
            None => Undo::of_latest(folder),
        };
        let undo = match found {
            Ok(undo) => undo,
            Err(error) => return told(&admin.inbox_refused, &error.to_string()),
        };
        match undo.carry_out(folder, &self.store).await {
            Ok(_) if undo.file_stays => told(&admin.inbox_undone_not_the_file, &undo.record.file),
            Ok(_) if undo.diff().is_empty() => sentence(&admin.inbox_undone),
            Ok(_) => told(&admin.inbox_undone, &undo.diff()),
            Err(error) => told(&admin.inbox_refused, &format!("{error}\n\n{}", error.mend())),
        }
    }
}

/// What a button says of a group: the name of its first question, and its fingerprint.
fn code_of(group: &Cluster) -> String {
    format!("{}-{}", group.lead.id, group.fingerprint())
}

/// A group of questions, and what is to be done with it.
struct Dealt<'a> {
    group: &'a Cluster,
    with: Dealing,
    sure: bool,
}

fn list(admin: &AdminTexts, groups: &[Cluster], from: usize) -> Reply {
    if groups.is_empty() {
        return sentence(&admin.inbox_empty);
    }
    let buttons = groups.iter().skip(from).take(LISTED).map(|group| {
        let text: String = group.lead.text.chars().take(48).collect();
        let label = format!("{} × {text}", group.count());
        button(&label, &format!("inbox show {}", group.lead.id))
    });
    let intro = admin.inbox_list.replace("{groups}", &groups.len().to_string());
    let reply = buttons.fold(sentence(&intro), |reply, button| reply.row([button]));
    let next = from.saturating_add(LISTED);
    if next < groups.len() {
        reply.row([button(&admin.button_inbox_more, &format!("inbox from {next}"))])
    } else {
        reply
    }
}

fn show(admin: &AdminTexts, group: &Cluster) -> Reply {
    let nearest: Vec<&str> = group.nearest.iter().map(|ranked| ranked.id.as_str()).collect();
    let intro = admin
        .inbox_group
        .replace("{count}", &group.count().to_string())
        .replace("{first}", group.first_day())
        .replace("{last}", group.last_day())
        .replace(
            "{nearest}",
            &if nearest.is_empty() { "–".to_owned() } else { nearest.join(", ") },
        );
    let questions: Vec<&str> = group.questions().map(|question| question.text.as_str()).collect();
    let code = code_of(group);
    let deal =
        |label: &str, with: &Dealing| button(label, &InboxRequest::words(&code, with, false));
    let add = |entry: &str| {
        deal(&admin.button_add.replace("{entry}", entry), &Dealing::Add(entry.to_owned()))
    };
    nearest
        .into_iter()
        .fold(told(&intro, &questions.join("\n")), |reply, entry| reply.row([add(entry)]))
        .row([
            deal(&admin.button_draft, &Dealing::Draft),
            deal(&admin.button_out_of_scope, &Dealing::OutOfScope),
        ])
        .row([
            deal(&admin.button_harmless, &Dealing::Harmless),
            deal(&admin.button_drop, &Dealing::Drop),
        ])
        .row([button(&admin.button_inbox, "inbox")])
}

#[cfg(test)]
mod tests {
    use super::{Dealing, InboxRequest};

    #[test]
    fn a_button_says_what_it_does() {
        for with in [
            Dealing::Add("emergency-number".to_owned()),
            Dealing::Draft,
            Dealing::OutOfScope,
            Dealing::Harmless,
            Dealing::Drop,
        ] {
            for sure in [false, true] {
                let words = InboxRequest::words("0a1b2c3d-4e5f", &with, sure);
                assert!("admin:".len() + words.len() <= 64, "{words}");
                let read = InboxRequest::of(words.strip_prefix("inbox ").unwrap());
                let code = "0a1b2c3d-4e5f".to_owned();
                assert_eq!(read, InboxRequest::Deal { code, with: with.clone(), sure });
            }
        }
        assert_eq!(InboxRequest::of(""), InboxRequest::List(0));
        assert_eq!(InboxRequest::of("add"), InboxRequest::List(0));
        assert_eq!(InboxRequest::of("from 8"), InboxRequest::List(8));
        assert_eq!(InboxRequest::of("undo 0a1b2c3d"), InboxRequest::Undo(Some("0a1b2c3d".into())));
        assert_eq!(InboxRequest::of("show x"), InboxRequest::Show("x".to_owned()));
    }
}
