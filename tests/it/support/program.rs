//! The real program, running the bot against a fake Bot API server.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::fake_telegram::{FakeTelegram, TOKEN};

/// A running bot; killed when the test ends in any way.
pub(crate) struct Bot {
    child: Child,
    log: PathBuf,
    /// So many bytes of the log are not looked at any more.
    forgotten: AtomicU64,
    _dir: tempfile::TempDir,
}

impl Bot {
    pub(crate) fn start(fake: &FakeTelegram) -> Self {
        Self::start_with(fake, TOKEN, "[log]\nlevel = \"debug\"\n")
    }

    pub(crate) fn start_with(fake: &FakeTelegram, token: &str, config: &str) -> Self {
        Self::start_on(fake, token, config, small_faq())
    }

    /// With a folder of its own.
    pub(crate) fn start_on(fake: &FakeTelegram, token: &str, config: &str, faq: &Path) -> Self {
        Self::spawn(token, fake.url(), config, |command| {
            command.arg("--faq").arg(faq);
        })
    }

    /// With a folder of its own, and these admins; `more` stands under `[telegram]`, too.
    pub(crate) fn start_for_admins(
        fake: &FakeTelegram,
        faq: &Path,
        admins: &[i64],
        more: &str,
    ) -> Self {
        Self::start_on(fake, TOKEN, &format!("[telegram]\nadmins = {admins:?}\n{more}"), faq)
    }

    /// Started in a folder without a `faq`: with the built-in one.
    pub(crate) fn start_in(fake: &FakeTelegram, here: &Path) -> Self {
        Self::spawn(TOKEN, fake.url(), "", |command| {
            command.current_dir(here).env_remove("SCIATICA_BOT_FAQ");
        })
    }

    /// With more arguments or variables, calling the server at `url`.
    pub(crate) fn spawn(
        token: &str,
        url: &str,
        config: &str,
        more: impl FnOnce(&mut Command),
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config_file = dir.path().join("config.toml");
        std::fs::write(&config_file, config).unwrap();
        let log = dir.path().join("log");
        // A limit of the size of files is to be told by the call that meets it, and not to end the
        // program: the shell passes that on.
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "trap '' XFSZ; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_sciatica-bot"),
        ]);
        command.args(["run", "--config"]).arg(&config_file);
        command.env("TELOXIDE_TOKEN", token).env("TELOXIDE_API_URL", url);
        more(&mut command);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Self { child, log, forgotten: AtomicU64::new(0), _dir: dir }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// With a database in a file, and signed in.
    pub(crate) fn start_on_database(fake: &FakeTelegram, database: &Path) -> Self {
        let config = format!("[storage]\nurl = \"sqlite://{}\"\n", database.display());
        let bot = Self::start_with(fake, TOKEN, &config);
        bot.wait_until_signed_in();
        bot
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// What it holds in memory, in KiB.
    pub(crate) fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Waits for the program to end; panics if it does not within `limit`.
    pub(crate) fn wait(&mut self, limit: Duration) -> ExitStatus {
        let until = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "still running:\n{}", self.stderr());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the program to end; nothing if it runs on after `limit`.
    pub(crate) fn wait_or_none(&mut self, limit: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + limit;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Leaves out what it wrote so far from what is looked at.
    pub(crate) fn forget_log(&self) {
        let length = std::fs::metadata(&self.log).unwrap().len();
        self.forgotten.store(length, Ordering::Relaxed);
    }

    /// Waits until it listens to signals and to Telegram.
    pub(crate) fn wait_until_signed_in(&self) {
        self.wait_for_log("signed in");
    }

    /// Waits until it has logged `part`.
    pub(crate) fn wait_for_log(&self, part: &str) {
        let until = Instant::now() + Duration::from_mins(4);
        while !self.stderr().contains(part) {
            assert!(Instant::now() < until, "no `{part}` in:\n{}", self.stderr());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a service manager does, and waits for a clean end.
    pub(crate) fn stop(mut self) -> String {
        self.forgotten.store(0, Ordering::Relaxed);
        self.wait_until_signed_in();
        self.signal(Signal::SIGTERM);
        let status = self.wait(Duration::from_mins(4));
        assert!(status.success(), "{status}:\n{}", self.stderr());
        self.output()
    }

    /// Everything it wrote on stderr so far.
    pub(crate) fn stderr(&self) -> String {
        let from = usize::try_from(self.forgotten.load(Ordering::Relaxed)).unwrap();
        std::fs::read_to_string(&self.log).unwrap().split_off(from)
    }

    /// Everything it wrote, after its end.
    pub(crate) fn output(&mut self) -> String {
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        out + &self.stderr()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of the FAQ for one test, gone after it with the snapshots beside it.
pub(crate) struct TestFaq {
    dir: tempfile::TempDir,
    faq: PathBuf,
}

impl TestFaq {
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let faq = dir.path().join("faq");
        std::fs::create_dir(&faq).unwrap();
        Self { dir, faq }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.faq
    }

    /// Where its snapshots are.
    pub(crate) fn snapshots(&self) -> PathBuf {
        self.dir.path().join("faq-snapshots")
    }
}

/// A copy of the shipped folder.
pub(crate) fn copy_of_faq() -> TestFaq {
    copy_of(Path::new("faq"))
}

/// A copy of [`small_faq`].
pub(crate) fn copy_of_small_faq() -> TestFaq {
    copy_of(small_faq())
}

fn copy_of(folder: &Path) -> TestFaq {
    let copy = TestFaq::empty();
    copy_folder(folder, copy.path());
    copy
}

/// So many lines of each list of messages are left in [`small_faq`].
const LINES: usize = 20;

/// The shipped folder with the beginnings of its lists of messages only, so that a bot learns it in a
/// fraction of the time: for tests of what lies around the answers, which start a hundred bots.
pub(crate) fn small_faq() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("small-faq");
        // One of an earlier run may be of an earlier FAQ.
        let _ = std::fs::remove_dir_all(&folder);
        copy_folder(Path::new("faq"), &folder);
        for list in lists(&folder) {
            let text = std::fs::read_to_string(&list).unwrap();
            let first: Vec<&str> = text.lines().take(LINES).collect();
            std::fs::write(&list, first.join("\n") + "\n").unwrap();
        }
        folder
    });
    &FOLDER
}

/// The `.txt` files within a folder.
fn lists(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { lists(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .collect()
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
