"""Figures and names of a letter that differ from those of the sentence it was taken from.

Two sentences are one when their words are, but for the figures; where those then differ, one of the two is wrong or of
another time, and a person must say which. Figures of two named years are two facts. What a letter tells in its own
words is compared in `checks/clauses.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.drafting.checks.clauses import Known, LikeClauses
from assistant.drafting.checks.moments import differing_dates
from assistant.drafting.proposals import MARK
from assistant.drafting.wording import issued_year
from assistant.holdings import Holdings
from assistant.reading.facts import Number, facts_of
from assistant.reading.units import sentence_spans
from assistant.zh import label
from ingest.doc_numbers import YEAR_AND_SERIAL
from ingest.schema import Document, Span

_ALIKE = 0.88  # of the words of two sentences that are one but for their figures
_SHORTEST = 12  # characters of a sentence that can be told from others
_YEAR_ALONE = 25  # characters of a sentence so long that two years in it are a slip
_THING = 5  # characters that name a thing for which two figures are given
_HOW_MUCH = re.compile(r"(?:已|共|约|近|达到?|超过?|有|为|增至|到|累计|总计|合计|突破|不少于|至少|实现|争取)++$")
_HITS = 4
_LONGEST_QUERY = 200
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:万亿|千万|百万|亿|万|千|百|十)?(?:%|‰)?")
_MARK = "\ue000"  # stands for a figure: of no script, so that no text has it
_BODY = re.compile(r"[\u4e00-\u9fff]{2,}?(?:局|厅|委|院|所|公司|大学|学院|银行|中心|协会|集团|基金|办公室|政府|实验室)")
_ATTRIBUTION = re.compile(
    r"^(?:据[^,，。]{2,60}[,，]|《[^《》]{2,60}》(?:（[^（）]{2,30}）)?(?:明确)?(?:提出|规定|要求|明确)[,，])"
)
# a 文号 that says whose words these are; that of a paper named by its title must be the same each time
_WHOSE_NUMBER = re.compile(rf"(?<![\u4e00-\u9fffA-Za-z》])(?<!》[（(])[\u4e00-\u9fffA-Za-z]{{1,40}}{YEAR_AND_SERIAL}")
_REACHED, _WANTED = re.compile("已|截至|截止|累计|目前|现有|完成"), re.compile("力争|争取|目标|计划|预计|将(?!近)")
_AIM = re.compile(r"力争|争取|目标|计划|预计|到20\d\d年|将(?:达|建|增|新|完|突|实)")


@dataclass(frozen=True, slots=True)
class _Figure:
    text: str
    year: bool
    around: str  # the figure with some words of its clause
    right: str  # the words behind it


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence with its figures taken out, without its number and without the words that say whose it is."""

    words: str
    figures: tuple[_Figure, ...]

    @classmethod
    def of(cls, text: str) -> _Pattern:
        plain = _stripped(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
        plain = re.sub(r"[“”\"'‘’。；;]", "", plain).replace("、", ",")
        figures = tuple(_figure(match, plain) for match in _NUMBER.finditer(plain))
        return cls(_NUMBER.sub(_MARK, plain), figures)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(figure.text for figure in self.figures)


def against_library(letter: Document, library: Holdings) -> Iterator[tuple[Span, str]]:
    """The sentences of a letter that name other figures or bodies than the most similar sentence of the library."""
    if not library.documents():
        return
    documents: dict[str, Document] = {}
    clauses, year = LikeClauses(library), issued_year(letter)
    for span in _sentences(letter):
        text = span.of(letter.text)
        own = _Pattern.of(text)
        likest: list[tuple[float, _Pattern, str]] = []
        near: list[Known] = []
        for hit in library.search(text[:_LONGEST_QUERY], _HITS):
            if hit.chunk.doc_id not in documents:
                document = library.document(hit.chunk.doc_id)
                if document is None:
                    continue
                documents[hit.chunk.doc_id] = document
            source = documents[hit.chunk.doc_id]
            name = label(source.metadata, source.source)
            for other in sentence_spans(hit.chunk.span, source.text):
                said = other.of(source.text)
                near.append(Known(said, name, issued_year(source), "规划" in (source.metadata.doc_type or "")))
                pattern = _Pattern.of(said)
                if abs(len(pattern.words) - len(own.words)) > 0.3 * len(own.words):
                    continue
                likeness = SequenceMatcher(None, own.words, pattern.words, autojunk=False).ratio()
                if likeness >= _ALIKE:
                    likest.append((likeness, pattern, name))
        if any(pattern.words == own.words and pattern.values == own.values for _, pattern, _ in likest):
            continue
        if likest:
            _, pattern, name = max(likest, key=lambda one: one[0])
            for here, there in _differences(own, pattern):
                yield span, f"这里是“{here}”，{name}里是“{there}”，请核对。"
        else:
            for here, there, name in clauses.differing(text, year, near):
                yield span, f"这里是“{here}”，{name}里相近的一句是“{there}”，请核对是不是同一件事。"
            for here, there, name in differing_dates(clauses, text, near):
                yield span, f"这里是“{here}”，{name}里是“{there}”，日期不同，请核对。"


def against_itself(letter: Document) -> Iterator[tuple[Span, str]]:
    """Pairs of clauses in one letter that have the same words and the same years, but different figures."""
    seen: dict[tuple[str, frozenset[str], bool], list[_Figure]] = {}
    for line in re.finditer(r"[^\n]+", letter.text):
        years: frozenset[str] = frozenset()
        for span in _sentences(letter, Span(line.start(), line.end())):
            for clause in re.split(r"[，,]", _WHOSE_NUMBER.sub("", span.of(letter.text))):
                pattern = _Pattern.of(clause)
                years = frozenset(figure.text for figure in pattern.figures if figure.year) or years
                counted = [figure for figure in pattern.figures if not figure.year]
                words = re.sub(rf"{_MARK}年(?:{_MARK}月)?", "", pattern.words)
                if len(words) < _SHORTEST or not counted:
                    continue
                before = seen.setdefault((words, years, bool(_AIM.search(clause))), counted)
                for one, other in zip(before, counted, strict=False):
                    if one.text != other.text:
                        yield span, f"前后数字不一致：前面是“{one.around}”，这里是“{other.around}”，请核对。"


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence of a draft, the year of its paper (empty where unknown), and whether the paper proposes what it
    says."""

    text: str
    issued: str
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of a sentence with the words right before it (`thing`): an aim or a result, of a year and month that may
    be unknown."""

    thing: str
    number: Number
    aim: bool
    year: int | None
    month: int | None

    def contradicts(self, other: _Count) -> str:
        """The words for the thing that both numbers count, where they should be equal and are not; else empty."""
        if self.aim != other.aim or self.number.unit != other.number.unit or self.number.value == other.number.value:
            return ""
        times = ((self.year, other.year), (self.month, other.month))
        if any(here and there and here != there for here, there in times):
            return ""
        one, two = self.thing, other.thing
        common = SequenceMatcher(None, one, two, autojunk=False).find_longest_match()
        ends_both = common.a + common.size == len(one) and common.b + common.size == len(two)
        return one[common.a :] if ends_both and common.size >= _THING else ""


def differing_figures(one: Telling, other: Telling) -> Iterator[tuple[str, str, str, bool]]:
    """(what, here, there, whether it is an aim): figures of two sentences that contradict each other. Two aims do where
    they are set for one year, two results where they are of one time; an aim and a result never do."""
    others = list(_counts(other))
    for count in _counts(one):
        for known in others:
            if what := count.contradicts(known):
                yield what, count.number.text, known.number.text, count.aim


def _counts(told: Telling) -> Iterator[_Count]:
    """The numbers of a sentence. A clause that does not say of which time it is, or whether it aims, goes on as the one
    before; a result without any time is of the paper's year."""
    issued = int(told.issued) if told.issued.isdigit() else None
    aim, year, month = told.proposed, None if told.proposed else issued, None
    for clause in re.split(r"[，,；;。：:、]", unicodedata.normalize("NFKC", told.text)):
        facts = facts_of(clause)
        dated = [date for date in facts.dates if date.year is not None]
        if dated:
            year, month = dated[-1].year, dated[-1].month
        if _REACHED.search(clause):
            aim = False
        elif _WANTED.search(clause):
            aim, year = True, year if dated else None
        elif dated and year is not None and issued is not None:
            aim = told.proposed or year > issued
        for number in facts.numbers:
            before = re.sub(r"\s", "", clause[: clause.find(number.text)])
            thing = _HOW_MUCH.sub("", before)
            if number.unit and number.unit != "年" and re.fullmatch(r"[^\d]+", thing[-_THING:]):
                yield _Count(thing, number, aim, year, month)


def _stripped(text: str) -> str:
    """A sentence without what a letter puts before it: its number and the name of its source (据2025年答复，)."""
    before = ""
    while before != text:
        before, text = text, _ATTRIBUTION.sub("", MARK.sub("", text))
    return text


def _figure(match: re.Match[str], plain: str) -> _Figure:
    left = re.split(r"[,，:：()（）]", plain[max(0, match.start() - 12) : match.start()])[-1]
    right = re.split(r"[,，:：()（）]", plain[match.end() : match.end() + 6])[0]
    year = re.fullmatch(r"(?:19|20)\d\d", match.group()) is not None and right.startswith("年")
    return _Figure(match.group(), year, left + match.group() + right, right)


def _sentences(letter: Document, within: Span | None = None) -> Iterator[Span]:
    start = letter.sections[0].span.start if letter.sections else 0
    end = next((s.span.start for s in letter.sections if s.kind == "closing"), len(letter.text))
    if within is not None:
        start, end = max(start, within.start), min(end, within.end)
    for span in sentence_spans(Span(start, max(start, end)), letter.text):
        if span.end - span.start >= _SHORTEST or within is not None:
            yield span


def _differences(own: _Pattern, other: _Pattern) -> Iterator[tuple[str, str]]:
    """Yields (here, there) for figures of the same thing that differ, and for bodies named in each other's place."""
    here, there = iter(own.figures), iter(other.figures)
    matcher = SequenceMatcher(None, own.words, other.words, autojunk=False)
    figures: list[tuple[_Figure, _Figure]] = []
    bodies: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        ours = [next(here) for _ in range(own.words[i1:i2].count(_MARK))]
        known = [next(there) for _ in range(other.words[j1:j2].count(_MARK))]
        if tag == "equal" or len(ours) == len(known):
            figures += [(a, b) for a, b in zip(ours, known, strict=True) if a.text != b.text]
        elif ours and known and not {a.text for a in ours} & {b.text for b in known}:
            figures.append((ours[0], known[0]))
        if tag != "equal" and not ours and not known:
            mine, theirs = _body(own.words, i1, i2), _body(other.words, j1, j2)
            if mine and theirs and mine != theirs:
                bodies.append((mine, theirs))
    years = [pair for pair in figures if pair[0].year and pair[1].year]
    counts = [pair for pair in figures if not (pair[0].year and pair[1].year)]
    if not years or (own.words == other.words and _one_report(own, other, len(counts))):
        yield from ((a.around, b.around) for a, b in years)
        yield from ((a.around, b.around) for a, b in counts)
    elif not counts and own.words == other.words and (len(own.figures) > 1 or len(own.words) >= _YEAR_ALONE):
        yield from ((a.around, b.around) for a, b in years)  # all else is the same: a slip, not another year's report
    yield from bodies


def _one_report(own: _Pattern, other: _Pattern, differing: int) -> bool:
    """Whether two sentences with the same words report on one year, though both a year and a count differ, so that the
    year is a slip. They do if at least as many counts agree as differ: a report on another year has other counts."""
    pairs = zip(own.figures, other.figures, strict=True)
    same = sum(a.text == b.text and not a.year and not re.match(r"[月日]", a.right) for a, b in pairs)
    return 0 < differing <= same


def _body(words: str, start: int, end: int) -> str | None:
    """The name of a body in which a piece of a sentence stands."""
    left = re.split(r"[,:，：。（）()\ue000]", words[max(0, start - 12) : start])[-1]
    right = re.split(r"[,:，：。（）()\ue000]", words[end : end + 8])[0]
    if re.search(r"[,:，：。（）()\ue000]", words[start:end]):
        return None
    for match in _BODY.finditer(left + words[start:end] + right):
        if match.start() <= len(left) and match.end() >= len(left) + (end - start):
            return match.group()
    return None
