"""Which way a number goes: what fell by 12% did not grow by 12%, and what grew from 1.5 to 2.4 did not fall back.

Only words that say the opposite are held against a statement: a direction that it leaves out is not looked for.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.reading.facts import Number, same_amount
from assistant.verifying.clauses import Numbered, numbered, with_same

# 增加值 and 增值税 are things; what 升级 and 减免 change is no number
_NO_DIRECTION = re.compile(r"增加值|增值|增强|增设|升级|升学|减免|减灾|减排|减税|降水|降雨|降解")
_DOWN = (
    "负增长|下降|下调|下浮|下滑|下跌|回落|降低|降至|降到|降为|降幅|减少|减至|减到|减为|净减|递减|"
    "缩减|缩短|缩小|压减|压缩|调减|核减|削减|收窄"
)
_UP = (
    "增长|增加|增至|增到|增为|增幅|增速|净增|递增|新增|上升|提升|攀升|回升|升至|升到|升为|"
    "提高|提至|扩大|扩至|上涨|上浮|上调"
)
_DIRECTION = re.compile(rf"(?P<down>{_DOWN})|(?P<up>{_UP})")
_TREND = re.compile(r"(?P<down>下降|减少|降低|下滑)|(?P<up>增长|增加|上升|上涨)")
_BECOMES = re.compile(r"[^\d]{0,6}(?:[增减升降高大缩少短低长加整涨]|[扩提])[至到为成]")


def wrong_directions(said: str, known: str) -> list[str]:
    """The numbers of a folded statement that go another way in the sources, and trends that go only the other way."""
    wrong: list[str] = []
    for one, same in with_same(said, known):
        ways = set(map(_way, same)) - {""}
        if ways and _way(one) not in ways | {""}:
            wrong.append(one.number.text)
    there = _changes(known)
    for first, last in _changes(said):
        ends_so = any(same_amount(last, other) for _, other in there)
        if not _among(first, last, there) and (ends_so or _among(last, first, there)):
            wrong.append(f"{first.text}→{last.text}")
    named = {match.lastgroup for match in _DIRECTION.finditer(_NO_DIRECTION.sub(" ", known))}
    if len(named) == 1:
        trends = _TREND.finditer(_NO_DIRECTION.sub(" ", said))
        wrong += [match.group() for match in trends if match.lastgroup not in named]
    return wrong


def _way(one: Numbered) -> str:
    """The direction of a number: the last that is named before it in its clause, else the first behind it."""
    before = list(_DIRECTION.finditer(_NO_DIRECTION.sub(" ", one.before)))
    match = before[-1] if before else _DIRECTION.search(_NO_DIRECTION.sub(" ", one.after))
    return (match.lastgroup or "") if match else ""


def _changes(text: str) -> list[tuple[Number, Number]]:
    """Numbers of one clause, the first of which becomes the second: 由1.5亿元增至2.4亿元."""
    return [
        (one.number, other.number)
        for one, other in pairwise(numbered(text))
        if one.clause == other.clause and one.number.unit == other.number.unit and _BECOMES.match(other.before)
    ]


def _among(first: Number, last: Number, changes: list[tuple[Number, Number]]) -> bool:
    return any(same_amount(first, one) and same_amount(last, other) for one, other in changes)
