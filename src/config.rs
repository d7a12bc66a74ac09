//! How the bot is run: `config.toml`, three environment variables, and the defaults.
//!
//! The file is read like those of `faq/`: checked against the schema of these types, every
//! problem told at once with its place and mend. `config.example.toml` shows every key.

mod token;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::knowledge::{Problem, SERVICE_URL_PATTERN, Source, unreadable, utf8};

pub use token::Token;

/// The file read when none is named, if it is there.
const USUAL_FILE: &str = "config.toml";

/// The whole file. Every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder with everything the bot knows. `--faq` and `SCIATICA_BOT_FAQ` go before it.
    pub faq: Option<PathBuf>,
    /// The connection to Telegram.
    pub telegram: Telegram,
    /// What is remembered of a chat.
    pub memory: Memory,
    /// Where the little that outlives an answer is kept.
    pub storage: Storage,
    /// What is logged, and how.
    pub log: Log,
    /// What an operator's tools may ask.
    pub operations: Operations,
}

/// The connection to Telegram.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Telegram {
    /// A file that holds the bot's token and nothing else. `TELOXIDE_TOKEN` goes before it.
    pub token_file: Option<PathBuf>,
    /// The Bot API server. `TELOXIDE_API_URL` goes before it.
    #[schemars(regex(pattern = SERVICE_URL_PATTERN))]
    pub api_url: String,
    /// How long Telegram holds a request for updates open when there are none, in seconds.
    #[schemars(range(min = 1, max = 50))]
    pub poll_seconds: u32,
    /// How long a stop waits for replies under way, in seconds. What is not finished by then
    /// comes again after the next start.
    #[schemars(range(min = 1, max = 300))]
    pub stop_seconds: u64,
    /// Messages of one chat that may wait to be answered one by one; more are answered together.
    #[schemars(range(min = 1, max = 100))]
    pub waiting_messages: usize,
    /// Telegram users who may reload the FAQ by `/reload`, and are told when a changed FAQ has
    /// problems.
    pub admins: Vec<i64>,
    /// What becomes of a changed FAQ that has no problems.
    pub reload: Reload,
    /// How updates come.
    pub mode: Mode,
    /// Where Telegram brings updates, in mode `webhook`.
    pub webhook: Webhook,
    /// How fast replies are sent.
    pub pace: Pace,
}

/// What becomes of a changed FAQ that has no problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reload {
    /// People are answered from it at once.
    #[default]
    Apply,
    /// The admins are shown what it changes, and people are answered from it once one of them says so.
    Confirm,
}

/// How updates come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The bot asks for them. Needs no address of its own.
    #[default]
    Polling,
    /// Telegram brings them.
    Webhook,
}

/// Where Telegram brings updates.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// The address that Telegram calls: of this bot, or of a proxy that ends TLS and passes it on
    /// unchanged.
    #[schemars(regex(pattern = SERVICE_URL_PATTERN))]
    pub url: String,
    /// A PEM file with the certificate and those that vouch for it, if no proxy ends TLS.
    pub certificate: Option<PathBuf>,
    /// A PEM file with the key of the certificate.
    pub key: Option<PathBuf>,
    /// Where the bot listens.
    #[schemars(with = "String")]
    pub listen: SocketAddr,
    /// Updates that Telegram brings at a time.
    #[schemars(range(min = 1, max = 100))]
    pub connections: u8,
    /// How often it is looked at whether the webhook is still this one, in seconds.
    #[schemars(range(min = 1, max = 3600))]
    pub watch_seconds: u64,
}

/// How fast replies are sent. Telegram answers faster senders with "too many requests".
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// Messages a second over all chats.
    #[schemars(range(min = 1, max = 100_000))]
    pub overall_per_second: f64,
    /// Messages a second in one chat, on average.
    #[schemars(range(min = 0.1, max = 100_000))]
    pub chat_per_second: f64,
    /// Messages that one chat may get at once before the average counts.
    #[schemars(range(min = 1, max = 100))]
    pub chat_burst: u32,
    /// Messages a minute in one group.
    #[schemars(range(min = 1, max = 100_000))]
    pub group_per_minute: f64,
}

