"""Questions to begin with, made from the shelf's own titles and headings, the newest documents first."""

from __future__ import annotations

import re

from assistant.ui.naming import short_title
from assistant.ui.seams import Shelf
from ingest.schema import Document, Section

_LOOKED_AT = 8  # documents; a heading is wanted from a few, not the whole shelf
_EMPTY_WORDS = re.compile(
    r"总体|总则|附则|前言|背景|指导思想|基本原则|保障|组织|领导|实施|说明|附件|目录|概况|情况|其他|意义|回顾|形势|要求"
)


def suggest(library: Shelf, most: int = 4) -> list[str]:
    """Up to `most` different questions; none for an empty shelf."""
    questions: list[str] = []
    for listed in reversed(library.documents()[-_LOOKED_AT:]):
        document = library.document(listed.doc_id)
        if document is not None:
            questions += _questions(document)[: 2 if len(questions) < most else 1]
    return list(dict.fromkeys(questions))[:most]


def _questions(document: Document) -> list[str]:
    metadata = document.metadata
    if metadata.proposal_title:
        first = [f"对“{metadata.proposal_title}”是怎样答复的？"]
    elif metadata.title and metadata.issuer and metadata.issued_on:
        first = [f"《{short_title(metadata.title)}》是哪个机关、什么时候印发的？"]
    else:
        first = []
    heading = _telling_heading(document)
    if heading is None:
        return first
    title = f"《{short_title(metadata.title)}》" if metadata.title else "文件"
    return [f"{title}在“{heading.title}”方面有哪些安排？", *first]


def _telling_heading(document: Document) -> Section | None:
    """The first heading that names a subject and has something below it."""
    for section in document.sections:
        body = section.span.end - section.heading.end
        if section.kind == "heading" and 4 <= len(section.title) <= 16 and body >= 30:
            if not _EMPTY_WORDS.search(section.title):
                return section
    return None
