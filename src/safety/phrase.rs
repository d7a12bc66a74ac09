//! Phrases as an editor writes them, and where they stand in a message.

use rustc_hash::{FxHashMap, FxHashSet};

use super::reading::{Reader, Word, number};
use super::vocabulary::{How, Vocabulary, WordId};

/// How many filler words may stand between two words of a phrase.
const FILLERS_BETWEEN: usize = 3;

/// A misspelt word of fewer letters is like too many others to be sure of.
const SHORTEST_SURE_GUESS: usize = 7;

/// A place in the tree of phrases: what was read so far.
type Node = u32;

/// A range of numbers, both ends included, and where it leads.
type Range = (f64, f64, Node);

/// The end of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    /// Number of the list it belongs to.
    list: u32,
    /// Number of the phrase, as [`Phrases::add`] gave it.
    phrase: u32,
    /// Only at the start of a sentence.
    sentence_start: bool,
    /// Only at the end of a clause.
    ends_clause: bool,
}

/// Where a phrase stands: words `start..end`, of list `list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) list: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it was read without guessing at short words. Signs may be guessed at, but what
    /// calls an alarm off must be sure: a miss is worse than a false alarm.
    pub(super) sure: bool,
}

impl Place {
    pub(super) const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Numbers of phrases that are looked at as if they were not there.
pub(super) type Dropped = [bool];

/// All phrases of all lists, as a tree that starts anew at each word. There are some ten thousand
/// nodes with one word after each, so the steps of all lie in one map.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    /// Number of nodes beside the root.
    nodes: Node,
    words: FxHashMap<(Node, WordId), Node>,
    numbers: FxHashMap<Node, Vec<Range>>,
    /// Where phrases end, by node; in the order of adding until [`Phrases::index`] sorts them.
    ends: Vec<(Node, End)>,
    /// Where the ends of each node begin in `ends`; the last is the length of `ends`.
    first_ends: Vec<u32>,
    /// For each phrase as it was added, the lines of the file that it was made of.
    sources: Vec<u32>,
    /// Where the lines of each phrase begin in `sources`; the last is the length of `sources`.
    first_source: Vec<u32>,
    fillers: FxHashSet<WordId>,
}

/// The first node of the tree.
const ROOT: Node = 0;

/// How far a phrase was followed in a message.
#[derive(Clone, Copy)]
struct Step {
    node: Node,
    start: usize,
    at: usize,
    skipped: usize,
    sure: bool,
}

impl Phrases {
    pub(super) fn new(fillers: &[String], vocabulary: &mut Vocabulary) -> Self {
        let fillers = fillers.iter().map(|word| vocabulary.add(word)).collect();
        Self { fillers, first_source: vec![0], ..Self::default() }
    }

    /// Adds one phrase, made of the `sources` of the file, to list `list`. An empty phrase is left
    /// out.
    pub(super) fn add(
        &mut self,
        list: u32,
        phrase: &str,
        sources: &[u32],
        reader: &Reader,
        vocabulary: &mut Vocabulary,
    ) {
        let (sentence_start, rest) = match phrase.strip_prefix('^') {
            Some(rest) => (true, rest),
            None => (false, phrase),
        };
        let (ends_clause, rest) = match rest.trim_end().strip_suffix('$') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut node = ROOT;
        for piece in pieces(rest) {
            match piece {
                Piece::Range(low, high) => node = self.number_after(node, low, high),
                Piece::Text(text) => {
                    for word in reader.plain(text) {
                        node = match number(&word) {
                            Some(number) => self.number_after(node, number, number),
                            None => self.word_after(node, vocabulary.add(&word)),
                        };
                    }
                }
            }
        }
        if node != ROOT {
            let phrase = self.first_source.len() as u32 - 1;
            self.sources.extend_from_slice(sources);
            self.first_source.push(self.sources.len() as u32);
            self.ends.push((node, End { list, phrase, sentence_start, ends_clause }));
        }
    }

    /// Prepares the look-up of ends; call once, after the last [`Phrases::add`].
    pub(super) fn index(&mut self) {
        self.ends.sort_unstable();
        // The same phrase twice in a list, as two lines may spell it out, is one place all the same.
        self.ends.shrink_to_fit();
        self.sources.shrink_to_fit();
        let first_end = |node| self.ends.partition_point(|(other, _)| *other < node) as u32;
        self.first_ends = (ROOT..=self.nodes + 1).map(first_end).collect();
    }

    /// The phrases that end at a node.
    fn ends_at(&self, node: Node) -> impl Iterator<Item = &End> {
        let place = |node: Node| self.first_ends.get(node as usize).copied().unwrap_or_default();
        let range = place(node) as usize..place(node + 1) as usize;
        self.ends.get(range).unwrap_or_default().iter().map(|(_, end)| end)
    }