/// What an operator's tools may ask: `/metrics`, `/healthz`, `/readyz`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Operations {
    /// Where they are answered, such as `127.0.0.1:9464`; nowhere if this is left out. Not meant
    /// for the open internet.
    #[schemars(with = "Option<String>")]
    pub listen: Option<SocketAddr>,
}

/// What is remembered of a chat: which buttons it shows and what was answered last, in memory.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Memory {
    /// Chats remembered at a time; the one silent for longest goes first.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub chats: u64,
    /// Minutes after a chat's last message until it is forgotten.
    #[schemars(range(min = 1, max = 30))]
    pub minutes: u64,
}

/// Where counts and choices are kept: in memory, or in a database.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`; memory only if left out.
    #[schemars(regex(pattern = "^(sqlite|postgres|postgresql):"))]
    pub url: Option<String>,
    /// The file with the key that stands between ids and what is stored: 64 hexadecimal digits.
    /// Needed for PostgreSQL, the same for all instances; made beside a SQLite file.
    pub key_file: Option<PathBuf>,
}

impl fmt::Debug for Storage {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("key_file", &self.key_file).finish_non_exhaustive()
    }
}

/// What is logged, and how. Never a word that a person wrote.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `readable` or `json`, one line an event.
    pub format: LogFormat,
    /// From which level on: `error`, `warn`, `info`, `debug`.
    pub level: LogLevel,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Readable,
    /// One JSON object, for machines.
    Json,
}

/// From which level on events are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What needs the operator.
    Error,
    /// And what may need the operator.
    Warn,
    /// And starts, stops, reloads.
    #[default]
    Info,
    /// And each update and call.
    Debug,
}

impl Default for Telegram {
    fn default() -> Self {
        Self {
            token_file: None,
            api_url: "https://api.telegram.org".to_owned(),
            poll_seconds: 30,
            // Below the ten seconds after which `docker stop` kills.
            stop_seconds: 8,
            waiting_messages: 8,
            admins: Vec::new(),
            reload: Reload::Apply,
            mode: Mode::Polling,
            webhook: Webhook::default(),
            pace: Pace::default(),
        }
    }
}

impl Default for Webhook {
    fn default() -> Self {
        Self {
            url: String::new(),
            certificate: None,
            key: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            connections: 40,
            watch_seconds: 60,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        // Telegram's own figures: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
        Self {
            overall_per_second: 30.0,
            chat_per_second: 1.0,
            chat_burst: 3,
            group_per_minute: 20.0,
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self { chats: 100_000, minutes: 30 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Readable, level: LogLevel::Info }
    }
}

impl Config {
    /// Reads `file`, or `config.toml` if none is named and it is there, or takes the defaults;
    /// then the environment.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn load(file: Option<&Path>) -> Result<Self, Vec<Problem>> {
        let usual = Path::new(USUAL_FILE);
        let file = match file {
            Some(file) => Some(file),
            None => usual
                .try_exists()
                .map_err(|error| vec![unreadable(usual, &error)])?
                .then_some(usual),
        };
        let mut config = match file {
            Some(path) => Self::read(path)?,
            None => Self::default(),
        };
        if let Some(url) = environment("TELOXIDE_API_URL") {
            if !is_address(&url) {
                let (what, mend) = NO_ADDRESS;
                return Err(vec![Problem::whole_file("TELOXIDE_API_URL", what, mend)]);
            }
            config.telegram.api_url = url;
        }
        Ok(config)
    }

    /// How a config that has mistakes wants them told: as JSON, if it says so in a line that can be
    /// read.
    #[must_use]
    pub fn log_of_broken(file: Option<&Path>) -> Log {
        let bytes = std::fs::read(file.unwrap_or(Path::new(USUAL_FILE))).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let json = text.lines().any(|line| {
            // No other key has this name.
            let value = line.trim_start().strip_prefix("format").map(str::trim_start);
            value.is_some_and(|value| value.starts_with('=') && value.contains("\"json\""))
        });
        let format = if json { LogFormat::Json } else { LogFormat::Readable };
        Log { format, ..Log::default() }
    }

    fn read(file: &Path) -> Result<Self, Vec<Problem>> {
        let name = file.display().to_string();
        let text = std::fs::read(file)
            .map_err(|error| unreadable(file, &error))
            .and_then(|bytes| utf8(bytes, &name))
            .map_err(|problem| without_values(vec![problem]))?;
        Self::parse(&text, &name)
    }

    /// Reads the text of a config, which is called `file` in problems.
    ///
    /// # Errors
    /// All problems of the text; none shows a value.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Problem>> {
        let (config, source) = Source::parse::<Self>(text, file).map_err(without_values)?;
        config.check(&source).map_err(without_values)?;
        Ok(config)
    }

