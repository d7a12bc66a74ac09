//! The preview page as a browser asks for it, on the real program: who is let in, what is said, what
//! a save does. What a person sees is in `tests/browser/`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use sciatica_bot::storage::{Day, Settings, Store};

use crate::support::program::{copy_of_faq, copy_of_small_faq};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sciatica-bot");

/// A running preview; killed when the test ends in any way.
struct Preview {
    child: Child,
    port: u16,
    /// `/KEY/`
    path: String,
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Preview {
    fn start(faq: &Path) -> Self {
        Self::start_as(Command::new(PROGRAM).arg("--faq").arg(faq))
    }

    fn start_with(faq: &Path, config: &Path) -> Self {
        Self::start_as(Command::new(PROGRAM).arg("--faq").arg(faq).arg("--config").arg(config))
    }

    fn start_as(program: &mut Command) -> Self {
        let mut child = program
            .args(["preview", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let rest = line.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, path) = rest.split_once('/').unwrap();
        Self { child, port: port.parse().unwrap(), path: format!("/{path}") }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends a request as it is written here and reads all that comes back.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(5))).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        // A refusal may come before all of a large body was sent.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, part: &str) -> Answer {
        self.send("GET", &format!("{}{part}", self.path), &[("Host", &self.host())], "")
    }

    fn json(&self, part: &str) -> Value {
        serde_json::from_str(&self.get(part).body).unwrap()
    }

    fn post(&self, part: &str, body: &Value) -> Value {
        let host = self.host();
        let headers = [("Host", host.as_str()), ("Content-Type", "application/json")];
        let path = format!("{}{part}", self.path);
        let answer = self.send("POST", &path, &headers, &body.to_string());
        assert_eq!(answer.status, 200, "{part} {body}: {}", answer.head);
        serde_json::from_str(&answer.body).unwrap()
    }

    fn say(&self, text: &str) -> Value {
        self.post("type", &json!({ "text": text }))
    }

