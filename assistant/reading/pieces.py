"""Questions of several parts (建了多少家，覆盖几个镇街): the sentence that answers each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from assistant.reading.duty_notes import is_note
from assistant.reading.folding import fold
from assistant.reading.passages import Passages, Scored
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query, wants_of
from assistant.reading.stating import Part
from assistant.reading.terms import coverage
from assistant.reading.units import Unit

_SAME = 0.25  # of a score: what it is worth that one sentence answers several parts
_FITS = 0.4  # how far it must give what the part asks for, a day or a number
_LESS = 0.25  # of a part's words that the best sentence may say less than another, if it shall answer that part too
ASKS = re.compile(
    r"有没有|是否|多少|多[长久大高远快]|几[大家个项条名位种类次天月号座所支处套间台辆件批届场期门户亩万千百亿成道样回趟]|"
    r"哪|什么|谁|何时|怎|如何|啥|咋|([\u4e00-\u9fff])不\1"
)
CLAUSE_MARKS = re.compile("[，,；;。？?]")
_SAYS_LITTLE = frozenset({"definition", "choice", "difference"})  # 口径各是什么: what the rest of the question says
_MEASURES = frozenset("钱 资金 金额 人 时间".split())  # 补了多少钱 says of nothing what it was paid for
_SHARED = 0.5  # of its weight counts a word for a part that only the whole question says
_REACH = 420  # characters between the best sentence and one that answers another part


def for_each_part(query: Query, passages: Passages, best: Scored) -> list[Part]:
    """For a question of several parts (建了多少家，覆盖几个镇街), the sentence near the best one that answers
    each part; none for a question of one part."""
    pieces = _pieces(query.question.text)
    asking = _asking(pieces)
    if len(asking) < 2:
        return []
    # two things that are asked of alike may stand in two papers, and so may what shall be and what is
    apart = len({year for piece in asking for year in query.years if year in piece}) > 1
    each = _EACH.search(query.question.text) or _set_beside(query.question.text)
    near = [
        s.unit
        for s in passages.scored
        if (
            each
            or (apart and s.unit.doc_id != best.unit.doc_id)
            or (s.unit.doc_id == best.unit.doc_id and abs(s.unit.span.start - best.unit.span.start) <= _REACH)
        )
        and (s.unit.section == best.unit.section or not is_note(s.unit.text))  # who leads another measure
    ]
    common = fold("".join(piece for piece in pieces if piece not in asking))
    enough = _answers_all(asking, best)
    taken: set[int] = set()
    chosen: list[Part] = []
    for piece in asking:
        own = fold(piece)
        # what all parts are asked of is told once
        spoken = tuple(
            t if t.text in own else replace(t, weight=_SHARED * t.weight)
            for t in passages.terms
            if t.text in own + common
        )
        terms = spoken if any(t.text not in _MEASURES for t in spoken) else passages.terms
        years = tuple(year for year in query.years if year in piece)
        dated = any(year in other for year in query.years for other in asking)
        narrowed = replace(
            query,
            question=replace(query.question, text=piece),
            wants=own_wants if (own_wants := frozenset(wants_of(piece))) - _SAYS_LITTLE else query.wants,
            years=years if dated else query.years,
        )
        judged = passages.judge_again(narrowed, terms, near)
        # one sentence that answers several parts is better than several that answer one each
        fitting = [s.own for s in judged if s.fit >= best.fit]
        said = coverage(terms, best.unit.folded)
        speaks = said > 0 and said >= max(fitting, default=0.0) - _LESS
        fits = any(s.unit is best.unit and s.fit >= _FITS for s in judged)
        whole = (2 * _SAME if best.own >= 0.7 else _SAME) if speaks and fits and enough else 0.0
        left = judged if enough else [s for s in judged if id(s.unit) not in taken] or judged
        following = [s for s in left if _says_what_follows(piece, best.unit, s.unit)]
        scored = max(following or left, key=lambda s: s.score + (whole if s.unit is best.unit else 0.0))
        taken.add(id(scored.unit))
        if scored.own > 0 or following:
            chosen.append(Part(scored, narrowed, terms))
    return chosen if len(chosen) > 1 else []


# 不报会怎样, 考核不合格怎么办
_WHAT_THEN = re.compile("会(?:怎[样么]|如何)|(?:怎么|咋)办|(?:什么|啥)后果|(?:怎么|如何)处理")
_FOLLOWS = re.compile("逾期|未按|未[报提经完通达]|不[合达符按]|拒[不绝]|暂停|取消|收回|追回|撤销|终止|整改|不予|责令")
_NEXT = 60  # characters between a rule and what follows where it is not kept


def _says_what_follows(piece: str, best: Unit, unit: Unit) -> bool:
    """Whether a part asks what becomes of whoever does not keep to the best sentence, and a sentence right behind that
    tells it."""
    behind = unit.doc_id == best.doc_id and 0 <= unit.span.start - best.span.end <= _NEXT
    untold = _FOLLOWS.search(best.folded) is None  # 不合格的取消资格 tells it itself
    return behind and untold and _WHAT_THEN.search(piece) is not None and _FOLLOWS.search(unit.folded) is not None


def _answers_all(asking: list[str], best: Scored) -> bool:
    """Whether a sentence gives as many numbers of a kind as the parts of a question ask for: 228个 alone does not
    answer 有多少个，又新增多少个."""
    kinds = Counter(quantity.name for piece in asking for quantity in asked_quantities(piece))
    return not any(
        n > 1 and len(set(quantity.pattern.findall(best.unit.folded))) < n
        for name, n in kinds.items()
        for piece in asking
        for quantity in asked_quantities(piece)
        if quantity.name == name
    )


_PARTS = re.compile("[，,；;？?]|以及")
_EACH = re.compile(
    r"^(?:[^，]*，)?对?([^，和与、]{2,20})(?:和|与|、)([^，的和与、]{2,20})的([^，]{2,12}?)(?:分别|各)(.{0,12})$|"
    r"^([^，和与、]{2,20})(?:和|与)([^，和与、]{2,20})，([^，和与、]{2,12}?)(?:分别|各)(.{0,14})$|"
    r"^([^，、]{4,24})(?:和|与)([^，、和与]{4,24})分别((?:是|在|于)?)((?:哪|什么时候|何时|几月)[^，]{1,14})$|"
    r"^(?:[^，]*[中里]的)?([^，的和与、]{2,14})(?:和|与|、)([^，的和与、]{2,14})分别()((?:是指?|指)(?:什么|哪些|谁)[^，]{0,6})$"
)


# 甲和乙哪个利率低，各是多少
_WHICH_IS_MORE = re.compile(
    "([^，和与、]{2,20})(?:和|与|跟)([^，的和与、]{2,20})，?(?:哪个|哪家|谁)的?([^，]{2,8}?)(?:更|要|比较)?[高低多少大小长短][些点]?(?:，[^，]*)?"
)
_DATED = r"(?:19|20)\d\d年(?:[底末初]|\d{1,2}月[底末]?)?"
# 2023年和2025年的研发投入强度各是多少
_OF_YEARS = re.compile(
    rf"([^，,；;]*?)({_DATED})(?:和|与|、)({_DATED})的?([^，,；;]{{0,20}}?)(?:分别|各)([^，,；;]{{0,12}})"
)


def _set_beside(text: str) -> re.Match[str] | None:
    return _WHICH_IS_MORE.fullmatch(text.rstrip("？?。"))


def asked_apart(text: str) -> list[str]:
    """The parts of a question that ask something each."""
    return _asking(_pieces(text))


def _asking(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if ASKS.search(piece)]


def _pieces(text: str) -> list[str]:
    """The parts of a question of several parts; A和B的规模分别是多少 asks for A's and for B's."""
    years = _OF_YEARS.fullmatch(text.rstrip("？?。"))
    if years is not None:
        ahead, one, other, thing, asks = years.groups()
        return [f"{ahead}{year}{thing}{asks}" for year in (one, other)]
    more = _set_beside(text)
    if more is not None:
        return [f"{name}的{more.group(3)}是多少" for name in more.groups()[:2]]
    each = _EACH.search(text)
    if each is not None:
        first, second, of, asks = (group for group in each.groups() if group is not None)
        return [f"{name}的{of}{asks}" if of else f"{name}{asks}" for name in (first, second)]
    return _asked_on([part for piece in _PARTS.split(text) if piece.strip() for part in _side_by_side(piece)])


def _side_by_side(piece: str) -> list[str]:
    """什么时候交、交几份 asks twice; 专利、商标的比例是多少 once."""
    parts = piece.split("、")
    return parts if len(parts) > 1 and all(ASKS.search(part) for part in parts) else [piece]


# 首次认定奖多少？重新认定呢？ asks 奖多少 of both
_AND_THAT = re.compile("(?:那么?)?([^，还就]{2,16}?)的?呢")
_ASKED = re.compile("(?:[补奖给贷投收拿占达有是为减免领]了?)?(?:多少|几[^年月天号]|什么|谁|怎|如何).*$")


def _asked_on(pieces: list[str]) -> list[str]:
    """The parts of a question, what only names another thing (重新认定呢) with what was asked before it."""
    told: list[str] = []
    asked = ""
    for piece in pieces:
        other = _AND_THAT.fullmatch(piece)
        told.append(f"{other.group(1)}{asked}" if other is not None and asked else piece)
        found = _ASKED.search(told[-1])
        asked = found.group() if found is not None else asked
    return told
