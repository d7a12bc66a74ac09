//! SVG drawings: what they may hold, and the PNG that is made of them.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, roxmltree};

/// The longer side of a PNG, in pixels: as large as Telegram shows a photo.
const LONGER_SIDE: f32 = 1280.0;

/// Elements that would not be drawn, and what to do about them. Fonts differ from machine to machine,
/// and a picture within the drawing would have to be looked for.
const NOT_DRAWN: [(&str, &str); 3] = [
    ("text", "turn its words into paths (Inkscape: Path, Object to Path), or save it as PNG"),
    ("image", "save it as PNG"),
    ("foreignObject", "save it as PNG"),
];

/// What keeps a drawing from being shown, and the mend.
pub(super) fn objection(svg: &[u8]) -> Option<(String, &'static str)> {
    let Ok(text) = std::str::from_utf8(svg) else {
        return Some(("it is not UTF-8".to_owned(), "save it as UTF-8"));
    };
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            return Some((format!("it cannot be read ({error})"), "save it again as plain SVG"));
        }
    };
    for (element, mend) in NOT_DRAWN {
        if document.descendants().any(|node| node.tag_name().name() == element) {
            return Some((format!("it has <{element}>, which is not drawn"), mend));
        }
    }
    match Tree::from_xmltree(&document, &options()) {
        Ok(_) => None,
        Err(error) => Some((format!("it cannot be drawn ({error})"), "save it again as plain SVG")),
    }
}

/// The drawing as a PNG on white; `None` if it cannot be drawn. Takes about a tenth of a second.
#[must_use]
pub fn png(svg: &[u8]) -> Option<Vec<u8>> {
    let tree = Tree::from_data(svg, &options()).ok()?;
    let size = tree.size();
    let scale = LONGER_SIDE / size.width().max(size.height());
    let pixels = |length: f32| ((length * scale).round() as u32).max(1);
    let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().ok()
}

/// Nothing outside the drawing is looked at.
fn options() -> Options<'static> {
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::media::kind::{Kind, pixels};

    #[test]
    fn a_drawing_becomes_a_png_on_white() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>\
                    <rect width='10' height='10' fill='red'/></svg>";
        assert_eq!(objection(svg), None);
        let png = png(svg).unwrap();
        assert_eq!(pixels(Kind::Png, &png), Some((1280, 640)));
        let pixmap = Pixmap::decode_png(&png).unwrap();
        let [left, right] = [10, 1270].map(|x| pixmap.pixel(x, 300).unwrap());
        assert_eq!((left.red(), left.green(), left.alpha()), (255, 0, 255));
        assert_eq!((right.red(), right.green(), right.alpha()), (255, 255, 255));
    }

    #[test]
    fn what_would_not_be_drawn_is_told() {
        for (svg, part) in [
            ("<svg xmlns='http://www.w3.org/2000/svg'><g><text>a</text></g></svg>", "<text>"),
            ("<svg xmlns='http://www.w3.org/2000/svg'><image href='a.png'/></svg>", "<image>"),
            ("<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "cannot be read"),
            ("<html/>", "cannot be drawn"),
        ] {
            let (what, _) = objection(svg.as_bytes()).unwrap();
            assert!(what.contains(part), "{what}");
        }
    }
}
