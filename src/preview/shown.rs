//! Replies as the page's script reads them. It sets every text as text, so nothing that a person or
//! an editor wrote can become part of the page.

use serde::Serialize;

use crate::conversation::{Button, Press, Reply};
use crate::knowledge::markup::{Block, Inline, Rich};
use crate::knowledge::media::{Kind, Media, Place};

/// A reply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ShownReply {
    blocks: Vec<ShownBlock>,
    /// Rows of buttons.
    buttons: Vec<Vec<ShownButton>>,
    media: Vec<ShownMedia>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ShownBlock {
    Paragraph { runs: Vec<ShownRun> },
    List { first: Option<u64>, items: Vec<Vec<ShownRun>> },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ShownRun {
    text: String,
    bold: bool,
    italic: bool,
    link: Option<String>,
}

/// One of `data` (to be sent back) and `link` (to be opened) is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct ShownButton {
    label: String,
    data: Option<String>,
    link: Option<String>,
}

/// A picture or video: one of `file` (of the folder `media`) and `link` is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct ShownMedia {
    is_video: bool,
    file: Option<String>,
    link: Option<String>,
    alt: String,
}

impl From<&Reply> for ShownReply {
    fn from(reply: &Reply) -> Self {
        let row = |row: &Vec<Button>| row.iter().map(ShownButton::from).collect();
        Self {
            blocks: blocks(&reply.text),
            buttons: reply.buttons.iter().map(row).collect(),
            media: reply.media.iter().map(ShownMedia::from).collect(),
        }
    }
}

impl From<&Button> for ShownButton {
    fn from(button: &Button) -> Self {
        let (data, link) = match &button.press {
            Press::Data(data) => (Some(data.clone()), None),
            Press::Link(url) => (None, Some(url.clone())),
        };
        Self { label: button.label.clone(), data, link }
    }
}

impl From<&Media> for ShownMedia {
    fn from(media: &Media) -> Self {
        let (file, link) = match &media.place {
            Place::File(file) => (Some(file.clone()), None),
            Place::Link(link) => (None, Some(link.clone())),
        };
        Self { is_video: media.kind == Kind::Mp4, file, link, alt: media.alt.clone() }
    }
}

fn blocks(text: &Rich) -> Vec<ShownBlock> {
    let block = |block: &Block| match block {
        Block::Paragraph(inlines) => ShownBlock::Paragraph { runs: runs(inlines) },
        Block::List { first, items } => {
            ShownBlock::List { first: *first, items: items.iter().map(|item| runs(item)).collect() }
        }
    };
    text.blocks.iter().map(block).collect()
}

fn runs(inlines: &[Inline]) -> Vec<ShownRun> {
    let run = |run: &Inline| ShownRun {
        text: run.text.clone(),
        bold: run.bold,
        italic: run.italic,
        link: run.link.clone(),
    };
    inlines.iter().map(run).collect()
}
