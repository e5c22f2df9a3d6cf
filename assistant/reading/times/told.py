"""Which of the answers that papers give tells how things stood at a time that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading.alike import common_words
from assistant.reading.facts import facts_of
from assistant.reading.focus import is_plan
from assistant.reading.folding import fold, ordinal_forms
from assistant.reading.times.asked import YEAR_END, AskedTime
from assistant.reading.units import deepest_section
from assistant.schema import Finding, Statement
from ingest.chunking import headings_of
from ingest.schema import Document

_DATE = re.compile(
    r"(?<![自从])(?:((?:19|20)\d\d)年|(?<!\d)(?=\d{1,2}月|年[底末中初]))(?:(\d{1,2})月|年?([底末])|(年中|上半年))?"
)
_NOW = re.compile("目前|现[有在共]")
_TILL, _IS = re.compile(r"到((?:19|20)\d\d)年"), re.compile("已|现有")
_DAYS = re.compile(r"\d{1,4}[年月日号]")
_REVIEWS = re.compile("总结|通报|公报|情况|回顾")
_AS_SURE = 0.8  # of the surest answer, where the newest is told
_ALIKE = 1.0  # what it is worth to be put as the answers of the other times
_BEFORE = 400  # characters ahead of an answer in which an edition may be named
_NAMED, _DATED, _FILED, _NEAR = 3.0, 2.5, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper answers."""

    document: Document
    finding: Finding

    @property
    def statement(self) -> Statement:
        return self.finding.statements[0]

    @property
    def said(self) -> str:
        """Its words, folded."""
        return fold("".join(statement.text for statement in self.finding.statements))

    @property
    def line(self) -> str:
        """Its words with those of its paragraph before it, folded."""
        evidence = self.statement.evidence[0]
        text = self.document.text
        return fold(text[text.rfind("\n", 0, evidence.span.start) + 1 : evidence.span.end])

    @property
    def sentence(self) -> str:
        """Its words with those of its sentence before it, folded."""
        return re.split("[。；;]", self.line.rstrip("。；;"))[-1]

    @property
    def issued(self) -> str:
        """When its paper was issued: 2025-08, 2025, or nothing."""
        return (self.document.metadata.issued_on or "")[:7] or self.document.metadata.year or ""

    @property
    def day(self) -> str:
        """When it was told: the day of its paper, or of what it tells where the paper has none."""
        year, month = self.time
        return self.issued or (f"{year}-{month:02d}" if month else year)

    @property
    def time(self) -> tuple[str, int]:
        """The year and month that its words name last; "" and 0 where they name none."""
        now = _NOW.search(self.said) is not None and not _DATE.search(self.said) and len(self.issued) > len("2025")
        if now:
            return self.issued[:4], int(self.issued[5:])
        for words in (self.said, self.sentence):
            found = [m for m in _DATE.finditer(words) if m.group()]
            if found:
                year = next((m.group(1) for m in reversed(found) if m.group(1)), "")
                last = found[-1]
                month = (
                    int(last.group(2)) if last.group(2) else YEAR_END if last.group(3) else 6 if last.group(4) else 0
                )
                return year, month
        return "", 0

    @property
    def around(self) -> str:
        """Its words, its paragraph and the headings above it, folded."""
        start = self.statement.evidence[0].span.start
        index = deepest_section(self.document, start)
        above = headings_of(self.document, self.document.sections[index]) if index is not None else ()
        return fold("".join((*above, self.line, self.said)))

    @property
    def says_number(self) -> bool:
        """Whether it says any number beside dates."""
        return (
            re.search(r"\d|[一二三四五六七八九十两百]+(?:[家个项名人届次年]|成)", _DAYS.sub("", self.said)) is not None
        )

    @property
    def is_planned(self) -> bool:
        """Whether it says what shall be."""
        ahead = any(year > self.issued[:4] for year in _TILL.findall(self.sentence + self.said) if self.issued)
        said = _TILL.sub("", self.said)  # 到2024年末 in a paper of 2025 is past
        return ahead or ((is_plan(said) or "目标" in said) and _IS.search(said) is None)


def fits(time: AskedTime, told: Told) -> float:
    """How well an answer tells of a time; 0 where it tells of another."""
    if time.papers and told.document.doc_id not in time.papers:
        return 0.0
    if time.standing in {"done", "newest"} and told.is_planned:
        return 0.0
    if time.standing == "planned" and not told.is_planned:
        return 0.0
    if told.is_planned and time.standing != "planned" and "" < time.year < told.issued[:4]:
        return 0.0  # what shall be is not how it was
    if time.edition:
        return _of_edition(time.edition, told)
    if time.month:
        return _of_month(time, told)
    if time.year:
        return _NAMED if time.year in told.said else _DATED if told.time[0] == time.year else _NEAR
    return _NAMED if time.papers else _NEAR


