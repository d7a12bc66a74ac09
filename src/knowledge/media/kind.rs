//! What a picture or video is: by its name, and by its first bytes.

/// A kind of file that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An SVG drawing; shown as a PNG made of it.
    Svg,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// An MP4 video.
    Mp4,
}

/// Each kind with the endings of its names.
const ENDINGS: [(&str, Kind); 5] = [
    (".svg", Kind::Svg),
    (".png", Kind::Png),
    (".jpg", Kind::Jpeg),
    (".jpeg", Kind::Jpeg),
    (".mp4", Kind::Mp4),
];

impl Kind {
    /// By the ending of a name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| *kind)
    }

    /// By the ending of an address, whatever follows a `?` or `#`. A drawing is none: Telegram does
    /// not draw it.
    #[must_use]
    pub fn of_link(address: &str) -> Option<Self> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        Self::of_name(path).filter(|kind| *kind != Self::Svg)
    }

    /// By how a file begins.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Some(Self::Mp4);
        }
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        let is_xml =
            text.starts_with("<?xml") || text.starts_with("<!") || text.starts_with("<svg");
        (is_xml && text.contains("<svg")).then_some(Self::Svg)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "an SVG drawing",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Mp4 => "an MP4 video",
        }
    }
}

/// Width and height of a PNG or JPEG, in pixels; `None` where they cannot be found.
pub(super) fn pixels(kind: Kind, bytes: &[u8]) -> Option<(u64, u64)> {
    match kind {
        // The header is the first chunk: eight bytes signature, four length, four name.
        Kind::Png => Some((number(bytes.get(16..20)?), number(bytes.get(20..24)?))),
        Kind::Jpeg => jpeg_pixels(bytes),
        Kind::Svg | Kind::Mp4 => None,
    }
}

/// Goes from segment to segment until the start of a frame, which tells the size.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        // C4, C8 and CC lie among the frames and are none.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some((number(bytes.get(at + 7..at + 9)?), number(bytes.get(at + 5..at + 7)?)));
        }
        let stands_alone = matches!(marker, 0x01 | 0xd0..=0xd8 | 0xff);
        let length = if stands_alone { 0 } else { number(bytes.get(at + 2..at + 4)?) };
        at += if marker == 0xff { 1 } else { 2 } + usize::try_from(length).ok()?;
    }
}

/// A number, the large end first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_links_tell_the_kind() {
        assert_eq!(Kind::of_name("a.JPEG"), Some(Kind::Jpeg));
        assert_eq!(Kind::of_name("a.gif"), None);
        assert_eq!(Kind::of_link("https://a.example/b.mp4?c=1.png#d"), Some(Kind::Mp4));
        assert_eq!(Kind::of_link("https://a.example/b.svg"), None);
        assert_eq!(Kind::of_link("https://a.example/b?c=d.png"), None);
    }

    #[test]
    fn the_size_of_a_jpeg_stands_behind_its_other_segments() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xdb\x00\x03x\xff\xc2\x00\x11\x08\x03\x20\x04\xb0\x03";
        assert_eq!(pixels(Kind::Jpeg, jpeg), Some((1200, 800)));
        assert_eq!(pixels(Kind::Jpeg, b"\xff\xd8\xff\xe0\x00"), None);
        assert_eq!(pixels(Kind::Jpeg, b"\xff\xd8 and no segment"), None);
    }

    #[test]
    fn first_bytes_tell_the_kind() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0"[..], Some(Kind::Png)),
            (b"\xff\xd8\xff\xe0", Some(Kind::Jpeg)),
            (b"\0\0\0\x18ftypmp42", Some(Kind::Mp4)),
            (b"<?xml version=\"1.0\"?>\n<svg>", Some(Kind::Svg)),
            (b"\xef\xbb\xbf <svg xmlns", Some(Kind::Svg)),
            (b"<html><svg>", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of_bytes(bytes), kind, "{}", bytes.escape_ascii());
        }
    }
}
