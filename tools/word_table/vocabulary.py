"""Which words the table has, in the order of how common they are.

Two lists that may be passed on freely give the order: the vocabulary of the encoder (word pieces,
in the order of their frequency in Wikipedia and books; Apache-2.0) and the frequency dictionary of
`symspellpy` (Google Books counts of the words of SCOWL, so without misspellings; MIT). A word of
both lists gets the mean of the logarithms of its two ranks.
"""

import math
import re
import tomllib
from pathlib import Path

from minilm import model_folder

HERE = Path(__file__).parent
CONTENT = ("faq.toml", "words.toml", "safety.toml", "triage.toml", "phrases.toml")
"""What an editor writes. `tests.toml` is left out: its words shall not be known in advance."""
PLAIN = re.compile(r"[a-z][a-z0-9]*|[0-9]{1,4}")
NOT_IN_PIECES = 30_000
NOT_IN_BOOKS = 60_000
"""Ranks for a word that one of the lists lacks."""

CONTRACTIONS = {
    short.replace("'", ""): short
    for short in (
        "aren't can't couldn't didn't doesn't don't hadn't hasn't haven't he'd he'll he's here's "
        "how's i'd i'll i'm i've isn't it'd it'll it's let's mustn't needn't she'd she'll she's "
        "shouldn't that'd that'll that's there'd there's they'd they'll they're they've wasn't "
        "we'd we'll we're we've weren't what'll what're what's when's where's who'd who'll who's "
        "why's won't wouldn't y'all you'd you'll you're you've ain't"
    ).split()
    if short.replace("'", "") not in {"ill", "shell", "well", "were", "wed", "id", "hell", "its"}
}
"""Contractions as the bot sees them, without the apostrophe, and as people write them."""


def words_of(text: str) -> list[str]:
    """The words of a text as `text::words` has them: lower case, apostrophes dropped."""
    plain = text.lower().replace("’", "'")
    plain = re.sub(r"(?<=[a-z])'(?=[a-z])", "", plain)
    return re.findall(r"[^\W_]+", plain)


def content_words(faq: Path) -> set[str]:
    """Every plain word of the texts under `faq/`, TOML keys aside."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.update(w for w in words_of(value) if PLAIN.fullmatch(w) and len(w) <= 24)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key not in ("url", "sources", "id", "related"):
                    walk(item)

    for name in CONTENT:
        if (faq / name).exists():
            walk(tomllib.loads((faq / name).read_text(encoding="utf-8")))
    return found


def listed(name: str) -> list[str]:
    """Lines of a text file beside this one, comments and empty lines aside."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def own_words_by_kind() -> list[list[str]]:
    """The words of `own_words.txt`, a list for each line: a line has words of one kind."""
    return [line.split() for line in listed("own_words.txt")]


def own_words() -> set[str]:
    """The words of `own_words.txt`: lay and medical words that the two lists rank too low."""
    return {word for kind in own_words_by_kind() for word in kind}


def book_ranks() -> dict[str, int]:
    """Ranks in the frequency dictionary of symspellpy."""
    import symspellpy

    path = Path(symspellpy.__file__).parent / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    words = (line.split()[0].replace("'", "") for line in lines if line.strip())
    ranks: dict[str, int] = {}
    for word in words:
        ranks.setdefault(word, len(ranks) + 1)
    return ranks


def piece_ranks() -> dict[str, int]:
    """Ranks of the whole words in the encoder's vocabulary."""
    pieces = (model_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    ranks: dict[str, int] = {}
    for piece in pieces:
        if re.fullmatch(r"[a-z]{2,}|[ai]", piece):
            ranks.setdefault(piece, len(ranks) + 1)
    return ranks


def ranked_words(faq: Path, count: int) -> list[str]:
    """`count` words, the most common first. What the bot itself says is always among them."""
    books, pieces = book_ranks(), piece_ranks()

    def place(word: str) -> float:
        return math.log(books.get(word, NOT_IN_BOOKS)) + math.log(pieces.get(word, NOT_IN_PIECES))

    wanted = content_words(faq) | own_words()
    usual = {word for word in books if PLAIN.fullmatch(word)} | set(pieces)
    usual = {word for word in usual if 1 < len(word) <= 20} | {"a", "i"}
    common = sorted(usual, key=lambda word: (place(word), word))
    # Contractions stand where "cannot" and its like stand: books hardly have them, chats do.
    for place_of, word in enumerate(sorted(CONTRACTIONS)):
        if word in common:
            common.remove(word)
        common.insert(150 + 5 * place_of, word)
    chosen = set(common[: count * 3 // 4]) | wanted
    for word in common:
        if len(chosen) >= count:
            break
        chosen.add(word)
    order = {word: number for number, word in enumerate(common)}
    return sorted(chosen, key=lambda word: (order.get(word, len(order)), word))


def meanings() -> dict[str, str]:
    """What the encoder reads instead of a word: contractions spelt out, and `meanings.txt`."""
    own = (line.split(" = ") for line in listed("meanings.txt"))
    return CONTRACTIONS | {word: meaning for word, meaning in own}


def for_encoder(texts: list[str]) -> list[str]:
    """The texts as the encoder should read them."""
    known = meanings()
    return [" ".join(known.get(word, word) for word in words_of(text)) for text in texts]
