//! How the bot presents itself: command menu, name, descriptions. Set only where they differ.
//!
//! In each language that is spoken: Telegram shows people theirs, and the first one to all others.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use teloxide::payloads::{
    GetMyCommands, GetMyCommandsSetters, GetMyDescription, GetMyDescriptionSetters, GetMyName,
    GetMyNameSetters, GetMyShortDescription, GetMyShortDescriptionSetters, SetMyCommands,
    SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyName, SetMyNameSetters,
    SetMyShortDescription, SetMyShortDescriptionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{BotCommand, BotCommandScope, ChatId};

use crate::conversation::Languages;
use crate::knowledge::phrases::PhrasesFile;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::retry::Requester;

/// What the menu of a group leaves out: it is for one person and their private chat.
const NOT_IN_GROUPS: [&str; 4] = ["start", "settings", "forget", "cancel"];

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Deserialize)]
struct Description {
    description: String,
}

#[derive(Deserialize)]
struct ShortDescription {
    short_description: String,
}

/// Sets what differs, or cannot be asked for. What cannot be set is logged: the bot answers
/// without it.
pub(crate) async fn present(requester: &Requester, languages: &Languages, admins: &[i64]) {
    for (nth, assistant) in languages.all().enumerate() {
        // No code stands for everybody whose language has none of its own.
        let code = if nth == 0 { "" } else { assistant.language() };
        Face { requester, code, phrases: assistant.phrases() }.show().await;
    }
    present_to_admins(requester, languages, admins).await;
}

/// Gives the admins a menu of their own, which nobody else sees. One who never pressed Start has no chat
/// with the bot yet, and is named in the log.
async fn present_to_admins(requester: &Requester, languages: &Languages, admins: &[i64]) {
    let phrases = languages.first().phrases();
    for chat in admins {
        let scope = BotCommandScope::Chat { chat_id: ChatId(*chat).into() };
        let mut commands = menu(phrases, &scope);
        let of_admins = phrases.admin_commands.iter();
        commands.extend(of_admins.map(|(name, description)| BotCommand::new(name, description)));
        let set = SetMyCommands::new(commands).scope(scope);
        let done: Result<IgnoredAny, ApiError> = requester.insist(&set).await;
        match done {
            Ok(_) => {}
            Err(ApiError::Refused(Refusal::ChatGone)) => tracing::warn!(
                admin = chat,
                "this admin of the config has no chat with the bot: let them press Start there"
            ),
            Err(error) => tracing::warn!(admin = chat, %error, "the menu of an admin was not set"),
        }
    }
}

/// The bot as it looks in one language.
struct Face<'a> {
    requester: &'a Requester,
    code: &'a str,
    phrases: &'a PhrasesFile,
}

impl Face<'_> {
    async fn show(&self) {
        let steps = [
            ("commands", self.commands(BotCommandScope::AllPrivateChats).await),
            ("commands of groups", self.commands(BotCommandScope::AllGroupChats).await),
            ("name", self.name().await),
            ("description", self.description().await),
            ("short description", self.short_description().await),
        ];
        let language = self.code;
        for (what, done) in steps {
            match done {
                Ok(true) => tracing::info!(language, "{what} set on Telegram"),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(language, %error, "{what} could not be set on Telegram");
                }
            }
        }
    }

    async fn commands(&self, scope: BotCommandScope) -> Result<bool, ApiError> {
        let wanted = menu(self.phrases, &scope);
        let ask = GetMyCommands::new().scope(scope.clone()).language_code(self.code);
        let known: Result<Vec<BotCommand>, ApiError> = self.requester.insist(&ask).await;
        if known.is_ok_and(|known| known == wanted) {
            return Ok(false);
        }
        self.set(&SetMyCommands::new(wanted).scope(scope).language_code(self.code)).await
    }

    async fn name(&self) -> Result<bool, ApiError> {
        let wanted = self.phrases.bot.name.as_str();
        let ask = GetMyName::new().language_code(self.code);
        let known: Result<Name, ApiError> = self.requester.insist(&ask).await;
        if known.is_ok_and(|known| known.name == wanted) {
            return Ok(false);
        }
        self.set(&SetMyName::new().name(wanted).language_code(self.code)).await
    }

    async fn description(&self) -> Result<bool, ApiError> {
        let wanted = self.phrases.bot.description.trim();
        let ask = GetMyDescription::new().language_code(self.code);
        let known: Result<Description, ApiError> = self.requester.insist(&ask).await;
        if known.is_ok_and(|known| known.description == wanted) {
            return Ok(false);
        }
        self.set(&SetMyDescription::new().description(wanted).language_code(self.code)).await
    }

    async fn short_description(&self) -> Result<bool, ApiError> {
        let wanted = self.phrases.bot.short_description.trim();
        let ask = GetMyShortDescription::new().language_code(self.code);
        let known: Result<ShortDescription, ApiError> = self.requester.insist(&ask).await;
        if known.is_ok_and(|known| known.short_description == wanted) {
            return Ok(false);
        }
        let call = SetMyShortDescription::new().short_description(wanted).language_code(self.code);
        self.set(&call).await
    }

    async fn set<P: Payload + Serialize>(&self, call: &P) -> Result<bool, ApiError> {
        self.requester.insist::<_, IgnoredAny>(call).await.map(|_| true)
    }
}

/// The command menu in the order of its file.
fn menu(phrases: &PhrasesFile, scope: &BotCommandScope) -> Vec<BotCommand> {
    let in_group = *scope == BotCommandScope::AllGroupChats;
    phrases
        .commands
        .iter()
        .filter(|(name, _)| !(in_group && NOT_IN_GROUPS.contains(&name.as_str())))
        .map(|(name, description)| BotCommand::new(name, description))
        .collect()
}
