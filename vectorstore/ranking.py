"""The learned ranker: which of the candidates holds the answer, judged by more than two scores.

The first candidates are put into a new order by a weighted sum of the numbers below: how much of the question's weight
a passage covers, in its words, its headings, its closest run of words and its whole document; how long a run of the
question stands in it letter for letter; what both searches say of it and of its neighbours. No number knows a word of
any text, nor where in its document a passage stands: that would tell more of the papers one learned from than of
others. The weights (logistic regression; trees of the same numbers found less on papers of other kinds) stand in
`models/ranker.json`; how they were made, in `training/ranker.py`.

What this file does not do: find candidates (`vectorstore/retriever.py`), know of documents that a question names.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ingest.errors import InvariantError
from ingest.schema import Chunk
from vectorstore.keyword import Match
from vectorstore.tokenize import ASKING, fold, tokens

Matrix = NDArray[np.float32]

NAMES = (
    "bm25_share", "bm25_of_weight", "bm25_gap", "bm25_rank", "cosine", "cosine_gap", "cosine_rank", "fused",
    "fused_gap", "fused_rank", "covered", "covered_gap", "covered_words", "covered_pairs", "covered_above",
    "covered_above_gap", "covered_paper", "covered_paper_gap", "bm25_beside", "cosine_beside", "found_of_paper",
    "run", "run_share", "run_gap", "heaviest", "heaviest_three", "window", "window_gap", "length", "missing",
    "title_asked",
)  # fmt: skip

_WINDOW = 60  # tokens, some twenty words of running text with their pairs
_LEAST_TITLE = 3
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate as the searches found it. `title` of its document; `fused`: both scores together."""

    chunk: Chunk
    title: str
    match: Match
    cosine: float
    fused: float


@dataclass(frozen=True, slots=True)
class Ranker:
    """A weight for each of `NAMES`; the numbers are taken in units of their spread over the training candidates."""

    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]

    def __call__(self, rows: Matrix) -> NDArray[np.float32]:
        """Of each row the log-odds that its passage holds the answer, but for a constant."""
        odds: NDArray[np.float32] = np.asarray((rows - self.middle) / self.spread @ self.weights, dtype=np.float32)
        return odds


@lru_cache(maxsize=1)
def ranker() -> Ranker:
    """The shipped one. Raises InvariantError where it was made for other numbers than `NAMES`."""
    stored = json.loads(files("vectorstore").joinpath("models", "ranker.json").read_text(encoding="utf-8"))
    if tuple(stored) != NAMES:
        raise InvariantError("models/ranker.json was trained on other numbers: run training/ranker.py")
    middle, spread, weights = np.array(list(stored.values()), dtype=np.float32).T
    return Ranker(middle, spread, weights)


def features(question: str, weights: Mapping[str, float], mean_length: float, found: Sequence[Contender]) -> Matrix:
    """A row of numbers for each contender, in the order of `found` (best fused score first).

    `weights`: what a match of each of the question's tokens is worth (`KeywordIndex.weights`).
    """
    if not found:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    asked = _Asked.of(question, weights)
    bm25 = [one.match.score for one in found]
    cosines = [one.cosine for one in found]
    best_bm25, best_cosine = max(bm25), max(cosines)
    top = best_bm25 or 1.0
    bm25_rank, cosine_rank = _ranks(bm25), _ranks(cosines)
    own = [frozenset(term for _, term in one.match.at) for one in found]
    papers: dict[str, set[str]] = defaultdict(set)
    bm25_of, cosine_of = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for one, terms in zip(found, own, strict=True):
        doc_id = one.chunk.doc_id
        papers[doc_id] |= terms
        bm25_of[doc_id].append(one.match.score)
        cosine_of[doc_id].append(one.cosine)
    rows = []
    for i, (one, terms) in enumerate(zip(found, own, strict=True)):
        doc_id = one.chunk.doc_id
        above = _tokens_of("\n".join((one.title, *one.chunk.headings)))
        run = _longest_run(asked.parts, fold(one.chunk.text).replace("\n", ""))
        title = fold(one.title)
        rows.append(
            (
                bm25[i] / top,
                bm25[i] / asked.total,
                (bm25[i] - best_bm25) / asked.total,
                math.log1p(bm25_rank[i]),
                cosines[i],
                cosines[i] - best_cosine,
                math.log1p(cosine_rank[i]),
                one.fused,
                one.fused - found[0].fused,
                math.log1p(i),
                _covered(weights, terms, asked.total),
                0.0,
                _covered(asked.words, terms, asked.words_total),
                _covered(asked.pairs, terms, asked.pairs_total),
                _covered(weights, above, asked.total),
                0.0,
                _covered(weights, papers[doc_id], asked.total),
                0.0,
                _best_beside(bm25_of[doc_id], bm25[i]) / top,
                _best_beside(cosine_of[doc_id], cosines[i]),
                len(bm25_of[doc_id]),
                run,
                run / asked.longest,
                0.0,
                float(asked.heaviest[:1] != () and asked.heaviest[0] in terms),
                sum(term in terms for term in asked.heaviest) / 3,
                _densest(one.match.at, weights) / asked.total,
                0.0,
                one.match.length / mean_length,
                asked.heaviest_missing(terms),
                float(len(title) >= _LEAST_TITLE and title in asked.text),
            )
        )
    matrix = np.array(rows, dtype=np.float32)
    for name, gap in (
        ("covered", "covered_gap"),
        ("covered_above", "covered_above_gap"),
        ("covered_paper", "covered_paper_gap"),
        ("run", "run_gap"),
        ("window", "window_gap"),
    ):
        matrix[:, _AT[gap]] = matrix[:, _AT[name]] - matrix[:, _AT[name]].max()
    return matrix


