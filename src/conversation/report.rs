//! The reply to a report: what was understood, the symptom check, and what may help.

use super::reply::Reply;
use super::{Talk, markdown};
use crate::matching::{Matched, Report};

/// Things said back at most: one line of a phone or two.
const MOST_TOLD: usize = 6;
/// Entries offered at most.
const MOST_OFFERED: usize = 3;
/// So many are offered however far behind they are.
const SURELY_OFFERED: usize = 2;
/// Entries about the bot itself help nobody who tells of pain.
const ABOUT_THE_BOT: &str = "system";

impl Talk<'_> {
    /// What was understood of a report, and where it can go from here. In an open quiz that is the
    /// quiz.
    pub(super) fn about_report(&self, report: &Report, matched: &Matched) -> Reply {
        let phrases = self.assistant.phrases();
        let told: Vec<&str> = report.told.iter().take(MOST_TOLD).map(String::as_str).collect();
        let mut reply = self.plain(&phrases.say.report.replace("{told}", &told.join(", ")));
        if self.session.quiz.is_some() {
            return reply;
        }
        reply.text.extend(markdown(&phrases.say.report_offer));
        reply = self.with_check(reply);
        let first = matched.ranking.first().map_or(0, |first| first.score);
        let fitting = matched.ranking.iter().filter_map(|ranked| {
            let entry = self.assistant.entry(&ranked.id)?;
            (entry.topic != ABOUT_THE_BOT).then_some((entry, ranked.score))
        });
        for (rank, (entry, score)) in fitting.enumerate().take(MOST_OFFERED) {
            if rank < SURELY_OFFERED || score >= first / 2 {
                reply = reply.row([self.entry_button(entry)]);
            }
        }
        reply.row([self.topics_button()])
    }
}
