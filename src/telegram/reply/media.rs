//! Pictures and videos of a reply: one as a photo or video, several as an album.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::knowledge::media::{Kind, Media, Place};
use crate::telegram::api::call::{File, NewMessage};
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::ops::metrics;
use crate::telegram::reply::files::{Found, Upload};
use crate::telegram::reply::send::{ReplySender, Target, Words, log_media};

/// What is wanted of a message with a picture or video: the ids by which it can be sent again.
#[derive(Deserialize)]
struct SentMedia {
    /// In several sizes, the largest last.
    #[serde(default)]
    photo: Vec<SentFile>,
    video: Option<SentFile>,
}

#[derive(Clone, Deserialize)]
struct SentFile {
    file_id: String,
}

/// One picture or video, and how it is sent.
struct Item<'a> {
    kind: Kind,
    source: ItemSource<'a>,
}

enum ItemSource<'a> {
    Link(&'a str),
    Known(String),
    New(Upload),
}

impl ReplySender {
    /// Sends the pictures and videos of a reply, with `words` under it where it is one.
    ///
    /// # Errors
    /// Why they did not arrive, or may not have.
    pub(crate) async fn send_media(
        &self,
        target: &mut Target,
        media: &[Media],
        words: Option<Words<'_>>,
    ) -> Result<(), ApiError> {
        let items = self.items(media).await?;
        let sent = self.send_items(target, &items, words).await;
        let Err(ApiError::Refused(Refusal::BadMedia)) = sent else { return sent };
        let mut known = false;
        for item in &items {
            if let ItemSource::Known(id) = &item.source {
                self.files.forget(id);
                known = true;
            }
        }
        if !known {
            return sent;
        }
        tracing::info!("Telegram does not know a picture any more; it is uploaded again");
        // Whoever uploads holds the turn; the items let go of it.
        drop(items);
        self.send_items(target, &self.items(media).await?, words).await
    }

    /// Sends a picture that was made just now, as a new message. One that does not arrive is logged, and
    /// costs nothing but itself.
    pub(crate) async fn send_picture(&self, chat: i64, name: &str, png: Vec<u8>) {
        let mut call = NewMessage::new("SendPhoto", chat);
        call.files.push(File {
            field: "photo".to_owned(),
            name: name.to_owned(),
            bytes: png.into(),
        });
        let sent: Result<IgnoredAny, ApiError> =
            self.send_new(&mut Target::chat(chat), call, None).await;
        match sent {
            Ok(_) => metrics::media("uploaded", 1),
            Err(error) => log_media(&error, 1),
        }
    }

    /// How each of them is sent. Those that cannot be read are left out.
    async fn items<'a>(&self, media: &'a [Media]) -> Result<Vec<Item<'a>>, ApiError> {
        let mut items: Vec<Item<'a>> = Vec::new();
        for medium in media {
            let source = match &medium.place {
                Place::Link(address) => Some(ItemSource::Link(address)),
                Place::File(name) => match self.files.find(name, medium.kind).await {
                    Some(Found::Known(id)) => Some(ItemSource::Known(id)),
                    Some(Found::New(upload)) => Some(ItemSource::New(upload)),
                    None => None,
                },
            };
            items.extend(source.map(|source| Item { kind: medium.kind, source }));
        }
        if items.is_empty() { Err(ApiError::Refused(Refusal::BadMedia)) } else { Ok(items) }
    }

    async fn send_items(
        &self,
        target: &mut Target,
        items: &[Item<'_>],
        words: Option<Words<'_>>,
    ) -> Result<(), ApiError> {
        let sent: Vec<SentMedia> = match items {
            [item] => {
                let (method, field) = match item.kind {
                    Kind::Mp4 => ("SendVideo", "video"),
                    Kind::Svg | Kind::Png | Kind::Jpeg => ("SendPhoto", "photo"),
                };
                let mut call = NewMessage::new(method, target.chat);
                let shown = shown(item, field, &mut call);
                call.set(field, &shown.unwrap_or_default());
                if item.kind == Kind::Mp4 {
                    call.set("supports_streaming", &true);
                }
                vec![self.send_new(target, call, words).await?]
            }
            items => {
                let mut call = NewMessage::new("SendMediaGroup", target.chat);
                let mut album = Vec::new();
                for (nth, item) in items.iter().enumerate() {
                    let field = format!("file{nth}");
                    let shown = shown(item, &field, &mut call);
                    let kind = if item.kind == Kind::Mp4 { "video" } else { "photo" };
                    let media = shown.unwrap_or_else(|| format!("attach://{field}"));
                    album.push(json!({"type": kind, "media": media}));
                }
                call.set("media", &Value::Array(album));
                self.send_new(target, call, None).await?
            }
        };
        for (item, sent) in items.iter().zip(sent) {
            self.note(item, sent);
        }
        Ok(())
    }

    fn note(&self, item: &Item<'_>, sent: SentMedia) {
        metrics::media(
            match &item.source {
                ItemSource::Link(_) => "link",
                ItemSource::Known(_) => "known",
                ItemSource::New(_) => "uploaded",
            },
            1,
        );
        let file = if item.kind == Kind::Mp4 { sent.video } else { sent.photo.last().cloned() };
        if let (ItemSource::New(upload), Some(file)) = (&item.source, file) {
            self.files.note(upload, file.file_id);
        }
    }
}

/// What stands for an item in its field: an id or address; `None` for a file, which is added to the
/// call as `field`.
fn shown(item: &Item<'_>, field: &str, call: &mut NewMessage) -> Option<String> {
    match &item.source {
        ItemSource::Link(address) => Some((*address).to_owned()),
        ItemSource::Known(id) => Some(id.clone()),
        ItemSource::New(upload) => {
            call.files.push(File {
                field: field.to_owned(),
                name: upload.name.clone(),
                bytes: upload.bytes.clone(),
            });
            None
        }
    }
}
