"""A learned judge of sentences: boosted trees over the numbers of `features.py`, evaluated with numpy alone.

How it was made stands in `training/reader.py`; the file holds thresholds and leaf values, no word of any text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.reading.features import NAMES, Matrix
from ingest.errors import InvariantError

Odds = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of decision trees. Node `i` of tree `t` asks whether feature `feature[t, i]` is at most `bound[t, i]`, and
    goes to `left` or `right`; a leaf points to itself and holds its `value`."""

    base: float
    feature: NDArray[np.int16]
    bound: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    depth: int

    def __call__(self, rows: Matrix) -> Odds:
        """The log-odds of each row."""
        trees = np.arange(len(self.feature))[None, :]
        at = np.zeros((len(rows), len(self.feature)), dtype=np.int16)
        each = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[each, self.feature[trees, at]] <= self.bound[trees, at]
            at = np.where(goes_left, self.left[trees, at], self.right[trees, at])
        total: Odds = self.value[trees, at].sum(axis=1, dtype=np.float32) + np.float32(self.base)
        return total


@lru_cache(maxsize=1)
def sentence_judge() -> Trees:
    """Does a sentence answer? Raises InvariantError where the judge was made for other numbers than `NAMES`."""
    with files("assistant.reading").joinpath("models", "sentences.npz").open("rb") as handle:
        stored = np.load(handle, allow_pickle=False)
        kept = {field: stored[field] for field in stored.files}
    if json.loads(str(kept["names"])) != list(NAMES):
        raise InvariantError("models/sentences.npz was trained on other numbers: run training/reader.py")
    return Trees(
        float(kept["base"]), kept["feature"], kept["bound"], kept["left"], kept["right"], kept["value"],
        int(kept["depth"]),
    )  # fmt: skip
