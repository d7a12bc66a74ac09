//! The bot's token: found, checked for its form, and never shown.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

use super::{Telegram, environment};
use crate::knowledge::{Problem, absolute, unreadable, utf8};

/// The secret that lets a program speak as the bot.
///
/// Shown as `Token(…)` wherever it is printed; [`Token::reveal`] is for the address of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Takes the token from `TELOXIDE_TOKEN`, else from the file named in the config.
    ///
    /// # Errors
    /// A problem that says where a token was looked for; never what was found there.
    pub fn find(telegram: &Telegram) -> Result<Self, Problem> {
        if let Some(value) = environment("TELOXIDE_TOKEN") {
            return Self::parse(&value, "TELOXIDE_TOKEN");
        }
        match &telegram.token_file {
            Some(path) => Self::read(path),
            None => Err(Problem::whole_file(
                "TELOXIDE_TOKEN",
                "there is no token, so the bot cannot sign in to Telegram",
                "set this environment variable to the token that BotFather gave you, or name a \
                 file with it as `token_file` in the config; `sciatica-bot chat` needs none",
            )),
        }
    }

    fn read(path: &Path) -> Result<Self, Problem> {
        let name = absolute(path).display().to_string();
        let bytes = std::fs::read(path).map_err(|error| {
            // A token has a colon, and hardly any file has: such a name must not be shown.
            if error.kind() == ErrorKind::NotFound && path.to_string_lossy().contains(':') {
                return Problem::whole_file(
                    "token_file in the config",
                    "no file has the name that stands here; is it the token itself?",
                    "write the token into a file that only this user may read, and its name here",
                );
            }
            unreadable(path, &error)
        })?;
        let text =
            utf8(bytes, &name).map_err(|problem| Problem { excerpt: String::new(), ..problem })?;
        Self::parse(&text, &name)
    }

    /// Checks the form: it becomes part of an address, so nothing in it may end a path segment.
    pub(crate) fn parse(text: &str, place: &str) -> Result<Self, Problem> {
        let token = text.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
        if !token.contains(':') || !token.chars().all(fits) {
            return Err(Problem::whole_file(
                place,
                "what stands here does not look like a token",
                "copy the whole token from BotFather: digits, a colon, then letters and digits",
            ));
        }
        Ok(Self(token.to_owned()))
    }

    /// The token itself, for the address of a call.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Whether a text is like the tokens that BotFather gives: a number, a colon, many characters.
pub(super) fn is_like_one(text: &str) -> bool {
    text.trim().split_once(':').is_some_and(|(number, rest)| {
        number.len() >= 5 && number.chars().all(|c| c.is_ascii_digit()) && rest.len() >= 20
    })
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_trimmed_and_never_shown() {
        let token = Token::parse(" 123:Ab-_9\n", "here").unwrap();
        assert_eq!(token.reveal(), "123:Ab-_9");
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn what_is_no_token_is_not_repeated() {
        for wrong in ["", "secret", "1:a/../b", "1:a b", "1:ä"] {
            let problem = Token::parse(wrong, "here").unwrap_err().to_string();
            assert!(wrong.is_empty() || !problem.contains(wrong), "{problem}");
        }
    }
}
