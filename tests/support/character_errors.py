"""How many characters of a recognised text are wrong."""

from __future__ import annotations

import numpy as np


def character_error_rate(found: str, wanted: str) -> float:
    """Levenshtein distance in characters over the length of what was wanted; white space does not count."""
    given, truth = _codes(found), _codes(wanted)
    steps = np.arange(len(truth) + 1, dtype=np.int32)
    row = steps.copy()
    for n, char in enumerate(given, 1):
        best = np.empty_like(row)
        best[0] = n
        np.minimum(row[:-1] + (truth != char), row[1:] + 1, out=best[1:])
        # an insertion follows from the left: the least of everything before it, a step each
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1]) / len(truth)


def _codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer("".join(text.split()).encode("utf-32-le"), dtype=np.uint32)
