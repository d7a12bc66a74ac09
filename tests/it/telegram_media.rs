//! The real program, and its pictures and videos: uploaded once, sent again by Telegram's id, and
//! never at the cost of the words.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::fake_telegram::{Call, FakeTelegram, Fault, TOKEN};
use crate::support::program::{Bot, TestFaq, copy_of_faq};

const ANN: i64 = 1_000_001;
const BOB: i64 = 1_000_002;
const GROUP: i64 = -1_001_234;

/// A button of an exercise whose words are too long for the text under a picture.
const LONG: &str = "h:seated-nerve-slider";
/// One of an exercise whose words fit; [`short_exercises`] makes it so.
const SHORT: &str = "h:bridge";

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x64\0\0\0\x64\x08\x02\0\0\0";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";

fn end(fake: &FakeTelegram, bot: Bot) {
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN), "the token is in the output");
}

fn photos(fake: &FakeTelegram, chat: i64) -> Vec<Call> {
    let mut calls = fake.calls("sendphoto");
    calls.retain(|call| call.body["chat_id"] == chat);
    calls
}

fn last_buttons(call: &Call) -> usize {
    call.body["reply_markup"]["inline_keyboard"].as_array().map_or(0, Vec::len)
}

/// The shipped folder with an exercise whose words fit under a picture, and more files.
fn short_exercises(media: &str, files: &[(&str, &[u8])]) -> TestFaq {
    let faq = copy_of_faq();
    let exercises = faq.path().join("en/exercises.toml");
    let text = fs::read_to_string(&exercises).unwrap();
    let from = text.find("id = \"bridge\"").unwrap();
    let to = from + text[from..].find("[[exercise]]").unwrap();
    let parts = ["for_whom", "start", "count", "often", "feel", "stop", "not_for"];
    let short: Vec<String> = text[from..to]
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some((part, _)) if parts.contains(&part) => format!("{part} = \"It is short.\""),
            Some(("picture", _)) => format!("{line}\n{media}"),
            _ => line.to_owned(),
        })
        .collect();
    let text = format!("{}{}\n{}", &text[..from], short.join("\n"), &text[to..]);
    fs::write(&exercises, text).unwrap();
    for (name, content) in files {
        fs::write(faq.path().join("media").join(name), content).unwrap();
    }
    faq
}

fn start_on(fake: &FakeTelegram, faq: &Path) -> Bot {
    Bot::start_on(fake, TOKEN, "[log]\nlevel = \"debug\"\n", faq)
}

#[test]
fn a_drawing_is_uploaded_once_and_known_by_its_id_from_then_on() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.press(ANN, 1, LONG);
    fake.wait_for("words", |fake| fake.sent_to(ANN).len() == 1);
    for chat in BOB..BOB + 5 {
        fake.press(chat, 1, LONG);
    }
    fake.wait_for("all", |fake| (BOB..BOB + 5).all(|chat| fake.sent_to(chat).len() == 1));
    let uploads = fake.uploads();
    assert_eq!(uploads.len(), 1, "uploaded once");
    assert_eq!(uploads[0].name, "seated-nerve-slider.svg.png");
    assert!(uploads[0].bytes.len() > 10_000, "a drawing of some size");
    let sent = fake.calls("sendphoto");
    assert_eq!(sent.len(), 6);
    assert!(sent[0].body["photo"]["uploaded"].is_string());
    assert!(sent[1..].iter().all(|call| call.body["photo"] == sent[1].body["photo"]));
    // The largest size, not the thumbnail.
    assert_eq!(sent[1].body["photo"], "AgAC-photo-1");
    // The words are too long to stand under it: they follow, with the buttons.
    assert_eq!(sent[0].body.get("caption"), None);
    assert_eq!(last_buttons(&sent[0]), 0);
    let words = &fake.calls("sendmessage")[0];
    assert!(words.body["text"].as_str().unwrap().contains("Straighten the knee"));
    assert!(last_buttons(words) >= 1);
    let order: Vec<String> = fake.all_calls().into_iter().map(|call| call.method).collect();
    let at = |method: &str| order.iter().position(|known| known == method);
    assert!(at("sendphoto") < at("sendmessage"), "{order:?}");
    end(&fake, bot);
}

