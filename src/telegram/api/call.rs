//! What is called: a method of the Bot API with what it is given.

use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::{Map, Value};
use teloxide::requests::Payload;

use crate::telegram::api::error::ApiError;

/// One call, which can be made again.
pub(crate) trait ApiCall {
    /// The method.
    fn method(&self) -> &'static str;

    /// The request with its body.
    ///
    /// # Errors
    /// When the body cannot be written.
    fn fill(&self, request: RequestBuilder) -> Result<RequestBuilder, ApiError>;

    /// How many bytes are uploaded, where that is what takes time.
    fn upload(&self) -> usize {
        0
    }
}

/// Calls without files are those of teloxide.
impl<P: Payload + Serialize> ApiCall for P {
    fn method(&self) -> &'static str {
        P::NAME
    }

    fn fill(&self, request: RequestBuilder) -> Result<RequestBuilder, ApiError> {
        json(self, request)
    }
}

/// A call that sends a new message, with files or without.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) method: &'static str,
    pub(crate) fields: Map<String, Value>,
    pub(crate) files: Vec<File>,
}

/// A file to upload.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The field that it stands in, or that another field refers to.
    pub(crate) field: String,
    /// Its name. Telegram goes by the ending.
    pub(crate) name: String,
    pub(crate) bytes: axum::body::Bytes,
}

impl NewMessage {
    pub(crate) fn new(method: &'static str, chat: i64) -> Self {
        let mut call = Self { method, fields: Map::new(), files: Vec::new() };
        call.set("chat_id", &chat);
        call
    }

    /// Sets a field; one that cannot be written is left out, as those that can be are all there are.
    pub(crate) fn set(&mut self, field: &str, value: &impl Serialize) {
        if let Ok(value) = serde_json::to_value(value) {
            self.fields.insert(field.to_owned(), value);
        }
    }
}

impl ApiCall for NewMessage {
    fn method(&self) -> &'static str {
        self.method
    }

    fn fill(&self, request: RequestBuilder) -> Result<RequestBuilder, ApiError> {
        if self.files.is_empty() {
            return json(&self.fields, request);
        }
        let mut form = Form::new();
        for (name, value) in &self.fields {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(name.clone(), text);
        }
        for file in &self.files {
            let length = file.bytes.len() as u64;
            let part = Part::stream_with_length(file.bytes.clone(), length);
            form = form.part(file.field.clone(), part.file_name(file.name.clone()));
        }
        Ok(request.multipart(form))
    }

    fn upload(&self) -> usize {
        self.files.iter().map(|file| file.bytes.len()).sum()
    }
}

fn json(body: &impl Serialize, request: RequestBuilder) -> Result<RequestBuilder, ApiError> {
    let body = serde_json::to_vec(body)
        .map_err(|_| ApiError::Unsent("a bug: a call could not be written".to_owned()))?;
    Ok(request.header("content-type", "application/json").body(body))
}
