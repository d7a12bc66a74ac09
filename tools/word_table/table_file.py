"""The file the bot reads, `src/learn/data/words_en.table`. Little-endian throughout:

| part    | bytes         | what                                                              |
|---------|---------------|-------------------------------------------------------------------|
| magic   | 4             | `WTBL`                                                            |
| version | 2             | 1                                                                 |
| dims    | 2             | numbers in a row                                                  |
| count   | 4             | words, n                                                          |
| letters | 4             | bytes of all words together                                       |
| offsets | 4 (n + 1)     | where each word starts in `words`; the last one is `letters`      |
| ranks   | 2 n           | place of the word among the words by how common it is, from 0     |
| weights | 2 n           | what a row counts in a sentence, in 1/65535 of the heaviest word  |
| rows    | dims n        | one signed byte each; the largest of a row is 127 or -127         |
| words   | letters       | UTF-8, sorted by their bytes, nothing between them                |
"""

import struct
from pathlib import Path

import numpy as np

MAGIC = b"WTBL"
VERSION = 1


def quantised(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as signed bytes, and the weight that gives each its length back (largest is 1)."""
    largest = np.abs(rows).max(1, keepdims=True)
    largest[largest == 0.0] = 1.0
    return np.rint(rows / largest * 127.0).astype(np.int8), largest[:, 0] / largest.max()


def write_table(path: Path, words: list[str], rows: np.ndarray) -> int:
    """Writes the table of `words`, the most common first, and says how large it is."""
    bytes_of = [word.encode() for word in words]
    order = sorted(range(len(words)), key=lambda i: bytes_of[i])
    signed, weights = quantised(rows)
    offsets = np.cumsum([0] + [len(bytes_of[i]) for i in order])
    parts = [
        struct.pack("<4sHHII", MAGIC, VERSION, rows.shape[1], len(words), int(offsets[-1])),
        offsets.astype("<u4").tobytes(),
        np.array(order).astype("<u2").tobytes(),
        np.maximum(np.rint(weights[order] * 65535), 1).astype("<u2").tobytes(),
        signed[order].tobytes(),
        b"".join(bytes_of[i] for i in order),
    ]
    data = b"".join(parts)
    path.write_bytes(data)
    return len(data)


def read_table(path: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words in the order of their ranks, their rows (signed bytes), their weights (0 to 1)."""
    data = path.read_bytes()
    magic, version, dims, count, letters = struct.unpack_from("<4sHHII", data)
    assert (magic, version) == (MAGIC, VERSION)
    at = 16
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    ranks = np.frombuffer(data, "<u2", count, at)
    at += ranks.nbytes
    weights = np.frombuffer(data, "<u2", count, at)
    at += weights.nbytes
    rows = np.frombuffer(data, np.int8, count * dims, at).reshape(count, dims)
    at += rows.nbytes
    text = data[at : at + letters]
    words = [text[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    by_rank = np.argsort(ranks)
    return [words[i] for i in by_rank], rows[by_rank], weights[by_rank] / 65535.0
