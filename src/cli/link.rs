//! `link`: the address that opens the bot at one answer, with a QR code for a poster.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use image::Luma;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::Folder;
use super::output::Failure;
use crate::knowledge::did_you_mean;

#[derive(Debug, Args)]
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
    let ids = || knowledge.faq.entry.iter().map(|entry| entry.id.as_str()).chain(["quiz"]);
    if !ids().any(|id| id == arguments.entry) {
        let mend = did_you_mean(&arguments.entry, ids()).map_or_else(
            || "use the id of an entry of faq.toml, or quiz".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
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

fn write_png(code: &QrCode, file: &Path) -> Result<(), Failure> {
    let picture = code.render::<Luma<u8>>().module_dimensions(MODULE_PIXELS, MODULE_PIXELS).build();
    picture.save_with_format(file, image::ImageFormat::Png).map_err(|error| {
        Failure::sentence(
            format!("`{}` could not be written ({error})", file.display()),
            "check the folder and the name after --png",
        )
    })
}
