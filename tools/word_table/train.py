"""From the encoder's vectors to one vector for each word.

The start is each word's own vector, cut to `DIMS` numbers by principal components and made shorter
the more common the word is. Training then turns and stretches the rows until the sum over the
words of a sentence points where the encoder's vector of the whole sentence points.
"""

import numpy as np
from scipy.sparse import csr_matrix, identity, vstack

from vocabulary import words_of

DIMS = 128
EPOCHS = 4
BATCH = 512
PACE = 0.005
SEED = 7


def normalised(rows: np.ndarray) -> np.ndarray:
    """Rows at length 1."""
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def start_rows(alone: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First rows for the words, and the goals of the sentences, both in `DIMS` numbers."""
    mean = targets.mean(0)
    centred = targets - mean
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :DIMS]
    goals = centred @ axes
    rows = normalised((alone - alone.mean(0)) @ axes)
    # Smooth inverse frequency (Arora et al. 2017), with Zipf's law for the share of each rank.
    share = 1.0 / (np.arange(len(rows)) + 2.0) / np.log(len(rows))
    rows *= (1e-3 / (1e-3 + share))[:, None]
    return rows.astype(np.float32), normalised(goals).astype(np.float32)


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
    """One row for each word, in the order of `words`; a row's length is what the word counts."""
    rows, goals = start_rows(alone, targets)
    # Each word is a sentence too: this keeps what it means alone, and moves rows that no sentence
    # has.
    examples = vstack([counts(words, texts), identity(len(words), np.float32)]).tocsr()
    goals = np.vstack([goals, normalised(rows)])
    dice = np.random.default_rng(SEED)
    first, second, step = np.zeros_like(rows), np.zeros_like(rows), 0
    batches = -(-examples.shape[0] // BATCH)
    for epoch in range(EPOCHS):
        order, likeness = dice.permutation(examples.shape[0]), 0.0
        for batch in np.array_split(order, batches):
            chosen, goal = examples[batch], goals[batch]
            sums = chosen @ rows
            lengths = np.linalg.norm(sums, axis=1, keepdims=True) + 1e-6
            found = sums / lengths
            cosine = (goal * found).sum(1, keepdims=True)
            likeness += float(cosine.sum())
            slope = chosen.T @ ((cosine * found - goal) / lengths)
            # Adam, with a pace that falls to nothing.
            step += 1
            pace = PACE * (1.0 - step / (batches * EPOCHS))
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            rows -= (
                pace * first / (1.0 - 0.9**step) / (np.sqrt(second / (1.0 - 0.999**step)) + 1e-8)
            )
        print(f"  epoch {epoch + 1}: likeness {likeness / len(order):.4f}", flush=True)
    return rows
