"""Projects a table onto its first principal directions: fewer numbers a word, less time and memory.

usage: python reduce.py TABLE DIMS OUT

The rows are taken with their weights, so that what sentences are made of most is kept best. From 128
numbers to 64 the bot's figures stay within chance (docs/matching.md); 48 cost up to two points.
"""

import sys
from pathlib import Path

import numpy as np

from table_file import read_table, write_table


def main() -> None:
    source, dims, target = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    words, rows, weights = read_table(source)
    weighted = rows.astype(float) * weights[:, None]
    _, _, directions = np.linalg.svd(weighted, full_matrices=False)
    size = write_table(target, words, weighted @ directions[:dims].T)
    print(f"{len(words)} words, {dims} numbers each, {size} bytes")


main()
