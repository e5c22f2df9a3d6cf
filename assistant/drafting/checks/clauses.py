"""Compares the figures of sentences that a letter words itself with those that the library gives for the same thing.

A clause is held against clauses that speak of the same in other words: they share most of what they say, rare words
before common ones, the words at the figure too, and the unit. Where none of them has the letter's figure and one has
another, a person must look. The thresholds were set on letters held against a library without them and on letters
told in other words (docs/benchmarks.md).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.holdings import Holdings
from assistant.reading.facts import facts_of

# shares of words in common: of either clause in the other one's sentence, at the figures, of the shorter sentence, and
# of all these together
_LIKE = (0.33, 0.22, 0.4, 0.4)
# with another figure of the sentence in common
_LIKE_WITH_FIGURE = (0.16, 0.1, 0.3, 0.27)
_KNOWN = 0.2  # of a clause's words: so little is enough where the figure is the same
# at the figures: what is plainly of one thing, and what is hardly so
_PLAINLY, _HARDLY = 0.8, 0.6
_LEFT, _RIGHT = 9, 6  # characters at a figure that say what it counts
_SCALES = "万亿千百十余多"
_OTHER_UNITS = {"年", "月", "日", "号", "届", "批"}
_AIM = re.compile(r"力争|争取|目标[是为]|计划|预计|(?<!模)拟[于建在]|到20\d\d年|将(?:达|建|增|新|完|突|实)")
_DONE = re.compile(r"已|累计|截至|截止|目前|获|建成|完成|20\d\d年")
_NEW = re.compile(r"新增|净增|新建|增加(?![到至])")
_TODAY, _SO_FAR = re.compile(r"目前|截至|截止"), re.compile(r"累计|已(?!与|和|同)")


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence of the library: whose it is, the year of that paper, and whether the paper is a plan."""

    text: str
    name: str
    year: str
    plan: bool


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure in its clause; `words` are the pairs of characters of the clause, `said` those of the sentence."""

    value: Decimal
    unit: str
    around: str
    left: str
    near: frozenset[str]
    words: frozenset[str]
    said: frozenset[str]
    years: frozenset[int]
    aim: bool
    new: bool
    so_far: bool
    beside: frozenset[tuple[Decimal, str]]  # the other figures of the sentence


class LikeClauses:
    """Finds the like clauses of a library's sentences; keeps how common each pair of characters is there."""

    def __init__(self, library: Holdings) -> None:
        self._library = library
        self._passages = library.passage_count()
        self._weights: dict[str, float] = {}

    def differing(self, text: str, year: str, known: Sequence[Known]) -> Iterator[tuple[str, str, str]]:
        """Yields (letter's figure, library's figure, source name) for each figure that contradicts a similar clause in
        the library. `text`: a sentence of the letter; `year`: that of the letter."""
        own = _claims(text, plan=False)
        others = [
            (claim, source) for source in dict.fromkeys(known) for claim in _claims(source.text, plan=source.plan)
        ]
        for claim in own:
            judged = [(self._likeness(claim, other), other, source) for other, source in others
                      if claim.unit == other.unit]  # fmt: skip
            alike = [
                (sum(score) + _same_end(claim.left, other.left), score[2], other, source)
                for score, other, source in judged
                if _is_like(score, claim, other) and not _apart(claim, other) and not _grown(claim, year, other, source)
                if other.value != claim.value
            ]
            # where the letter's figure stands too, but hardly of the same thing (首批3家平台和5家培育单位)
            at = [s[2] for s, other, _ in judged if sum(s[:2]) / 2 >= _KNOWN and other.value == claim.value]
            alike = [one for one in alike if not at or (one[1] >= _PLAINLY and max(at) <= _HARDLY)]
            if alike:
                _, _, other, source = max(alike, key=lambda one: one[0])
                yield claim.around, other.around, source.name

    def common(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The share, by weight, of the pairs of characters of either text that the other has: the lesser of the two."""
        return self._weight(one & other) / max(self._weight(one), self._weight(other))

    def _likeness(self, one: _Claim, other: _Claim) -> tuple[float, float, float, float]:
        """The shares of words in common: of the first clause, of the second, at the figures, and of the sentences."""
        at = self._weight(one.near & other.near) / min(self._weight(one.near), self._weight(other.near))
        said = self._weight(one.said & other.said) / min(self._weight(one.said), self._weight(other.said))
        here = self._weight(one.words & other.said) / self._weight(one.words)
        there = self._weight(other.words & one.said) / self._weight(other.words)
        return here, there, at, said

    def _weight(self, pairs: Iterable[str]) -> float:
        return sum(map(self._rarity, pairs)) or 1e-9

    def _rarity(self, pair: str) -> float:
        if pair not in self._weights:
            self._weights[pair] = math.log(1 + self._passages / (1 + self._library.frequency(pair)))
        return self._weights[pair]


def _is_like(score: tuple[float, float, float, float], one: _Claim, other: _Claim) -> bool:
    here, there, at, said = score
    shared = bool(one.beside & other.beside)
    clause, near, sentence, together = _LIKE_WITH_FIGURE if shared else _LIKE
    return min(here, there) >= clause and at >= near and said >= sentence and sum(score) / 4 >= together


def _same_end(one: str, other: str) -> float:
    """How far two texts end alike, in tenths of a character: 市级中心 goes with 市级中心, not with 省级中心."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other))) / 10


def _apart(one: _Claim, other: _Claim) -> bool:
    """Whether two figures are of different years, or one is an aim and the other one was reached, or one is what came
    anew and the other one what there is."""
    return (
        one.aim != other.aim or one.new != other.new or bool(one.years and other.years and not one.years & other.years)
    )


def _grown(claim: _Claim, year: str, other: _Claim, source: Known) -> bool:
    """Whether the letter tells of today what an older paper told of its day, and there is more of it now."""
    return claim.so_far and bool(source.year) and year > source.year and claim.value > other.value


def _claims(text: str, *, plan: bool) -> list[_Claim]:
    plain = re.sub(r"[\s“”\"'‘’]", "", unicodedata.normalize("NFKC", text))
    years, said = frozenset(facts_of(plain).years()), pairs_of(plain)
    aim = bool(_AIM.search(plain)) or (plan and not _DONE.search(plain))
    found: list[_Claim] = []
    for clause in re.split(r"[,，;；。：:]", plain):
        position = 0
        for number in facts_of(clause).numbers:
            at = clause.find(number.text, position)
            if at < 0 or number.ordinal or not number.unit or number.unit in _OTHER_UNITS:
                continue
            position = at + len(number.text)
            left, right = clause[max(0, at - _LEFT) : at], clause[position : position + _RIGHT]
            unit = number.tail.lstrip(_SCALES) if number.unit == "个" else number.unit
            around = left + number.text + right[:4]
            near = pairs_of(f"{left} {right}")
            found.append(
                _Claim(
                    value=number.value,
                    unit=unit,
                    around=around,
                    left=clause[:at],
                    near=near,
                    words=pairs_of(clause),
                    said=said,
                    years=years,
                    aim=aim,
                    new=bool(_NEW.search(clause)),
                    so_far=bool(_TODAY.search(plain) or _SO_FAR.search(clause)),
                    beside=frozenset(),
                )
            )
    # a figure under ten may stand in two sentences by chance
    figures = frozenset((claim.value, claim.unit) for claim in found if claim.value >= 10)
    return [replace(claim, beside=figures - {(claim.value, claim.unit)}) for claim in found]


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of characters of a text, without its figures."""
    pieces = re.findall(r"[\u4e00-\u9fffA-Za-z]+", text)
    return frozenset(piece[i : i + 2] for piece in pieces for i in range(len(piece) - 1))
