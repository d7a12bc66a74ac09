//! What admins ask in their private chats: how the files stand, a reload, why a message is answered as
//! it is, an entry as people will see it, what people asked for.
//!
//! Who is an admin is looked up at each event. For everybody else these are words like any others, and
//! their buttons are old ones.

mod inbox;

use super::handler::{Handler, rich, unix_now};
use super::reply::send::Target;
use super::updates::update::{Audience, ChatEvent};
use crate::conversation::{Assistant, Button, Event, Reply, Session, preview, trace};
use crate::knowledge::faq::Status;
use crate::knowledge::markup::Rich;
use crate::statistics::{Statistics, table};
use crate::storage::Day;
use crate::telegram::faq_source::ReloadRequest;
use inbox::InboxRequest;

/// Begins the callback data of an admin's button; no action of the conversation begins so.
const BUTTON: &str = "admin:";

/// The days that `/stats` tells of, and the entries.
const STATS_DAYS: u64 = 28;
const STATS_ENTRIES: usize = 10;

/// What an admin asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AdminRequest {
    /// How the files stand.
    Overview,
    /// Read the files again.
    Reload,
    /// Why this message is answered as it is.
    Explain(String),
    /// The entry with this id, live or a draft, as a person sees it.
    Preview(String),
    /// All drafts.
    Drafts,
    /// What people asked that the FAQ does not answer.
    Inbox(InboxRequest),
    /// What was counted of late.
    Stats,
}

impl AdminRequest {
    /// The request in a command or a button; `None` for anything that is none.
    fn of(event: &Event) -> Option<Self> {
        let line = match event {
            Event::Text(text) => text.trim().strip_prefix('/')?,
            Event::Pressed(data) => data.strip_prefix(BUTTON)?,
            Event::Edited(_) | Event::Sent(_) => return None,
        };
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let argument = argument.trim().to_owned();
        Some(match name {
            "admin" => Self::Overview,
            "reload" => Self::Reload,
            "explain" => Self::Explain(argument),
            "preview" => Self::Preview(argument),
            "drafts" => Self::Drafts,
            "inbox" => InboxRequest::of(&argument).into(),
            "stats" => Self::Stats,
            _ => return None,
        })
    }
}

/// How the files stand that the bot answers from.
#[derive(Debug)]
pub(crate) struct FaqState {
    /// The folder, or that it is the built-in one.
    pub(crate) place: String,
    /// When they were taken, in Unix seconds.
    pub(crate) taken: u64,
    /// What is wrong with newer ones, if they were not taken.
    pub(crate) refused: Option<String>,
}

impl FaqState {
    /// Files of `place`, taken now.
    pub(crate) fn new(place: String) -> Self {
        Self { place, taken: unix_now(), refused: None }
    }
}

impl Handler {
    /// What an event asks for, if it comes from an admin's private chat.
    pub(crate) fn admin_request(&self, event: &ChatEvent) -> Option<AdminRequest> {
        let may = event.audience == Audience::Private && self.admins.contains(&event.chat);
        if may { AdminRequest::of(&event.event) } else { None }
    }

    /// Answers an admin.
    pub(crate) async fn answer_admin(&self, chat: i64, request: AdminRequest) {
        let assistant = self.assistant_for(chat);
        let admin = &assistant.phrases().admin;
        let replies = match request {
            AdminRequest::Overview => vec![self.overview(&assistant)],
            AdminRequest::Reload => {
                // The reload answers. Nobody listens any more only when the bot is about to end.
                let _ = self.reload_sender.send(ReloadRequest::Admin(chat)).await;
                return;
            }
            AdminRequest::Inbox(request) => vec![self.inbox(chat, request).await],
            AdminRequest::Stats => vec![self.stats(&assistant).await],
            AdminRequest::Explain(text) if text.is_empty() => vec![sentence(&admin.explain_how)],
            AdminRequest::Explain(text) => {
                let trace = trace(&assistant, &Session::default(), &text, unix_now());
                vec![Reply::new(Rich::plain(trace.explained.to_string()))]
            }
            AdminRequest::Preview(id) if id.is_empty() => vec![sentence(&admin.preview_how)],
            AdminRequest::Preview(id) => preview(&assistant, &id, unix_now())
                .unwrap_or_else(|| vec![sentence(&admin.no_such_entry.replace("{id}", &id))]),
            AdminRequest::Drafts => {
                let drafts = assistant.faq().entry.iter().filter(|e| e.status == Status::Draft);
                let rows =
                    drafts.map(|entry| button(entry.label(), &format!("preview {}", entry.id)));
                let rows: Vec<Button> = rows.collect();
                let say = if rows.is_empty() { &admin.no_drafts } else { &admin.drafts };
                vec![rows.into_iter().fold(sentence(say), |reply, button| reply.row([button]))]
            }
        };
        for reply in replies {
            self.replies.send(Target::chat(chat), &reply).await;
        }
    }

