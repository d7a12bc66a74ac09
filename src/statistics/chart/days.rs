//! Questions by day and what came of them, on any paper: bars of four colours, one a day.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{ChartError, FONT, GREY, INK, PARTS};
use crate::statistics::Statistics;
use crate::storage::Counted;

/// The height of the chart by that of its highest bar: above it stands the legend.
const HEADROOM: f64 = 1.5;

/// How the chart is laid out.
pub(in crate::statistics) struct Layout<'a> {
    /// What stands above the chart, and beside its axes: what is counted, and by what.
    pub(in crate::statistics) words: Option<Words<'a>>,
    /// The height of letters, in pixels of the whole line.
    pub(in crate::statistics) font: u32,
    /// At most so many days are named.
    pub(in crate::statistics) days_named: usize,
}

/// What a chart that stands alone says of itself.
pub(in crate::statistics) struct Words<'a> {
    pub(in crate::statistics) title: &'a str,
    pub(in crate::statistics) counted: &'a str,
    pub(in crate::statistics) by: &'a str,
}

/// Draws the chart on `area`.
pub(in crate::statistics) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    statistics: &Statistics,
    layout: &Layout<'_>,
) -> Result<(), ChartError>
where
    DB::ErrorType: 'static,
{
    let parts =
        PARTS.map(|(name, ids, colour)| (name, colour, statistics.by_day(Counted::Decision, ids)));
    let days = statistics.days().len();
    let sum = |day: usize| parts.iter().filter_map(|(.., counts)| counts.get(day)).sum::<u64>();
    let highest = (0..days).map(sum).max().unwrap_or_default().max(1);
    let font = layout.font;
    area.fill(&WHITE)?;
    let mut builder = ChartBuilder::on(area);
    builder.margin(font).x_label_area_size(font * 2).y_label_area_size(font * 3);
    if let Some(words) = &layout.words {
        builder.x_label_area_size(font * 3).y_label_area_size(font * 7 / 2);
        builder.caption(words.title, (FONT, font * 5 / 4, &INK));
    }
    let mut chart =
        builder.build_cartesian_2d(-0.5..days as f64 - 0.5, 0.0..highest as f64 * HEADROOM)?;
    // Between two days stands no label, and between two whole numbers neither.
    let is_whole = |at: f64| at > -0.1 && (at - at.round()).abs() < 0.01;
    let day = |at: &f64| {
        let day = statistics.days().get(at.round() as usize).filter(|_| is_whole(*at));
        // The year is told above the chart.
        day.map(|day| day.to_string().chars().skip(5).collect()).unwrap_or_default()
    };
    let count = |count: &f64| if is_whole(*count) { format!("{count:.0}") } else { String::new() };
    let mut mesh = chart.configure_mesh();
    mesh.disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(days.min(layout.days_named))
        .x_label_formatter(&day)
        .y_label_formatter(&count)
        .label_style((FONT, font, &GREY))
        .axis_style(GREY);
    if let Some(words) = &layout.words {
        mesh.y_desc(words.counted).x_desc(words.by).axis_desc_style((FONT, font, &GREY));
    }
    mesh.draw()?;
    let mut below = vec![0.0; days];
    let half = i32::try_from(font / 3).unwrap_or(5);
    for (name, colour, counts) in parts {
        let bars: Vec<_> = below
            .iter_mut()
            .zip(&counts)
            .enumerate()
            .map(|(day, (from, count))| {
                let (middle, bottom) = (day as f64, *from);
                *from += *count as f64;
                Rectangle::new([(middle - 0.4, bottom), (middle + 0.4, *from)], colour.filled())
            })
            .collect();
        chart.draw_series(bars)?.label(name).legend(move |(x, y)| {
            Rectangle::new([(x, y - half), (x + 2 * half, y + half)], colour.filled())
        });
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .legend_area_size(3 * half)
        .background_style(WHITE)
        .border_style(TRANSPARENT)
        .label_font((FONT, font, &INK))
        .draw()?;
    area.present()?;
    Ok(())
}
