"""Sentences that time has overtaken: an older paper says that a thing is not done yet, a newer one that it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.drafting.finding import Support
from assistant.reading.times.undone import BY_YEAR, MADE, NOT_YET

_DONE = re.compile(
    "已(?!知)|完成|印发|出台|发布|建成|投用|挂牌|成立|设立|上线|截至|累计|(?<![予以])认定了?[^，。；]{0,12}\\d"
)
# what a clause says beside the thing it is about
_BESIDE = re.compile(rf"{NOT_YET.pattern}|{BY_YEAR.pattern}|{MADE}|投入|使用|目前|我[市局区县]|全市|[的已了、]")
_COUNTED = re.compile(r"\d+|第?[一二三四五六七八九十]+(?=[批期轮届次])")
_SHORTEST = 5  # characters that tell one thing from others
_SAME_THING = 0.75  # of the pairs of characters of the thing in the newer sentence: 县级中心 is not 市级中心


def is_overtaken(support: Support, others: Iterable[Support]) -> bool:
    """Whether a sentence says of a thing that it is not done yet, or will be by a year, and a sentence of a newer paper
    (of that year or later) speaks of the same thing as done."""
    things = list(_things_to_come(support.unit.text))
    if not things or support.issued.startswith("0000"):
        return False
    return any(
        other.issued > support.issued and other.issued[:4] >= year and _tells_as_done(other.unit.text, thing)
        for other in others
        for thing, year in things
    )


def _things_to_come(text: str) -> Iterator[tuple[str, str]]:
    """(thing, year) of what a sentence says is not done yet; the year by which it is to be, empty where it names none.
    A clause without a thing of its own (计划2024年出台) goes on about that of the clause before."""
    before = ""
    for clause in re.split(r"[，,；;。]", text):
        by_year = BY_YEAR.search(clause)
        thing = _BESIDE.sub("", clause)
        thing = thing if len(thing) >= _SHORTEST else before + thing
        if (by_year or NOT_YET.search(clause)) and len(thing) >= _SHORTEST:
            yield thing, by_year.group(1) if by_year else ""
        before = thing


def _tells_as_done(text: str, thing: str) -> bool:
    """Whether one clause of a sentence speaks of a thing, with all its numbers, as done."""
    if NOT_YET.search(text) or not set(_COUNTED.findall(thing)) <= set(_COUNTED.findall(text)):
        return False
    pairs = [thing[i : i + 2] for i in range(len(thing) - 1)]
    return _DONE.search(text) is not None and sum(pair in text for pair in pairs) >= _SAME_THING * len(pairs)