    /// What the shape cannot say.
    fn check(&self, source: &Source) -> Result<(), Vec<Problem>> {
        if self.telegram.mode == Mode::Webhook && self.telegram.webhook.url.is_empty() {
            return Err(vec![source.problem(
                "/telegram/mode",
                "the mode `webhook` needs an address that Telegram can call",
                "write it as `url` under [telegram.webhook], or use the mode `polling`",
            )]);
        }
        if self.telegram.reload == Reload::Confirm && self.telegram.admins.is_empty() {
            return Err(vec![source.problem(
                "/telegram/reload",
                "`confirm` asks the admins, and none is named",
                "name at least one as `admins` under [telegram], or use \"apply\"",
            )]);
        }
        let Webhook { certificate, key, .. } = &self.telegram.webhook;
        for (at, path) in [
            ("/faq", &self.faq),
            ("/telegram/token_file", &self.telegram.token_file),
            ("/telegram/webhook/certificate", certificate),
            ("/telegram/webhook/key", key),
            ("/storage/key_file", &self.storage.key_file),
        ] {
            // What is no file would be told by its name.
            if path.as_ref().is_some_and(|path| token::is_like_one(&path.to_string_lossy())) {
                return Err(vec![source.problem(
                    at,
                    "a file is named here, and this looks like the token itself",
                    "write the token into a file that only this user may read, and name that file \
                     as `token_file` under [telegram]",
                )]);
            }
        }
        let webhook = &self.telegram.webhook.url;
        for (at, url) in
            [("/telegram/api_url", &self.telegram.api_url), ("/telegram/webhook/url", webhook)]
        {
            if !url.is_empty() && !is_address(url) {
                let (what, mend) = NO_ADDRESS;
                return Err(vec![source.problem(at, what, mend)]);
            }
        }
        if self.telegram.webhook.certificate.is_some() != self.telegram.webhook.key.is_some() {
            return Err(vec![source.problem(
                "/telegram/webhook",
                "a certificate is of no use without its key, nor the other way round",
                "write both `certificate` and `key`, or neither if a proxy ends TLS",
            )]);
        }
        Ok(())
    }
}

/// What is said of an address that is none, and the mend.
const NO_ADDRESS: (&str, &str) = (
    "this is no address of a server",
    "write it whole and without ? or #, such as https://api.telegram.org or http://127.0.0.1:8081",
);

/// Whether it is an address that calls can be made to, or come to: with a host, and nothing behind the
/// path.
fn is_address(url: &str) -> bool {
    reqwest::Url::parse(url.trim()).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

/// Problems without the lines that they are in: passwords and tokens stand there, and what the
/// program prints is kept in logs and shown to others.
fn without_values(problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| Problem { excerpt: String::new(), ..problem }).collect()
}

/// The folder that the environment names, if it does.
#[must_use]
pub fn faq_of_environment() -> Option<PathBuf> {
    environment("SCIATICA_BOT_FAQ").map(PathBuf::from)
}

/// A variable of the environment that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
