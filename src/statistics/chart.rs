//! Charts as SVG, each a whole drawing, for a page.

mod days;

use plotters::prelude::*;
use plotters::style::register_font;

use super::{Figures, Statistics};

pub(super) use days::{Layout, Words, draw as draw_days};

/// Why a chart could not be drawn; in memory that does not happen.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the chart could not be drawn ({0})")]
pub struct ChartError(pub(super) String);

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self(error.to_string())
    }
}

/// Width of a chart, in pixels: a page, and a picture that a phone shows whole.
const WIDTH: u32 = 960;
/// Height of a chart over days, in pixels.
const HEIGHT: u32 = 420;
/// Height of one bar of a chart of bars, in pixels.
const BAR: i32 = 26;
/// Width of the names beside bars, in pixels: the longest id has 28 letters.
const NAMES: i32 = 240;
/// Most entries of a chart.
const ENTRIES: usize = 20;

const FONT: &str = "sans-serif";
/// In pixels of the whole line, as the drawing library counts.
const FONT_SIZE: u32 = 17;
const INK: RGBColor = RGBColor(0x1a, 0x1a, 0x1a);
const GREY: RGBColor = RGBColor(0x59, 0x59, 0x59);

/// What comes of a question, with a colour that others can tell apart who see few (Okabe and Ito
/// 2008), from the bottom up.
const PARTS: [(&str, &[&str], RGBColor); 4] = [
    ("answered", &["answer"], RGBColor(0x00, 0x72, 0xb2)),
    ("asked back", &["choose"], RGBColor(0x56, 0xb4, 0xe9)),
    ("not answered", &["none"], RGBColor(0xe6, 0x9f, 0x00)),
    ("emergency or crisis card", &["urgent", "crisis"], RGBColor(0xd5, 0x5e, 0x00)),
];

/// Questions by day, and what came of them.
///
/// # Errors
/// When it cannot be drawn.
pub fn daily_chart(statistics: &Statistics) -> Result<String, ChartError> {
    use_font()?;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
        let layout = Layout { words: None, font: FONT_SIZE, days_named: 10 };
        draw_days(&area, statistics, &layout)?;
    }
    Ok(svg)
}

/// Names the letters that charts are drawn with: what a system has differs.
pub(super) fn use_font() -> Result<(), ChartError> {
    register_font(FONT, FontStyle::Normal, ttf_noto_sans::REGULAR)
        .map_err(|_| ChartError("its letters cannot be read".to_owned()))
}

/// The entries shown most often, with how many said that they helped, or not.
///
/// # Errors
/// When it cannot be drawn.
pub fn entries_chart(figures: &Figures) -> Result<String, ChartError> {
    let bars: Vec<Bar<'_>> = figures
        .entries
        .iter()
        .take(ENTRIES)
        .map(|entry| Bar {
            name: &entry.entry,
            length: entry.shown,
            told: format!(
                "{}  (helpful: {} yes, {} no)",
                entry.shown, entry.helpful, entry.not_helpful
            ),
        })
        .collect();
    bars_chart(&bars, PARTS[0].2)
}

/// The questions of the symptom check at which somebody gave up.
///
/// # Errors
/// When it cannot be drawn.
pub fn left_chart(figures: &Figures) -> Result<String, ChartError> {
    let bars: Vec<Bar<'_>> = figures
        .screens
        .iter()
        .map(|screen| Bar {
            name: &screen.screen,
            length: screen.left,
            told: format!("{} of {}", screen.left, screen.reached),
        })
        .collect();
    bars_chart(&bars, PARTS[2].2)
}

struct Bar<'a> {
    name: &'a str,
    length: u64,
    told: String,
}

/// Bars from left to right, each with its name before it and what it tells behind it.
fn bars_chart(bars: &[Bar<'_>], colour: RGBColor) -> Result<String, ChartError> {
    /// Room for what stands behind the longest bar, in pixels.
    const BEHIND: u32 = 260;
    let longest = bars.iter().map(|bar| bar.length).max().unwrap_or_default().max(1);
    use_font()?;
    let scale = f64::from(WIDTH - NAMES.unsigned_abs() - BEHIND) / longest as f64;
    let mut svg = String::new();
    {
        let size = (WIDTH, BAR.unsigned_abs() * bars.len().max(1) as u32 + 8);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE)?;
        let left = NAMES;
        for (bar, row) in bars.iter().zip(0_i32..) {
            let top = 4 + row * BAR;
            let right = left + (bar.length as f64 * scale).round() as i32;
            let box_of_bar = [(left, top + 4), (right.max(left + 1), top + BAR - 4)];
            area.draw(&Rectangle::new(box_of_bar, colour.filled()))?;
            area.draw(&Text::new(
                bar.name.to_owned(),
                (8, top + 6),
                (FONT, FONT_SIZE, &INK).into_text_style(&area),
            ))?;
            let behind = (right + 8, top + 6);
            area.draw(&Text::new(
                bar.told.clone(),
                behind,
                (FONT, FONT_SIZE, &GREY).into_text_style(&area),
            ))?;
        }
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::super::Statistics;
    use super::super::figures::tests::three_days;
    use super::{daily_chart, entries_chart, left_chart};
    use crate::storage::Day;

    #[test]
    fn charts_name_what_they_show() {
        let figures = three_days().figures(&["ces", "legs"]);
        for (svg, parts) in [
            (daily_chart(&three_days()), &["11-28", "11-30", "asked back", "not answered"][..]),
            (entries_chart(&figures), &["how-long", "50  (helpful: 9 yes, 3 no)", "walking"]),
            (left_chart(&figures), &["ces", "3 of 10", "0 of 8"]),
        ] {
            let svg = svg.unwrap();
            assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
            for part in parts {
                assert!(svg.contains(part), "no {part} in {svg}");
            }
        }
    }

    #[test]
    fn nothing_counted_is_an_empty_chart() {
        let nothing = Statistics::new(&[], Day::of(0), 28);
        assert!(daily_chart(&nothing).is_ok());
        assert!(entries_chart(&nothing.figures(&[])).is_ok());
        assert!(left_chart(&nothing.figures(&[])).is_ok());
    }
}
