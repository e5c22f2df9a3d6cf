"""Names that are made of several (“一核两翼”, “甲、乙、丙”三级计划): the sentence that says of each what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.folding import fold
from assistant.reading.outline.parts import Below, below_each, children_of
from assistant.reading.passages import Passages, Scored
from assistant.reading.questions import Query
from assistant.reading.units import trim
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document

_QUOTED = re.compile('[“"]([^“”"]{4,24})[”"]')
_COUNTED = re.compile("(?:[一二两三四五六七八九十多][\u4e00-\u9fff]){2,5}")
_ONE = re.compile("[里中的，,]([一二两三四五六七八九十多][\u4e00-\u9fff])(?=是|指|在)")
_ASKED = re.compile("指|是什么|什么意思|含义|分别|各|哪|谁|包括|包含|内容")
_MOST = 5
_SUM = re.compile(r"[“\"](\d(?:\+\d){1,3})[”\"]")
_SURE = 1.2  # surer than a sentence that only has the name


def read_sum(query: Query, documents: Sequence[Document]) -> Finding | None:
    """What a sum in quotation marks counts (“2+3”平台 by the headings 打造2个枢纽 and 建设3大园区),
    one behind the other, with what stands below them; None for other questions, and where no headings count so."""
    quoted = _SUM.search(query.question.text)
    if quoted is None or not query.wants_any("definition", "list") or query.wants_any("number", "date"):
        return None
    numbers = quoted.group(1).split("+")
    for document in documents:
        if query.scope and document.doc_id not in query.scope:
            continue
        below = below_each(document)
        for siblings in below.values():
            for run in zip(*(siblings[k:] for k in range(len(numbers))), strict=False):
                if all(_counts(document, i, number, below) for i, number in zip(run, numbers, strict=True)):
                    return Finding(tuple(_with_items(document, i, below) for i in run), _SURE, "structure")
    return None


def _counts(document: Document, index: int, number: str, below: Below) -> bool:
    """Whether a heading says how many there are (建设3大园区), and as many stand below it."""
    said = re.search(rf"(?<!\d){number}[大个]", re.sub(r"\s", "", fold(document.sections[index].title)))
    return said is not None and len(children_of(document, index, below)) == int(number)


def _with_items(document: Document, index: int, below: Below) -> Statement:
    """A heading with the titles of what stands below it."""
    sections = [document.sections[i] for i in (index, *children_of(document, index, below))]
    evidence = tuple(Evidence(document.doc_id, trim(section.heading, document.text)) for section in sections)
    own, *titles = [bare(section.title) for section in sections]
    return Statement(f"{own}：{'、'.join(titles)}", evidence)


def told_by_each_name(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the best one's section that begin with one each of the names of which a name in quotation marks
    is made, or with the one that is asked for (“一扩两提”，扩的是什么); none where one of them has no sentence."""
    text = query.question.text
    quoted = _QUOTED.search(text)
    names = _names(quoted.group(1)) if quoted is not None else ()
    if quoted is None or not names or not query.wants_any("definition", "list", "name"):
        return []
    behind = text[quoted.end() :]
    counted = _COUNTED.fullmatch(quoted.group(1)) is not None
    if not _ASKED.search(behind) or (counted and any(one not in names for one in _ONE.findall(behind))):
        return []  # 三山 is none of “一湾两港三岛”
    one = [name for name in names if name[-1] in behind or name in behind] if len(names[0]) == 2 else []
    found = [_sentence_of(name, passages, best) for name in (one if len(one) == 1 else names)]
    told = [scored for scored in found if scored is not None]
    return told if len(told) == len(found) else []


def _names(quoted: str) -> tuple[str, ...]:
    """一核, 两翼 of 一核两翼; the names of a row (甲计划、乙计划、丙计划); () for another name."""
    if _COUNTED.fullmatch(quoted):
        return tuple(quoted[i : i + 2] for i in range(0, len(quoted), 2))
    row = quoted.split("、")
    return tuple(row) if 1 < len(row) <= _MOST and all(2 <= len(name) <= 6 for name in row) else ()


def _sentence_of(name: str, passages: Passages, best: Scored) -> Scored | None:
    opens = re.compile(rf"(?:[（(][一二三四五六七八九十\d]+[）)]|[^，。；：]{{0,2}}[：:])?[“\"]?{re.escape(name)}")
    return next((s for s in passages.scored if s.place == best.place and opens.match(s.unit.text)), None)
