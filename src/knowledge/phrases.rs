//! `phrases.toml`: every sentence of the bot itself.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::markup::Rich;
use super::owner::Owner;
use super::{Problem, Source};

/// The file as the editor writes it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhrasesFile {
    /// How the bot presents itself on Telegram.
    pub bot: BotTexts,
    /// Whose work the answers rest on.
    pub owner: Owner,
    /// Command (without the slash) and its line in the menu, at most 256 characters; in the order of
    /// the file.
    #[schemars(with = "BTreeMap<String, String>")]
    pub commands: IndexMap<String, String>,
    /// Commands of admins (without the slash) and their lines in the admins' own menu, in the order of
    /// the file.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub admin_commands: IndexMap<String, String>,
    /// Sentences, by name.
    pub say: Sentences,
    /// Sentences for admins, by name.
    pub admin: AdminTexts,
    /// Button labels, by name.
    pub buttons: Labels,
    /// Topics of the menu, by the id that entries use, in the order of the file.
    #[schemars(with = "BTreeMap<String, String>")]
    pub topics: IndexMap<String, String>,
    /// Small talk.
    #[serde(default)]
    pub small_talk: Vec<SmallTalk>,
    /// Words that do not change what small talk is.
    #[serde(default)]
    pub fillers: Fillers,
}

impl PhrasesFile {
    /// Puts menus into the order of the file, which a reading through JSON loses.
    pub(super) fn put_in_order(&mut self, source: &Source) {
        let Self { commands, admin_commands, topics, .. } = self;
        for (table, menu) in
            [("commands", commands), ("admin_commands", admin_commands), ("topics", topics)]
        {
            menu.sort_by_cached_key(|name, _| source.start_of(&format!("/{table}/{name}")));
        }
    }
}

/// How the bot presents itself.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BotTexts {
    /// Its name.
    #[schemars(length(min = 1, max = 64))]
    pub name: String,
    /// The language of this folder in its own words, such as `English` or `Deutsch`.
    #[schemars(length(min = 1, max = 40))]
    pub language: String,
    /// Shown in an empty chat.
    #[schemars(length(min = 1, max = 512))]
    pub description: String,
    /// Shown on the profile page.
    #[schemars(length(min = 1, max = 120))]
    pub short_description: String,
}

/// One kind of small talk.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallTalk {
    /// Its name, for the editor.
    pub id: String,
    /// Words and phrases that make it up.
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
    /// The reply.
    #[schemars(length(min = 1, max = 1000))]
    pub reply: String,
}

/// Words without weight in small talk.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fillers {
    /// The words, or several words that belong together.
    pub words: Vec<String>,
    /// Those that make a question of a message that begins with them: "is it good" asks, "it is
    /// good" does not.
    pub asking: Vec<String>,
}

/// Declares a table of named texts: the struct, and a walk over its fields for checking.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each name says which text it is; phrases.toml shows them all")]
        pub struct $name { $(#[schemars(length(min = 1, max = 3500))] pub $field: String),+ }

        impl $name {
            /// Name and text of each field, in the order of the file.
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.as_str())),+]
            }
        }
    };
}

texts! {
    /// Sentences of the bot, in small Markdown.
    Sentences {
        greeting, not_a_doctor, help, topics, topic, choose, not_understood, none_of_these,
        long_message, first_of_two, second_of_two, helpful, thanks_for_yes, thanks_for_no,
        thanks_for_why, thanks_for_scary, or_did_you_mean, again, report, report_offer,
        exercise, exercises, sources_intro, sources_of, evidence, outdated, certainty_strong, certainty_some,
        certainty_uncertain, safety_net, safety_net_again, card_waits, privacy, forgotten, cancelled, nothing_to_cancel,
        unknown_command, settings, settings_no_country, language_kept, old_button, only_emoji, empty, other_language, sent_photo,
        sent_voice, sent_video, sent_sticker, sent_location, sent_document, sent_contact,
        sent_other, ended, went_wrong, private_only, added_to_group, too_many, reloaded, reloaded_same, not_reloaded,
        offer_to_editors, sent_to_editors, too_late_for_editors, not_sent_to_editors,
    }
}

