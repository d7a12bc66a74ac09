//! How the bot presents itself: command menu, name, descriptions. Set only where they differ.

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    GetMyCommands, GetMyDescription, GetMyName, GetMyShortDescription, SetMyCommands,
    SetMyDescription, SetMyDescriptionSetters, SetMyName, SetMyNameSetters, SetMyShortDescription,
    SetMyShortDescriptionSetters,
};
use teloxide::types::BotCommand;

use super::courier::Courier;
use super::fault::Fault;
use crate::knowledge::phrases::PhrasesFile;

/// The order of the menu: what a new person needs first. Commands not named here follow.
pub(super) const MENU: [&str; 9] =
    ["start", "help", "topics", "quiz", "sources", "privacy", "settings", "forget", "cancel"];

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

/// Sets what differs, or cannot be asked for. What cannot be set is logged: the bot answers without it.
pub(super) async fn present(courier: &Courier, phrases: &PhrasesFile) {
    let steps = [
        ("commands", commands(courier, phrases).await),
        ("name", name(courier, &phrases.bot.name).await),
        ("description", description(courier, phrases.bot.description.trim()).await),
        (
            "short description",
            short_description(courier, phrases.bot.short_description.trim()).await,
        ),
    ];
    for (what, done) in steps {
        match done {
            Ok(true) => tracing::info!("{what} set on Telegram"),
            Ok(false) => {}
            Err(fault) => tracing::warn!(fault = %fault, "{what} could not be set on Telegram"),
        }
    }
}

/// The command menu in its order.
fn menu(phrases: &PhrasesFile) -> Vec<BotCommand> {
    let place = |name: &str| MENU.iter().position(|known| *known == name).unwrap_or(MENU.len());
    let mut commands: Vec<BotCommand> = phrases
        .commands
        .iter()
        .map(|(name, description)| BotCommand::new(name, description))
        .collect();
    commands.sort_by_key(|command| place(&command.command));
    commands
}

async fn commands(courier: &Courier, phrases: &PhrasesFile) -> Result<bool, Fault> {
    let wanted = menu(phrases);
    let known: Result<Vec<BotCommand>, Fault> = courier.insist(&GetMyCommands::new()).await;
    if known.is_ok_and(|known| known == wanted) {
        return Ok(false);
    }
    set(courier.insist(&SetMyCommands::new(wanted)).await)
}

async fn name(courier: &Courier, wanted: &str) -> Result<bool, Fault> {
    let known: Result<Name, Fault> = courier.insist(&GetMyName::new()).await;
    if known.is_ok_and(|known| known.name == wanted) {
        return Ok(false);
    }
    set(courier.insist(&SetMyName::new().name(wanted)).await)
}

async fn description(courier: &Courier, wanted: &str) -> Result<bool, Fault> {
    let known: Result<Description, Fault> = courier.insist(&GetMyDescription::new()).await;
    if known.is_ok_and(|known| known.description == wanted) {
        return Ok(false);
    }
    set(courier.insist(&SetMyDescription::new().description(wanted)).await)
}

async fn short_description(courier: &Courier, wanted: &str) -> Result<bool, Fault> {
    let known: Result<ShortDescription, Fault> =
        courier.insist(&GetMyShortDescription::new()).await;
    if known.is_ok_and(|known| known.short_description == wanted) {
        return Ok(false);
    }
    set(courier.insist(&SetMyShortDescription::new().short_description(wanted)).await)
}

fn set(done: Result<IgnoredAny, Fault>) -> Result<bool, Fault> {
    done.map(|_| true)
}
