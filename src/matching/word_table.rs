//! Which words mean nearly the same: a static table of word vectors, looked up and never computed.
//!
//! The table was distilled once from a sentence encoder (`tools/word_table`, which also documents
//! the file format). It lies in the program as it is and is read in place. Each of its words has a
//! row of small integers (words of like meaning point the same way), a weight (what the word counts
//! in a sentence) and a rank (how common it is). The rank also makes the table the list of real
//! English words, which a spelling corrector must leave alone.

use std::cmp::Ordering;
use std::sync::LazyLock;

use thiserror::Error;

/// The shipped table, for English.
static WORDS_EN: &[u8] = include_bytes!("data/words_en.table");
static SHIPPED: LazyLock<WordTable> =
    LazyLock::new(|| WordTable::read(WORDS_EN).unwrap_or_default());

const MAGIC: &[u8] = b"WTBL";
const VERSION: u16 = 1;

/// Why bytes are no word table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DamagedTable {
    /// The bytes start otherwise.
    #[error("not a word table")]
    NoTable,
    /// A format that this program does not read.
    #[error("word table of version {0}, expected {VERSION}")]
    Version(u16),
    /// More or fewer bytes than the numbers at the start promise.
    #[error("word table of {found} bytes, expected {expected}")]
    Length {
        /// Bytes by the numbers at the start.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
    /// The words are not sorted, so that none could be found.
    #[error("word table out of order at word {0}")]
    Order(usize),
}

/// A word of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownWord {
    /// Its direction: [`WordTable::dims`] numbers, the largest 127 or -127.
    pub vector: &'static [i8],
    /// What the vector counts in the sum over a sentence, above 0 and at most 1; small for words
    /// such as "the".
    pub weight: f32,
    /// Its place among the words of the table by how common it is; 0 is the most common.
    pub rank: u16,
}

/// Words with their vectors, weights and ranks. See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordTable {
    dims: usize,
    /// Where each word starts in `words`, and where the last one ends.
    offsets: &'static [[u8; 4]],
    ranks: &'static [[u8; 2]],
    weights: &'static [[u8; 2]],
    rows: &'static [i8],
    words: &'static [u8],
}

impl WordTable {
    /// The table inside the program. A test makes sure that it can be read.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table where it lies, without copying.
    ///
    /// # Errors
    /// When the bytes are cut short, too long, of another format, or the words not in order.
    pub fn read(bytes: &'static [u8]) -> Result<Self, DamagedTable> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(DamagedTable::NoTable)?;
        let (version, rest) = rest.split_first_chunk().ok_or(DamagedTable::NoTable)?;
        let version = u16::from_le_bytes(*version);
        if version != VERSION {
            return Err(DamagedTable::Version(version));
        }
        let (dims, rest) = rest.split_first_chunk().ok_or(DamagedTable::NoTable)?;
        let dims = usize::from(u16::from_le_bytes(*dims));
        let (count, rest) = rest.split_first_chunk().ok_or(DamagedTable::NoTable)?;
        let count = to_usize(*count);
        let (letters, rest) = rest.split_first_chunk().ok_or(DamagedTable::NoTable)?;
        let letters = to_usize(*letters);

        let after_start = [
            count.saturating_add(1).saturating_mul(4),
            count.saturating_mul(4),
            count.saturating_mul(dims),
            letters,
        ];
        let expected = after_start
            .iter()
            .fold(bytes.len() - rest.len(), |sum, &part| sum.saturating_add(part));
        let table = Self::parts(rest, dims, count)
            .filter(|_| expected == bytes.len())
            .ok_or(DamagedTable::Length { expected, found: bytes.len() })?;
        table.check_order()?;
        Ok(table)
    }

    /// The parts after the start, in their order; `None` when there are too few bytes.
    fn parts(rest: &'static [u8], dims: usize, count: usize) -> Option<Self> {
        let (offsets, rest) = rest.split_at_checked(count.checked_add(1)?.checked_mul(4)?)?;
        let (ranks, rest) = rest.split_at_checked(count.checked_mul(2)?)?;
        let (weights, rest) = rest.split_at_checked(count.checked_mul(2)?)?;
        let (rows, words) = rest.split_at_checked(count.checked_mul(dims)?)?;
        Some(Self {
            dims,
            offsets: offsets.as_chunks().0,
            ranks: ranks.as_chunks().0,
            weights: weights.as_chunks().0,
            rows: bytemuck::try_cast_slice(rows).ok()?,
            words,
        })
    }