def _of_edition(edition: str, told: Told) -> float:
    forms = ordinal_forms(edition)
    if any(form in told.said for form in forms):
        return _NAMED
    if any(form in told.line for form in forms):
        return _DATED
    start = told.statement.evidence[0].span.start
    ahead = re.findall(r"第[一二三四五六七八九十\d]+届", fold(told.document.text[max(0, start - _BEFORE) : start]))
    return _NEAR if ahead and ahead[-1] in forms else 0.0


def _of_month(time: AskedTime, told: Told) -> float:
    year, month = told.time
    title = told.document.metadata.title or ""
    titled = re.search(r"(?:19|20)\d\d", title)
    reviewed = titled.group() if titled is not None and _REVIEWS.search(title) else ""
    if month:  # a month without a year is of the paper's year, or of that which it looks back on
        of = year or reviewed or told.issued[:4]
        if month == time.month and (not time.year or of == time.year):
            return _NAMED
        # what came about in 9月 a paper of 10月 tells of 10月
        own = told.issued == f"{time.year or told.issued[:4]}-{time.month:02d}"
        return _NEAR if own and of == told.issued[:4] and month < time.month else 0.0
    if year and time.year and year != time.year:
        return 0.0
    if time.month == YEAR_END:  # what a year's report says of no other day
        return _FILED if reviewed and (not time.year or reviewed == time.year) and not told.is_planned else 0.0
    return (
        _FILED if told.issued[5:] == f"{time.month:02d}" and told.issued[:4] == (time.year or told.issued[:4]) else 0.0
    )


def chosen(time: AskedTime, answers: Sequence[Told], taken: Sequence[Told]) -> Told | None:
    """The answer that tells best of a time and is none of those `taken`; None where none does."""
    known = {one.said for one in taken}
    counting = [one for one in answers if one.says_number]
    fitting = [(value, one) for one in counting if (value := fits(time, one)) > 0]
    left = [pair for pair in fitting if pair[1].said not in known]
    # the newest paper may be one that is named besides
    fitting = left if left or time.standing != "newest" else fitting
    if not fitting:
        return None
    if time.standing in {"newest", "former"} and not time.papers:
        surest = max(one.finding.confidence for _, one in fitting)
        fitting = [pair for pair in fitting if pair[1].finding.confidence >= _AS_SURE * surest]
        days = sorted((one.day, one.finding.confidence, n) for n, (_, one) in enumerate(fitting))
        return fitting[days[-1 if time.standing == "newest" else 0][2]][1]
    if time.month and not time.year:  # 年底 is that of the last year told
        newest = max(one.issued[:4] for _, one in fitting)
        fitting = [pair for pair in fitting if pair[1].issued[:4] == newest]
    return max(
        fitting, key=lambda pair: (pair[0] + _is_like(pair[1], taken), pair[1].finding.confidence, pair[1].issued)
    )[1]


def _is_like(one: Told, taken: Sequence[Told]) -> float:
    """What it is worth that an answer is put as those of the other times: papers of two years repeat their words."""
    return _ALIKE * max((common_words(one.said, other.said) for other in taken), default=0.0)


def without_repeated(told: Sequence[Told]) -> list[Told]:
    """Answers without those that another of their paper holds (2023年8场，2022年5场 beside 2022年5场)."""
    return [
        one
        for n, one in enumerate(told)
        if not any(
            one.document.doc_id == other.document.doc_id
            and one.said in other.said
            and (one.said != other.said or m < n)
            for m, other in enumerate(told)
            if m != n
        )
    ]


_UNIT = re.compile(r"\d(?:[万亿]|余|多)*([家个项名位笔台件单场次种所座支款])")


def counted_in(told: Sequence[Told]) -> str:
    """In what the surest answer counts (家); "" where it counts in no one unit, or all count in that."""
    if len(told) < 2:
        return ""
    units = [set(_UNIT.findall(one.said)) for one in sorted(told, key=lambda one: -one.finding.confidence)]
    return next(iter(units[0])) if len(units[0]) == 1 and not all(units[0] <= other for other in units) else ""


_MEASURES = re.compile(r"\d(?:[万亿千]|余|多)*(元|%|人|名|位)")


def counts_alike(told: Sequence[Told]) -> bool:
    """Whether answers count in one measure: money, a share, people, or things."""
    each = [_measures(one.said) for one in told]
    return bool(each and set.intersection(*each))


def _measures(said: str) -> set[str]:
    found = {"人" if unit in "人名位" else unit for unit in _MEASURES.findall(said)}
    counted = re.search(r"[\d一二三四五六七八九十两](?:[万亿千]|余|多)*[^\d万亿千元%人名位年月日,，。.]", said)
    return found | {""} if counted or not found else found


def holds_numbers(finding: Finding, told: Sequence[Told]) -> bool:
    """Whether a finding has all the numbers that were told one by one."""
    known, *others = (
        {number.value for statement in one.statements for number in facts_of(statement.text).numbers}
        for one in (finding, *(answer.finding for answer in told))
    )
    return all(other <= known for other in others)
