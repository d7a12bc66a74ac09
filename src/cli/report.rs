//! `report`: what was counted, as one page with charts.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use include_dir::Dir;

use super::folder::FolderArgs;
use super::html::{each, escape, page};
use super::output::Failure;
use super::replace::replace;
use super::stats::{Counted, SpanArgs};
use crate::statistics::{ChartError, Figures, csv, daily_chart, entries_chart, left_chart};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot report --out report.html
  sciatica-bot report --days 90 --config /etc/sciatica-bot/config.toml > report.html")]
pub(super) struct ReportArgs {
    #[command(flatten)]
    span: SpanArgs,
    /// Write into FILE; without it, to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How the page looks.
const STYLE: &str = include_str!("report/style.css");

pub(super) fn run(
    folder: &FolderArgs,
    built_in: &'static Dir<'static>,
    arguments: &ReportArgs,
) -> Result<ExitCode, Failure> {
    let counted = Counted::read(folder, built_in, arguments.span)?;
    let page = report(&counted).map_err(io::Error::other)?;
    match &arguments.out {
        Some(file) => replace(file, page.as_bytes())?,
        None => io::stdout().lock().write_all(page.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn report(counted: &Counted) -> Result<String, ChartError> {
    let figures = counted.figures();
    let phrases = counted.knowledge.as_ref().and_then(|knowledge| knowledge.phrases.as_ref());
    let name = phrases.map_or("The bot", |phrases| &phrases.bot.name);
    let title = format!("{name}: {} to {}", figures.first, figures.last);
    let lines = STANDARD.encode(csv(&counted.statistics));
    let mut body = format!(
        "<h1>{}</h1>\n<p>Counts by day, without names and messages. \
         <a download=\"counts.csv\" href=\"data:text/csv;base64,{lines}\">The counts as a table \
         (CSV)</a></p>\n{}",
        escape(&title),
        tiles(&figures)
    );
    body += &figure("What came of questions, by day", &daily_chart(&counted.statistics)?);
    if !figures.entries.is_empty() {
        body += &figure("Answers shown most often", &entries_chart(&figures)?);
    }
    body += &said(&figures);
    if !figures.screens.is_empty() {
        body += &figure(
            "The symptom check: where people gave up, of those who reached the question",
            &left_chart(&figures)?,
        );
    }
    body += &cards(&figures);
    body += &entries(counted, &figures);
    Ok(page("en", &title, STYLE, &body))
}

/// The figures that are looked at first.
fn tiles(figures: &Figures) -> String {
    let share = |part: u64, all: u64| match all {
        0 => "–".to_owned(),
        _ => format!("{:.0} %", 100.0 * part as f64 / all as f64),
    };
    let said = figures.helpful + figures.not_helpful;
    let tiles = [
        ("questions", figures.asked.to_string()),
        ("answered", share(figures.answered, figures.asked)),
        ("asked back", share(figures.asked_back, figures.asked)),
        ("not answered", share(figures.refused, figures.asked)),
        ("helpful, of those who said", share(figures.helpful, said)),
        ("checks opened", figures.checks_started.to_string()),
        ("of them finished", share(figures.checks_finished, figures.checks_started)),
    ];
    let tile =
        |(name, value): (&str, String)| format!("<div><dd>{value}</dd><dt>{name}</dt></div>\n");
    format!("<dl class=\"tiles\">\n{}</dl>\n", tiles.map(tile).concat())
}

fn figure(caption: &str, svg: &str) -> String {
    // Named for those who cannot see it; the figures stand in the tables below.
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{caption}\" "), 1);
    format!("<figure>\n<figcaption>{caption}</figcaption>\n{svg}</figure>\n")
}

/// What people said when an answer did not help.
fn said(figures: &Figures) -> String {
    let rows = [
        ("yes, it helped", figures.helpful),
        ("no", figures.not_helpful),
        ("no: wrong topic", figures.wrong_topic),
        ("no: hard to understand", figures.unclear),
        ("no: something is missing", figures.missing),
        ("no: it frightens", figures.scary),
        ("chosen when asked back", figures.chosen),
        ("none of these, when asked back", figures.none_chosen),
    ];
    let rows = rows.map(|(name, times)| vec![name.to_owned(), times.to_string()]);
    rows_under("What people said", &["Said", "Times"], &rows)
}

fn cards(figures: &Figures) -> String {
    let rows: Vec<Vec<String>> = figures
        .cards
        .iter()
        .map(|card| {
            let counts = [card.shown, card.denied, card.checks, card.checks_tapped];
            std::iter::once(escape(&card.card))
                .chain(counts.map(|count| count.to_string()))
                .collect()
        })
        .collect();
    let head = ["Card", "Shown", "“None of these”", "Gentle checks", "Tapped"];
    rows_under("Emergency cards and gentle checks", &head, &rows)
}

fn entries(counted: &Counted, figures: &Figures) -> String {
    let question = |id: &str| {
        let faq = counted.knowledge.as_ref().map(|knowledge| &knowledge.faq);
        let entry = faq?.entry.iter().find(|entry| entry.id == id)?;
        Some(escape(&entry.question))
    };
    let rows: Vec<Vec<String>> = figures
        .entries
        .iter()
        .map(|entry| {
            let question = question(&entry.entry).unwrap_or_else(|| escape(&entry.entry));
            let counts = [
                entry.shown,
                entry.helpful,
                entry.not_helpful,
                entry.wrong_topic,
                entry.unclear,
                entry.missing,
                entry.scary,
            ];
            std::iter::once(question).chain(counts.map(|count| count.to_string())).collect()
        })
        .collect();
    let head = [
        "Question",
        "Shown",
        "Helpful",
        "Not helpful",
        "Wrong topic",
        "Unclear",
        "Something missing",
        "Frightening",
    ];
    rows_under("Every answer", &head, &rows)
}

/// A table under a heading; nothing without rows. Cells are HTML.
fn rows_under(heading: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = each(head, |cell| format!("<th scope=\"col\">{cell}</th>"));
    let row = |cells: &Vec<String>| {
        let cells = each(cells, |cell| format!("<td>{cell}</td>"));
        format!("<tr>{cells}</tr>\n")
    };
    let rows = each(rows, row);
    format!(
        "<h2>{heading}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )
}
