//! The editors' inbox in an admin's chat: like questions together, and what can be done with them. An
//! edit is shown first, and made by a second tap.

use super::{AdminRequest, button, sentence, told};
use crate::conversation::{Assistant, Reply};
use crate::editor::edit::{Change, Edit};
use crate::editor::inbox::{Cluster, Question, clusters};
use crate::editor::undo::Undo;
use crate::knowledge::Folder;
use crate::knowledge::phrases::AdminTexts;
use crate::telegram::handler::Handler;

/// So many groups of questions are listed.
const LISTED: usize = 8;

/// What is to be done with the inbox. Groups go by the code of their first question, which stays the
/// same while others come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InboxRequest {
    /// List the groups.
    List,
    /// Show one.
    Show(String),
    /// Deal with one; `sure` after the difference was shown.
    Deal { code: String, with: Dealing, sure: bool },
    /// Take back what was done last.
    Undo,
}

/// What to do with a group of questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dealing {
    /// The first question becomes a phrasing of this entry.
    Add(String),
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
            None => return Self::List,
        };
        let with = match (name, words.next()) {
            ("undo", _) => return Self::Undo,
            ("show", _) => return code.map_or(Self::List, Self::Show),
            ("add", Some(entry)) => Dealing::Add(entry.to_owned()),
            ("out", _) => Dealing::OutOfScope,
            ("harmless", _) => Dealing::Harmless,
            ("drop", _) => Dealing::Drop,
            _ => return Self::List,
        };
        code.map_or(Self::List, |code| Self::Deal { code, with, sure })
    }

    /// The words after `/inbox` that ask for it.
    fn words(code: &str, with: &Dealing, sure: bool) -> String {
        let sure = if sure { "!" } else { "" };
        match with {
            Dealing::Add(entry) => format!("inbox add{sure} {code} {entry}"),
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

impl Handler {
    /// Answers an admin about the inbox.
    pub(super) async fn inbox(&self, chat: i64, request: InboxRequest) -> Reply {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let Some(folder) = assistant.folder().filter(|_| self.store.has_inbox()) else {
            return sentence(&admin.inbox_no_database);
        };
        if request == InboxRequest::Undo {
            return self.undo(admin, folder).await;
        }
        let Ok(questions) = self.store.inbox().await else {
            return sentence(&admin.inbox_away);
        };
        let groups = clusters(&questions, assistant.understanding());
        let with_code = |code: &str| groups.iter().find(|group| group.lead.id == code);
        match request {
            InboxRequest::List | InboxRequest::Undo => list(admin, &groups),
            InboxRequest::Show(code) => match with_code(&code) {
                Some(group) => show(admin, group),
                None => sentence(&admin.inbox_gone),
            },
            InboxRequest::Deal { code, with, sure } => match with_code(&code) {
                Some(group) => self.deal(&assistant, folder, Dealt { group, with, sure }).await,
                None => sentence(&admin.inbox_gone),
            },
        }
    }

    /// Shows what would be changed, or changes it.
    async fn deal(&self, assistant: &Assistant, folder: &Folder, dealt: Dealt<'_>) -> Reply {
        let Dealt { group, with, sure } = dealt;
        let admin = &assistant.phrases().admin;
        let line = || vec![group.lead.text.clone()];
        let change = match &with {
            Dealing::Add(entry) => Some(Change::Phrasings { entry: entry.clone(), lines: line() }),
            Dealing::OutOfScope => Some(Change::OutOfScope(line())),
            Dealing::Harmless => Some(Change::Harmless(line())),
            Dealing::Drop => None,
        };
        if let Some(change) = change {
            let (folder, lang) = (folder.clone(), assistant.language().to_owned());
            let questions: Vec<Question> = group.questions().cloned().collect();
            // The folder is learnt with the edit in it, which takes seconds.
            let work = move || edit(&folder, &lang, &change, sure.then_some(questions));
            match tokio::task::spawn_blocking(work).await {
                Ok(Ok(_)) if sure => {}
                Ok(Ok(diff)) => {
                    let apply = button(
                        &admin.button_apply,
                        &InboxRequest::words(&group.lead.id, &with, true),
                    );
                    return told(&admin.inbox_diff, &diff).row([apply]);
                }
                Ok(Err(why)) => return told(&admin.inbox_refused, &why),
                Err(_) => return sentence(&admin.inbox_away),
            }
        }
        for question in group.questions() {
            if self.store.delete_from_inbox(&question.id).await.is_err() {
                return sentence(&admin.inbox_away);
            }
        }
        sentence(&admin.inbox_done).row([button(&admin.button_undo, "inbox undo")])
    }

    /// Takes back what was done last: the file, and the questions.
    async fn undo(&self, admin: &AdminTexts, folder: &Folder) -> Reply {
        let undo = match Undo::of_latest(folder) {
            Ok(undo) => undo,
            Err(error) => return told(&admin.inbox_refused, &error.to_string()),
        };
        if self.store.put_back(&undo.record.questions).await.is_err() {
            return sentence(&admin.inbox_away);
        }
        match undo.apply(folder) {
            Ok(()) => told(&admin.inbox_undone, &undo.diff()),
            Err(error) => told(&admin.inbox_refused, &error.to_string()),
        }
    }
}

/// A group of questions, and what is to be done with it.
struct Dealt<'a> {
    group: &'a Cluster,
    with: Dealing,
    sure: bool,
}

/// The difference that a change makes; with `questions` it is made, and they are noted for taking it
/// back.
fn edit(
    folder: &Folder,
    lang: &str,
    change: &Change,
    questions: Option<Vec<Question>>,
) -> Result<String, String> {
    let edit = Edit::new(folder, lang, change).map_err(|problem| problem.to_string())?;
    let problems = edit.problems(folder, lang);
    if let Some(problem) = problems.first() {
        return Err(problem.to_string());
    }
    if let Some(questions) = questions {
        edit.apply(folder, questions).map_err(|error| format!("{error}\n\n{}", edit.diff()))?;
    }
    Ok(edit.diff())
}

fn list(admin: &AdminTexts, groups: &[Cluster]) -> Reply {
    if groups.is_empty() {
        return sentence(&admin.inbox_empty);
    }
    let buttons = groups.iter().take(LISTED).map(|group| {
        let text: String = group.lead.text.chars().take(48).collect();
        let label = format!("{} × {text}", group.count());
        button(&label, &format!("inbox show {}", group.lead.id))
    });
    let intro = admin.inbox_list.replace("{groups}", &groups.len().to_string());
    buttons.fold(sentence(&intro), |reply, button| reply.row([button]))
}

fn show(admin: &AdminTexts, group: &Cluster) -> Reply {
    let nearest = group.nearest.as_ref();
    let intro = admin
        .inbox_group
        .replace("{count}", &group.count().to_string())
        .replace("{first}", group.first_day())
        .replace("{last}", group.last_day())
        .replace("{nearest}", nearest.map_or("–", |ranked| ranked.id.as_str()));
    let questions: Vec<&str> = group.questions().map(|question| question.text.as_str()).collect();
    let code = &group.lead.id;
    let deal = |label: &str, with: &Dealing| button(label, &InboxRequest::words(code, with, false));
    let mut reply = told(&intro, &questions.join("\n"));
    if let Some(ranked) = nearest {
        let label = admin.button_add.replace("{entry}", &ranked.id);
        reply = reply.row([deal(&label, &Dealing::Add(ranked.id.clone()))]);
    }
    reply
        .row([
            deal(&admin.button_out_of_scope, &Dealing::OutOfScope),
            deal(&admin.button_harmless, &Dealing::Harmless),
        ])
        .row([deal(&admin.button_drop, &Dealing::Drop), button(&admin.button_inbox, "inbox")])
}

#[cfg(test)]
mod tests {
    use super::{Dealing, InboxRequest};

    #[test]
    fn a_button_says_what_it_does() {
        for with in [
            Dealing::Add("emergency-number".to_owned()),
            Dealing::OutOfScope,
            Dealing::Harmless,
            Dealing::Drop,
        ] {
            for sure in [false, true] {
                let words = InboxRequest::words("0a1b2c3d", &with, sure);
                assert!("admin:".len() + words.len() <= 64, "{words}");
                let read = InboxRequest::of(words.strip_prefix("inbox ").unwrap());
                let code = "0a1b2c3d".to_owned();
                assert_eq!(read, InboxRequest::Deal { code, with: with.clone(), sure });
            }
        }
        assert_eq!(InboxRequest::of(""), InboxRequest::List);
        assert_eq!(InboxRequest::of("add"), InboxRequest::List);
        assert_eq!(InboxRequest::of("show x"), InboxRequest::Show("x".to_owned()));
    }
}
