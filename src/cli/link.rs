//! `link`: the address that opens the bot at one answer, with a QR code for a poster.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::Folder;
use super::output::Failure;
use crate::knowledge::{absolute, did_you_mean};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot link how-long --bot my_bot
  sciatica-bot link quiz --bot my_bot --source waiting-room --png poster.png")]
pub(super) struct LinkArgs {
    /// The id of an entry, or `quiz`.
    entry: String,
    /// The bot's user name on Telegram, without the `@`.
    #[arg(long, value_name = "NAME")]
    bot: String,
    /// Where the link will stand (letters, digits, `-`), to tell posters and pages apart.
    #[arg(long, value_name = "TAG")]
    source: Option<String>,
    /// Write the QR code to FILE as PNG; without it, it is drawn here.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
}

/// The longest `start` parameter Telegram takes, in characters: A-Z, a-z, 0-9, `_` and `-`
/// (Bot API, "Deep linking").
const START_MAX: usize = 64;

/// One module of the PNG, in pixels: a code of a link prints sharp at 5 cm.
const MODULE_PIXELS: u32 = 12;

pub(super) fn run(folder: &Folder, arguments: &LinkArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load()?;
    let entries = knowledge.faq.entry.iter();
    let ids = || entries.clone().map(|entry| entry.id.as_str()).chain(["quiz"]);
    if !ids().any(|id| id == arguments.entry) {
        let mend = match near(&arguments.entry, ids()).as_slice() {
            [] => "use the id of an entry of faq.toml, or quiz".to_owned(),
            near => format!("did you mean {}?", near.join(" or ")),
        };
        return Err(Failure::sentence(format!("no entry has the id `{}`", arguments.entry), mend));
    }
    let link = link(&arguments.bot, &arguments.entry, arguments.source.as_deref())?;
    let code = QrCode::new(&link).map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{link}")?;
    match &arguments.png {
        Some(file) => write_png(&code, file)?,
        None => writeln!(out, "{}", code.render::<Dense1x2>().build())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The ids that `typed` may be short for, in backticks; else the one that it may be a mistype of.
fn near<'a>(typed: &str, ids: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let starts = |id: &str| id.split('-').any(|word| word.starts_with(typed));
    let mut near: Vec<&str> = ids.clone().filter(|id| !typed.is_empty() && starts(id)).collect();
    if near.is_empty() {
        near.extend(did_you_mean(typed, ids));
    }
    near.into_iter().take(NEAR_MAX).map(|id| format!("`{id}`")).collect()
}

/// More than so many are a list to read, not an answer.
const NEAR_MAX: usize = 4;

/// The deep link. An optional source tag follows the id after `__`, which no id holds.
fn link(bot: &str, entry: &str, source: Option<&str>) -> Result<String, Failure> {
    let bot = bot.trim_start_matches('@');
    let allowed = |text: &str, extra: char| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == extra)
    };
    if !allowed(bot, '_') {
        return Err(Failure::sentence(
            format!("`{bot}` is not a user name of Telegram"),
            "give it as BotFather shows it, such as sciatica_answers_bot",
        ));
    }
    let start = match source {
        Some(tag) if !allowed(tag, '-') => {
            return Err(Failure::sentence(
                format!("the source tag `{tag}` has characters that a link cannot carry"),
                "use letters a to z, digits and - only",
            ));
        }
        Some(tag) => format!("{entry}__{tag}"),
        None => entry.to_owned(),
    };
    if start.len() > START_MAX {
        return Err(Failure::sentence(
            "the link would be too long for Telegram",
            format!("shorten the source tag to {} characters", START_MAX - entry.len() - 2),
        ));
    }
    Ok(format!("https://t.me/{bot}?start={start}"))
}

/// Writes the code as a grey picture, with the empty border that readers need.
fn write_png(code: &QrCode, file: &Path) -> Result<(), Failure> {
    let drawn = code
        .render::<char>()
        .module_dimensions(MODULE_PIXELS, MODULE_PIXELS)
        .dark_color(DARK)
        .light_color(LIGHT)
        .build();
    let pixels: Vec<u8> = drawn
        .chars()
        .filter(|c| *c != '\n')
        .map(|c| if c == DARK { u8::MIN } else { u8::MAX })
        .collect();
    // The picture is a square.
    let width = drawn.lines().count() as u32;
    let written = File::create(file).map_err(png::EncodingError::from).and_then(|file| {
        let mut encoder = png::Encoder::new(BufWriter::new(file), width, width);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    written.map_err(|error| {
        Failure::sentence(
            format!("{} could not be written ({error})", absolute(file).display()),
            "check the folder and the name after --png",
        )
    })
}

const DARK: char = '#';
const LIGHT: char = ' ';

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn what_is_short_for_an_id_suggests_it() {
        let ids = ["walking", "how-long", "long-covid", "bed-rest"];
        let near = |typed| near(typed, ids.into_iter()).join(" ");
        assert_eq!(near("walk"), "`walking`");
        assert_eq!(near("long"), "`how-long` `long-covid`");
        assert_eq!(near("rest"), "`bed-rest`");
        assert_eq!(near("how-lnog"), "`how-long`");
        assert_eq!(near("zzz"), "");
        assert_eq!(near(""), "");
    }
}
