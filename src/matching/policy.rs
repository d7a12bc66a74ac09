//! What is done about a probability: answer, offer a choice, or refuse.

/// From this confidence on an entry is sent without asking back. Every answer starts with the
/// question that it answers, and doubtful ones name the runners-up, so a wrong one is seen at
/// once: the price of a tap less for most. docs/matching.md has the curve.
pub(super) const ANSWER_FROM: f32 = 0.61;
/// The same for a message with one telling word ("the pain"), which many entries share.
pub(super) const ANSWER_LONE_WORD_FROM: f32 = 0.75;
/// From this confidence on the best entries are offered.
pub(super) const CHOOSE_FROM: f32 = 0.12;
/// Two entries nearer to each other than this, on the scale of decision values, are both offered.
pub(super) const NEAR: f32 = 0.06;
/// At most so many entries are offered.
pub(super) const MOST_CHOICES: usize = 4;
/// Entries this far below the best, in decision values, are not offered.
pub(super) const CHOICE_REACH: f32 = 0.6;
/// Length of a ranking.
pub(super) const RANKED: usize = 5;
/// A message with words of another matter is refused below this confidence: they count where nothing of
/// ours fits as well ("right as rain", but not "price of bitcoin").
pub(super) const OTHER_MATTER_BELOW: f32 = 0.5;
/// A message is not answered if the FAQ knows fewer of its telling words than one in so many: it is
/// another language, or noise.
pub(super) const KNOWN_ONE_IN: usize = 2;