#[test]
fn many_at_once_wait_for_one_upload() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    bot.wait_until_signed_in();
    fake.fail_next("sendPhoto", Fault::Slow(800));
    for chat in BOB..BOB + 12 {
        fake.press(chat, 1, LONG);
    }
    fake.wait_for("all", |fake| (BOB..BOB + 12).all(|chat| fake.sent_to(chat).len() == 1));
    assert_eq!(fake.uploads().len(), 1);
    end(&fake, bot);
}

#[test]
fn short_words_stand_under_the_picture_with_the_buttons() {
    let fake = FakeTelegram::start();
    let faq = short_exercises("", &[]);
    let bot = start_on(&fake, faq.path());
    fake.press(ANN, 1, SHORT);
    fake.wait_for("photo", |fake| photos(fake, ANN).len() == 1);
    let photo = photos(&fake, ANN).remove(0);
    assert!(photo.body["caption"].as_str().unwrap().starts_with("<b>Bridge</b>"), "{photo:?}");
    assert_eq!(photo.body["parse_mode"], "HTML");
    assert!(last_buttons(&photo) >= 1);
    // A button under a picture that would change its message: a new one.
    fake.press(ANN, photo.message, "m");
    fake.wait_for("menu", |fake| fake.sent_to(ANN).len() == 1);
    assert_eq!(fake.calls("editmessagetext").len(), 0);
    fake.press(ANN, photo.message, "/:quiz");
    fake.wait_for("quiz", |fake| fake.sent_to(ANN).len() == 2);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(ANN).len(), 2);
    end(&fake, bot);
}

#[test]
fn a_picture_that_is_refused_or_fails_costs_no_word() {
    let fake = FakeTelegram::start();
    let faq = short_exercises("", &[]);
    let bot = start_on(&fake, faq.path());
    bot.wait_until_signed_in();
    let said = |chat: i64| fake.sent_to(chat).join("\n");
    for (chat, fault) in (ANN..).zip([Fault::NoPictures, Fault::Code(413), Fault::Code(400)]) {
        fake.fail_always("sendPhoto", chat, Some(fault));
        fake.press(chat, 1, SHORT);
        fake.wait_for("words", |fake| fake.sent_to(chat).len() == 1);
        assert!(said(chat).contains("<b>Bridge</b>"), "{}", said(chat));
        assert!(said(chat).contains("<i>"), "what the picture shows is told: {}", said(chat));
        let sent = fake.calls("sendmessage");
        let mine = sent.iter().find(|call| call.body["chat_id"] == chat).unwrap();
        assert!(last_buttons(mine) >= 1);
    }
    // What may have arrived: words under the picture twice at most, and once alone.
    let (chat, other) = (ANN + 10, ANN + 11);
    fake.fail_always("sendPhoto", chat, Some(Fault::DoneThen(502)));
    fake.fail_always("sendPhoto", other, Some(Fault::Reset));
    fake.press(chat, 1, SHORT);
    fake.press(other, 1, SHORT);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!((photos(&fake, chat).len(), fake.sent_to(chat).len()), (2, 1));
    assert_eq!((photos(&fake, other).len(), fake.sent_to(other).len()), (0, 1));
    // One failure costs nothing at all.
    fake.fail_next("sendPhoto", Fault::Reset);
    fake.press(BOB + 20, 1, SHORT);
    fake.wait_for("photo", |fake| photos(fake, BOB + 20).len() == 1);
    fake.fail_next("sendPhoto", Fault::TooMany(1));
    fake.press(BOB + 21, 1, SHORT);
    fake.wait_for("photo", |fake| photos(fake, BOB + 21).len() == 1);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(BOB + 20).len() + fake.sent_to(BOB + 21).len(), 0);
    end(&fake, bot);
}