    /// Each word must come after the one before it, or the search would miss it.
    fn check_order(&self) -> Result<(), DamagedTable> {
        let mut before: &[u8] = &[];
        for place in 0..self.len() {
            let word = self.word_at(place).ok_or(DamagedTable::Order(place))?;
            if word <= before {
                return Err(DamagedTable::Order(place));
            }
            before = word;
        }
        Ok(())
    }

    /// How many words it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Whether it has no words at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Numbers in a vector.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.dims
    }

    /// All about a word in normal form (`text::words`), or `None` when the table lacks it.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<KnownWord> {
        let place = self.place(word.as_bytes())?;
        let start = place * self.dims;
        Some(KnownWord {
            vector: self.rows.get(start..start + self.dims)?,
            weight: f32::from(u16::from_le_bytes(*self.weights.get(place)?)) / f32::from(u16::MAX),
            rank: u16::from_le_bytes(*self.ranks.get(place)?),
        })
    }

    /// The vector of a word.
    #[must_use]
    pub fn vector(&self, word: &str) -> Option<&'static [i8]> {
        self.find(word).map(|known| known.vector)
    }

    /// What a word counts in a sentence, from 0 (the table lacks it) to 1.
    #[must_use]
    pub fn weight(&self, word: &str) -> f32 {
        self.find(word).map_or(0.0, |known| known.weight)
    }

    /// Place of a word by how common it is, from 0.
    #[must_use]
    pub fn rank(&self, word: &str) -> Option<u16> {
        self.find(word).map(|known| known.rank)
    }

    /// How near two words are in meaning: the cosine of their vectors, -1 to 1. Equal words have 1,
    /// known or not; 0 when the table lacks one of two different words.
    #[must_use]
    pub fn likeness(&self, one: &str, other: &str) -> f32 {
        if one == other {
            return 1.0;
        }
        self.vector(one).zip(self.vector(other)).map_or(0.0, |(a, b)| cosine(a, b))
    }

    /// The direction of a sentence: the weighted sum over its words, at length 1. `None` when the
    /// table has none of the words.
    pub fn sentence<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.dims];
        for known in words.into_iter().filter_map(|word| self.find(word)) {
            for (total, &value) in sum.iter_mut().zip(known.vector) {
                *total += known.weight * f32::from(value);
            }
        }
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
        (length > 0.0).then(|| sum.into_iter().map(|value| value / length).collect())
    }

    /// Where a word stands in the sorted list.
    fn place(&self, word: &[u8]) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.word_at(middle)?.cmp(word) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn word_at(&self, place: usize) -> Option<&'static [u8]> {
        let start = to_usize(*self.offsets.get(place)?);
        let end = to_usize(*self.offsets.get(place + 1)?);
        self.words.get(start..end)
    }
}

