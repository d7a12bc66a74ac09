//! What admins ask in their private chats: how the files stand, a reload, why a message is answered as
//! it is, an entry as people will see it, what people asked for.
//!
//! Who is an admin is looked up at each event. For everybody else these are words like any others, and
//! their buttons are old ones.

mod changes;
mod inbox;
mod snapshots;

use tokio::task::spawn_blocking;

use super::handler::{Handler, rich, unix_now};
use super::reply::send::Target;
use super::updates::update::{Audience, ChatEvent};
use crate::conversation::{Assistant, Button, Event, Reply, Session, preview, trace};
use crate::knowledge::faq::Status;
use crate::knowledge::markup::Rich;
use crate::statistics::{Statistics, daily_picture, table};
use crate::storage::Day;
use crate::telegram::faq_source::{Newer, ReloadRequest, Verdict};
use inbox::InboxRequest;

pub(super) use inbox::forget_old;
use snapshots::SnapshotRequest;

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
    /// Good states of the files.
    Snapshots(SnapshotRequest),
    /// What becomes of the changed files with this code.
    Decide { code: String, verdict: Verdict },
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
            "snapshots" => Self::Snapshots(SnapshotRequest::of(&argument)),
            "changes" => changes::decision(&argument).unwrap_or(Self::Overview),
            _ => return None,
        })
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
            AdminRequest::Reload => return self.ask_for(ReloadRequest::Admin(chat)).await,
            AdminRequest::Decide { code, verdict } => {
                return self.ask_for(ReloadRequest::Decided { chat, code, verdict }).await;
            }
            AdminRequest::Snapshots(SnapshotRequest::BringBack(name)) => {
                return self.ask_for(ReloadRequest::BringBack { chat, name }).await;
            }
            AdminRequest::Snapshots(request) => vec![self.snapshots(admin, request).await],
            AdminRequest::Inbox(request) => vec![self.inbox(chat, request).await],
            AdminRequest::Stats => vec![self.stats(chat, &assistant).await],
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

    /// Asks for something that the reloads answer. Nobody listens any more only when the bot is about
    /// to end.
    async fn ask_for(&self, request: ReloadRequest) {
        let _ = self.reload_sender.send(request).await;
    }

    /// Notes that the newest files are in use from now on.
    pub(crate) fn note_taken(&self) {
        let mut state = self.faq_state();
        (state.taken, state.newer) = (unix_now(), Newer::None);
    }

    /// Notes what became of newer files than those in use.
    pub(crate) fn note_newer(&self, newer: Newer) {
        self.faq_state().newer = newer;
    }

    /// Sends the chart of the last days, and gives the figures, of the entries the first few.
    async fn stats(&self, chat: i64, assistant: &Assistant) -> Reply {
        let last = Day::of(unix_now());
        let Ok(counts) = self.store.daily(last.before(STATS_DAYS - 1), last).await else {
            return sentence(&assistant.phrases().admin.inbox_away);
        };
        let screens = assistant.quiz().into_iter().flat_map(|quiz| &quiz.file().screen);
        let screens: Vec<&str> = screens.map(|screen| screen.key.as_str()).collect();
        let statistics = Statistics::new(&counts, last, STATS_DAYS);
        let figures = statistics.figures(&screens);
        let title = &assistant.phrases().admin.stats_picture;
        let title = title.replace("{first}", &figures.first).replace("{last}", &figures.last);
        let drawing = spawn_blocking(move || daily_picture(&statistics, &title));
        match drawing.await {
            Ok(Ok(png)) => self.replies.send_picture(chat, "questions.png", png).await,
            Ok(Err(error)) => tracing::error!(%error, "a bug: the figures go without their chart"),
            Err(_) => tracing::error!("a bug: drawing failed; the figures go without their chart"),
        }
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
        match &state.newer {
            Newer::None => text.extend(rich(&admin.files_good)),
            Newer::Waits => text.extend(rich(&admin.files_waiting)),
            Newer::KeptOld => text.extend(rich(&admin.files_kept_old)),
            Newer::Refused(report) => {
                text.extend(rich(&admin.files_refused));
                text.extend(Rich::plain(report.as_str()));
            }
        }
        Reply::new(text)
            .row([button(&admin.button_reload, "reload"), button(&admin.button_drafts, "drafts")])
            .row([button(&admin.button_inbox, "inbox"), button(&admin.button_stats, "stats")])
            .row([button(&admin.button_snapshots, "snapshots")])
    }
}

fn button(label: &str, request: &str) -> Button {
    Button::data(label, format!("{BUTTON}{request}"))
}

fn sentence(markdown: &str) -> Reply {
    Reply::new(rich(markdown))
}

/// A sentence, and under it what is shown as it is.
fn told(markdown: &str, plain: &str) -> Reply {
    let mut text = rich(markdown);
    text.extend(Rich::plain(plain));
    Reply::new(text)
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
    use crate::telegram::faq_source::Verdict;

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
        let (code, verdict) = ("0a1b2c3d".to_owned(), Verdict::Apply);
        let decided = AdminRequest::Decide { code, verdict };
        assert_eq!(pressed("admin:changes apply 0a1b2c3d"), Some(decided));
        assert_eq!(pressed("admin:changes"), Some(AdminRequest::Overview));
    }

    #[test]
    fn a_time_is_told_to_the_minute() {
        assert_eq!(minute(1_795_000_000), "2026-11-18 11:06 UTC");
    }
}
