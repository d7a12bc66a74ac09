//! Why a call failed, and which failures are part of everyday life.

use std::fmt;
use std::time::Duration;

/// What came of a call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The request never left, most often for want of a connection: why. Sending again is safe.
    Unsent(String),
    /// The connection broke before an answer came. Most often nothing was done.
    Broken,
    /// No answer in time. The server may have done it.
    Silent,
    /// An answer that is not the Bot API's, such as a proxy's page. Most often nothing was done.
    Garbled,
    /// It was done, but what the server says of it cannot be read. Again would be a second time.
    Unreadable,
    /// The Bot API says that it failed, with this status. Nothing was done.
    Server(u16),
    /// Somebody on the way says that it failed, with this HTTP status. The Bot API may have done it.
    Gateway(u16),
    /// Too many requests; it says how long to wait.
    TooMany(Duration),
    /// The server understood and said no.
    Refused(Refusal),
}

/// Why the server said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No bot has this token.
    WrongToken,
    /// Another program reads this bot's updates, or a webhook does.
    OtherReader,
    /// The chat cannot be written to: blocked, deleted, left.
    ChatGone,
    /// The group has become a supergroup with another number.
    Moved(i64),
    /// The message shows this already: a double tap.
    NotModified,
    /// The button was pressed too long ago for a callback answer.
    PressTooOld,
    /// The message cannot be edited (any more).
    NotEditable,
    /// The markup of the text was not understood: a bug of ours.
    BrokenMarkup,
    /// The address of a button is none that Telegram takes.
    BadLink,
    /// The topic is not there any more.
    NoTopic,
    /// A picture or video is not taken: its id is not known any more, or its link leads nowhere.
    BadMedia,
    /// Pictures or videos are not allowed in the chat.
    MediaForbidden,
    /// Anything else: code and description.
    Other(u16, String),
}

/// Parts of the sentences with which the Bot API refuses, in small letters. Parts, because the
/// sentences change ("query id is invalid" became "query ID is invalid", and more follows it).
const SENTENCES: &[(&str, Refusal)] = &[
    ("message is not modified", Refusal::NotModified),
    ("query is too old", Refusal::PressTooOld),
    ("query id is invalid", Refusal::PressTooOld),
    ("message to edit not found", Refusal::NotEditable),
    ("message can't be edited", Refusal::NotEditable),
    ("message_id_invalid", Refusal::NotEditable),
    ("there is no text in the message to edit", Refusal::NotEditable),
    ("not enough rights to send photos", Refusal::MediaForbidden),
    ("not enough rights to send videos", Refusal::MediaForbidden),
    ("chat_send_photos_forbidden", Refusal::MediaForbidden),
    ("chat_send_videos_forbidden", Refusal::MediaForbidden),
    ("chat_send_media_forbidden", Refusal::MediaForbidden),
    ("wrong file identifier", Refusal::BadMedia),
    ("wrong remote file identifier", Refusal::BadMedia),
    ("wrong file_id", Refusal::BadMedia),
    ("file_reference", Refusal::BadMedia),
    ("can't use file of type", Refusal::BadMedia),
    ("failed to get http url content", Refusal::BadMedia),
    ("wrong type of the web page content", Refusal::BadMedia),
    ("webpage_", Refusal::BadMedia),
    ("media_", Refusal::BadMedia),
    ("photo_", Refusal::BadMedia),
    ("video_", Refusal::BadMedia),
    ("image_process_failed", Refusal::BadMedia),
    ("file is too big", Refusal::BadMedia),
    ("can't parse entities", Refusal::BrokenMarkup),
    ("wrong http url", Refusal::BadLink),
    ("button_url_invalid", Refusal::BadLink),
    ("message thread not found", Refusal::NoTopic),
    ("chat not found", Refusal::ChatGone),
    ("user not found", Refusal::ChatGone),
    ("peer_id_invalid", Refusal::ChatGone),
    ("group chat was upgraded", Refusal::ChatGone),
    ("group chat was deactivated", Refusal::ChatGone),
    ("have no rights to send", Refusal::ChatGone),
    ("not enough rights to send", Refusal::ChatGone),
    ("chat_write_forbidden", Refusal::ChatGone),
    ("topic_closed", Refusal::ChatGone),
];

