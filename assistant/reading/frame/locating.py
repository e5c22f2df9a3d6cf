"""Where the values of a paper's frame stand in its text: what is told of a paper is cited there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.units import head_of
from ingest.dates import iso_date
from ingest.doc_numbers import CLOSING, OPENING
from ingest.schema import Document, Span


def locate(document: Document, value: str) -> Span | None:
    """Where the frame's value stands in the text: in the head or the closing block, blanks and line ends aside."""
    if not value:
        return None
    head = head_of(document)
    closing = next((section.span for section in document.sections if section.kind == "closing"), None)
    if re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?", value):
        areas = ([closing] if closing else []) + [head]
        for area in areas:
            for span in _dated(document.text, area):
                if iso_date(span.of(document.text)) == value:
                    return _stripped(span, document.text)
        return None
    if "，" in value and re.search(r"，[\d\-转 ]+$", value):  # contact: name，phone
        name, phone = value.rsplit("，", 1)
        # a desk and a label may stand between them
        pattern = re.escape(name) + r"[^\n]{0,40}?" + r"\s*".join(re.escape(char) for char in phone if char != " ")
    else:
        pattern = r"\s*".join(_loose(char) for char in value if not char.isspace())
    for area in [head] if closing is None else [head, closing]:
        found = re.search(pattern, area.of(document.text))
        if found:
            return Span(area.start + found.start(), area.start + found.end())
    return None


def _dated(text: str, area: Span) -> Iterator[Span]:
    """The clauses of an area that say a year, each up to the last day of its line, or to a month after that. In one
    pattern this would take the cube of a line's length."""
    for line in re.compile(r"[^\n]+").finditer(text, area.start, area.end):
        day = text.rfind("日", *line.span())
        for clause in re.compile(r"[^，。；]+").finditer(text, *line.span()):
            start, end = clause.span()
            ends = [at for at in range(max(start, day), end) if at == day or text[at] == "月"]
            year = text.rfind("年", start, ends[-1]) if ends else -1
            if year >= 0:
                yield Span(start, next(at for at in ends if at > year) + 1)


def _loose(char: str) -> str:
    if char in "、，,":
        return "[、，,]?"  # two bodies that issue together stand apart by a blank
    if char in "〔〕":
        return OPENING if char == "〔" else CLOSING
    return re.escape(char)


def _stripped(span: Span, text: str) -> Span:
    start = span.start
    while start < span.end and text[start].isspace():
        start += 1
    return Span(start, span.end)
