"""Makes `src/learn/data/words_en.table`: distils the encoder into one vector for each word.

    python build.py --faq ../../faq/en --work build/word_table --out ../../src/learn/data/words_en.table

Steps: choose words, gather sentences, encode both (kept under --work, so a second run skips it),
train, write. README.md tells the rest.
"""

import argparse
import hashlib
import time
from pathlib import Path

import numpy as np

from minilm import MiniLm
from sentences import WORDNET, sentences
from table_file import write_table
from train import train
from vocabulary import for_encoder, ranked_words

WORDS = 27_900
"""As many as fit in 4 MB with 128 numbers each."""
SENTENCES = 62_000
"""Before those for rare words are added, about 20 000."""


def encoded(texts: list[str], work: Path) -> np.ndarray:
    """The encoder's vectors, from the folder of work files if they were made before."""
    name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    path = work / f"encoded-{name}.npy"
    if not path.exists():
        encoder, parts, started = MiniLm(), [], time.time()
        for start in range(0, len(texts), 8192):
            parts.append(encoder.encode(texts[start : start + 8192]).astype(np.float16))
            done = min(start + 8192, len(texts))
            print(f"  encoded {done} of {len(texts)} in {time.time() - started:.0f} s", flush=True)
        np.save(path, np.concatenate(parts))
    return np.load(path).astype(np.float32)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--faq", type=Path, required=True, help="the content folder, faq/en")
    options.add_argument("--wordnet", type=Path, default=WORDNET, help="WordNet's data files")
    options.add_argument("--work", type=Path, required=True, help="where work files are kept")
    options.add_argument("--out", type=Path, required=True, help="the table to write")
    chosen = options.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)

    words = ranked_words(chosen.faq, WORDS)
    texts = sentences(chosen.faq, words, chosen.wordnet, SENTENCES)
    print(f"{len(words)} words, {len(texts)} sentences")
    alone = encoded(for_encoder(words), chosen.work)
    targets = encoded(for_encoder(texts), chosen.work)
    rows = train(words, texts, alone, targets)
    size = write_table(chosen.out, words, rows)
    print(f"wrote {size} bytes to {chosen.out}")


if __name__ == "__main__":
    main()
