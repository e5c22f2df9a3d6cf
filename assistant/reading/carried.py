"""What the clauses of an answer take along, because they would say too little or no longer hold without it: the day a
number is of, what it was changed to, the case's effect, the rest of a list, the lines that a sentence announces."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.reading.clauses import clause_spans
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.focus import tells_additions
from assistant.reading.folding import fold
from assistant.reading.units import deepest_section, sentence_spans
from ingest.numbering import han_to_int
from ingest.schema import Document, Span

_ANNOUNCED = 180  # characters of what a sentence announces (如下：)


def _behind(window: Span, sentence: Span, document: Document) -> list[Span]:
    """The clauses of a sentence behind a window of it; none at its end."""
    return clause_spans(Span(window.end, sentence.end), document.text) if window.end < sentence.end else []


_DAY = re.compile(
    r"(?:截至|截止到?|到)?(?:19|20)\d{2}年(?:底|末|初|\d{1,2}月(?:底|末|初|\d{1,2}日)?|上半年|前?[一二三四]季度)?[，,]"
)


def with_its_day(window: Span, sentence: Span, document: Document) -> Span:
    """A number with the day it is of, where the sentence begins with that (截至2024年底，): it holds no longer."""
    before = document.text[sentence.start : window.start]
    day = _DAY.fullmatch(fold(before).strip())
    return Span(sentence.start + len(before) - len(before.lstrip()), window.end) if day else window


def with_the_rest(window: Span, sentence: Span, document: Document, given: Callable[[str], bool], most: int) -> Span:
    """A list of things with their numbers (一等奖50万元，二等奖20万元，……), to where the numbers end, within `most`
    characters."""
    for clause in _behind(window, sentence, document):
        if clause.end - window.start > most or not given(clause.of(document.text)):
            break
        window = Span(window.start, clause.end)
    return window


_CHANGED = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:已|又|再)?(?:扩大|增加|增资|提高|提升|调整|扩充|增|降低?)(?:到|至|为)\D{0,6}\d"
)


_ALL_TOLD = re.compile(r"(?:全[市省县区国]|总数|总量|累计)?(?:已|共)?(?:达到?|有|共)\D{0,4}\d")


def with_its_change(window: Span, sentence: Span, document: Document) -> Span:
    """A number with what it was changed to right behind it (首期6000万元，2022年扩大至1.2亿元), what came new with what
    there is by it (新增2所，共有9所): it alone holds no longer."""
    rest = _behind(window, sentence, document)
    behind = fold(rest[0].of(document.text)).strip() if rest else ""
    summed = tells_additions(fold(window.of(document.text))) and _ALL_TOLD.match(behind)
    return Span(window.start, rest[0].end) if summed or _CHANGED.match(behind) else window


# a case, and what is charged or given in it, without how much that is
_CASE = re.compile(
    r"(?:^|[，,；;。])(?:但|其中)?[，,]?(?:对|凡是?|对于)[^，,；;。]{2,40}[，,]\s*$|(?:^|[，,；;。])在?[^，,；;。]{4,40}时[，,]\s*$|(?:收费|费率|标准|比例|金额|额度|期限)[，,]\s*$"
)


def with_its_effect(window: Span, sentence: Span, document: Document) -> Span:
    """A case (对委托单位为湖北省的企业，) with the clause that says what holds in it."""
    if not _CASE.search(window.of(document.text)):
        return window
    rest = _behind(window, sentence, document)
    return Span(window.start, rest[0].end) if rest else window


def with_its_number(window: Span, sentence: Span, document: Document, given: Callable[[str], bool]) -> Span:
    """A window that lacks the number asked for, with the clause behind it or the one before it that has that
    (某某等10家单位，申报某站)."""
    if given(window.of(document.text)):
        return window
    behind = _behind(window, sentence, document)
    if behind and given(behind[0].of(document.text)):
        return Span(window.start, behind[0].end)
    before = [clause for clause in clause_spans(sentence, document.text) if clause.end <= window.start]
    if before and given(before[-1].of(document.text)):
        return Span(before[-1].start, window.end)
    return window


def with_its_subject(window: Span, sentence: Span, document: Document, named: Callable[[str], bool], most: int) -> Span:
    """A window that names nobody (获批某某平台), with the clauses before it from the one that does, within `most`
    characters: who did it stands at the beginning of its sentence."""
    if named(window.of(document.text)):
        return window
    for clause in reversed(clause_spans(Span(sentence.start, window.start), document.text)):
        if window.end - clause.start > most:
            break
        if named(clause.of(document.text)):
            return Span(clause.start, window.end)
    return window


def with_what_it_names(window: Span, sentence: Span, document: Document, most: int) -> Span:
    """A window that ends in a colon (须同时具备三个条件：) with the clauses behind it, within `most` characters, one of
    them at the least."""
    if not window.of(document.text).rstrip().endswith(("：", ":")):
        return window
    for n, clause in enumerate(_behind(window, sentence, document)):
        if n and clause.end - window.start > most:
            break
        window = Span(window.start, clause.end)
    return window


_LIMIT = re.compile(r"(?:且|并且|但|同时)[^，,；;。]{0,14}(?:不[超高]过|不高于|不[少低]于|最[高多长低]|为限)\D{0,4}\d")
_BOUNDED = re.compile("不[超高]过|不高于|不[少低]于|最[高多长低]|为限")


def with_its_limit(window: Span, sentence: Span, document: Document) -> Span:
    """A limit with the other one that holds beside it (不超过贷款余额的3%，且不超过500万元)."""
    if not _BOUNDED.search(window.of(document.text)):
        return window
    rest = _behind(window, sentence, document)
    return Span(window.start, rest[0].end) if rest and _LIMIT.match(fold(rest[0].of(document.text)).strip()) else window


def with_its_row(window: Span, sentence: Span, document: Document, most: int) -> Span:
    """A window that ends within a row (甲3家、乙2家、) with the rest of the row, within `most` characters."""
    if not window.of(document.text).endswith("、"):
        return window
    end = next(clause.end for clause in clause_spans(sentence, document.text) if clause.end >= window.end)
    return Span(window.start, end) if end - window.start <= most else window


_COUNTED = re.compile(
    r"(\d{1,2}|[二两三四五六七八九十])(?:场|个|家|项|类|种|处|次|批|档|步|期|名|位|条)[^，。；：、\d]{0,6}[：:]"
)


def with_all_it_counts(window: Span, sentence: Span, document: Document, most: int) -> Span:
    """A window that says how many there are and begins to tell them (宣讲会3场：4月16日在甲，) with as many clauses as
    it counts, within `most` characters: fewer would not be as many."""
    counted = _COUNTED.search(window.of(document.text))
    if counted is None:
        return window
    count = han_to_int(counted.group(1).replace("两", "二"))
    items = clause_spans(Span(window.start + counted.end(), sentence.end), document.text)[:count]
    end = items[-1].end if len(items) == count else window.end
    return Span(window.start, end) if window.end < end <= window.start + most else window


def with_announced(window: Span, sentence: Span, document: Document) -> Span:
    """A sentence that only announces (重点支持以下方向：) with the lines that it announces."""
    text = document.text
    sentence = _up_to_its_colon(sentence, document)
    if not ANNOUNCES.search(sentence.of(text)):
        return window
    index = deepest_section(document, sentence.start)
    limit = document.sections[index].span.end if index is not None else len(text)
    line = text.find("\n", sentence.end)
    if line > 0 and text[sentence.end : line].strip():
        limit = min(limit, line)  # 以下举措。一是…… are told in the announcing paragraph
    end = sentence.end
    for span in sentence_spans(Span(sentence.end, limit), text):
        if span.end - sentence.start > _ANNOUNCED:
            break
        end = span.end
    return Span(window.start, end)


_CASES_BELOW = re.compile("(?:下列|以下)[^，,；;。：:]{0,8}(?:之一|的)[^：:]*[；;]$")


def _up_to_its_colon(sentence: Span, document: Document) -> Span:
    """有下列情形之一的，收回资金； with what goes on to the colon behind which the cases stand (构成犯罪的，……：)."""
    text = document.text
    if not _CASES_BELOW.search(sentence.of(text)):
        return sentence
    end = text.find("\n", sentence.end)
    line = Span(sentence.start, end if end > 0 else len(text))
    return line if ANNOUNCES.search(line.of(text)) else sentence