/// The longest description that is logged, in characters.
const DESCRIPTION_MAX: usize = 160;

impl ApiError {
    pub(crate) fn refused(code: u16, description: &str) -> Self {
        let sentence = description.to_lowercase();
        let known = SENTENCES.iter().find(|(part, _)| sentence.contains(part));
        Self::Refused(match (code, known) {
            (_, Some((_, refusal))) => refusal.clone(),
            (401 | 404, None) => Refusal::WrongToken,
            (403, None) => Refusal::ChatGone,
            (409, None) => Refusal::OtherReader,
            (code, None) => {
                Refusal::Other(code, description.chars().take(DESCRIPTION_MAX).collect())
            }
        })
    }

    /// Whether this happens in a healthy bot and needs nobody's attention.
    pub(crate) fn is_harmless(&self) -> bool {
        matches!(
            self,
            Self::Refused(Refusal::ChatGone | Refusal::NotModified | Refusal::PressTooOld)
        )
    }

    /// Whether the same call may succeed later.
    pub(crate) fn is_passing(&self) -> bool {
        // A token that was good is rarely bad for good: servers that restart say such things.
        !matches!(self, Self::Refused(_) | Self::Unreadable)
            || *self == Self::Refused(Refusal::WrongToken)
    }

    /// Whether the server is there and gave an answer of its own.
    pub(crate) fn is_an_answer(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::TooMany(_) | Self::Unreadable)
    }

    /// Whether the server may have done what was asked.
    pub(crate) fn may_have_arrived(&self) -> bool {
        matches!(self, Self::Silent | Self::Broken | Self::Garbled | Self::Gateway(_))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent(why) => f.write_str(why),
            Self::Broken => f.write_str("the connection broke before an answer came"),
            Self::Silent => f.write_str("no answer in time"),
            Self::Garbled => f.write_str("an answer that is not the Bot API's"),
            Self::Unreadable => f.write_str("it was done, but the answer cannot be read"),
            Self::Server(status) => write!(f, "the server failed with status {status}"),
            Self::Gateway(status) => write!(f, "a proxy failed with status {status}"),
            Self::TooMany(wait) => write!(f, "too many requests, wait {} s", wait.as_secs()),
            Self::Refused(Refusal::Other(code, description)) => {
                write!(f, "refused with {code}: {description}")
            }
            Self::Refused(Refusal::OtherReader) => {
                f.write_str("another program uses this token, or a webhook does (OtherReader)")
            }
            Self::Refused(refusal) => write!(f, "refused: {refusal:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiError, Refusal};

    #[test]
    fn refusals_are_known_by_their_sentences() {
        for (code, sentence, refusal) in [
            (400, "Bad Request: message is not modified: specified new …", Refusal::NotModified),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                Refusal::PressTooOld,
            ),
            (403, "Forbidden: bot was blocked by the user", Refusal::ChatGone),
            (403, "Forbidden: user is deactivated", Refusal::ChatGone),
            (
                400,
                "Bad Request: not enough rights to send photos to the chat",
                Refusal::MediaForbidden,
            ),
            (400, "Bad Request: not enough rights to send text messages", Refusal::ChatGone),
            (400, "Bad Request: wrong file identifier/HTTP URL specified", Refusal::BadMedia),
            (400, "Bad Request: chat not found", Refusal::ChatGone),
            (401, "Unauthorized", Refusal::WrongToken),
            (404, "Not Found", Refusal::WrongToken),
            (409, "Conflict: terminated by other getUpdates request; …", Refusal::OtherReader),
            (
                400,
                "Bad Request: can't parse entities: Unsupported start tag",
                Refusal::BrokenMarkup,
            ),
            (400, "Bad Request: x", Refusal::Other(400, "Bad Request: x".to_owned())),
        ] {
            assert_eq!(ApiError::refused(code, sentence), ApiError::Refused(refusal), "{sentence}");
        }
    }
}
