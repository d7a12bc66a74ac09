//! Each thing that must hold, tried on the file.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::lengths::{self, Length};
use crate::knowledge::triage::Urgency;
use crate::triage::answers::{Answers, unsure};
use crate::triage::quiz::{Quiz, UrgencyNeeds};
use crate::triage::token::{Asked, Position, TOKEN_MAX, View};

/// Sets drawn to find a result that was not met yet, before it counts as out of reach.
const SETS_TO_REACH: usize = 200_000;

/// One file on trial: what does not hold is collected.
pub(super) struct Trial<'a> {
    quiz: &'a Quiz,
    /// What does not hold, and its mend.
    pub(super) wrong: Vec<(String, String)>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(quiz: &'a Quiz) -> Self {
        Self { quiz, wrong: Vec::new() }
    }

    fn fail(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.wrong.push((what.into(), mend.into()));
    }

    /// Each answer closes its screen and opens none: so no path is longer than the screens, plus
    /// one plainer asking for those that have one.
    pub(super) fn every_path_ends(&mut self) {
        let quiz = self.quiz;
        for (index, screen) in quiz.file().screen.iter().enumerate() {
            let plain = Asked::new(index);
            let mut askings = vec![plain, Asked { from_list: true, ..plain }];
            if screen.again.is_some() {
                let again = askings.clone().into_iter();
                askings.extend(again.map(|asked| Asked { again: true, ..asked }));
            }
            for asked in askings {
                let page = quiz.screen(asked, &quiz.no_answers());
                let ends =
                    page.buttons.iter().flatten().filter(|choice| choice.answers).all(|choice| {
                        match quiz.decode(&choice.data) {
                            // A tick, or the plainer asking: and from the list on to the list.
                            Ok(Position { view: View::Asked(to), .. }) => {
                                to.screen == index && to.from_list == asked.from_list
                            }
                            Ok(Position { view: View::Review, answers }) => {
                                asked.from_list && answers.done(index)
                            }
                            Ok(Position { view: View::Next, answers }) => {
                                !asked.from_list && answers.done(index)
                            }
                            Ok(_) | Err(_) => false,
                        }
                    });
                let closes =
                    page.buttons.iter().flatten().any(|choice| {
                        quiz.decode(&choice.data).is_ok_and(|to| to.answers.done(index))
                    });
                if !ends || !closes {
                    self.fail(
                        format!("the screen `{}` has an answer that does not lead on", screen.key),
                        "report this as a bug of the program",
                    );
                }
            }
        }
    }

    /// An answer with `at_least` reaches that level all by itself, and so with any others.
    pub(super) fn signs_keep_their_level(&mut self) -> usize {
        let quiz = self.quiz;
        let mut signs = 0;
        for (index, screen) in quiz.file().screen.iter().enumerate() {
            for (i, option) in screen.option.iter().enumerate() {
                let Some(least) = option.at_least else {
                    continue;
                };
                signs += 1;
                let reached = quiz.safety_level(&quiz.no_answers().with(index, 1 << i, true));
                if reached < least {
                    self.fail(
                        format!(
                            "`{}` of `{}` must be {} at least, but the rules make it {}",
                            option.code,
                            screen.key,
                            least.name(),
                            reached.name()
                        ),
                        "add an [[urgency]] rule for this answer, or have its `at_least` lowered \
                         by the clinician who signs the quiz",
                    );
                }
            }
        }
        signs
    }

    /// The answers that a rule needs, and no others, give its level: it is neither dead nor
    /// hidden behind a higher one.
    pub(super) fn every_rule_decides(&mut self) {
        let quiz = self.quiz;
        for needs in &quiz.urgency {
            let Some(rule) = quiz.file().urgency.get(needs.rule) else {
                continue;
            };
            let decides = quiz.safety_level(&self.least_for(needs)) == rule.level;
            if !decides {
                self.fail(
                    format!("the urgency rule `{}` never decides", rule.id),
                    "another rule always gives a higher level, or its answers exclude each \
                     other: mend or remove it",
                );
            }
        }
        for card in &quiz.file().card {
            let named = quiz.file().urgency.iter().any(|rule| rule.card.as_ref() == Some(&card.id));
            if !named {
                self.fail(
                    format!("the card `{}` is never shown", card.id),
                    "name it in an [[urgency]] rule, or remove it",
                );
            }
        }
    }

    /// One answer for each part of a rule. Of several the last: the file lists the gravest first,
    /// which other rules may raise further.
    fn least_for(&self, needs: &UrgencyNeeds) -> Answers {
        let mut answers = self.quiz.no_answers();
        for (screen, mask) in needs.parts() {
            let several = self.quiz.file().screen.get(screen).is_some_and(|s| s.several);
            let one = mask.checked_ilog2().map_or(0, |top| 1 << top);
            let before = if several { answers.picked(screen) } else { 0 };
            answers.set(screen, before | one, true);
        }
        answers
    }

    /// A quiz that ends early with U2 has asked all that could make it U1.
    pub(super) fn emergencies_come_first(&mut self) {
        let quiz = self.quiz;
        for needs in &quiz.urgency {
            let Some(rule) = quiz.file().urgency.get(needs.rule) else {
                continue;
            };
            let last = needs.last_screen();
            if rule.level == Urgency::U1 && last.is_some_and(|last| last > quiz.safety_part) {
                self.fail(
                    format!(
                        "the emergency rule `{}` needs a screen after the safety part",
                        rule.id
                    ),
                    "move the screen forward, or `safety_part_ends` backward",
                );
            }
        }
    }

    pub(super) fn not_sure_is_not_self_care(&mut self) {
        let quiz = self.quiz;
        let mut answers = quiz.no_answers();
        for (index, screen) in quiz.file().screen.iter().enumerate() {
            answers.set(index, unsure(screen), true);
        }
        if quiz.assess(&answers).urgency == Urgency::U4 {
            self.fail(
                "whoever is not sure about anything is told to care for themselves",
                "add an [[urgency]] rule for a “not sure”, or a pattern rule that counts them",
            );
        }
    }

    /// Taking one answer or one tick away never makes a set of answers more urgent.
    pub(super) fn nothing_lowers(&mut self, sets: usize) {
        let quiz = self.quiz;
        let mut dice = Dice::new();
        for _ in 0..sets {
            let answers = dice.answers(quiz, false);
            let index = dice.throw(quiz.file().screen.len());
            let Some(screen) = quiz.file().screen.get(index) else {
                continue;
            };
            let without = answers.with(index, 0, false);
            let fewer = answers.picked(index) & !(1 << dice.throw(screen.option.len()));
            let fewer = answers.with(index, fewer, true);
            if quiz.urgency(&without) > quiz.urgency(&answers)
                || quiz.safety_level(&fewer) > quiz.safety_level(&answers)
            {
                self.fail(
                    format!("an answer to `{}` can lower urgency", screen.key),
                    "report this as a bug of the program",
                );
                return;
            }
        }
    }

    /// Whoever is not asked all screens gets the urgency, the pattern and the fit of whoever is.
    pub(super) fn left_out_changes_nothing(&mut self, walks: usize) -> usize {
        let quiz = self.quiz;
        let mut dice = Dice::new();
        let mut left_out = 0;
        for _ in 0..walks {
            let all = dice.answers(quiz, true);
            let mut asked = quiz.no_answers();
            while let Some(screen) = quiz.next(&asked) {
                asked.set(screen, all.picked(screen), true);
            }
            left_out += asked.left();
            let (short, whole) = (quiz.assess(&asked), quiz.assess(&all));
            let same = short.urgency == whole.urgency
                && (!whole.shown || (short.pattern == whole.pattern && short.fit == whole.fit));
            if !same {
                self.fail(
                    "a question left out would have changed the result",
                    "report this as a bug of the program",
                );
                return left_out;
            }
        }
        left_out
    }

    /// Whatever was read from a message, right or wrong, nobody ends less urgent than the urgency
    /// rules make them who are asked everything; a number is taken as it was given.
    pub(super) fn reading_lowers_nothing(&mut self, walks: usize) -> usize {
        let quiz = self.quiz;
        let mut dice = Dice::new();
        for walk in 0..walks {
            // Half of them with urgent answers among them.
            let all = dice.answers(quiz, walk % 2 == 0);
            let wrong = dice.answers(quiz, false);
            let mut asked = quiz.no_answers();
            for index in 0..quiz.file().screen.len() {
                if dice.throw(2) == 0 {
                    quiz.take_read(index, wrong.picked(index), all.picked(index), &mut asked);
                }
            }
            while let Some(screen) = quiz.next(&asked) {
                asked.set(screen, all.picked(screen), true);
            }
            if quiz.urgency(&asked) < quiz.safety_level(&all) {
                self.fail(
                    "an answer read from a message can lower urgency",
                    "report this as a bug of the program",
                );
                return walk;
            }
        }
        walks
    }

    /// Each result is somebody's.
    pub(super) fn every_result_is_reached(&mut self) {
        let quiz = self.quiz;
        let mut left: BTreeSet<&str> =
            quiz.file().result.iter().map(|result| result.id.as_str()).collect();
        let mut dice = Dice::new();
        for _ in 0..SETS_TO_REACH {
            if left.is_empty() {
                return;
            }
            let assessed = quiz.assess(&dice.answers(quiz, true));
            if let Some(pattern) = assessed.pattern.filter(|_| assessed.shown) {
                left.remove(pattern.as_str());
            }
        }
        for result in left {
            self.fail(
                format!("no answers were found that end in the result `{result}`"),
                "look at the [[pattern]] rules before its own, or remove it",
            );
        }
    }

    pub(super) fn tokens_fit(&mut self) -> usize {
        // All answers take the same bits, so one token is as long as any other.
        let token = self.quiz.start().len();
        if token > TOKEN_MAX {
            self.fail(
                format!("the answers take {token} bytes in a button, of which {TOKEN_MAX} fit"),
                "use fewer screens or answers",
            );
        }
        token
    }

    pub(super) fn texts_fit(&mut self) -> usize {
        let lengths = lengths::all(self.quiz);
        for Length { name, longest, max } in &lengths {
            if longest > max {
                self.fail(
                    format!("{name} can have {longest} characters"),
                    format!("shorten its texts until it fits in {max}"),
                );
            }
        }
        lengths.into_iter().map(|message| message.longest).max().unwrap_or(0)
    }
}
