//! The real program, running the bot against a fake Bot API server.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
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
        Self::start_on(fake, token, config, Path::new("faq"))
    }

    /// With a folder of its own.
    pub(crate) fn start_on(fake: &FakeTelegram, token: &str, config: &str, faq: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config_file = dir.path().join("config.toml");
        std::fs::write(&config_file, config).unwrap();
        let log = dir.path().join("log");
        // A limit of the size of files is to be told by the call that meets it, and not to end the
        // program: the shell passes that on.
        let child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_sciatica-bot")])
            .args(["run", "--config"])
            .arg(&config_file)
            .arg("--faq")
            .arg(faq)
            .env("TELOXIDE_TOKEN", token)
            .env("TELOXIDE_API_URL", fake.url())
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

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
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
        let until = Instant::now() + Duration::from_secs(90);
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
        self.wait_until_signed_in();
        self.signal(Signal::SIGTERM);
        let status = self.wait(Duration::from_secs(90));
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

/// A copy of the shipped folder.
pub(crate) fn copy_of_faq() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(Path::new("faq"), dir.path());
    dir
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