#[test]
fn a_lost_id_is_uploaded_again() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.press(ANN, 1, LONG);
    fake.wait_for("words", |fake| fake.sent_to(ANN).len() == 1);
    fake.forget_files();
    fake.press(BOB, 1, LONG);
    fake.wait_for("words", |fake| fake.sent_to(BOB).len() == 1);
    assert_eq!(fake.uploads().len(), 2);
    assert_eq!(photos(&fake, BOB).len(), 1, "the picture came");
    fake.press(BOB + 1, 1, LONG);
    fake.wait_for("words", |fake| fake.sent_to(BOB + 1).len() == 1);
    assert_eq!(fake.uploads().len(), 2);
    end(&fake, bot);
}

#[test]
fn several_are_an_album_and_links_and_videos_are_taken() {
    let fake = FakeTelegram::start();
    let media = "media = [{ file = \"own.png\", alt = \"At home\" }, \
                 { file = \"own.mp4\", alt = \"The movement\" }]";
    let faq = short_exercises(media, &[("own.png", PNG), ("own.mp4", MP4)]);
    let faq_file = faq.path().join("en/faq.toml");
    let text = fs::read_to_string(&faq_file).unwrap();
    let links = "media = [{ link = \"https://a.example/b.jpg\", alt = \"A leg\" }]";
    let gone = "media = [{ link = \"https://a.example/gone.mp4\", alt = \"A road\" }]";
    let text = text
        .replace("id = \"how-long\"\n", &format!("id = \"how-long\"\n{links}\n"))
        .replace("id = \"driving\"\n", &format!("id = \"driving\"\n{gone}\n"));
    fs::write(&faq_file, text).unwrap();
    let bot = start_on(&fake, faq.path());
    fake.press(ANN, 1, SHORT);
    fake.wait_for("words", |fake| fake.sent_to(ANN).len() == 1);
    let album = fake.calls("sendmediagroup").remove(0);
    let kinds: Vec<&Value> =
        album.body["media"].as_array().unwrap().iter().map(|item| &item["type"]).collect();
    assert_eq!(kinds, ["photo", "photo", "video"]);
    assert_eq!(fake.uploads().len(), 3);
    assert!(last_buttons(&fake.calls("sendmessage")[0]) >= 1, "buttons stand under the last");
    fake.press(BOB, 1, SHORT);
    fake.wait_for("words", |fake| fake.sent_to(BOB).len() == 1);
    assert_eq!(fake.uploads().len(), 3, "each by its id");
    // A link of the owner's, with words that fit under it, and one that leads nowhere; also in a group.
    fake.press(ANN, 1, "e:how-long");
    fake.wait_for("photo", |fake| photos(fake, ANN).len() == 1);
    let photo = photos(&fake, ANN).remove(0);
    assert_eq!(photo.body["photo"], "https://a.example/b.jpg");
    assert!(last_buttons(&photo) >= 1);
    fake.press(ANN, 1, "e:driving");
    fake.wait_for("words", |fake| fake.sent_to(ANN).len() == 2);
    assert!(fake.sent_to(ANN)[1].contains("<i>A road</i>"));
    let question = fake.type_in_group(GROUP, ANN, "@leg_bot how long does sciatica last");
    fake.wait_for("photo", |fake| photos(fake, GROUP).len() == 1);
    let photo = photos(&fake, GROUP).remove(0);
    assert_eq!(photo.body["reply_parameters"]["message_id"], question);
    end(&fake, bot);
}

#[test]
fn a_video_of_ones_own_is_streamed_and_uploaded_once() {
    let fake = FakeTelegram::start();
    let faq = short_exercises("", &[("own.mp4", MP4)]);
    let exercises = faq.path().join("en/exercises.toml");
    let text = fs::read_to_string(&exercises).unwrap();
    fs::write(&exercises, text.replace("\"bridge.svg\"", "\"own.mp4\"")).unwrap();
    let bot = start_on(&fake, faq.path());
    for chat in [ANN, BOB] {
        fake.press(chat, 1, SHORT);
        fake.wait_for("video", |fake| {
            fake.calls("sendvideo").iter().any(|call| call.body["chat_id"] == chat)
        });
    }
    let videos = fake.calls("sendvideo");
    assert_eq!(videos[0].body["supports_streaming"], json!(true));
    assert_eq!(videos[1].body["video"], "AgAC-video-1");
    assert_eq!(fake.uploads().len(), 1);
    end(&fake, bot);
}

