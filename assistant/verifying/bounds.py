"""On which side of a number or a date something lies: over or under it, before or after it, from the top or the bottom.

Only words that say the other side are held against a statement; one that a statement leaves out is `reserves.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.facts import Date, facts_of, same_date
from assistant.verifying.clauses import OR_LESS, OR_MORE, Numbered, clauses, with_same

_NOT = "(?:不|未|没有|不得|不能|不应|不可)"
_SIDE = re.compile(
    rf"(?P<over>{_NOT}(?:低于|少于|小于)|至少|最低|最少|下限|超过|超出|高于|大于|多于|突破|逾|超$|满(?![意足]))"
    rf"|(?P<under>{_NOT}(?:超过|超出|高于|大于|多于|到|足|满|达到?)|至多|最多|最高|上限|低于|少于|小于)"
)
_NEAR = 6  # characters between such a word and its number: 超过全部投资的15%
_LASTING = {"日", "工作日", "个月", "月", "年", "小时", "分钟"}
# 2025年前10个月, 前三季度, 后续 and 后期 place nothing
_BEFORE, _AFTER = "[以之]?前(?![\\d一二三四五六七八九十两几后期述沿往来提景])", "[以之]?后(?![续期来备勤台者半])"
_BY_OR_FROM = re.compile(
    r"^\)?(?:\([^)]*\))?(?:[上中下]旬|年)?[底末初]?"
    rf"(?:(?P<by>{_BEFORE}|[以之]?内(?![部容设])|截?止|到期|届满)|(?P<since>{_AFTER}|[以之]?来(?![源自])|起))"
)
_UNTIL_OR_SINCE = re.compile(r"(?P<by>(?:有效期限?|截止时?[间日]?期?|延[续长期])[至到为是]?)$|(?P<since>自|从)$")
_DONE = re.compile("已(?!知|婚)|截至|截止")
# 省级以上, 规模以上, 年底前, 验收后
_BESIDE_A_WORD = re.compile(rf"(?=([\u4e00-\u9fff\d]{{2}})(?:(及?以上|{_AFTER})|(及?以下|{_BEFORE})))")
_RANK = re.compile(r"(倒数|末)?(第[一二三四五六七八九十\d]+)")


def wrong_sides(said: str, known: str) -> list[str]:
    """The numbers and dates of a folded statement that stand on the other side there than in the sources."""
    wrong: list[str] = []
    for one, same in with_same(said, known):
        if _other(_bound(one), [_bound(other) for other in same]):
            wrong.append(one.number.text)
        if one.number.unit in _LASTING and _other(_time(one.after), [_time(other.after) for other in same]):
            wrong.append(one.number.text)
    moments = list(_moments(known))
    for date, side in _moments(said):
        there = [other for moment, other in moments if same_date(date, moment)]
        if _other(side, there) and not (side == "by" and "done by" in there):  # then it is only not said to be done
            wrong.append(date.text)
    for sides in (_beside_words, _ranks):
        known_sides = {(thing, first) for thing, first, _ in sides(known)}
        wrong += [
            text
            for thing, first, text in sides(said)
            if (thing, not first) in known_sides and (thing, first) not in known_sides
        ]
    return list(dict.fromkeys(wrong))


def _beside_words(text: str) -> Iterator[tuple[str, bool, str]]:
    """Words with the side that stands behind them (省级以上, 验收后), on the first of two sides or not, as written."""
    for word, first, second in _BESIDE_A_WORD.findall(text):
        yield word, bool(first), word + first + second


def _ranks(text: str) -> Iterator[tuple[str, bool, str]]:
    """Ranks, counted from the last or not, as written."""
    for from_last, rank in _RANK.findall(text):
        yield rank, bool(from_last), from_last + rank


def _other(side: str, there: list[str]) -> bool:
    """Whether a side is named that is none of those in the sources, where all of them name one."""
    return bool(side and there) and all(other and other != side for other in there)


def _bound(one: Numbered) -> str:
    """Whether a number is a bound from below (over) or from above (under)."""
    if OR_MORE.search(one.after):
        return "over"
    if OR_LESS.search(one.after):
        return "under"
    last = next(reversed(list(_SIDE.finditer(one.before))), None)
    if last is None or len(one.before) - last.end() > _NEAR:
        return ""
    return last.lastgroup or ""


def _time(after: str) -> str:
    match = _BY_OR_FROM.search(after)
    return (match.lastgroup or "") if match else ""


def _moments(text: str) -> Iterator[tuple[Date, str]]:
    """The dates of a text, and whether it says by then or from then on."""
    for clause in clauses(text):
        end = 0
        for date in facts_of(clause).dates:
            at = clause.find(date.text, end)
            if at >= 0:
                start, end = at, at + len(date.text)
                yield date, _moment(clause, start, end)


def _moment(clause: str, start: int, end: int) -> str:
    """Whether a date of a clause is one by which something is (or is done already) or from which on it is."""
    side = _time(clause[end:])
    if not side and (match := _UNTIL_OR_SINCE.search(clause[:start])):
        side = match.lastgroup or ""
    return "done by" if side == "by" and _DONE.search(clause) else side
