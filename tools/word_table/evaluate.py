"""What a table gives: questions of `tests.toml` answered by a linear classifier on the phrasings.

    python evaluate.py --faq ../../faq/en --table ../../src/learn/data/words_en.table

Prints right-first in percent for word and character n-grams alone, with the table's sentence
vector beside them, and with the encoder's own vector (the ceiling), for all, five and two
phrasings an entry (the latter two are means over `--seeds` draws), and the likeness of some pairs.
"""

import argparse
import random
import tomllib
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from minilm import MiniLm
from table_file import read_table
from vocabulary import words_of

PAIRS = (
    "physio~rehab physio~physiotherapist numb~feeling numb~tingling doctor~gp "
    "chiropractor~osteopath sofa~couch pill~tablet cost~price job~work bum~buttock walk~stroll "
    "physio~pizza doctor~mattress leg~insurance"
).split()


class Table:
    """The table as the bot uses it."""

    def __init__(self, path: Path) -> None:
        self.words, rows, weights = read_table(path)
        self.number = {word: i for i, word in enumerate(self.words)}
        self.rows = rows.astype(np.float32)
        self.weights = weights.astype(np.float32)

    def sentences(self, texts: list[str]) -> np.ndarray:
        """Weighted sums of the words' rows, at length 1; zero where no word is known."""
        found = np.zeros((len(texts), self.rows.shape[1]), np.float32)
        for place, text in enumerate(texts):
            known = [self.number[word] for word in words_of(text) if word in self.number]
            found[place] = self.weights[known] @ self.rows[known]
        return normalize(found)

    def likeness(self, one: str, other: str) -> float:
        """Cosine of two words' rows."""
        a, b = self.rows[self.number[one]], self.rows[self.number[other]]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def right_first(
    train: list[tuple[str, str]],
    test: list[tuple[str, str]],
    block: dict[str, np.ndarray] | None,
    weight: float,
) -> float:
    """Share of `test` (text, entry) that the classifier puts first, in percent."""
    texts, asked = [text for text, _ in train], [text for text, _ in test]
    splitters = (
        TfidfVectorizer(analyzer=lambda text: bigrams(words_of(text)), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    known = [splitter.fit_transform(texts) for splitter in splitters]
    new = [splitter.transform(asked) for splitter in splitters]
    if block is not None:
        known.append(csr_matrix(weight * np.array([block[text] for text in texts])))
        new.append(csr_matrix(weight * np.array([block[text] for text in asked])))
    model = LinearSVC(C=1.0, random_state=0).fit(hstack(known).tocsr(), [e for _, e in train])
    found = model.predict(hstack(new).tocsr())
    return 100.0 * float(np.mean(found == np.array([entry for _, entry in test])))


def bigrams(words: list[str]) -> list[str]:
    """Words and neighbours."""
    return words + [f"{a} {b}" for a, b in zip(words, words[1:])]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--faq", type=Path, required=True)
    options.add_argument("--table", type=Path, required=True, action="append")
    options.add_argument("--weight", type=float, default=1.0, help="of the table's block")
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--encoder", action="store_true", help="measure the ceiling too")
    chosen = options.parse_args()

    entries = tomllib.loads((chosen.faq / "faq.toml").read_text(encoding="utf-8"))["entry"]
    tests = tomllib.loads((chosen.faq / "tests.toml").read_text(encoding="utf-8"))["answer"]
    bank = {entry["id"]: [entry["question"], *entry["phrasings"]] for entry in entries}
    test = [(text, entry) for entry, texts in tests.items() for text in texts]
    everything = [text for texts in bank.values() for text in texts] + [text for text, _ in test]

    blocks: dict[str, dict[str, np.ndarray] | None] = {"n-grams alone": None}
    for path in chosen.table:
        vectors = Table(path).sentences(everything)
        blocks[f"with {path.name}"] = dict(zip(everything, vectors))
    if chosen.encoder:
        blocks["with the encoder"] = dict(zip(everything, MiniLm().encode(everything)))
    print(f"{len(bank)} entries, {len(test)} questions")
    for name, block in blocks.items():
        shown = []
        for phrasings in (None, 5, 2):
            scores = []
            for seed in range(1 if phrasings is None else chosen.seeds):
                dice = random.Random(seed)
                train = [
                    (text, entry)
                    for entry, texts in bank.items()
                    for text in (
                        texts if phrasings is None else dice.sample(texts, phrasings)
                    )
                ]
                scores.append(right_first(train, test, block, chosen.weight))
            shown.append(f"{phrasings or 'all'}: {np.mean(scores):.1f}")
        print(f"{name:28} {'  '.join(shown)}", flush=True)
    for path in chosen.table:
        table = Table(path)
        print(path.name, *(f"{p} {table.likeness(*p.split('~')):.2f}" for p in PAIRS), sep="\n  ")


if __name__ == "__main__":
    main()