#[test]
fn a_changed_picture_is_uploaded_and_a_vanished_one_costs_no_word() {
    let fake = FakeTelegram::start();
    let media = "media = [{ file = \"own.png\", alt = \"At home\" }]";
    let faq = short_exercises("", &[("own.png", PNG)]);
    let exercises = faq.path().join("en/exercises.toml");
    let text = fs::read_to_string(&exercises).unwrap();
    let without = text.replace("picture = \"bridge.svg\"", media);
    let behind = &without[without.find(media).unwrap()..];
    let alt = behind.lines().find(|line| line.starts_with("alt = ")).unwrap();
    fs::write(&exercises, without.replace(&format!("{alt}\n"), "")).unwrap();
    let bot = start_on(&fake, faq.path());
    fake.press(ANN, 1, SHORT);
    fake.wait_for("photo", |fake| photos(fake, ANN).len() == 1);
    let own = faq.path().join("media/own.png");
    fs::write(&own, [PNG, b"changed"].concat()).unwrap();
    bot.wait_for_log("FAQ reloaded");
    fake.press(BOB, 1, SHORT);
    fake.wait_for("photo", |fake| photos(fake, BOB).len() == 1);
    assert_eq!(fake.uploads().len(), 2);
    fs::remove_file(&own).unwrap();
    fake.press(BOB + 1, 1, SHORT);
    fake.wait_for("words", |fake| fake.sent_to(BOB + 1).len() == 1);
    assert!(fake.sent_to(BOB + 1)[0].contains("<i>At home</i>"));
    end(&fake, bot);
}

#[test]
fn a_kill_during_an_upload_doubles_once_at_most() {
    let fake = FakeTelegram::start();
    let faq = short_exercises("", &[]);
    let mut bot = start_on(&fake, faq.path());
    bot.wait_until_signed_in();
    fake.fail_next("sendPhoto", Fault::Slow(1_500));
    fake.press(ANN, 1, SHORT);
    fake.wait_for("upload under way", |fake| fake.faults_left() == 0);
    std::thread::sleep(Duration::from_millis(100));
    bot.kill();
    let bot = start_on(&fake, faq.path());
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    std::thread::sleep(Duration::from_millis(1_500));
    let copies = photos(&fake, ANN).len();
    assert!((1..=2).contains(&copies), "{copies} copies");
    assert_eq!(fake.sent_to(ANN).len(), 0);
    end(&fake, bot);
}

#[test]
fn the_built_in_folder_has_its_pictures_too() {
    let fake = FakeTelegram::start();
    let here = tempfile::tempdir().unwrap();
    let bot = Bot::start_in(&fake, here.path());
    fake.press(ANN, 1, LONG);
    fake.wait_for("words", |fake| fake.sent_to(ANN).len() == 1);
    assert_eq!(fake.uploads().len(), 1);
    end(&fake, bot);
}

#[test]
fn every_shipped_drawing_is_drawn() {
    for exercise in &crate::support::shipped::KNOWLEDGE.exercises.exercise {
        let name = exercise.picture.as_ref().unwrap();
        let svg = fs::read(Path::new("faq/media").join(name)).unwrap();
        let png = sciatica_bot::knowledge::media::png(&svg).unwrap();
        assert!(png.len() > 10_000, "{name}: {} bytes", png.len());
        // For looking at: `DRAWINGS=DIR cargo test every_shipped_drawing`.
        if let Ok(dir) = std::env::var("DRAWINGS") {
            fs::write(Path::new(&dir).join(name).with_extension("png"), &png).unwrap();
        }
    }
}