    /// Waits until a part is as it should be.
    fn wait_for(&self, part: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + Duration::from_mins(6);
        loop {
            let value = self.json(part);
            if is_so(&value) {
                return value;
            }
            assert!(Instant::now() < until, "{part} stays {value:#}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The revisions that are announced, as they come.
    fn announced(&self) -> impl Iterator<Item = Value> + use<> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(5))).unwrap();
        let request = format!("GET {}changes HTTP/1.1\r\nHost: {}\r\n\r\n", self.path, self.host());
        stream.write_all(request.as_bytes()).unwrap();
        let lines = BufReader::new(stream).lines().map(Result::unwrap);
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The texts of a message, in one.
fn text(message: &Value) -> String {
    let run = |run: &Value| run["text"].as_str().unwrap().to_owned();
    let runs = |runs: &Value| runs.as_array().unwrap().iter().map(run).collect::<String>();
    let blocks = message["reply"]["blocks"].as_array().into_iter().flatten();
    blocks
        .map(|block| match block["items"].as_array() {
            Some(items) => items.iter().map(runs).collect::<Vec<_>>().join("\n"),
            None => runs(&block["runs"]),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn last(chat: &Value) -> &Value {
    chat["messages"].as_array().unwrap().last().unwrap()
}

/// The buttons of a message that can be tapped: label and data.
fn buttons(message: &Value) -> Vec<(String, String)> {
    let rows = message["reply"]["buttons"].as_array().into_iter().flatten();
    let buttons = rows.flat_map(|row| row.as_array().unwrap());
    let string = |value: &Value| value.as_str().map(str::to_owned);
    buttons.filter_map(|b| Some((string(&b["label"])?, string(&b["data"])?))).collect()
}

fn tap(preview: &Preview, message: &Value, data: &str) -> Value {
    preview.post("tap", &json!({ "message": message["id"], "data": data }))
}

#[test]
fn only_the_page_itself_is_let_in() {
    let preview = Preview::start(Path::new("faq"));
    let (host, path) = (preview.host(), preview.path.clone());
    let host = ("Host", host.as_str());
    let status =
        |path: &str, headers: &[(&str, &str)]| preview.send("GET", path, headers, "").status;
    // Without the key, with another one, under another name, from another page.
    let other_key = format!("/{}/", "A".repeat(path.len() - 2));
    for path in ["/", "/chat", "/style.css", &other_key] {
        assert_eq!(status(path, &[host]), 403, "{path}");
    }
    let elsewhere = format!("evil.example:{}", preview.port);
    assert_eq!(status(&path, &[("Host", &elsewhere)]), 421);
    assert_eq!(status(&path, &[host, ("Origin", "http://evil.example")]), 403);
    assert_eq!(status(&path, &[host, ("Origin", "null")]), 403);
    assert_eq!(status(&path, &[host, ("Origin", &format!("http://{}", host.1))]), 200);
    assert_eq!(status(&path, &[("Host", &format!("localhost:{}", preview.port))]), 200);
    // A form of another page can send this, and must not be heard.
    let form = [host, ("Content-Type", "text/plain")];
    let typed = format!("{path}type");
    assert_eq!(preview.send("POST", &typed, &form, "{\"text\":\"hi\"}").status, 415);
    let json_of = |body: &str| {
        preview.send("POST", &typed, &[host, ("Content-Type", "application/json")], body).status
    };
    assert_eq!(json_of("{"), 400);
    assert_eq!(json_of("{\"text\":\"hi\",\"more\":1}"), 400);
    assert_eq!(json_of(&json!({ "text": "a".repeat(100_000) }).to_string()), 413);
    for name in ["none.svg", "..%2fREADME.md", "..%2f..%2fCargo.toml", "%2e%2e/README.md"] {
        assert_eq!(preview.get(&format!("media/{name}")).status, 404, "{name}");
    }
    assert_eq!(preview.get("media/bridge.svg").header("content-type"), Some("image/svg+xml"));
    // Every answer, a refusal too, carries the policy.
    let refused = preview.send("GET", "/", &[host], "");
    for answer in [preview.get(""), preview.get("main.js"), preview.get("chat"), refused] {
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn the_page_needs_nothing_that_its_policy_forbids() {
    let page = fs::read_to_string("src/preview/page/index.html").unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("<script type=\"module\" src=\"main.js\"></script>"));
    for inline in [" style=", "<style", " onclick", "javascript:", "http://", "https://"] {
        assert!(!page.contains(inline), "{inline}");
    }
    let forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "\"style\"",
        "javascript:",
    ];
    let files = fs::read_dir("src/preview/page").unwrap().map(|file| file.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|kind| kind == "js")) {
        let script = fs::read_to_string(&file).unwrap();
        for forbidden in forbidden {
            assert!(!script.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}

#[test]
fn a_question_gets_its_answer_and_why() {
    let preview = Preview::start(Path::new("faq"));
    let chat = preview.json("chat");
    assert_eq!(chat["ready"], true);
    assert!(text(last(&chat)).contains("not a doctor"), "{chat:#}");
    let chat = preview.say("how long does siatica last");
    assert!(text(last(&chat)).contains("four to six weeks"), "{chat:#}");
    let whys = chat["whys"].as_array().unwrap();
    let why = &whys.last().unwrap()["why"];
    assert_eq!(why["decision"], "answer");
    assert_eq!(why["ranking"][0]["id"], "how-long");
    assert!(why["verdict"].as_str().unwrap().contains("runner-up"), "{why:#}");
    assert_eq!(why["mended"][0], json!({ "typed": "siatica", "meant": "sciatica" }));
    assert!(why["counted"][0]["words"].as_array().is_some_and(|words| !words.is_empty()));
    assert!(why["safety"]["found"].is_null());
    // A tap on a related question.
    let answer = last(&chat).clone();
    let related = buttons(&answer).into_iter().find(|(_, data)| data.starts_with("e:")).unwrap();
    let chat = tap(&preview, &answer, &related.1);
    assert_eq!(chat["whys"].as_array().unwrap().last().unwrap()["why"]["entry"], related.1[2..]);
    // An exercise comes with its picture, which is there.
    let chat = tap(&preview, last(&chat), "h:bridge");
    let picture = &last(&chat)["reply"]["media"][0];
    assert!(picture["alt"].as_str().unwrap().len() > 20);
    assert_eq!(preview.get(&format!("media/{}", picture["file"].as_str().unwrap())).status, 200);
    // A sign of danger is told first.
    let chat = preview.say("i cant pee and my crotch is numb");
    let why = &chat["whys"].as_array().unwrap().last().unwrap()["why"];
    assert_eq!(why["decision"], "urgent");
    assert_eq!(why["safety"]["found"]["as"], "card");
    // What was typed stays text.
    let chat = preview.say("<img src=x onerror=alert(1)>");
    let messages = chat["messages"].as_array().unwrap();
    assert!(messages.iter().any(|message| message["said"] == "<img src=x onerror=alert(1)>"));
    let chat = preview.post("start-over", &json!({}));
    assert_eq!(chat["messages"].as_array().unwrap().len(), 2, "{chat:#}");
}

#[test]
fn the_symptom_check_goes_through_in_one_message() {
    let preview = Preview::start(Path::new("faq"));
    let mut chat = preview.say("/quiz");
    let screen = last(&chat)["id"].clone();
    let mut taps = 0;
    let harmless = ["No", "No, none", "None of these", "One leg, strength normal", "18 to 39"];
    // Each screen takes the place of the last one; the result is a message of its own.
    while last(&chat)["id"] == screen && taps < 40 {
        let open = last(&chat).clone();
        let choices = buttons(&open);
        let choice = choices.iter().find(|(label, _)| harmless.contains(&label.as_str()));
        chat = tap(&preview, &open, &choice.unwrap_or(&choices[0]).1);
        taps += 1;
    }
    assert!(text(last(&chat)).contains("Tomorrow morning"), "{chat:#}");
    assert!((4..40).contains(&taps), "{taps}: {chat:#}");
}

#[test]
fn a_save_is_followed_and_told_and_a_broken_one_is_not_taken() {
    let faq = copy_of_small_faq();
    let preview = Preview::start(faq.path());
    let mut announced = preview.announced();
    let first = announced.next().unwrap();
    preview.say("how long does sciatica last");
    preview.say("can i drive");
    let file = faq.path().join("en/faq.toml");
    let good = fs::read_to_string(&file).unwrap();
    // As many text editors save: written beside, then moved into place.
    let edited = good.replacen("four to six weeks", "four to seven weeks", 1);
    assert_ne!(good, edited);
    fs::write(faq.path().join("en/.faq.toml.new"), &edited).unwrap();
    fs::rename(faq.path().join("en/.faq.toml.new"), &file).unwrap();
    let files = preview.wait_for("files", |files| !files["changes"].is_null());
    assert!(announced.any(|now| now["files"].as_u64() > first["files"].as_u64()));
    let chat = preview.json("chat");
    let said: Vec<&Value> = chat["messages"].as_array().unwrap().iter().collect();
    assert!(
        said.iter()
            .any(|message| text(message).contains("four to seven weeks")
                && message["changed"] == true)
    );
    assert!(said.iter().any(|message| message["said"] == "can i drive"), "the chat is kept");
    let changes = &files["changes"];
    assert_eq!(changes["changed"], json!([{ "id": "how-long", "parts": ["answer"] }]));
    assert_eq!(changes["added"], json!([]));
    assert_eq!(changes["answers"].as_array().unwrap().len(), 1, "{changes:#}");
    assert_eq!(changes["answers"][0]["said"], "how long does sciatica last");
    assert!(changes["answers"][0]["before"].as_str().unwrap().contains("four to six weeks"));
    // A mistake: its line, a link to it, and the last good answers.
    let line = edited.lines().position(|line| line.starts_with("question = ")).unwrap();
    fs::write(&file, edited.replacen("question = ", "qestion = ", 1)).unwrap();
    let files = preview.wait_for("files", |files| files["taken"] == "last-good");
    let problem = &files["problems"][0];
    let broken = files["problems"].as_array().unwrap().iter().find(|p| p["line"] == line + 1);
    assert!(broken.is_some(), "{files:#}");
    assert_eq!(problem["file"], "en/faq.toml");
    let opens = problem["link"].as_str().unwrap();
    assert!(opens.starts_with("vscode://file/") && opens.contains("/en/faq.toml:"), "{opens}");
    preview.post("start-over", &json!({}));
    let chat = preview.say("how long does sciatica last");
    assert!(text(last(&chat)).contains("four to seven weeks"), "{chat:#}");
    fs::write(&file, &edited).unwrap();
    let files = preview.wait_for("files", |files| files["taken"] == "now");
    assert_eq!(files["problems"], json!([]));
    // What takes longer comes on its own: overlap, with places.
    let study = preview.wait_for("study", |study| study["overlap"]["current"] == true);
    // The last save says what the one before it said.
    let people = &study["people"];
    assert_eq!(
        (&people["current"], &people["verdict"]),
        (&json!(true), &json!("Nothing differs."))
    );
    assert_eq!(study["check"]["problems"], json!([]));
    let pair = &study["overlap"]["pairs"][0];
    assert!(pair["count"].as_u64().unwrap() > 0, "{pair:#}");
    assert!(pair["phrasings"][0]["place"]["line"].as_u64().unwrap() > 0, "{pair:#}");
}

#[test]
fn a_save_says_what_it_changes_for_people() {
    let faq = copy_of_small_faq();
    let preview = Preview::start(faq.path());
    assert!(preview.json("study")["people"].is_null());
    let list = faq.path().join("en/phrasings/sleep.txt");
    let phrasings = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{phrasings}will a flumpelbed help\nis a flumpelbed good\n")).unwrap();
    let files = preview.wait_for("files", |files| !files["changes"].is_null());
    assert_eq!(files["changes"]["files"], json!(["en/phrasings/sleep.txt"]));
    let study = preview.wait_for("study", |study| study["people"]["current"] == true);
    let people = &study["people"];
    assert!(people["verdict"].as_str().unwrap().starts_with("1 place differs; of "), "{people:#}");
    let kinds = people["kinds"].as_array().unwrap();
    let all = kinds.iter().flat_map(|kind| kind["messages"].as_array().unwrap());
    let moved = all.filter(|moved| moved["text"].as_str().unwrap().contains("flumpelbed"));
    let moved: Vec<&Value> = moved.collect();
    assert!(!moved.is_empty(), "{people:#}");
    for moved in moved {
        assert_eq!(moved["whence"], "phrasing of sleep");
        assert_eq!((&moved["after"], &moved["fares"]), (&json!("sleep"), &json!("better")));
    }
}

/// A config with a database, in whose inbox these questions are.
fn with_inbox(dir: &Path, questions: &[&str]) -> PathBuf {
    let url = format!("sqlite://{}", dir.join("bot.db").display());
    let config = dir.join("config.toml");
    fs::write(&config, format!("[storage]\nurl = \"{url}\"\n")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Settings { url: Some(url), key_file: None }).await.unwrap();
        for (question, before) in questions.iter().zip([3, 2, 1]) {
            store.send_to_editors(question, Day::of(1_795_000_000).before(before)).await.unwrap();
        }
        store.close().await;
    });
    config
}

/// The group of the inbox with these words in its first question.
fn group(inbox: &Value, words: &str) -> Option<Value> {
    let mut groups = inbox["groups"].as_array().unwrap().iter();
    groups.find(|group| group["questions"][0].as_str().unwrap().contains(words)).cloned()
}

fn here(inbox: &Value) -> bool {
    inbox["state"] == "here"
}

#[test]
fn the_inbox_is_dealt_with_on_the_page() {
    let (faq, dir) = (copy_of_small_faq(), tempfile::tempdir().unwrap());
    let asked = ["can i keep bees", "is it ok to keep bees with this", "should i tune my tuba"];
    let preview = Preview::start_with(faq.path(), &with_inbox(dir.path(), &asked));
    let inbox = preview.wait_for("inbox", here);
    let bees = group(&inbox, "bees").unwrap();
    assert_eq!(bees["questions"], json!(asked[..2]));
    assert_eq!(
        (&bees["first_day"], &bees["last_day"]),
        (&json!("2026-11-15"), &json!("2026-11-16"))
    );
    assert_eq!(bees["nearest"].as_array().unwrap().len(), 3, "{bees:#}");
    assert_eq!(bees["draft"]["id"], "keep-bees");
    assert_eq!(inbox["can_undo"], false);
    let decide = |group: &Value, decision: Value| {
        let lines: Vec<&str> =
            group["questions"].as_array().unwrap().iter().map(|q| q.as_str().unwrap()).collect();
        let body =
            json!({ "code": group["code"], "decision": decision, "lines": lines.join("\n") });
        preview.post("propose", &body)
    };
    let carry_out = |ready: &Value| {
        assert_eq!(ready["outcome"], "ready", "{ready:#}");
        preview.post("carry-out", &json!({ "number": ready["number"] }))
    };
    let daily_life = || json!({ "kind": "phrasing", "entry": "daily-life" });
    let list = faq.path().join("en/phrasings/daily-life.txt");
    let text = || fs::read_to_string(&list).unwrap();
    let before = text();

    // What is wrong is told with its mend, and nothing can be carried out.
    for (decision, told) in [
        (json!({ "kind": "phrasing", "entry": "daily-live" }), "there is no entry `daily-live`"),
        (json!({ "kind": "phrasing", "entry": "../../passwd" }), "can be the id of no entry"),
        (json!({ "kind": "draft", "id": "how-long", "topic": "course" }), "how-long"),
        (json!({ "kind": "draft", "id": "beekeeping", "topic": "bees" }), "bees"),
    ] {
        let refused = decide(&bees, decision);
        assert_eq!(refused["outcome"], "refused", "{refused:#}");
        let problem = &refused["problems"][0];
        assert!(problem["what"].as_str().unwrap().contains(told), "{refused:#}");
        assert!(!problem["mend"].as_str().unwrap().is_empty(), "{refused:#}");
    }
    let nothing = preview.post("carry-out", &json!({ "number": 1 }));
    assert_eq!(nothing["outcome"], "failed", "{nothing:#}");

    // Only what was shown last is done, once, and not where the file is another one by now.
    let first = decide(&bees, daily_life());
    assert!(first["diff"].as_str().unwrap().contains("+can i keep bees\n"), "{first:#}");
    let second = decide(&bees, daily_life());
    assert_eq!(carry_out(&first)["outcome"], "failed");
    fs::write(&list, format!("{before}# a remark\n")).unwrap();
    let told = carry_out(&second);
    assert!(told["what"].as_str().unwrap().contains("changed meanwhile"), "{told:#}");
    assert_eq!(text(), format!("{before}# a remark\n"));
    let third = decide(&bees, daily_life());
    assert_eq!(carry_out(&third), json!({ "outcome": "done", "can_be_undone": true }));
    assert_eq!(carry_out(&third)["outcome"], "failed");
    assert_eq!(text(), format!("{before}# a remark\ncan i keep bees\n{}\n", asked[1]));
    preview.wait_for("files", |files| files["changes"]["changed"][0]["id"] == "daily-life");
    assert!(group(&preview.json("inbox"), "bees").is_none());

    // An editor may word it anew.
    let tuba = group(&preview.json("inbox"), "tuba").unwrap();
    let reworded = json!({
        "code": tuba["code"], "decision": { "kind": "out-of-scope" }, "lines": "\ncan i tune a tuba\n",
    });
    let ready = preview.post("propose", &reworded);
    assert!(ready["diff"].as_str().unwrap().contains("\n+can i tune a tuba\n"), "{ready:#}");

    // A dropped question and the line come back, the latest first.
    let tuba = group(&preview.json("inbox"), "tuba").unwrap();
    assert_eq!(carry_out(&decide(&tuba, json!({ "kind": "drop" })))["outcome"], "done");
    assert_eq!(preview.json("inbox")["groups"], json!([]));
    let undo = || carry_out(&preview.post("propose-undo", &json!({})));
    let noted = faq.path().join(".edits.jsonl");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&noted).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "questions are for nobody else to read");
    }
    assert_eq!(undo(), json!({ "outcome": "done", "can_be_undone": true }));
    assert!(group(&preview.json("inbox"), "tuba").is_some());
    assert_eq!(undo(), json!({ "outcome": "done", "can_be_undone": false }));
    assert_eq!(text(), format!("{before}# a remark\n"));
    assert!(group(&preview.json("inbox"), "bees").is_some());
    assert_eq!(preview.post("propose-undo", &json!({}))["outcome"], "failed");

    // What was added is there no more: the file stays as somebody wrote it, the question comes back.
    assert_eq!(carry_out(&decide(&bees, daily_life()))["outcome"], "done");
    fs::write(&list, text().replace("can i keep bees", "are bees allowed")).unwrap();
    let ready = preview.post("propose-undo", &json!({}));
    assert_eq!(
        (&ready["stays"], &ready["diff"]),
        (&json!("en/phrasings/daily-life.txt"), &json!(""))
    );
    assert_eq!(carry_out(&ready)["outcome"], "done");
    assert!(text().contains("are bees allowed"));
    assert!(group(&preview.json("inbox"), "bees").is_some());
    assert!(!noted.exists());

    // The other decisions, each in its file.
    let draft = decide(&bees, bees["draft"].clone());
    assert!(draft["diff"].as_str().unwrap().contains("+id = \"keep-bees\""), "{draft:#}");
    for (kind, file) in [("out-of-scope", "out_of_scope.txt"), ("harmless", "signs/harmless.txt")] {
        let ready = decide(&tuba, json!({ "kind": kind }));
        assert!(ready["diff"].as_str().unwrap().contains(file), "{ready:#}");
    }
}

#[test]
fn an_inbox_that_cannot_be_used_says_why() {
    let dir = tempfile::tempdir().unwrap();
    // The files inside the program are never written to: the patch is there to be applied.
    let config = with_inbox(dir.path(), &["can i keep bees"]);
    let preview = Preview::start_as(
        Command::new(PROGRAM)
            .current_dir(dir.path())
            .env_remove("SCIATICA_BOT_FAQ")
            .arg("--config")
            .arg(config),
    );
    let inbox = preview.wait_for("inbox", here);
    let bees = group(&inbox, "bees").unwrap();
    let decision = json!({ "kind": "phrasing", "entry": "daily-life" });
    let ready = preview
        .post("propose", &json!({ "code": bees["code"], "decision": decision, "lines": "" }));
    assert!(ready["diff"].as_str().unwrap().contains("\n+can i keep bees\n"), "{ready:#}");
    let told = preview.post("carry-out", &json!({ "number": ready["number"] }));
    assert!(told["what"].as_str().unwrap().contains("built into the program"), "{told:#}");
    assert!(told["mend"].as_str().unwrap().contains("patch -p1"), "{told:#}");
    assert!(group(&preview.json("inbox"), "bees").is_some(), "it stays");
    drop(preview);

    let faq = copy_of_small_faq();
    let preview = Preview::start_with(faq.path(), Path::new("/dev/null"));
    preview.wait_for("inbox", |inbox| inbox["state"] == "none");
    drop(preview);

    // Who only looks makes no database.
    let (config, none) = (dir.path().join("new.toml"), dir.path().join("none.db"));
    fs::write(&config, format!("[storage]\nurl = \"sqlite://{}\"\n", none.display())).unwrap();
    let preview = Preview::start_with(faq.path(), &config);
    let inbox = preview.wait_for("inbox", |inbox| inbox["state"] == "away");
    assert!(inbox["what"].as_str().unwrap().contains("none.db"), "{inbox:#}");
    assert!(!none.exists());
}

#[test]
fn broken_files_at_the_start_are_shown_until_they_are_mended() {
    let faq = copy_of_faq();
    let file = faq.path().join("en/words.toml");
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{good}\n= broken\n")).unwrap();
    let preview = Preview::start(faq.path());
    let files = preview.json("files");
    assert_eq!(files["taken"], "none");
    assert_eq!(files["problems"][0]["line"], good.lines().count() + 2);
    let chat = preview.say("hello");
    assert_eq!((&chat["ready"], &chat["messages"].as_array().unwrap().len()), (&json!(false), &1));
    fs::write(&file, good).unwrap();
    let chat = preview.wait_for("chat", |chat| chat["ready"] == true);
    assert!(text(last(&chat)).contains("not a doctor"), "{chat:#}");
}

#[test]
fn a_port_that_is_taken_is_told_with_a_mend() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Command::new(PROGRAM).args(["preview", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(&port) && told.contains("mend:"), "{told}");
}
