"""Short sentences for the table to learn from.

Definitions and examples of WordNet, common two-word phrases, and questions of `seeds.txt` filled
with WordNet's nouns and verbs by subject. To them come the texts of the FAQ itself, and variants of
its phrasings: shortened, joined, or with a word exchanged for another of its kind. The encoder
reads every variant too, so none of them needs to be good English.
Nothing of `tests.toml` and nothing of a public test set is among them.
"""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vocabulary import listed, own_words, own_words_by_kind, words_of

WORDNET = Path("/usr/share/wordnet")
"""Where Debian's `wordnet-base` puts its files."""
SEED = 20261124
LONGEST = 14
"""Words in a sentence; questions to a bot are seldom longer."""

# Numbers of WordNet's lexicographer files (man 5 lexnames).
SUBJECTS = {
    "act": (4,), "body": (8,), "event": (11,), "feeling": (12,), "food": (13,), "place": (15,),
    "person": (18,), "money": (21,), "illness": (26,), "substance": (27,), "thing": (6,),
    "message": (10,), "time": (28,), "idea": (9,),
}
VERBS = (29, 30, 31, 32, 33, 34, 35, 36, 38, 40, 41)

def _wordnet_lines(folder: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Part of speech, lexicographer file, gloss and words of each meaning."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            data, _, gloss = line.partition(" | ")
            fields = data.split()
            words = [fields[4 + 2 * i].partition("(")[0] for i in range(int(fields[3], 16))]
            yield part, fields[1], gloss.strip(), [word.replace("_", " ") for word in words]


def _wordnet_sentences(folder: Path) -> tuple[list[str], list[str]]:
    """Examples (quoted in the glosses), and definitions with their word in front."""
    examples, definitions = [], []
    for _, _, gloss, words in _wordnet_lines(folder):
        examples += [found.strip() for found in re.findall(r'"([^"]+)"', gloss)]
        definition = re.sub(r"\([^)]*\)", "", gloss.partition('; "')[0]).split(";")[0].strip()
        definitions.append(definition)
        definitions.append(f"{words[0]}: {definition}")
        if len(words) > 1:
            definitions.append(" or ".join(words[:3]))
    return examples, definitions


def _fillers(folder: Path, known: set[str]) -> dict[str, list[str]]:
    """Words and word groups for the templates, by subject; the first words of WordNet's own
    counts of use come in, rare ones stay out."""
    used = set()
    for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
        used.add(line.split("%")[0].replace("_", " "))
    own = own_words()
    found: dict[str, set[str]] = {name: set() for name in (*SUBJECTS, "verb", "any")}
    for part, file, _, words in _wordnet_lines(folder):
        number = int(file)
        for word in words:
            plain = word.lower()
            if not re.fullmatch(r"[a-z]+( [a-z]+){0,2}", plain):
                continue
            in_use = plain in used or plain in own or " " in plain
            if not in_use or any(piece not in known for piece in plain.split()):
                continue
            if part == "verb" and number in VERBS and " " not in plain:
                found["verb"].add(plain)
            for name, numbers in SUBJECTS.items():
                if part == "noun" and number in numbers:
                    found[name].add(plain)
                    found["any"].add(plain)
    return {name: sorted(words) for name, words in found.items()}


def _questions(folder: Path, known: set[str], count: int, dice: random.Random) -> list[str]:
    fillers = _fillers(folder, known)
    seeds = listed("seeds.txt")
    return [
        re.sub(r"\{(\w+)\}", lambda hole: dice.choice(fillers[hole[1]]), dice.choice(seeds))
        for _ in range(count)
    ]


def _phrases(count: int, known: set[str], dice: random.Random) -> list[str]:
    """Common two-word phrases of books, function words aside (`symspellpy`)."""
    import symspellpy

    path = Path(symspellpy.__file__).parent / "frequency_bigramdictionary_en_243_342.txt"
    counted = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        first, second, times = line.split()
        if first in known and second in known and min(len(first), len(second)) > 3:
            counted.append((int(times), f"{first} {second}"))
    counted.sort(reverse=True)
    return dice.sample([phrase for _, phrase in counted[: 4 * count]], count)


def faq_sentences(faq: Path) -> tuple[list[str], list[str]]:
    """What people ask (questions, phrasings, keywords) and the sentences of the answers."""
    asked, answered = [], []
    for entry in tomllib.loads((faq / "faq.toml").read_text(encoding="utf-8"))["entry"]:
        asked += [entry["question"], *entry["phrasings"], *entry.get("keywords", [])]
        plain = re.sub(r"\]\([^)]*\)|[*_\[]", "", entry["answer"])
        answered += [part.strip(" -") for part in re.split(r"(?<=[.?!])\s+|\n", plain)]
    return asked, [text for text in answered if text]


def _variants(asked: list[str], each: int, dice: random.Random) -> list[str]:
    """`each` variants of every text in `asked`."""
    kind_of = {word: words for words in own_words_by_kind() for word in words}
    found = []
    for text in asked:
        for _ in range(each):
            words = words_of(text)
            other = words_of(dice.choice(asked))
            way = dice.randrange(4)
            if way == 0:  # a part, as in keywords
                words = [word for word in words if dice.random() < 0.65]
            elif way == 1:  # two questions in one
                words = words[: LONGEST // 2 + 1] + other[: LONGEST // 2]
            elif way == 2:  # words of the same kind
                words = [
                    dice.choice(kind_of[word]) if word in kind_of else word for word in words
                ]
            else:  # exchanged and shortened
                words = [
                    dice.choice(kind_of[word]) if word in kind_of else word
                    for word in words
                    if dice.random() < 0.8
                ]
            found.append(" ".join(words))
    return found


def sentences(faq: Path, words: list[str], folder: Path, count: int) -> list[str]:
    """About `count` sentences, each once, in a fixed order, at most `LONGEST` words each."""
    dice = random.Random(SEED)
    known = set(words)
    examples, definitions = _wordnet_sentences(folder)

    def fit(texts: list[str]) -> list[str]:
        kept = []
        for text in texts:
            pieces = words_of(text)
            covered = sum(piece in known for piece in pieces)
            if 2 <= len(pieces) <= LONGEST and covered >= 0.8 * len(pieces):
                kept.append(text)
        return sorted(set(kept))

    def some(texts: list[str], share: float) -> list[str]:
        texts = fit(texts)
        return dice.sample(texts, min(len(texts), int(share * count)))

    asked, answered = faq_sentences(faq)
    own = fit(asked + answered + _variants(asked, 8, dice))
    chosen = (
        some(examples, 0.40)
        + some(definitions, 0.22)
        + _phrases(int(0.08 * count), known, dice)
        + _questions(folder, known, int(0.30 * count), dice)
    )
    chosen = own + sorted(set(chosen) - set(own))
    return chosen + _for_rare_words(chosen, fit(examples + definitions), words, dice)


def _for_rare_words(
    chosen: list[str], others: list[str], words: list[str], dice: random.Random
) -> list[str]:
    """Of the sentences left over, those with a word that was seen less than three times."""
    seen = Counter(word for text in chosen for word in set(words_of(text)))
    rare = {word for word in words if seen[word] < 3}
    left = sorted(set(others) - set(chosen))
    dice.shuffle(left)
    added = []
    for text in left:
        if any(word in rare and seen[word] < 3 for word in words_of(text)):
            added.append(text)
            seen.update(set(words_of(text)))
    return added
