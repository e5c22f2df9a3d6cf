"""Whether the best sentence answers at all: a learned judge beside the rules.

The rules of near_misses/ know ways in which a sentence answers another question; some of them are certain, and what
they find stays refused. What is left is a matter of degree: how much of the question is said, how far the sentence
stands ahead of others, how like it sounds. A logistic regression over eighteen such numbers weighs them
(`training/answerable.py`, on questions about invented cities); its weights are in `models/answerable.json`, to be read.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.reading.confidence import SURE
from assistant.reading.near_misses.rules import is_certainly_another
from assistant.reading.passages import Passages, Scored
from assistant.reading.pieces import CLAUSE_MARKS
from assistant.reading.questions import Query
from ingest.errors import InvariantError

NAMES = (
    "sure", "own", "fit", "cosine", "cosine_gap", "ahead", "second", "found", "terms", "clauses", "same_section",
    "wants_number", "wants_name", "wants_date", "wants_list", "wants_manner", "wants_definition", "wants_choice",
)  # fmt: skip
# how likely a sentence must answer: one that the rules are sure of, and one that they are not
LEAST, LEAST_DOUBTED = 0.15, 0.35
_CLAUSES, _TERMS, _LOOKED_AT = 4, 10, 6
_ALONE = 1.0  # how far a sentence stands ahead where no other section was found


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: the log-odds are `bias` and each number times its weight."""

    bias: float
    weights: tuple[float, ...]

    def __call__(self, numbers: tuple[float, ...]) -> float:
        """The chance, from 0 to 1."""
        odds = self.bias + sum(weight * number for weight, number in zip(self.weights, numbers, strict=True))
        return 1.0 / (1.0 + math.exp(-odds))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    path = files("assistant.reading").joinpath("models", "answerable.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    if tuple(stored["weights"]) != NAMES:
        raise InvariantError("models/answerable.json was trained on other numbers: run training/answerable.py")
    return Weights(float(stored["bias"]), tuple(float(weight) for weight in stored["weights"].values()))


def answers(query: Query, passages: Passages, best: Scored, sure: float) -> bool:
    """Whether a sentence answers; `sure`: how sure the rules are of it, from 0 to 1."""
    least = LEAST if sure >= SURE else LEAST_DOUBTED
    return not is_barred(query, passages, best, sure) and chance(query, passages, best, sure) >= least


def is_barred(query: Query, passages: Passages, best: Scored, sure: float) -> bool:
    """Whether a sentence of which the rules are not sure is certainly no answer, however likely it looks."""
    return sure < SURE and (not query.wants or is_certainly_another(query, passages.terms, best))


def chance(query: Query, passages: Passages, best: Scored, sure: float) -> float:
    """How likely a sentence answers, from 0 to 1."""
    return _weights()(numbers_of(query, passages, best, sure))


def numbers_of(query: Query, passages: Passages, best: Scored, sure: float) -> tuple[float, ...]:
    """What the judge looks at, in the order of `NAMES`."""
    rest = [s.score for s in passages.scored if s.place != best.place]
    cosine = passages.cosine.get((best.unit.doc_id, best.unit.span.start), 0.0)
    first = passages.scored[0]
    places = [s.place for s in passages.scored[:_LOOKED_AT]]
    return (
        sure,
        best.own,
        best.fit,
        cosine,
        max(passages.cosine.values(), default=0.0) - cosine,
        best.score - max(rest, default=best.score - _ALONE),
        passages.scored[1].score - first.score if len(passages.scored) > 1 else -_ALONE,
        best.found,
        float(min(len(passages.terms), _TERMS)),
        float(min(len(CLAUSE_MARKS.split(query.question.text.rstrip("？?。"))), _CLAUSES)),
        float(places.count(places[0])),
        *(float(name.removeprefix("wants_") in query.wants) for name in NAMES if name.startswith("wants_")),
    )
