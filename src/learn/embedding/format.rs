//! The bytes of a word table, read where they lie. `tools/embedding/table_file.py` describes them.

use std::cmp::Ordering;

use thiserror::Error;

const MAGIC: &[u8] = b"WTBL";
const VERSION: u16 = 1;

/// Why bytes are no word table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DamagedTable {
    /// The bytes start otherwise, or end within the first 16.
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
    /// This word (from 0) does not come after the one before it, so that a search would miss it.
    #[error("word table out of order at word {0}")]
    Order(usize),
}

/// The parts of a table. The default has no words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) dims: usize,
    /// Where each word starts in `words`, and where the last one ends.
    offsets: &'static [[u8; 4]],
    ranks: &'static [[u8; 2]],
    weights: &'static [[u8; 2]],
    rows: &'static [i8],
    words: &'static [u8],
}

impl Parts {
    /// Takes the bytes apart without copying them.
    pub(crate) fn read(bytes: &'static [u8]) -> Result<Self, DamagedTable> {
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

        let expected = (bytes.len() - rest.len())
            .saturating_add(count.saturating_add(1).saturating_mul(4))
            .saturating_add(count.saturating_mul(4))
            .saturating_add(count.saturating_mul(dims))
            .saturating_add(to_usize(*letters));
        let parts = Self::split(rest, dims, count)
            .filter(|_| expected == bytes.len())
            .ok_or(DamagedTable::Length { expected, found: bytes.len() })?;
        parts.check_order()?;
        Ok(parts)
    }

    /// What follows the first 16 bytes; `None` when it is too short.
    fn split(rest: &'static [u8], dims: usize, count: usize) -> Option<Self> {
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

    fn check_order(&self) -> Result<(), DamagedTable> {
        let mut before: &[u8] = &[];
        for place in 0..self.len() {
            let word = self.word(place).ok_or(DamagedTable::Order(place))?;
            if word <= before {
                return Err(DamagedTable::Order(place));
            }
            before = word;
        }
        Ok(())
    }

    pub(crate) const fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Where a word stands in the sorted list.
    pub(crate) fn place(&self, word: &[u8]) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.word(middle)?.cmp(word) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    pub(crate) fn row(&self, place: usize) -> Option<&'static [i8]> {
        let start = place.checked_mul(self.dims)?;
        self.rows.get(start..start.checked_add(self.dims)?)
    }

    pub(crate) fn weight(&self, place: usize) -> Option<f32> {
        let share = u16::from_le_bytes(*self.weights.get(place)?);
        Some(f32::from(share) / f32::from(u16::MAX))
    }

    pub(crate) fn rank(&self, place: usize) -> Option<u16> {
        self.ranks.get(place).map(|rank| u16::from_le_bytes(*rank))
    }

    fn word(&self, place: usize) -> Option<&'static [u8]> {
        let start = to_usize(*self.offsets.get(place)?);
        let end = to_usize(*self.offsets.get(place + 1)?);
        self.words.get(start..end)
    }
}

/// Four bytes as a number; a number too large for the machine is larger than any table.
fn to_usize(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{DamagedTable, Parts};

    /// A table of two dimensions, written as `table_file.py` writes it. The ranks count up.
    pub(crate) fn small(words: &[(&str, [i8; 2], u16)]) -> &'static [u8] {
        let (mut letters, mut offsets) = (Vec::new(), vec![0]);
        let (mut ranks, mut weights, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (rank, (word, row, weight)) in (0_u16..).zip(words) {
            letters.extend(word.as_bytes());
            offsets.push(u32::try_from(letters.len()).unwrap());
            ranks.extend(rank.to_le_bytes());
            weights.extend(weight.to_le_bytes());
            rows.extend(row.map(i8::cast_unsigned));
        }
        let mut bytes = b"WTBL\x01\x00\x02\x00".to_vec();
        bytes.extend(u32::try_from(words.len()).unwrap().to_le_bytes());
        bytes.extend(u32::try_from(letters.len()).unwrap().to_le_bytes());
        bytes.extend(offsets.into_iter().flat_map(u32::to_le_bytes));
        bytes.extend([ranks, weights, rows, letters].concat());
        bytes.leak()
    }

    #[test]
    fn says_what_is_wrong_with_the_bytes() {
        let good = small(&[("gp", [127, 0], 9), ("physio", [0, 127], 9)]);
        assert!(Parts::read(good).is_ok());
        for length in 0..good.len() {
            assert!(Parts::read(&good[..length]).is_err(), "cut to {length} bytes");
        }
        let changed = |at: std::ops::Range<usize>, value: u8| {
            let mut bytes = good.to_vec();
            bytes[at].fill(value);
            Parts::read(bytes.leak()).unwrap_err()
        };
        assert_eq!(changed(0..1, b'P'), DamagedTable::NoTable);
        assert_eq!(changed(4..5, 2), DamagedTable::Version(2));
        assert!(matches!(changed(8..16, 0xFF), DamagedTable::Length { .. }));
        assert_eq!(changed(20..24, 0xFF), DamagedTable::Order(0));
        let longer = Parts::read([good, &[0]].concat().leak());
        assert!(matches!(longer, Err(DamagedTable::Length { .. })));
        let unsorted = Parts::read(small(&[("physio", [0, 127], 9), ("gp", [127, 0], 9)]));
        assert_eq!(unsorted.unwrap_err(), DamagedTable::Order(1));
    }
}
