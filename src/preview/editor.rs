//! Links that open a file in the editor's text editor, at a line.

use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

/// How a place in a file becomes a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(Option<String>);

/// What was given as a link is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "write `vscode`, `none`, or a link with {{path}} in it, such as zed://file{{path}}:{{line}}"
)]
pub struct NotALink;

/// The link that Visual Studio Code follows.
const VS_CODE: &str = "vscode://file{path}:{line}:{column}";

impl FromStr for Editor {
    type Err = NotALink;

    /// `vscode`, `none`, or a link in which `{path}` (with its first stroke), `{line}` and
    /// `{column}` stand for the place.
    fn from_str(typed: &str) -> Result<Self, NotALink> {
        match typed {
            "vscode" => Ok(Self(Some(VS_CODE.to_owned()))),
            "none" => Ok(Self(None)),
            link if link.contains("{path}") && has_scheme(link) => Ok(Self(Some(link.to_owned()))),
            _ => Err(NotALink),
        }
    }
}

/// Whether it starts like `name:`, and is not code for the page.
fn has_scheme(link: &str) -> bool {
    let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let is_name = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_name && link.len() > scheme.len() && scheme != "javascript" && scheme != "data"
}

impl Editor {
    /// The link to a place, if there is to be one. A `line` of 0 is the start of the file.
    pub(super) fn link(&self, path: &Path, line: usize, column: usize) -> Option<String> {
        let template = self.0.as_ref()?;
        Some(
            template
                .replace("{path}", &encoded(path))
                .replace("{line}", &line.max(1).to_string())
                .replace("{column}", &column.max(1).to_string()),
        )
    }
}

/// A path as it stands in a link: each byte that is no letter or digit as `%` and its number.
fn encoded(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut out = if path.starts_with('/') { String::new() } else { "/".to_owned() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_a_line() {
        let path = Path::new("/home/ann/my faq/en/faq.toml");
        let link = |editor: &str, line| editor.parse::<Editor>().unwrap().link(path, line, 3);
        assert_eq!(link("vscode", 12).unwrap(), "vscode://file/home/ann/my%20faq/en/faq.toml:12:3");
        assert_eq!(
            link("idea://open?file={path}&line={line}", 0).unwrap(),
            "idea://open?file=/home/ann/my%20faq/en/faq.toml&line=1"
        );
        assert_eq!(link("none", 12), None);
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for typed in ["", "emacs", "{path}", "javascript:alert('{path}')", "a b:{path}"] {
            assert_eq!(typed.parse::<Editor>(), Err(NotALink), "{typed}");
        }
    }
}
