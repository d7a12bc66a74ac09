//! Which words mean nearly the same: a static table of word vectors, looked up and never computed.
//!
//! The table was distilled once from a sentence encoder (`tools/embedding`). It lies in the
//! program as it is and is read in place. Each of its words has a vector of small integers (words of
//! like meaning point the same way), a weight (what the word counts in a sentence) and a rank (how
//! common it is). The rank also makes the table the list of real English words, which a spelling
//! corrector must leave alone.

mod format;

use std::sync::LazyLock;

pub use format::DamagedTable;
use format::Parts;

/// The shipped table, for English.
static WORDS_EN: &[u8] = include_bytes!("data/words_en.table");
static SHIPPED: LazyLock<Embeddings> =
    LazyLock::new(|| Embeddings::read(WORDS_EN).unwrap_or_default());

/// Words with their vectors, weights and ranks. The default has no words.
///
/// All words asked for are in normal form, as `text::words` gives them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embeddings {
    parts: Parts,
}

/// A word of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownWord {
    /// Its direction: [`Embeddings::dims`] numbers, the largest of them 127 or -127.
    pub vector: &'static [i8],
    /// What the vector counts in the sum over a sentence, above 0 and at most 1; small for words
    /// such as "the".
    pub weight: f32,
    /// Its place among the words of the table by how common it is; 0 is the most common.
    pub rank: u16,
}

impl Embeddings {
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
        Ok(Self { parts: Parts::read(bytes)? })
    }

    /// How many words it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether it has no words at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Numbers in a vector.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.parts.dims
    }

    /// All about a word, or `None` when the table lacks it.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<KnownWord> {
        let place = self.parts.place(word.as_bytes())?;
        Some(KnownWord {
            vector: self.parts.row(place)?,
            weight: self.parts.weight(place)?,
            rank: self.parts.rank(place)?,
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
        let mut sum = vec![0.0; self.dims()];
        for known in words.into_iter().filter_map(|word| self.find(word)) {
            for (total, &value) in sum.iter_mut().zip(known.vector) {
                *total += known.weight * f32::from(value);
            }
        }
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
        (length > 0.0).then(|| sum.into_iter().map(|value| value / length).collect())
    }
}

/// The cosine of two vectors. Sums of integers, so that it is the same on every machine.
fn cosine(a: &[i8], b: &[i8]) -> f32 {
    let dot = |x: &[i8], y: &[i8]| -> i32 {
        x.iter().zip(y).map(|(&p, &q)| i32::from(p) * i32::from(q)).sum()
    };
    let lengths = (dot(a, a) as f32).sqrt() * (dot(b, b) as f32).sqrt();
    if lengths > 0.0 { dot(a, b) as f32 / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::format::tests::small;
    use super::{Embeddings, WORDS_EN};

    #[test]
    fn finds_what_was_written() {
        let table = Embeddings::read(small(&[
            ("gp", [127, 0], 65535),
            ("physio", [0, -127], 13107),
            ("rehab", [127, -127], 65535),
        ]))
        .unwrap();
        assert_eq!((table.len(), table.dims()), (3, 2));
        assert_eq!(table.vector("physio"), Some([0, -127].as_slice()));
        assert_eq!((table.rank("gp"), table.rank("rehab")), (Some(0), Some(2)));
        assert!((table.weight("physio") - 0.2).abs() < 1e-6);
        assert!((table.likeness("physio", "rehab") - 0.5_f32.sqrt()).abs() < 1e-6);
        assert!(table.likeness("physio", "gp").abs() < 1e-6);
        assert!((table.likeness("unheard", "unheard") - 1.0).abs() < 1e-6);
        let sentence = table.sentence(["gp", "unheard", "physio"]).unwrap();
        assert!((sentence[0] / sentence[1] + 5.0).abs() < 1e-3, "{sentence:?}");
        for lacking in ["", "g", "gpp", "zz"] {
            assert_eq!(table.find(lacking), None);
            assert_eq!(table.sentence([lacking]), None);
        }
        assert!(Embeddings::default().is_empty());
    }

    #[test]
    fn the_shipped_table_is_whole_and_small() {
        let table = Embeddings::read(WORDS_EN).unwrap();
        assert_eq!(table.dims(), 64);
        assert!(table.len() > 25_000, "{} words", table.len());
        assert!(WORDS_EN.len() <= 2_400_000, "{} bytes", WORDS_EN.len());
    }

    #[test]
    fn the_shipped_table_knows_what_people_mean() {
        let table = Embeddings::shipped();
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
