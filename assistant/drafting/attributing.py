"""The words that name a paragraph's source and its date: 据2025年答复（…），《……规划》提出，…

A plan's goals are introduced with 提出, its reported facts with 据, a regulation with 规定. An older letter is named
with its year; a letter of this year is not named.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.drafting.wording import RULES, issued_year
from assistant.reading.times.periods import PLAN
from assistant.zh import titled
from ingest.schema import Document

_PLAN = re.compile(r"规划|方案|计划|意见|要点")
# what has been done already
_DONE = re.compile(
    r"截[止至]|已|累计|获批|建成|完成|共\s*\d|荣获|入选|连续|期间[^，。]{0,8}(?:获|完成|实现|新增)|认定了?\d|[了过](?:[，。]|\d)|现有[^，。]{0,8}\d|拥有"
)
_BIDS = ("v", "vn", "d", "ad")  # 支持…, 加快…, 大力…: how a plan begins what it bids
_YEAR = re.compile(r"(?<!到)(?<!至)((?:19|20)\d{2})年")


def attribution(document: Document, said: str, today: date, *, again: bool = False, aim: str = "") -> str:
    """The words before a paragraph's first sentence; empty for a letter of this year.

    `again`: the paragraph before is of the same document. `aim`: the year for which the section sets its aims, where
    the sentence does not name one.
    """
    metadata = document.metadata
    year = issued_year(document)
    kind = metadata.doc_type or ""
    if metadata.is_letter:
        if year == str(today.year):
            return ""
        if again:
            return "据同一答复，"
        number = f"（{metadata.doc_number}）" if metadata.doc_number else ""
        return f"据{year}年答复{number}，" if year else f"据{name_of(document)}，"
    name = name_of(document)
    if name in said[: len(name) + 4]:
        return ""
    if RULES.search(kind):
        return f"{name}规定，"
    if _PLAN.search(kind) and _proposes(said, year):
        return f"{name}提出，到{aim}年，" if aim else f"{name}提出，"
    return f"据{name}，"


def name_of(document: Document) -> str:
    """How running text calls a document; a file that says nothing of itself is only 资料库文件."""
    metadata = document.metadata
    if metadata.title and not metadata.title.startswith("“"):
        return titled(metadata.title.strip("《》"))
    return metadata.doc_number or "资料库文件"


def aim_of(document: Document, section: int | None, start: int, said: str) -> str:
    """The year for which a section sets its aims (到2025年……), where a figure below it does not say so itself."""
    if section is None or not re.search(r"\d", said) or re.search(rf"(?:19|20)\d{{2}}年|{PLAN}", said):
        return ""
    own = document.sections[section]
    around = [own, *([document.sections[own.parent]] if own.parent is not None else [])]
    for place in around:  # the aims of a list stand before its first item
        years = re.findall(r"到\s*(20\d{2})\s*年", document.text[place.span.start : start])
        if years:
            return str(years[-1])
    return ""


def _proposes(said: str, issued: str) -> bool:
    """Whether a sentence of a plan states a goal or a task, rather than reports a fact."""
    latest = issued or "9999"
    if any(year <= latest for year in _YEAR.findall(said)):
        return False
    if any(year > latest for year in re.findall(r"到(20\d{2})年", said)):
        return True  # 到2025年，……完成100项 is not done
    if _DONE.search(said):
        return False
    import rjieba

    words = rjieba.tag(said[:16])
    begins = bool(words) and (
        words[0][1].startswith(_BIDS) or re.match(r"到\d{4}年|力争|争取|[对将把以]", said) is not None
    )
    return (
        begins
        or re.search(r"力争|争取|将|要(?!求)|支持|推动|加快|鼓励|完善|落实|健全|重点(?=发展|开展|推进|建设)", said)
        is not None
    )
