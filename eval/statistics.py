"""Intervals and tests: how sure a number is, and whether two runs differ by more than chance.

Shares get Wilson's score interval (Wilson, JASA 1927), which stays inside 0–1 and is sound for few questions and for
shares near 1. Ratios of counts that come several to a question (citations, quotes, numbers) get a bootstrap over the
questions, since the citations of one answer are right or wrong together. Two runs on the same questions are compared
by McNemar's exact test: under the null hypothesis each question that only one run answers is a fair coin's throw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
_RESAMPLES = 10_000
_SEED = 20_250_923  # any; a report made twice shows the same intervals


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, and the interval in which the true share lies with 95% confidence; None for n = 0."""

    hits: int
    n: int
    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return "—"
        return f"{self.value:.1%}（{self.low:.1%}–{self.high:.1%}）"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A paired comparison. `difference` is the accuracy of B minus that of A."""

    n: int
    both: int
    only_a: int
    only_b: int
    neither: int
    difference: float
    low: float
    high: float
    p_value: float


def wilson(hits: int, n: int) -> Share:
    """(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), by scipy."""
    if n == 0:
        return Share(0, 0, None, None, None)
    from scipy.stats import binomtest

    interval = binomtest(hits, n).proportion_ci(CONFIDENCE, method="wilson")
    return Share(hits, n, hits / n, float(interval.low), float(interval.high))


def ratio(hits: Sequence[int], totals: Sequence[int]) -> Share:
    """Σ hits / Σ totals over questions, with a percentile bootstrap over the questions (Efron, 1979).

    Where every count is right (or wrong) resampling shows no spread; Wilson's interval over the counts is given then.
    """
    n = sum(totals)
    if n == 0:
        return Share(0, 0, None, None, None)
    total = sum(hits)
    if total in (0, n):
        return wilson(total, n)
    above, below = np.asarray(hits, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    drawn = np.random.default_rng(_SEED).multinomial(len(above), np.full(len(above), 1 / len(above)), _RESAMPLES)
    denominators = drawn @ below
    ratios = (drawn @ above)[denominators > 0] / denominators[denominators > 0]
    low, high = _tails(ratios)
    return Share(total, n, total / n, low, high)


def compare(a: Sequence[bool], b: Sequence[bool]) -> Comparison:
    """Two runs on the same questions, in the same order.

    p: two-sided binomial test of `only_b` among `only_a + only_b` at ½ (McNemar, Psychometrika 1947; exact form).
    The interval of the difference: percentile bootstrap over the questions.
    """
    from scipy.stats import binomtest

    if len(a) != len(b) or not a:
        raise ValueError("two runs over the same questions, at least one")
    first, second = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    only_a, only_b = int((first & ~second).sum()), int((second & ~first).sum())
    changed = only_a + only_b
    p_value = float(binomtest(only_b, changed, 0.5).pvalue) if changed else 1.0
    n = len(first)
    # a resampled difference depends only on how often each kind of question is drawn
    shares = [only_a / n, only_b / n, (n - changed) / n]
    drawn = np.random.default_rng(_SEED).multinomial(n, shares, _RESAMPLES)
    low, high = _tails((drawn[:, 1] - drawn[:, 0]) / n)
    both, neither = int((first & second).sum()), int((~first & ~second).sum())
    return Comparison(n, both, only_a, only_b, neither, (only_b - only_a) / n, low, high, p_value)


def percentile(values: Sequence[float], q: float) -> float:
    """The q-th percentile, linear between the neighbours; 0 for no values."""
    return float(np.percentile(np.asarray(values), q)) if len(values) else 0.0


def _tails(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)
