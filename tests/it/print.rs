//! All that people are told, on one page for a clinician.

use std::process::Command;

use super::support::shipped::KNOWLEDGE;

#[test]
fn every_answer_card_exercise_and_question_is_printed() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.env_remove("SCIATICA_BOT_FAQ").args(["print", "-q"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = String::from_utf8(output.stdout).unwrap();
    for entry in &KNOWLEDGE.faq.entry {
        assert!(page.contains(&format!("<article id=\"answer-{}\">", entry.id)), "{}", entry.id);
        for key in &entry.sources {
            if let Some(url) = &KNOWLEDGE.faq.sources[key].url {
                assert!(page.contains(&url.replace('&', "&amp;")), "{url}");
            }
        }
    }
    let safety = KNOWLEDGE.safety.as_ref().unwrap();
    let triage = KNOWLEDGE.triage.as_ref().unwrap();
    let exercises = &KNOWLEDGE.exercises.exercise;
    let parts = KNOWLEDGE.faq.entry.len()
        + safety.card.len()
        + exercises.len()
        + 1
        + triage.screen.len()
        + 4
        + triage.card.len()
        + triage.result.len();
    assert_eq!(page.matches("<article").count(), parts);
    // One line to sign below each, and one on the first page.
    assert_eq!(page.matches("class=\"signature\"").count(), parts + 1);
    assert_eq!(page.matches("src=\"data:image/svg+xml;base64,").count(), exercises.len());
    for screen in &triage.screen {
        assert!(page.contains(&format!("<code>{}</code>", screen.key)), "{}", screen.key);
    }
    // Nothing is fetched from elsewhere.
    for from_elsewhere in ["<script", "<link", "src=\"http", "url(http"] {
        assert!(!page.contains(from_elsewhere), "{from_elsewhere}");
    }
}
