"""Figures and names of a letter that differ from those of the sentence it was taken from.

Two sentences are one when their words are, but for the figures; where those then differ, one of the two is wrong or of
another time, and a person must say which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.facts import Number, facts_of
from assistant.holdings import Holdings
from assistant.reading.units import sentence_spans
from ingest.schema import Document, Span

_ALIKE = 0.88  # of the words of two sentences that are one but for their figures
_SHORTEST = 12  # characters of a sentence that can be told from others
_THING = 5  # characters that name a thing for which two figures are given
_HOW_MUCH = re.compile(r"(?:已|共|约|近|达到?|超过?|有|为|增至|到|累计|总计|合计|突破|不少于|至少|实现|争取)+$")
_HITS = 4
_LONGEST_QUERY = 200
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:万亿|千万|百万|亿|万|千|百|十)?(?:%|‰)?")
_MARK = "\ue000"  # stands for a figure: of no script, so that no text has it
_BODY = re.compile(r"[\u4e00-\u9fff]{2,}(?:局|厅|委|院|所|公司|大学|学院|银行|中心|协会|集团|基金|办公室|政府|实验室)$")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence with its figures taken out."""

    words: str
    figures: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Pattern:
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        plain = re.sub(r"[“”\"'‘’。；;]", "", plain).replace("、", ",")
        return cls(_NUMBER.sub(_MARK, plain), tuple(_NUMBER.findall(plain)))


def against_library(letter: Document, library: Holdings) -> Iterator[tuple[Span, str]]:
    """The sentences of a letter whose figures or bodies are not those of the library's like sentence."""
    if not library.documents():
        return
    documents: dict[str, Document] = {}
    for span in _sentences(letter):
        text = span.of(letter.text)
        own = _Pattern.of(text)
        likest: list[tuple[float, _Pattern, str]] = []
        for hit in library.search(text[:_LONGEST_QUERY], _HITS):
            if hit.chunk.doc_id not in documents:
                document = library.document(hit.chunk.doc_id)
                if document is None:
                    continue
                documents[hit.chunk.doc_id] = document
            source = documents[hit.chunk.doc_id]
            for other in sentence_spans(hit.chunk.span, source.text):
                pattern = _Pattern.of(other.of(source.text))
                if abs(len(pattern.words) - len(own.words)) > 0.3 * len(own.words):
                    continue
                likeness = SequenceMatcher(None, own.words, pattern.words, autojunk=False).ratio()
                if likeness >= _ALIKE:
                    name = source.metadata.doc_number or source.metadata.title or source.source
                    likest.append((likeness, pattern, name))
        if not likest or any(pattern == own for _, pattern, _ in likest):
            continue
        _, pattern, name = max(likest, key=lambda one: one[0])
        for here, there in _differences(own, pattern):
            yield span, f"这里是“{here}”，{name}里是“{there}”，请核对：{_short(text)}"


def against_itself(letter: Document) -> Iterator[tuple[Span, str]]:
    """Clauses of a letter that say the same with another figure."""
    seen: dict[str, tuple[str, ...]] = {}
    for span in _sentences(letter):
        for clause in re.split(r"[，,]", span.of(letter.text)):
            pattern = _Pattern.of(clause)
            if len(pattern.words) < _SHORTEST or not pattern.figures:
                continue
            before = seen.setdefault(pattern.words, pattern.figures)
            if before != pattern.figures:
                said = f"“{'、'.join(before)}”和“{'、'.join(pattern.figures)}”"
                yield span, f"前后数字不一致：{said}，请核对：{_short(clause)}"


def differing_figures(one: str, other: str) -> Iterator[tuple[str, str, str]]:
    """(what, here, there): figures that two sentences give for one thing, in the same unit, and that differ."""
    for words, number in _figures(one):
        for known, figure in _figures(other):
            if number.unit != figure.unit or number.value == figure.value:
                continue
            common = SequenceMatcher(None, words, known, autojunk=False).find_longest_match()
            if common.size >= _THING and common.a + common.size == len(words) and common.b + common.size == len(known):
                yield words[common.a :], number.text, figure.text


def _figures(text: str) -> Iterator[tuple[str, Number]]:
    """The figures of a sentence with the words right before them, without those that only say how much."""
    for clause in re.split(r"[，,；;。：:、]", unicodedata.normalize("NFKC", text)):
        for number in facts_of(clause).numbers:
            before = re.sub(r"\s", "", clause[: clause.find(number.text)])
            words = _HOW_MUCH.sub("", before)
            if number.unit and re.fullmatch(r"[^\d]+", words[-_THING:]):
                yield words, number


def _sentences(letter: Document) -> Iterator[Span]:
    start = letter.sections[0].span.start if letter.sections else 0
    end = next((s.span.start for s in letter.sections if s.kind == "closing"), len(letter.text))
    for span in sentence_spans(Span(start, max(start, end)), letter.text):
        if span.end - span.start >= _SHORTEST:
            yield span


def _differences(own: _Pattern, other: _Pattern) -> Iterator[tuple[str, str]]:
    """(here, there) of figures that stand for the same thing and differ, and of bodies that were exchanged."""
    here, there = iter(own.figures), iter(other.figures)
    matcher = SequenceMatcher(None, own.words, other.words, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        mine, theirs = own.words[i1:i2], other.words[j1:j2]
        ours = [next(here) for _ in range(mine.count(_MARK))]
        known = [next(there) for _ in range(theirs.count(_MARK))]
        if tag == "equal":
            yield from ((a, b) for a, b in zip(ours, known, strict=True) if a != b)
        elif ours != known and ours and known:
            yield "、".join(ours), "、".join(known)
        elif tag == "replace" and mine and theirs:
            left = own.words[max(0, i1 - 12) : i1].rpartition(_MARK)[2]
            right = re.match(r"[^,:，：。（）()\ue000]{0,8}", own.words[i2:])
            tail = right.group() if right else ""
            for name in (left + mine + tail[:n] for n in range(len(tail) + 1)):
                if _BODY.search(name):
                    yield mine, theirs
                    break


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "……"
