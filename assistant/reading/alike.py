"""Words that are the same but for the figures: papers of two years repeat themselves."""

from __future__ import annotations

import re

_ALIKE = 0.6
_FIGURES = re.compile(r"[\d.,]+")


def common_words(one: str, other: str) -> float:
    """The share of the pairs of characters of two folded texts, without their figures, that both have."""
    first, second = (_pairs(_FIGURES.sub("", text)) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def worded_alike(one: str, other: str) -> bool:
    """Whether two folded texts tell the same but for the figures."""
    return common_words(one, other) >= _ALIKE


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
