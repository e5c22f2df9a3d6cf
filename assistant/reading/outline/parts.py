"""The parts of a paper as its headings make them: which stand below which, their numbers, and how they are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.units import sentence_spans, trim
from assistant.schema import Evidence, Finding, Statement
from ingest.chunking import INNER
from ingest.numbering import read_marker
from ingest.schema import Document, Section, Span

BOX = re.compile(r"专栏\d+(?:-\d+)?")  # how a question names one
_ITEMS = {"heading", "box_item", "dash", "run_in", "enumeration", "box"}
Below = dict[int, list[int]]  # the indices of the sections right below each section
_LIST_LIMIT, _ITEM_LIMIT = 300, 54  # characters of a list, and of one 一是… item in it


def below_each(document: Document) -> Below:
    """The indices of the sections right below each section."""
    found: dict[int, list[int]] = {}
    for i, section in enumerate(document.sections):
        if section.parent is not None:
            found.setdefault(section.parent, []).append(i)
    return found


def children_of(document: Document, index: int, below: Below) -> list[int]:
    """The items right below a section, of the kind that comes first; a box counts as a list of its own."""
    items = [i for i in below.get(index, ()) if document.sections[i].kind in _ITEMS]
    if not items:
        return []
    kind = document.sections[items[0]].kind
    same = [i for i in items if document.sections[i].kind == kind]
    if len(same) == 1 and kind == "box":
        return children_of(document, same[0], below)
    return same


def questions_of(document: Document, index: int | None = None) -> list[int]:
    """The questions that a paper answers (问：……答：……), or that a section of it does."""
    within = document.sections[index].span if index is not None else Span(0, len(document.text))
    return [i for i, s in enumerate(document.sections) if s.kind == "question" and within.contains(s.span)]


def ordinal_of(section: Section) -> int | None:
    """The number of a section, whatever its form; None where it has none that counts."""
    marker = read_marker(section.number + "题") if section.number else None
    return marker.ordinal if marker is not None else None


def first_run(document: Document) -> list[int]:
    """The numbered parts of a paper, without those of what is attached to it, whose numbers begin anew."""
    run: list[int] = []
    last = 0
    for i, section in enumerate(document.sections):
        numbered = section.kind == "heading" and section.number and not section.number.startswith("附")
        if section.parent is not None or not numbered:
            continue
        own = ordinal_of(section)
        ordinal = last + 1 if own is None else own
        if ordinal <= last:
            break
        run.append(i)
        last = ordinal
    return run


def heading_of(document: Document, index: int) -> Statement:
    """The heading of a section as it stands, in quotation marks."""
    section = document.sections[index]
    evidence = Evidence(document.doc_id, trim(section.heading, document.text))
    return Statement(f"“{section.number}{section.title}”", (evidence,))


def list_of(document: Document, items: Sequence[int], lead: str, confidence: float) -> Finding:
    """Sections as a list below a lead: what each says, or, where that is too long, their titles."""
    below = below_each(document)
    said = [_item_text(document, i, len(items), below) for i in items]
    if sum(len(text) for text, _ in said) > _LIST_LIMIT:
        titled = [(bare(document.sections[i].title), document.sections[i].heading) for i in items]
        said = titled if all(title for title, _ in titled) else said
    statements = tuple(
        Statement(text, (Evidence(document.doc_id, trim(span, document.text)),)) for text, span in said if text
    )
    return Finding(statements, confidence, "structure", lead=lead)


def titles_of(document: Document, items: Sequence[int]) -> tuple[Statement, ...]:
    """What each item is called, or its first clauses where it is called nothing."""
    below = below_each(document)
    said = [
        (bare(s.title), s.heading) if (s := document.sections[i]).title else _item_text(document, i, len(items), below)
        for i in items
    ]
    return tuple(
        Statement(text, (Evidence(document.doc_id, trim(span, document.text)),)) for text, span in said if text
    )


def _item_text(document: Document, index: int, count: int, below: Below) -> tuple[str, Span]:
    """What an item says: its title, or, for 一是… inside a sentence and a 第三条 without one, as much of it as a short
    list can hold; of an article that only announces (按照下列程序进行：) the titles of what it announces."""
    section = document.sections[index]
    if section.title and (section.kind not in INNER or section.kind == "question" or count > 6):
        return (f"{section.number}{section.title}" if section.kind == "heading" else section.title), section.heading
    limit = min(_ITEM_LIMIT, _LIST_LIMIT // max(count, 1))
    first = sentence_spans(section.span, document.text)[0]
    text = bare(first.of(document.text))
    parts = [document.sections[i] for i in children_of(document, index, below)]
    titles = "、".join(bare(part.title) for part in parts)
    if not section.title and parts and ANNOUNCES.search(first.of(document.text)) and len(titles) <= _ITEM_LIMIT:
        return f"{text}：{titles}", Span(first.start, parts[-1].heading.end)
    if not section.title or section.kind == "run_in" or len(text) > limit + 12:
        clauses = re.split(r"(?<=[，])|(?<=,)(?!\d)", first.of(document.text))
        kept = clauses[0]
        for clause in clauses[1:]:
            if len(kept) + len(clause) > limit:
                break
            kept += clause
        return bare(kept), Span(first.start, first.start + len(kept))
    return text, first
