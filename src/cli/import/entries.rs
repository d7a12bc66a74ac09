//! Entries from elsewhere, added to the folder: checked as a whole first, and nothing overwritten.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;

use super::super::exchange::{self, Incoming, Read, fields};
use super::super::output::{Failure, write_problems};
use super::super::replace::replace;
use super::super::{Folder, input, snapshots};
use crate::knowledge::faq::{Entry, FaqFile, Reference, Status};
use crate::knowledge::{self, Files, Knowledge, Problem, absolute, block};

/// So many phrasings stand in `faq.toml`, where they show what an entry is about; the rest goes into
/// its text file.
const PHRASINGS_IN_TOML: usize = 12;

/// What comes of a file of entries.
#[derive(Debug, Default)]
struct Plan {
    new: Vec<Entry>,
    /// Ids of entries that are there as they are.
    same: Vec<String>,
    /// Sentences on what is there and differs.
    conflicts: Vec<String>,
    /// Where each new entry stood, by its id.
    places: BTreeMap<String, String>,
    sources: BTreeMap<String, Reference>,
    /// Ids of new entries that are drafts because they did not say.
    drafts: Vec<String>,
}

pub(super) fn run(folder: &Folder, file: &Path, dry_run: bool) -> Result<ExitCode, Failure> {
    let knowledge::Folder::Disk(dir) = &folder.faq else {
        return Err(Failure::sentence(
            format!("{} cannot be written to", folder.faq),
            "write it out first with sciatica-bot init, or name a folder after --faq",
        ));
    };
    let read = read(file)?;
    let mut files = folder.faq.hold().map_err(|problem| Failure::Problems(vec![problem]))?;
    let there = there(&files, &folder.lang)?;
    let plan = Plan::new(read, &there);
    let mut out = io::stdout().lock();
    let written = plan.write_into(&mut files, &folder.lang);
    if !plan.new.is_empty() {
        // Named as the files will be, and where they stand already.
        let trial = knowledge::Folder::Held(Arc::new(files.clone()));
        if let Err(problems) = Knowledge::load(&trial, &folder.lang) {
            plan.tell_conflicts(&mut out)?;
            writeln!(
                out,
                "nothing was written: with these entries the folder would have problems"
            )?;
            let faq = format!("{}/faq.toml", folder.lang);
            let written = files.content.get(&faq).map(Vec::as_slice).unwrap_or_default();
            let problems: Vec<Problem> = problems
                .into_iter()
                .map(|problem| plan.named_by_row(problem, written, file))
                .collect();
            write_problems(&mut out, &problems)?;
            return Ok(ExitCode::FAILURE);
        }
        if !dry_run {
            // Before the first entries there is nothing to come back to.
            if !there.entry.is_empty() {
                snapshots::keep(folder);
            }
            for path in &written {
                let content = files.content.get(path).map(Vec::as_slice).unwrap_or_default();
                replace(&dir.join(path), content)?;
            }
            snapshots::keep(folder);
        }
    }
    plan.tell(dry_run, &mut out)?;
    Ok(if plan.conflicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &Path) -> Result<Read, Failure> {
    let text = input::text(file)?;
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let read = match ending.as_str() {
        "csv" => exchange::table::read(&text),
        "json" => exchange::json::read(&text),
        _ => Err("its name ends neither in .csv nor in .json".to_owned()),
    };
    let shown = absolute(file).display().to_string();
    read.map_err(|what| {
        Failure::sentence(
            format!("{shown} cannot be imported: {what}"),
            "compare it with what sciatica-bot export --format csv (or json) writes",
        )
    })
}

/// The entries and sources that the folder has.
fn there(files: &Files, lang: &str) -> Result<FaqFile, Failure> {
    if !files.content.contains_key(&format!("{lang}/faq.toml")) {
        return Ok(FaqFile::default());
    }
    let folder = knowledge::Folder::Held(Arc::new(files.clone()));
    let loaded = Knowledge::load(&folder, lang).map_err(Failure::Problems)?;
    Ok(loaded.faq)
}

impl Plan {
    fn new(read: Read, there: &FaqFile) -> Self {
        let mut plan = Self::default();
        for (key, source) in read.sources {
            match there.sources.get(&key) {
                Some(old) if old.title == source.title && old.url == source.url => {}
                Some(_) => plan.conflicts.push(format!(
                    "source `{key}`: there already with another title or address; it stays as it is"
                )),
                None => {
                    plan.sources.insert(key, source);
                }
            }
        }
        for incoming in read.entries {
            plan.take(incoming, there);
        }
        plan
    }

    fn take(&mut self, incoming: Incoming, there: &FaqFile) {
        let Incoming { place, mut entry, has_status } = incoming;
        if self.new.iter().any(|other| other.id == entry.id) {
            let id = &entry.id;
            self.conflicts.push(format!("{place}: the id `{id}` stands in this file before"));
            return;
        }
        let Some(old) = there.entry.iter().find(|old| old.id == entry.id) else {
            if !has_status {
                entry.status = Status::Draft;
                self.drafts.push(entry.id.clone());
            }
            self.places.insert(entry.id.clone(), place);
            self.new.push(entry);
            return;
        };
        if !has_status {
            entry.status = old.status;
        }
        let differing = differing(old, &entry);
        if differing.is_empty() {
            self.same.push(entry.id);
        } else {
            self.conflicts.push(format!(
                "{place}: `{}` is there already with other words in {}; it stays as it is",
                entry.id,
                differing.join(", ")
            ));
        }
    }

    /// Adds what is new, and says which files are to be written.
    fn write_into(&self, files: &mut Files, lang: &str) -> Vec<String> {
        let faq = format!("{lang}/faq.toml");
        let mut text = String::new();
        let mut written = vec![faq.clone()];
        for (key, source) in &self.sources {
            text += &block::source(key, source);
        }
        for entry in &self.new {
            let rest = entry.phrasings.get(PHRASINGS_IN_TOML..).unwrap_or_default();
            // A line of a text file starts with no `#` and has no spaces around it.
            let are_lines = rest.iter().all(|phrasing| {
                let is_line = phrasing.lines().count() == 1 && phrasing.trim() == phrasing;
                is_line && !phrasing.starts_with('#')
            });
            let in_toml = if are_lines { PHRASINGS_IN_TOML } else { usize::MAX };
            text += &block::entry(entry, in_toml);
            if are_lines && !rest.is_empty() {
                let path = format!("{lang}/phrasings/{}.txt", entry.id);
                files.content.insert(path.clone(), (rest.join("\n") + "\n").into_bytes());
                written.push(path);
            }
        }
        let file = files.content.entry(faq).or_default();
        let text = if file.is_empty() { text.trim_start() } else { &text };
        if !file.is_empty() && !file.ends_with(b"\n") {
            file.push(b'\n');
        }
        file.extend_from_slice(text.as_bytes());
        written
    }

    fn tell_conflicts(&self, out: &mut impl Write) -> io::Result<()> {
        self.conflicts.iter().try_for_each(|conflict| writeln!(out, "  ! {conflict}"))
    }

    /// A problem of a line that is only to be written names the row of `file` that it comes from.
    fn named_by_row(&self, problem: Problem, written: &[u8], file: &Path) -> Problem {
        let text = String::from_utf8_lossy(written);
        let before: Vec<&str> = text.lines().take(problem.line).collect();
        let id = before.iter().rev().find_map(|line| line.strip_prefix("id = \""));
        let place = id.and_then(|id| self.places.get(id.trim_end_matches('"')));
        match place {
            Some(place) if problem.file.ends_with("faq.toml") => {
                let what = format!("{place}: {}", problem.what);
                Problem::whole_file(file.display().to_string(), what, problem.mend)
            }
            _ => problem,
        }
    }

    fn tell(&self, dry_run: bool, out: &mut impl Write) -> io::Result<()> {
        let Self { new, same, conflicts, .. } = self;
        let done = match (dry_run, new.is_empty()) {
            (_, true) => "nothing was written",
            (true, false) => "nothing was written, as --dry-run says",
            (false, false) => "they stand at the end of faq.toml",
        };
        writeln!(
            out,
            "{} new, {} there already as they are, {} in conflict; {done}",
            new.len(),
            same.len(),
            conflicts.len()
        )?;
        for entry in new {
            writeln!(out, "  + {}: {}", entry.id, entry.question)?;
        }
        self.tell_conflicts(out)?;
        if !self.drafts.is_empty() {
            writeln!(
                out,
                "drafts, as they do not say `status`; write status = \"live\" once they are ready: {}",
                self.drafts.join(", ")
            )?;
        }
        Ok(())
    }
}

/// The fields in which two entries differ, by name.
fn differing(old: &Entry, new: &Entry) -> Vec<String> {
    let (old, new) = (fields(old), fields(new));
    let mut names: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    names.sort();
    names.dedup();
    let same = |value: Option<&Value>, other: Option<&Value>| value == other;
    names.retain(|name| !same(old.get(name), new.get(name)));
    names
}