/// Four bytes as a number; a number too large for the machine is larger than any table.
fn to_usize(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

/// The cosine of two rows; integers, so that it is the same on every machine.
fn cosine(a: &[i8], b: &[i8]) -> f32 {
    let dot = |x: &[i8], y: &[i8]| -> i32 {
        x.iter().zip(y).map(|(&p, &q)| i32::from(p) * i32::from(q)).sum()
    };
    let lengths = (dot(a, a) as f32).sqrt() * (dot(b, b) as f32).sqrt();
    if lengths > 0.0 { dot(a, b) as f32 / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{DamagedTable, WORDS_EN, WordTable};

    /// A table of two dimensions, as `tools/word_table/table_file.py` would write it.
    fn small(words: &[(&str, [i8; 2], u16)]) -> Vec<u8> {
        let mut bytes = b"WTBL\x01\x00\x02\x00".to_vec();
        let count = u32::try_from(words.len()).unwrap();
        bytes.extend(count.to_le_bytes());
        let mut offsets = vec![0_u32];
        for (word, ..) in words {
            offsets.push(offsets.last().unwrap() + u32::try_from(word.len()).unwrap());
        }
        bytes.extend(offsets.last().unwrap().to_le_bytes());
        offsets.iter().for_each(|offset| bytes.extend(offset.to_le_bytes()));
        (0_u16..).zip(words).for_each(|(rank, _)| bytes.extend(rank.to_le_bytes()));
        words.iter().for_each(|(_, _, weight)| bytes.extend(weight.to_le_bytes()));
        words.iter().for_each(|(_, row, _)| bytes.extend(row.map(|value| value.cast_unsigned())));
        words.iter().for_each(|(word, ..)| bytes.extend(word.as_bytes()));
        bytes
    }

    fn read(bytes: Vec<u8>) -> Result<WordTable, DamagedTable> {
        WordTable::read(bytes.leak())
    }

    #[test]
    fn finds_what_was_written() {
        let table = read(small(&[
            ("gp", [127, 0], 65535),
            ("physio", [0, 127], 13107),
            ("rehab", [127, 127], 65535),
        ]))
        .unwrap();
        assert_eq!((table.len(), table.dims()), (3, 2));
        assert_eq!(table.vector("physio"), Some([0, 127].as_slice()));
        assert_eq!((table.rank("gp"), table.rank("rehab")), (Some(0), Some(2)));
        assert!((table.weight("physio") - 0.2).abs() < 1e-6);
        assert!((table.likeness("physio", "rehab") - 0.5_f32.sqrt()).abs() < 1e-6);
        assert!(table.likeness("physio", "gp").abs() < 1e-6);
        assert!((table.likeness("unheard", "unheard") - 1.0).abs() < 1e-6);
        let sentence = table.sentence(["gp", "unheard", "physio"]).unwrap();
        assert!((sentence[0] / sentence[1] - 5.0).abs() < 1e-3, "{sentence:?}");
        for lacking in ["", "g", "gpp", "zz"] {
            assert_eq!(table.find(lacking), None);
            assert_eq!(table.sentence([lacking]), None);
        }
    }

    #[test]
    fn says_what_is_wrong_with_the_bytes() {
        let good = small(&[("gp", [127, 0], 9), ("physio", [0, 127], 9)]);
        for length in 0..good.len() {
            assert!(read(good[..length].to_vec()).is_err(), "cut to {length} bytes");
        }
        let mut longer = good.clone();
        longer.push(0);
        assert!(matches!(read(longer), Err(DamagedTable::Length { .. })));
        let mut newer = good.clone();
        newer[4] = 2;
        assert_eq!(read(newer).unwrap_err(), DamagedTable::Version(2));
        let mut huge = good;
        huge[8..16].fill(0xFF);
        assert!(matches!(read(huge), Err(DamagedTable::Length { .. })));
        let unsorted = small(&[("physio", [0, 127], 9), ("gp", [127, 0], 9)]);
        assert_eq!(read(unsorted).unwrap_err(), DamagedTable::Order(1));
        assert_eq!(read(b"PNG".to_vec()).unwrap_err(), DamagedTable::NoTable);
    }

    #[test]
    fn the_shipped_table_is_whole_and_small() {
        let table = WordTable::read(WORDS_EN).unwrap();
        assert_eq!(table.dims(), 128);
        assert!(table.len() > 25_000, "{} words", table.len());
        assert!(WORDS_EN.len() <= 4_000_000, "{} bytes", WORDS_EN.len());
        let mut ranks: Vec<u16> =
            table.ranks.iter().map(|rank| u16::from_le_bytes(*rank)).collect();
        ranks.sort_unstable();
        assert!(ranks.into_iter().map(usize::from).eq(0..table.len()));
    }

    #[test]
    fn the_shipped_table_knows_what_people_mean() {
        let table = WordTable::shipped();
        for (word, near, far) in [
            ("physio", "rehab", "pizza"),
            ("numb", "tingling", "insurance"),
            ("doctor", "gp", "mattress"),
            ("chiropractor", "osteopath", "ibuprofen"),
            ("sofa", "couch", "surgery"),
        ] {
            let (to_near, to_far) = (table.likeness(word, near), table.likeness(word, far));
            assert!(to_near > to_far + 0.1, "{word}: {near} {to_near}, {far} {to_far}");
        }
        assert!(table.rank("the") < table.rank("pain"));
        assert!(table.rank("pain") < table.rank("osteopath"));
        assert!(table.weight("the") < table.weight("sciatica"));
    }
}
