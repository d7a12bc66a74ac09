//! A bot in a process of its own, with a Bot API server of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::figures::Round;
use crate::server::{Server, TOKEN, Weather};

/// No pace: it is Telegram's limit, not the bot's, and would be all there is to measure.
const CONFIG: &str = "[telegram.pace]
overall_per_second = 100000.0
chat_per_second = 100000.0
[log]
level = \"warn\"
";

/// A bot that is measured.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) rounds: Vec<Round>,
    server: Server,
    process: Child,
    _dir: tempfile::TempDir,
}

impl Contender {
    /// The bot of this project, built with the same profile as this tool.
    pub(crate) fn start_bot(faq: &Path, questions: &Arc<[String]>) -> Self {
        let program = this_program().ancestors().nth(2).unwrap().join("sciatica-bot");
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config.toml");
        std::fs::write(&config, CONFIG).unwrap();
        let mut command = Command::new(program);
        command.arg("run").arg("--config").arg(config).arg("--faq").arg(faq);
        // As the service file and the container of `deploy` start it.
        command.env("MIMALLOC_PURGE_DELAY", "0");
        Self::start("sciatica-bot", command, dir, questions)
    }

    /// The echo bot.
    pub(crate) fn start_echo(questions: &Arc<[String]>) -> Self {
        let mut command = Command::new(this_program());
        command.arg("--echo");
        Self::start("teloxide echo", command, tempfile::tempdir().unwrap(), questions)
    }

    /// A bot of another make; its command is split at blanks.
    pub(crate) fn start_other(command: &str, questions: &Arc<[String]>) -> Self {
        let mut words = command.split_whitespace();
        let mut program = Command::new(words.next().unwrap());
        program.args(words);
        Self::start("another", program, tempfile::tempdir().unwrap(), questions)
    }

    fn start(
        name: &'static str,
        mut command: Command,
        dir: tempfile::TempDir,
        questions: &Arc<[String]>,
    ) -> Self {
        let server = Server::start(Arc::clone(questions));
        let process = command
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", server.url())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        Self { name, rounds: Vec::new(), server, process, _dir: dir }
    }

    /// `chats` people write at once, each again as soon as they are answered, `updates` in all.
    pub(crate) fn round(&self, chats: usize, updates: usize, limit: Duration) -> Round {
        let (begun, cpu) = (Instant::now(), self.cpu());
        let waits = self.server.ask_at_full_speed(chats, updates, limit);
        Round {
            answered: waits.len(),
            took: begun.elapsed(),
            cpu: self.cpu().saturating_sub(cpu),
            waits,
        }
    }

    /// `rate` people write each second, whether others were answered or not.
    pub(crate) fn steady(&self, chats: usize, rate: u32, seconds: u64) -> Vec<Duration> {
        self.server.ask_steadily(chats, rate, Duration::from_secs(seconds))
    }

    /// How calls fare from now on.
    pub(crate) fn set_weather(&self, weather: Weather) {
        self.server.set_weather(weather);
    }

    /// Memory of the process that is really in use (its resident set), in MiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = self.of_process("status");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    /// Time on all cores of the process so far.
    pub(crate) fn cpu(&self) -> Duration {
        // Fields 14 and 15 (user and system time in hundredths of a second); the name before
        // them, in brackets, may hold blanks.
        let stat = self.of_process("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |field: usize| fields[field - 3].parse::<u64>().unwrap();
        Duration::from_millis(10 * (ticks(14) + ticks(15)))
    }

    fn of_process(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).unwrap()
    }
}

impl Drop for Contender {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn this_program() -> PathBuf {
    std::env::current_exe().unwrap()
}
