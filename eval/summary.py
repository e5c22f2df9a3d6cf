"""Sums over the scores of many questions: shares with intervals, where errors arise, and calibration.

Calibration asks whether `Answer.confidence` means what it says. Reliability: in each bin of confidence, the share of
right answers. ECE, the expected calibration error, is Σ (n_bin / n) · |accuracy_bin − mean confidence_bin| (Naeini et
al., AAAI 2015; Guo et al., ICML 2017). The threshold curve shows what refusing every answer below a confidence would
do: to the accuracy over all questions, to the share of questions answered, and to the share right among the answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures import Ranking, mean_measures
from eval.schema import STAGES, Score, Stage
from eval.statistics import Share, percentile, ratio, wilson

_BINS = 10
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Summary:
    """What a group of questions came to.

    `quotes`: quotes that are slices of their document; `numbers`: numbers of answers that stand in a citation.
    `refusal_precision`: unanswerable ones among the refused, `refusal_recall`: refused ones among the unanswerable.
    `found_1`, `found_5`, `found_24`: questions with a right section among the first passages searched. `retrieval`: the
    measures of `eval/measures.py` over the places that each question wants, each at the rank of its first passage.
    `requests`: prompts sent to a language model, which is what answers cost besides time.
    """

    n: int
    accuracy: Share
    citation_precision: Share
    citation_recall: Share
    quotes: Share
    numbers: Share
    false_refusal: Share
    false_answer: Share
    refusal_precision: Share
    refusal_recall: Share
    found_1: Share
    found_5: Share
    found_24: Share
    retrieval: dict[str, float]
    requests: int
    seconds_p50: float
    seconds_p99: float
    stages: dict[Stage, int]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high)."""

    low: float
    high: float
    mean: float
    right: Share


@dataclass(frozen=True, slots=True)
class Threshold:
    """What comes of refusing every answer below `confidence`."""

    confidence: float
    accuracy: float
    answered: float
    right_of_answered: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """`ece` is None where nothing was answered; `best` is the threshold with the highest accuracy (the lowest such)."""

    ece: float | None
    bins: tuple[Bin, ...]
    thresholds: tuple[Threshold, ...]
    best: Threshold | None


def summarise(scores: Sequence[Score]) -> Summary:
    answerable = [one for one in scores if one.answerable]
    rest = [one for one in scores if not one.answerable]
    placed = [one for one in answerable if one.wanted]
    refused = [one for one in scores if one.refused]
    ranks = [one.gold_rank for one in placed]
    errors = Counter(one.stage for one in scores if one.stage)
    return Summary(
        n=len(scores),
        accuracy=wilson(sum(one.right for one in scores), len(scores)),
        citation_precision=ratio([one.cited_ok for one in answerable], [one.cited for one in answerable]),
        citation_recall=ratio([one.wanted_hit for one in answerable], [one.wanted for one in answerable]),
        quotes=ratio([one.quotes_ok for one in scores], [one.quotes for one in scores]),
        numbers=ratio([one.numbers_ok for one in scores], [one.numbers for one in scores]),
        false_refusal=wilson(sum(one.refused for one in answerable), len(answerable)),
        false_answer=wilson(sum(not one.refused for one in rest), len(rest)),
        refusal_precision=wilson(sum(not one.answerable for one in refused), len(refused)),
        refusal_recall=wilson(sum(one.refused for one in rest), len(rest)),
        found_1=_within(ranks, 1),
        found_5=_within(ranks, 5),
        found_24=_within(ranks, 24),
        retrieval=_retrieval(placed),
        requests=sum(one.requests for one in scores),
        seconds_p50=percentile([one.seconds for one in scores], 50),
        seconds_p99=percentile([one.seconds for one in scores], 99),
        stages={stage: errors[stage] for stage in STAGES if errors[stage]},
    )


def calibrate(scores: Sequence[Score]) -> Calibration:
    """Reliability over the answered questions; the curve over all."""
    answered = [one for one in scores if not one.refused]
    bins: list[Bin] = []
    error = 0.0
    for i in range(_BINS):
        inside = [one for one in answered if min(int(one.confidence * _BINS), _BINS - 1) == i]
        if not inside:
            continue
        right = wilson(sum(one.right for one in inside), len(inside))
        mean = sum(one.confidence for one in inside) / len(inside)
        assert right.value is not None
        error += len(inside) / len(answered) * abs(right.value - mean)
        bins.append(Bin(i / _BINS, (i + 1) / _BINS, mean, right))
    curve = tuple(_at(step / _STEPS, scores) for step in range(_STEPS + 1)) if scores else ()
    best = max(curve, key=lambda point: (point.accuracy, -point.confidence), default=None)
    return Calibration(error if answered else None, tuple(bins), curve, best)


def _at(confidence: float, scores: Sequence[Score]) -> Threshold:
    kept = [one for one in scores if not one.refused and one.confidence >= confidence]
    said = len(kept)
    right = sum(one.right for one in kept)
    # what is refused now, or was before, is right where there is no answer
    refused_rightly = sum(not one.answerable for one in scores) - sum(not one.answerable for one in kept)
    n = len(scores)
    return Threshold(confidence, (right + refused_rightly) / n, said / n, right / said if said else None)


def _retrieval(placed: Sequence[Score]) -> dict[str, float]:
    """Each group of places is a document that the search should find; passages elsewhere stand between them."""
    if not placed:
        return {}
    relevant = {one.id: {str(n) for n in range(one.wanted)} for one in placed}
    rankings: dict[str, Ranking] = {}
    for one in placed:
        found = sorted((rank, n) for n, rank in enumerate(one.gold_ranks) if rank is not None)
        at = dict.fromkeys(range(1, max((rank for rank, _ in found), default=0) + 1), ()) | {
            rank: tuple(str(n) for other, n in found if other == rank) for rank, _ in found
        }
        names = [name for rank, groups in at.items() for name in groups or (f"passage {rank}",)]
        rankings[one.id] = [(name, 0.0) for name in names]
    means = mean_measures(relevant, rankings)
    return {name: means[name] for name in ("R@5", "R@10", "nDCG@10", "RR@10")}


def _within(ranks: Sequence[int | None], k: int) -> Share:
    return wilson(sum(rank is not None and rank <= k for rank in ranks), len(ranks))
