"""What a sentence announces and what stands right below it (有下列情形之一的，应当移出： with （一）……（二）……)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.folding import fold
from assistant.reading.units import sentence_spans, trim
from assistant.schema import Evidence, Statement
from ingest.numbering import int_to_han
from ingest.schema import Document, Section, Span

MOST = 180  # characters of what one can take in of it
_LONG = 92  # characters of a list that is told without its details
_RIGHT_BEHIND = 2  # characters between a sentence and the section that it announces
_FIRST = re.compile(r"[^，,；;（(]*(?:[（(][^）)]{1,20}[）)][^，,；;（(]*)?")


def items_behind(document: Document, sentence: Span) -> list[Section]:
    """The sections that begin right behind a sentence that announces them, as far as they are of one kind; none behind
    other sentences, and none where only one stands there."""
    sentence = _with_the_rest(document, sentence)
    if not ANNOUNCES.search(sentence.of(document.text)):
        return []
    rows, at = _rows_behind(document, sentence)
    items = rows[at:]
    return items if len(items) > 1 else []


def _rows_behind(document: Document, sentence: Span) -> tuple[list[Section], int]:
    """The sections of one kind of which one begins right behind a sentence, and which of them that is; none where none
    begins there."""
    first = next((s for s in document.sections if 0 <= s.span.start - sentence.end <= _RIGHT_BEHIND), None)
    if first is None:
        return [], 0
    rows = [s for s in document.sections if (s.parent, s.kind) == (first.parent, first.kind)]
    return rows, rows.index(first)


def _with_the_rest(document: Document, sentence: Span) -> Span:
    """A sentence that speaks of what is listed below (有下列行为之一的，……；情节严重的，……：), up to the end of its
    line where that announces it."""
    text = document.text
    end = text.find("\n", sentence.end)
    rest = text[sentence.end : end] if end > 0 else ""
    listed = re.search("[下以]列[^，,。；;]{1,12}之一", sentence.of(text)) is not None
    return Span(sentence.start, end) if listed and len(rest) <= _REST and ANNOUNCES.search(rest) else sentence


_REST = 120  # characters between what speaks of a list and the list


def so_many_behind(document: Document, sentence: Span, count: int) -> tuple[Statement, ...]:
    """What each of as many sections is called that stand right behind a sentence which says how many there are
    (办好十方面民生实事。1.医疗卫生方面……), or of as many paragraphs that begin with the same two characters (重点做好
    四个方面的工作：聚焦……。聚焦……。); none where it says no such number, or more or fewer stand there."""
    said = fold(sentence.of(document.text))
    number = rf"(?:{int_to_han(count)}|(?<!\d){count})[个大项条方点]"
    if count < _MANY or not re.search(number, said) or re.search(f"、[^，,。；;]*{number}", said):
        return ()  # 能力、成效、管理三个方面 are told
    rows, at = _rows_behind(document, sentence)
    if at == 0 and len(rows) == count and all(row.title for row in rows):
        return tuple(_said(document, row.heading, bare(row.title)) for row in rows)
    lines = _paragraphs_behind(document, sentence.end, count + 1)
    alike = [line for line in lines if line.of(document.text)[:2] == lines[0].of(document.text)[:2]]
    if len(alike) != count or alike != lines[:count]:
        return ()
    opening = [sentence_spans(line, document.text)[0] for line in alike]
    return tuple(_said(document, span, bare(span.of(document.text))) for span in opening)


def _said(document: Document, span: Span, text: str) -> Statement:
    return Statement(text, (Evidence(document.doc_id, trim(span, document.text)),))


def _paragraphs_behind(document: Document, at: int, most: int) -> list[Span]:
    """The paragraphs that begin behind a place which ends one, `most` of them."""
    found: list[Span] = []
    text = document.text
    if at < len(text) and text[at] != "\n":
        return found
    for match in _LINE.finditer(text, at):
        found.append(trim(Span(*match.span()), text))
        if len(found) == most:
            break
    return found


_LINE, _MANY = re.compile(r"[^\n]*\S[^\n]*"), 3


def in_full(document: Document, lead: Span, items: Sequence[Section]) -> tuple[Statement, ...]:
    """A sentence with all that it announces, as it stands, where one can take that in; in short where not."""
    whole = Span(lead.start, trim(items[-1].span, document.text).end)
    if whole.end - whole.start > MOST:
        return in_short(document, lead, items)
    told = bare(whole.of(document.text))
    told = without_details(told) if len(told) > _LONG else told
    return (Statement(told, (Evidence(document.doc_id, whole),)),)


def in_short(document: Document, lead: Span, items: Sequence[Section]) -> tuple[Statement, ...]:
    """A sentence that announces (须提交以下材料：) with what it announces: each item's first sentence, or, where that
    is more than one can take in, its first clause."""
    spans = [sentence_spans(item.span, document.text)[0] for item in items]
    if sum(span.end - span.start for span in spans) > MOST:
        spans = [_first_clause(span, document) for span in spans]
    said = (Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for span in spans)
    return (Statement(bare(lead.of(document.text)), (Evidence(document.doc_id, lead),)), *said)


def _first_clause(sentence: Span, document: Document) -> Span:
    first = _FIRST.match(sentence.of(document.text))
    return Span(sentence.start, sentence.start + len(first.group())) if first else sentence


_DETAILED = re.compile(
    r"([（(][一二三四五六七八九十\d]{1,2}[）)][^，,。；;]{2,20})[，,](?:主要)?(?:包括|指|含|即)[^；;。]*"
)


def without_details(told: str) -> str:
    """A list too long to be told, by what its items are called: （一）检验检测，包括……；（二）研发设计，包括……"""
    return _DETAILED.sub(r"\1", told) if len(_DETAILED.findall(told)) > 1 else told
