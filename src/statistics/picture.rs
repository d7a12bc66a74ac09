//! The chart of the days as a picture for a chat, with letters that a phone shows large enough.

use plotters::prelude::*;

use super::Statistics;
use super::chart::{self, ChartError, Layout, Words};

/// As large as Telegram shows a photo.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 960;

/// A phone shows the picture at about a third of its pixels: these letters are as large there as those
/// of a message.
const LETTERS: u32 = 40;

/// Questions by day and what came of them, as a PNG under this title.
///
/// # Errors
/// When it cannot be drawn.
pub fn daily_picture(statistics: &Statistics, title: &str) -> Result<Vec<u8>, ChartError> {
    chart::use_font()?;
    let mut pixels = vec![0; (WIDTH * HEIGHT * 3) as usize];
    let words = Words { title, counted: "questions", by: "day" };
    let layout = Layout { words: Some(words), font: LETTERS, days_named: 7 };
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (WIDTH, HEIGHT)).into_drawing_area();
        chart::draw_days(&area, statistics, &layout)?;
    }
    png(&pixels).map_err(|error| ChartError(error.to_string()))
}

fn png(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::three_days;
    use super::{HEIGHT, Statistics, WIDTH, daily_picture};
    use crate::storage::Day;

    /// Which colours are in a picture.
    fn colours(file: &[u8]) -> std::collections::BTreeSet<[u8; 3]> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (WIDTH, HEIGHT));
        pixels.chunks(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
    }

    #[test]
    fn a_picture_shows_the_bars_and_letters() {
        let file = daily_picture(&three_days(), "Questions by day").unwrap();
        let seen = colours(&file);
        // Answered, asked back, not answered, a card.
        for bar in [[0x00, 0x72, 0xb2], [0x56, 0xb4, 0xe9], [0xe6, 0x9f, 0x00], [0xd5, 0x5e, 0x00]]
        {
            assert!(seen.contains(&bar), "{bar:?}");
        }
        let greys = seen.iter().filter(|[r, g, b]| r == g && g == b).count();
        assert!(greys > 20, "letters have soft edges: {greys}");
        assert!(daily_picture(&Statistics::new(&[], Day::of(0), 28), "Nothing").is_ok());
    }
}