    fn word_after(&mut self, node: Node, word: WordId) -> Node {
        let new = self.nodes + 1;
        let next = *self.words.entry((node, word)).or_insert(new);
        self.nodes = self.nodes.max(next);
        next
    }

    fn number_after(&mut self, node: Node, low: f64, high: f64) -> Node {
        self.nodes += 1;
        self.numbers.entry(node).or_default().push((low, high, self.nodes));
        self.nodes
    }

    /// The lines of the file that a phrase was made of.
    fn sources_of(&self, phrase: u32) -> &[u32] {
        let place = |at: u32| self.first_source.get(at as usize).copied().unwrap_or_default();
        self.sources.get(place(phrase) as usize..place(phrase + 1) as usize).unwrap_or_default()
    }

    /// All places of all phrases in `words`, in the order of their start; those with a `dropped`
    /// line are left out.
    pub(super) fn places(&self, words: &[Word], dropped: &Dropped) -> Vec<Place> {
        let mut places = Vec::new();
        for start in 0..words.len() {
            let first = places.len();
            let step = Step { node: ROOT, start, at: start, skipped: 0, sure: true };
            self.follow(step, words, &mut |end, place| {
                let is_dropped = !dropped.is_empty()
                    && self
                        .sources_of(end.phrase)
                        .iter()
                        .any(|line| dropped.get(*line as usize).copied().unwrap_or(false));
                if !is_dropped && !places.iter().skip(first).any(|other| *other == place) {
                    places.push(place);
                }
            });
        }
        places
    }

    /// The lines of the file of which some phrase stands in `words`, rising.
    pub(super) fn lines_in(&self, words: &[Word]) -> Vec<u32> {
        let mut lines = Vec::new();
        for start in 0..words.len() {
            let step = Step { node: ROOT, start, at: start, skipped: 0, sure: true };
            self.follow(step, words, &mut |end, _| {
                lines.extend_from_slice(self.sources_of(end.phrase));
            });
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// Follows the tree from `step` on, and tells of each phrase that ends.
    fn follow(&self, step: Step, words: &[Word], tell: &mut impl FnMut(&End, Place)) {
        let Step { node, start, at, skipped, sure } = step;
        if skipped == 0 {
            for end in self.ends_at(node) {
                if (!end.sentence_start || starts_sentence(words, start))
                    && (!end.ends_clause || ends_clause(words, at))
                {
                    tell(end, Place { list: end.list as usize, start, end: at, sure });
                }
            }
        }
        let Some(word) = words.get(at) else { return };
        if words.get(start).is_none_or(|first| first.clause != word.clause) {
            return;
        }
        let onward = |next: Node, sure| Step { node: next, start, at: at + 1, skipped: 0, sure };
        for reading in &word.readings {
            if let Some(&next) = self.words.get(&(node, reading.id)) {
                let sure = sure && is_sure(reading.how, &word.typed);
                self.follow(onward(next, sure), words, tell);
            }
        }
        if let Some(value) = word.number {
            let ranges = self.numbers.get(&node).into_iter().flatten();
            for (_, _, next) in ranges.filter(|(low, high, _)| *low <= value && value <= *high) {
                self.follow(onward(*next, sure), words, tell);
            }
        }
        let may_skip = node != ROOT
            && skipped < FILLERS_BETWEEN
            && word.readings.iter().any(|reading| self.fillers.contains(&reading.id));
        if may_skip {
            self.follow(Step { at: at + 1, skipped: skipped + 1, ..step }, words, tell);
        }
    }
}

/// Whether a word is surely the one it was read as.
fn is_sure(how: How, typed: &str) -> bool {
    match how {
        How::Written => true,
        How::Slip => typed.chars().count() >= SHORTEST_SURE_GUESS,
        How::SlipInForm => false,
    }
}

fn starts_sentence(words: &[Word], at: usize) -> bool {
    let sentence = words.get(at).map(|word| word.sentence);
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.sentence);
    before.is_none() || before != sentence
}

/// Whether the word before `at` is the last of its clause.
fn ends_clause(words: &[Word], at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|last| words.get(last)).map(|word| word.clause);
    words.get(at).map(|word| word.clause) != last
}

enum Piece<'a> {
    Text(&'a str),
    Range(f64, f64),
}

/// Parts a phrase at its number ranges (`<70-110>`).
fn pieces(phrase: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('<') {
        out.push(Piece::Text(before));
        let (range, tail) = after.split_once('>').unwrap_or((after, ""));
        if let Some((low, high)) = range.split_once('-')
            && let (Ok(low), Ok(high)) = (low.trim().parse(), high.trim().parse())
        {
            out.push(Piece::Range(low, high));
        }
        rest = tail;
    }
    out.push(Piece::Text(rest));
    out
}