    /// Notes what came of reading the files: taken, or the report of what is wrong.
    pub(crate) fn note_reload(&self, result: Result<(), String>) {
        let mut state = self.faq_state();
        match result {
            Ok(()) => (state.taken, state.refused) = (unix_now(), None),
            Err(report) => state.refused = Some(report),
        }
    }

    /// The figures of the last days, of the entries the first few.
    async fn stats(&self, assistant: &Assistant) -> Reply {
        let last = Day::of(unix_now());
        let Ok(counts) = self.store.daily(last.before(STATS_DAYS - 1), last).await else {
            return sentence(&assistant.phrases().admin.inbox_away);
        };
        let screens = assistant.quiz().into_iter().flat_map(|quiz| &quiz.file().screen);
        let screens: Vec<&str> = screens.map(|screen| screen.key.as_str()).collect();
        let figures = Statistics::new(&counts, last, STATS_DAYS).figures(&screens);
        Reply::new(Rich::plain(table(&figures, STATS_ENTRIES)))
    }

    fn overview(&self, assistant: &Assistant) -> Reply {
        let admin = &assistant.phrases().admin;
        let state = self.faq_state();
        let entries = &assistant.faq().entry;
        let live = entries.iter().filter(|entry| entry.status == Status::Live).count();
        let mut text = rich(
            &admin
                .overview
                .replace("{place}", &state.place)
                .replace("{taken}", &minute(state.taken))
                .replace("{entries}", &live.to_string())
                .replace("{drafts}", &(entries.len() - live).to_string()),
        );
        match &state.refused {
            None => text.extend(rich(&admin.files_good)),
            Some(report) => {
                text.extend(rich(&admin.files_refused));
                text.extend(Rich::plain(report.as_str()));
            }
        }
        Reply::new(text)
            .row([button(&admin.button_reload, "reload"), button(&admin.button_drafts, "drafts")])
            .row([button(&admin.button_inbox, "inbox"), button(&admin.button_stats, "stats")])
    }
}

fn button(label: &str, request: &str) -> Button {
    Button::data(label, format!("{BUTTON}{request}"))
}

fn sentence(markdown: &str) -> Reply {
    Reply::new(rich(markdown))
}

/// Day and minute of a time, in UTC.
fn minute(unix: u64) -> String {
    let (hours, minutes) = (unix / 3_600 % 24, unix / 60 % 60);
    format!("{} {hours:02}:{minutes:02} UTC", Day::of(unix))
}

#[cfg(test)]
mod tests {
    use super::{AdminRequest, minute};
    use crate::conversation::Event;

    #[test]
    fn commands_and_buttons_are_told_from_questions() {
        let typed = |text: &str| AdminRequest::of(&Event::Text(text.to_owned()));
        assert_eq!(typed("/admin"), Some(AdminRequest::Overview));
        assert_eq!(typed(" /explain can i run "), Some(AdminRequest::Explain("can i run".into())));
        assert_eq!(typed("/preview"), Some(AdminRequest::Preview(String::new())));
        assert_eq!(typed("reload"), None);
        assert_eq!(typed("/start how-long"), None);
        let pressed = |data: &str| AdminRequest::of(&Event::Pressed(data.to_owned()));
        assert_eq!(pressed("admin:preview walking"), Some(AdminRequest::Preview("walking".into())));
        assert_eq!(pressed("e:walking"), None);
    }

    #[test]
    fn a_time_is_told_to_the_minute() {
        assert_eq!(minute(1_795_000_000), "2026-11-18 11:06 UTC");
    }
}
