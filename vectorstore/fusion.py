"""How the scores of the two searches become one ranking. Pure functions.

`bm25 / max(bm25) + w * cosine`: on seven Chinese sets it was never more than a point below the better of the two, where
reciprocal rank fusion lost up to thirteen. What `w` is depends on the question: where no passage says it in its own
words, the best BM25 is only the least bad, and the meaning counts for more. Documents that the question names are
lifted, not filtered for: the question may name one document and ask about another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vectorstore.keyword import Match

DENSE_WEIGHT = 0.5
FOREIGN_WEIGHT = 1.25  # of the cosine where the question's words are not the papers'
# BM25 of the best passage for each unit that the question's tokens weigh: at the one it is said in the papers' words
# (the middle question on policy text), at the other in quite different ones (lay questions on statutes)
_AT_HOME, _FOREIGN = 1.0, 0.5
# bm25 and dense together reach 1.5 mostly, and the ranker adds as much, so a chunk of a named document passes all but
# the best of the others
KEY_BOOST = 1.0
# of what the paper as a whole says of the question; none of it where the question's words are quite foreign
_PAPER_WEIGHT, _PAPER_FALLS = 1.2, 3.0
_PAPER_K1, _PAPER_B = 0.9, 1.0
_OF_BEST = 0.65  # of what the paper's best passage says, which counts already


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with what each search says of it."""

    chunk_id: str
    bm25: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Paper:
    """What was found of a paper, and its length beside that of the library's mean paper."""

    passages: Sequence[Match]
    length: float


def foreignness(bm25: Collection[float], weight: float) -> float:
    """From 0 to 1: how far a question is put in other words than the best of its candidates, by their `bm25` and by
    what its tokens `weight` together (0 where the index has none of them)."""
    said = max(bm25, default=0.0) / weight if weight > 0 else 0.0
    return min(1.0, max(0.0, (_AT_HOME - said) / (_AT_HOME - _FOREIGN)))


def fuse(candidates: Collection[Candidate], foreign: float = 0.0) -> list[tuple[Candidate, float]]:
    """The candidates with their scores, best first, ties in the order of their ids."""
    best = max((candidate.bm25 for candidate in candidates), default=0.0)
    dense_weight = DENSE_WEIGHT + foreign * (FOREIGN_WEIGHT - DENSE_WEIGHT)
    scored = [
        (candidate, (candidate.bm25 / best if best > 0 else 0.0) + dense_weight * candidate.cosine)
        for candidate in candidates
    ]
    return sorted(scored, key=lambda item: (-item[1], item[0].chunk_id))


def paper_weight(foreign: float) -> float:
    """What `of_papers` counts beside the scores of `fuse`."""
    return _PAPER_WEIGHT * min(1.0, _PAPER_FALLS * (1.0 - foreign))


def of_papers(papers: Mapping[str, Paper], weights: Mapping[str, float]) -> dict[str, float]:
    """For each paper the BM25 of its passages together, as a share of the best paper's, without what its best passage
    says: two papers may have passages that fit a question alike, where one of them speaks of little else. `weights`: of
    the question's tokens."""
    whole: dict[str, float] = {}
    for doc_id, paper in papers.items():
        damped = _PAPER_K1 * (1 - _PAPER_B + _PAPER_B * paper.length)
        times = Counter(term for match in paper.passages for _, term in match.at)
        whole[doc_id] = sum(weights.get(term, 0.0) * n * (_PAPER_K1 + 1) / (n + damped) for term, n in times.items())
    best = {doc_id: max(match.score for match in paper.passages) for doc_id, paper in papers.items()}
    most, most_of_best = max(whole.values(), default=0.0) or 1.0, max(best.values(), default=0.0) or 1.0
    return {doc_id: whole[doc_id] / most - _OF_BEST * best[doc_id] / most_of_best for doc_id in papers}
