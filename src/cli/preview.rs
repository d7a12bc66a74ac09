//! `preview`: the page for the editor.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use include_dir::Dir;

use super::calendar::latest_today;
use super::check;
use super::folder::{Folder, FolderArgs};
use super::output::{Failure, write_problems};
use super::progress::Progress;
use super::run::test_drive;
use crate::preview::{Checked, Editor, Library, Loaded, Preview};
use crate::storage::Settings;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot preview --open
  sciatica-bot preview --faq clinic --port 8484
  sciatica-bot preview --config config.toml     # with the inbox of the bot's database
  sciatica-bot preview --editor \"idea://open?file={path}&line={line}\"

The address has a key in it, which is another one each time: who has it can use the page, and only
on this machine. Ctrl-C ends the page.")]
pub(super) struct PreviewArgs {
    /// The port on 127.0.0.1; without it, one that is free.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// What opens a file at a line: `vscode`, `none`, or a link with {path}, {line} and {column}.
    #[arg(long, value_name = "LINK", default_value = "vscode")]
    editor: Editor,
}

pub(super) fn run(
    options: &FolderArgs,
    built_in: &'static Dir<'static>,
    arguments: &PreviewArgs,
) -> Result<ExitCode, Failure> {
    let config = options.config_if_ours()?.unwrap_or_default();
    let folder = options.find(Some(&config), built_in)?;
    folder.announce(false);
    let voice = folder.voice;
    let database = config.storage.url.is_some().then(|| Settings {
        url: config.storage.url.clone(),
        key_file: config.storage.key_file.clone(),
    });
    let preview = {
        let _progress = Progress::waiting("reading the FAQ", voice);
        Preview::open(library(&folder, database), arguments.editor.clone(), arguments.port)
    };
    let preview = preview.map_err(|error| {
        Failure::sentence(
            format!("the page cannot be served on 127.0.0.1:{} ({error})", arguments.port),
            "end the program that uses this port, or leave out --port: a free one is found then",
        )
    })?;
    let problems = preview.problems();
    if !problems.is_empty() {
        write_problems(&mut io::stderr().lock(), &problems)?;
        voice.note("the page shows these problems, and answers as soon as they are mended");
    }
    let url = preview.url();
    writeln!(io::stdout().lock(), "{url}")?;
    voice.tell("The page is at this address, on this machine only. Ctrl-C ends it.");
    if arguments.open
        && let Err(error) = open::that_detached(&url)
    {
        voice.note(&format!("no browser could be opened ({error}); open the address yourself"));
    }
    preview.serve()?;
    Ok(ExitCode::SUCCESS)
}

/// How the folder is read and checked, at the start and after each save.
fn library(folder: &Folder, database: Option<Settings>) -> Library {
    let again = folder.clone();
    Library {
        folder: folder.faq.clone(),
        load: Box::new(move || {
            let (first, others) = again.load_all()?;
            let knowledge = first.clone();
            let languages = again.learn(first, others)?;
            Ok(Loaded { languages, knowledge })
        }),
        check: Box::new(|loaded| {
            let Loaded { languages, knowledge } = loaded;
            let check::Found { mut problems, warnings, .. } =
                check::look_at(knowledge, &latest_today());
            let driven = test_drive(languages.first(), &knowledge.tests);
            problems.extend(driven.err().into_iter().flatten());
            Checked { problems, warnings }
        }),
        database,
    }
}
