//! The pictures of the folder `media`.

use crate::knowledge::Folder;
use crate::knowledge::media::FOLDER;

/// A picture and its type by its file name; `None` for a name that is no picture's, or that
/// nothing has.
pub(super) fn picture(folder: &Folder, name: &str) -> Option<(&'static str, Vec<u8>)> {
    let (stem, kind) = name.rsplit_once('.')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if stem.is_empty() || !stem.chars().all(is_plain) {
        return None;
    }
    let kind = match kind {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "mp4" => "video/mp4",
        _ => return None,
    };
    let bytes = folder.bytes(&format!("{FOLDER}/{name}"), u64::MAX).ok()??;
    Some((kind, bytes))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::picture;
    use crate::knowledge::Folder;

    #[test]
    fn only_pictures_are_given_out() {
        let folder = Folder::from(Path::new("faq"));
        assert_eq!(picture(&folder, "bridge.svg").unwrap().0, "image/svg+xml");
        for name in
            ["", ".svg", "none.svg", "../README.md", "../media/bridge.svg", "bridge", "a/b.svg"]
        {
            assert!(picture(&folder, name).is_none(), "{name}");
        }
    }
}
