"""The shortest part of a sentence that answers: whole clauses, in the document's own words and order."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.schema import Span

_BREAK = re.compile(r"[，；：。！？]|,(?=[^\d])|;")
_LEAD = re.compile(
    r"^(?:[一二三四五六七八九十]是|其中[，,]?|同时[，,]|此外[，,]|另外[，,]|并(?:且)?(?=[\u4e00-\u9fff]{2})|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*|"
    r"\d{1,2}[.．、]\s*(?=[^\d])|[一二三四五六七八九十]{1,3}、\s*|——|此次|该)"
)


def clause_spans(span: Span, text: str) -> list[Span]:
    """The clauses of a sentence, each with the mark that ends it; brackets and quotation marks are not cut into."""
    out: list[Span] = []
    start, depth = span.start, 0
    for i in range(span.start, span.end):
        char = text[i]
        if char in "（(“《〈[【":
            depth += 1
        elif char in "）)”》〉]】":
            depth = max(0, depth - 1)
        elif depth == 0 and _BREAK.match(text, i):
            out.append(Span(start, i + 1))
            start = i + 1
    if start < span.end:
        out.append(Span(start, span.end))
    return out


def best_window(span: Span, text: str, limit: int, worth: Callable[[str], float]) -> Span:
    """The run of clauses of at most `limit` characters that is worth most; ties go to the shorter.

    `worth` judges a piece of text, from 0 to about 1. A clause longer than the limit stands alone.
    """
    if span.end - span.start <= limit:
        return span
    clauses = clause_spans(span, text)
    best: tuple[float, Span] | None = None
    for i, first in enumerate(clauses):
        for last in clauses[i:]:
            window = Span(first.start, last.end)
            length = window.end - window.start
            if length > limit and last is not first:
                break
            value = worth(window.of(text)) - 0.0012 * length
            if best is None or value > best[0]:
                best = (value, window)
    assert best is not None
    return best[1]


def bare(text: str) -> str:
    """A statement for an answer: without the marks and connectives at its ends, or blanks beside numbers."""
    text = re.sub(r"\s*\n\s*", "", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff，。、；：（）《》“”]) +| +(?=[\u4e00-\u9fff，。、；：（）《》“”])", "", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff]),(?=[\u4e00-\u9fff\d\"“])|(?<=\d),(?=[\u4e00-\u9fff])", "，", text)
    text = text.replace("\t", " ").strip(" ，；：、,;:。.")
    previous = None
    while previous != text:
        previous = text
        text = _LEAD.sub("", text).strip(" ，；：、,;:")
    return text