texts! {
    /// Sentences for admins, in small Markdown, and their buttons.
    AdminTexts {
        overview, files_good, files_refused, files_waiting, files_kept_old, explain_how, preview_how, no_such_entry, drafts, no_drafts,
        button_reload, button_drafts, inbox_list, inbox_empty, inbox_group, inbox_diff, inbox_refused,
        inbox_done, inbox_undone, inbox_undone_not_the_file, inbox_gone, inbox_away, inbox_no_database, button_inbox, button_inbox_more, button_stats,
        button_add, button_draft, button_out_of_scope, button_harmless, button_drop, button_apply, button_undo,
        changes_ask, changes_told, changes_applied, changes_kept_old, changes_applied_before,
        changes_kept_before, changes_older, button_apply_changes, button_keep_old, snapshots, no_snapshots,
        snapshots_built_in, snapshot_now, snapshot_would, snapshot_gone, snapshot_bad, snapshot_cancelled,
        brought_back, not_brought_back, button_snapshots, button_bring_back, button_cancel, stats_picture,
    }
}

texts! {
    /// Button labels, at most [`LABEL_MAX`] characters each.
    Labels {
        topics, none_of_these, yes_helpful, no_helpful, wrong_topic, unclear, missing, scary, sources, back_to_topics, start_check, show_again, show_whole, more_exercises,
        emergency_signs, privacy, private_chat, add_to_group, send_to_editors,
    }
}

/// The longest button label, in characters: a small phone cuts what is longer.
pub const LABEL_MAX: usize = 32;

/// Placeholders that a sentence may carry, by its name.
const PLACEHOLDERS: [(&str, &[&str]); 19] = [
    (
        "exercise",
        &[
            "{name}",
            "{for_whom}",
            "{start}",
            "{move}",
            "{count}",
            "{often}",
            "{feel}",
            "{stop}",
            "{not_for}",
        ],
    ),
    ("report", &["{told}"]),
    ("again", &["{question}"]),
    ("settings", &["{country}", "{language}"]),
    ("topic", &["{topic}"]),
    ("sources_intro", &["{entries}", "{oldest}"]),
    ("sources_of", &["{question}"]),
    ("evidence", &["{certainty}", "{date}"]),
    ("outdated", &["{date}"]),
    ("unknown_command", &["{command}"]),
    ("overview", &["{place}", "{taken}", "{entries}", "{drafts}"]),
    ("no_such_entry", &["{id}"]),
    ("inbox_list", &["{groups}"]),
    ("inbox_group", &["{count}", "{first}", "{last}", "{nearest}"]),
    ("button_add", &["{entry}"]),
    ("snapshot_now", &["{time}"]),
    ("snapshot_would", &["{time}"]),
    ("brought_back", &["{files}", "{time}"]),
    ("stats_picture", &["{first}", "{last}"]),
];

/// Checks what the shape cannot say: markup, placeholders, lengths of labels.
#[must_use]
pub fn check(phrases: &PhrasesFile, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let say = phrases.say.all().into_iter().map(|(name, text)| ("say", name, text));
    let admin = phrases.admin.all().into_iter().map(|(name, text)| ("admin", name, text));
    for (table, name, text) in say.chain(admin) {
        let pointer = format!("/{table}/{name}");
        if let Err((_, what)) = Rich::parse(text) {
            problems.push(source.problem(
                &pointer,
                format!("`{name}` has {what}, which a chat cannot show"),
                "use paragraphs, **bold**, *italic*, lists and links only",
            ));
        }
        let known = PLACEHOLDERS.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, p)| *p);
        let mut left = text.to_owned();
        for placeholder in known {
            if !left.contains(placeholder) {
                problems.push(source.problem(
                    &pointer,
                    format!("`{name}` has lost its placeholder {placeholder}"),
                    format!("write {placeholder} where the bot should fill it in"),
                ));
            }
            left = left.replace(placeholder, "");
        }
        if left.contains('{') || left.contains('}') {
            problems.push(source.problem(
                &pointer,
                format!("`{name}` has a curly bracket that the bot cannot fill in"),
                if known.is_empty() {
                    "remove the curly brackets".to_owned()
                } else {
                    format!("use only {}", known.join(" and "))
                },
            ));
        }
    }
    let labels = phrases.buttons.all().into_iter().map(|(n, t)| (format!("/buttons/{n}"), t));
    let topics = phrases.topics.iter().map(|(n, t)| (format!("/topics/{n}"), t.as_str()));
    for (pointer, label) in labels.chain(topics) {
        if label.chars().count() > LABEL_MAX {
            problems.push(source.problem(
                &pointer,
                format!("this button has {} characters", label.chars().count()),
                format!("shorten it to {LABEL_MAX} or fewer"),
            ));
        }
    }
    problems
}
