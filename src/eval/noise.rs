//! Typos as fingers make them, always the same for the same seed.

/// One word in so many hundred of those long enough gets a typo.
const WORDS_IN_HUNDRED: u64 = 15;
/// Shorter words stay as they are.
const SHORTEST: usize = 4;

/// For each letter the keys around it.
const AROUND: &[(char, &str)] = &[
    ('q', "wa"),
    ('w', "qes"),
    ('e', "wrd"),
    ('r', "etf"),
    ('t', "ryg"),
    ('y', "tuh"),
    ('u', "yij"),
    ('i', "uok"),
    ('o', "ipl"),
    ('p', "ol"),
    ('a', "qsz"),
    ('s', "adwx"),
    ('d', "sfec"),
    ('f', "dgrv"),
    ('g', "fhtb"),
    ('h', "gjyn"),
    ('j', "hkum"),
    ('k', "jli"),
    ('l', "kop"),
    ('z', "asx"),
    ('x', "zcs"),
    ('c', "xvd"),
    ('v', "cbf"),
    ('b', "vng"),
    ('n', "bmh"),
    ('m', "njk"),
];

/// `text` with one edit in 15 of 100 words of four letters and more: two letters swapped, one
/// left out, one doubled, or the key beside the right one.
#[must_use]
pub fn with_typos(text: &str, seed: u64) -> String {
    // The text takes part in the seed, so that a question gets the same typos in every set.
    let mut dice = Dice(text.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    }));
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let letters: Vec<char> = word.chars().collect();
            if letters.len() >= SHORTEST
                && letters.iter().all(char::is_ascii_alphabetic)
                && dice.below(100) < WORDS_IN_HUNDRED
            {
                mistyped(letters, &mut dice)
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

fn mistyped(mut letters: Vec<char>, dice: &mut Dice) -> String {
    let at = dice.below(letters.len() as u64 - 1) as usize;
    match dice.below(4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => {
            if let Some(letter) = letters.get(at).copied() {
                letters.insert(at, letter);
            }
        }
        _ => {
            if let Some(letter) = letters.get_mut(at) {
                let lower = letter.to_ascii_lowercase();
                let around = AROUND.iter().find(|(key, _)| *key == lower).map_or("e", |(_, k)| *k);
                let pick = dice.below(around.len() as u64) as usize;
                *letter = around.chars().nth(pick).unwrap_or('e');
            }
        }
    }
    letters.into_iter().collect()
}

/// Numbers from a seed (`SplitMix64`, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::with_typos;

    #[test]
    fn about_15_in_100_words_change_and_always_the_same() {
        let text = "walking exercise sciatica stretching ".repeat(250);
        let noisy = with_typos(&text, 7);
        assert_eq!(noisy, with_typos(&text, 7));
        assert_ne!(noisy, with_typos(&text, 8));
        let changed = text.split(' ').zip(noisy.split(' ')).filter(|(a, b)| a != b).count();
        assert!((100..200).contains(&changed), "{changed} of 1000");
        assert_eq!(with_typos("can i sit", 1), "can i sit", "short words stay");
    }
}