_AT = {name: i for i, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's tokens and what they weigh; words and pairs of characters apart."""

    text: str
    parts: tuple[str, ...]  # without the words that make it a question
    longest: int
    weights: Mapping[str, float]
    total: float
    words: dict[str, float]
    words_total: float
    pairs: dict[str, float]
    pairs_total: float
    heaviest: tuple[str, ...]

    @classmethod
    def of(cls, question: str, weights: Mapping[str, float]) -> _Asked:
        import rjieba

        text = fold(question)
        parts = tuple(ASKING.sub(" ", text).split())
        cut = {word for run in _HAN.findall(text) for word in rjieba.cut_for_search(run, hmm=False)}
        words = {term: weight for term, weight in weights.items() if term in cut}
        pairs = {term: weight for term, weight in weights.items() if term not in cut}
        return cls(
            text,
            parts,
            max((len(part) for part in parts), default=1),
            weights,
            sum(weights.values()) or 1.0,
            words,
            sum(words.values()) or 1.0,
            pairs,
            sum(pairs.values()) or 1.0,
            tuple(sorted(weights, key=lambda term: (-weights[term], term))[:3]),
        )

    def heaviest_missing(self, terms: frozenset[str]) -> float:
        """What the heaviest token that is missing weighs beside the heaviest of all."""
        if not self.heaviest:
            return 0.0
        missing = (weight for term, weight in self.weights.items() if term not in terms)
        return max(missing, default=0.0) / self.weights[self.heaviest[0]]


@lru_cache(maxsize=4096)
def _tokens_of(headings: str) -> frozenset[str]:
    return frozenset(tokens(headings))


def _covered(weights: Mapping[str, float], terms: frozenset[str] | set[str], total: float) -> float:
    return sum(weight for term, weight in weights.items() if term in terms) / total


def _ranks(scores: Sequence[float]) -> list[int]:
    """How many are better than each."""
    place: dict[float, int] = {}
    for rank, score in enumerate(sorted(scores, reverse=True)):
        place.setdefault(score, rank)
    return [place[score] for score in scores]


def _best_beside(scores: list[float], own: float) -> float:
    """The best of the other passages of the document, 0 where there is none."""
    others = scores.copy()
    others.remove(own)
    return max(others, default=0.0)


def _longest_run(parts: Sequence[str], text: str) -> int:
    """How many characters of a part of the question stand in a text in one run."""
    best = 0
    for part in parts:
        while best < len(part) and any(part[i : i + best + 1] in text for i in range(len(part) - best)):
            best += 1
    return best


def _densest(at: Sequence[tuple[int, str]], weights: Mapping[str, float]) -> float:
    """The most weight of different tokens within `_WINDOW` tokens of a passage."""
    inside: Counter[str] = Counter()
    best = now = 0.0
    first = 0
    for place, term in at:
        if not inside[term]:
            now += weights[term]
        inside[term] += 1
        while place - at[first][0] > _WINDOW:
            left = at[first][1]
            inside[left] -= 1
            if not inside[left]:
                now -= weights[left]
            first += 1
        best = max(best, now)
    return best
