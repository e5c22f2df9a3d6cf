"""A folded text cut into clauses, and its numbers with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading.facts import Number, facts_of, same_amount

_SENTENCE = re.compile(r"[;。\n]")
_CLAUSE = re.compile(r"[,;。、:\n]")
HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
# behind a number: 100万元（含）以下, 3家及以上, 30日之内
OR_MORE = re.compile(r"^\)?(?:\([^)]*\))?(?:及)?以上")
OR_LESS = re.compile(r"^\)?(?:\([^)]*\))?(?:及)?(?:以下|以内|之内)")
# 到2027年, stands by itself and goes with what follows
_DATE_ALONE = re.compile(r"((?:^|[,;。、:\n])[^,;。、:\n\d]{0,6}\d{4}年(?:\d{1,2}月)?(?:底|末|初|前|以前|之前)?),")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number and where it stands: `sentence` is what its sentence says before its clause; `before` and `after` are
    the words of its clause between it and the numbers beside it."""

    number: Number
    sentence: str
    clause: str
    before: str
    after: str


def sentences(text: str) -> list[str]:
    """What stands between full stops and semicolons."""
    return [part for part in _SENTENCE.split(text) if part]


def clauses(text: str) -> list[str]:
    """What stands between marks of any kind."""
    return [part for part in _CLAUSE.split(text) if part]


@lru_cache(maxsize=256)  # a statement is compared in several ways
def numbered(text: str) -> tuple[Numbered, ...]:
    """The numbers of a folded text, in the order in which they stand."""
    found: list[Numbered] = []
    for sentence in sentences(_DATE_ALONE.sub(r"\1", text)):
        said = ""
        for clause in clauses(sentence):
            found += _numbered(clause, said)
            said += clause + ","
    return tuple(found)


def with_same(said: str, known: str) -> Iterator[tuple[Numbered, list[Numbered]]]:
    """The numbers of a folded statement, each with those of its sources that are as much."""
    ground = numbered(known)
    for one in numbered(said):
        yield one, [other for other in ground if same_amount(one.number, other.number)]


def _numbered(clause: str, sentence: str) -> Iterator[Numbered]:
    facts = facts_of(clause)
    plain = clause
    for date in facts.dates:  # their digits are no numbers
        plain = plain.replace(date.text, "年" * len(date.text), 1)
    spans: list[tuple[Number, int, int]] = []
    end = 0
    for number in facts.numbers:
        start = plain.find(number.text, end)
        if start >= 0:
            end = start + len(number.text)
            spans.append((number, start, end))
    ends = [0, *(end for _, _, end in spans)]
    starts = [*(start for _, start, _ in spans), len(clause)]
    for i, (number, start, end) in enumerate(spans):
        yield Numbered(number, sentence, clause, clause[ends[i] : start], clause[end : starts[i + 1]])
