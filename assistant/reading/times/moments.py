"""Of which day a sentence tells how things stood: of another month, or only what shall be, is no answer."""

from __future__ import annotations

import re

from assistant.reading.focus import asks_for_plan, is_plan
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.times.periods import periods
from assistant.reading.units import Unit
from ingest.schema import Document

_MONTH_TOLD = re.compile(r"[至到](?:(?:19|20)\d\d年)?(\d{1,2})月")
_YEAR_END = re.compile(r"[至到](?:(?:19|20)\d\d年|年)[底末]")
_MONTH_ASKED = re.compile(r"[至到](?:(?:19|20)\d\d年)?(?:(\d{1,2})月|年?[底末])")
_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月")
_PART_OF_YEAR = re.compile("前三季度|[一二三四]季度|[上下]半年|前\\d{1,2}个月")
_EACH_YEAR, _A_YEAR = re.compile("每年(?!度)"), re.compile("每年|一年|年度|年均|最[高多]")
_HOPES = re.compile("力争|限额|名额")
_OF_PLANS = re.compile("(?:工作)?(?:要点|计划|打算|思路|目标|部署|安排)$|下一步|(?:预期|主要|发展)目标")
_AS_OF_MONTH = re.compile(r"(?:到|至|截止)((?:19|20)\d\d)年(\d{1,2})月")
HAVE_NOW = "(?:现在|目前|现|已)有(?=多少|几)"
_CAME_ABOUT = re.compile(
    f"实际|{HAVE_NOW}|已经?|是(?:哪一?[年天月]|什么时候|何时)[^,，。？?]{{0,20}}的|[\u4e00-\u9fff]了(?:多少|几)"
)
TILL = re.compile(r"到((?:19|20)\d\d)年")


def of_another_month(query: Query, folded: str) -> bool:
    """Whether a text tells how things stood at the end of another month than a question asks (至6月底 for 到年底)."""
    asked = _MONTH_ASKED.search(fold(query.text))
    told = {int(month) for month in _MONTH_TOLD.findall(folded)} | ({12} if _YEAR_END.search(folded) else set())
    return asked is not None and bool(told) and int(asked.group(1) or 12) not in told


def of_another_span(query: Query, best: Unit, other: Unit) -> bool:
    """Whether a question asks of a five-year plan's time or of how things stood in a month, the best sentence is of it
    and another names no such time: a year's figure is no rival of five years'; or whether another tells of a part of
    a year (前三季度), or of what comes each year, that nobody asked for."""
    asked = [f"十{ordinal}五" for ordinal in periods(query.text)]
    day = _DAY.search(fold(query.text))
    asked += [day.group()] if day else []
    said, rival = (f"{unit.folded}{unit.before}{unit.headings}{unit.lead}" for unit in (best, other))
    if any(time in said and time not in rival for time in asked):
        return True
    each = _EACH_YEAR.search(other.folded) is not None and not _A_YEAR.search(best.folded + query.text)
    return each or any(part not in best.folded + best.before for part in parts_of_year(query, other))


def parts_of_year(query: Query, unit: Unit) -> set[str]:
    """The parts of a year (前三季度) of which a sentence tells and nobody asked."""
    return {part for part in _PART_OF_YEAR.findall(unit.folded) if part not in query.text}


def is_older(query: Query, unit: Unit, document: Document) -> bool:
    """Whether a question asks how things stood on a day after the paper was written: it cannot say, but what it
    plans."""
    day, issued_on = _AS_OF_MONTH.search(fold(query.text)), document.metadata.issued_on or ""
    if day is None or "date" in query.wants or len(issued_on) < len("2025-06") or is_plan(unit.folded + unit.lead):
        return False
    if f"{day.group(1)}年{int(day.group(2))}月" in unit.folded:
        return False  # 有效期至2026年12月31日
    return f"{day.group(1)}-{int(day.group(2)):02d}" > issued_on[: len("2025-06")]


def asks_what_came_about(query: Query, words: re.Pattern[str]) -> bool:
    """Whether a question asks for what came about, by one of the `words`, and for no plan besides."""
    asked = fold(query.text)
    return words.search(asked) is not None and not asks_for_plan(words.sub("", asked))


def is_planned(query: Query, unit: Unit, document: Document) -> bool:
    """Whether a sentence only says what shall be, where it is asked what came about (实际入驻了多少家)."""
    if not asks_what_came_about(query, _CAME_ABOUT):
        return False
    ahead = [year for year in TILL.findall(unit.folded) if year > (document.metadata.year or "")]
    planned = (_HOPES.search(unit.folded), _OF_PLANS.search(unit.headings))
    return bool(ahead and document.metadata.year) or any(planned)
