"""Questions to begin with, made from the shelf's own titles and headings, the newest documents first."""

from __future__ import annotations

import re
from collections import Counter

from assistant.ui.naming import short_title
from assistant.ui.seams import Shelf
from assistant.zh import titled
from ingest.schema import Document, Section

_LOOKED_AT = 8  # documents; a heading is wanted from a few, not the whole shelf
_SUGGESTION = re.compile(r"关于[“”]?(.+?)[“”]?的建议")
_EMPTY_WORDS = re.compile(
    r"总体|总则|附则|前言|背景|指导思想|基本原则|保障|组织|领导|实施|说明|附件|目录|概况|情况|其他|意义|回顾|形势|要求|基础"
)


def suggest(library: Shelf, most: int = 4) -> list[str]:
    """Up to `most` different questions; none for an empty shelf."""
    newest = [library.document(listed.doc_id) for listed in reversed(library.documents()[-_LOOKED_AT:])]
    documents = [document for document in newest if document is not None]
    questions = [question for make in (_about_content, _about_date) for question in map(make, documents) if question]
    return list(dict.fromkeys(questions))[:most]


def _about_content(document: Document) -> str | None:
    """Asks what stands under the first heading that names a subject and has points below it."""
    name = _name(document)
    heading = _telling_heading(document)
    if name is None or heading is None:
        return None
    suggestion = _SUGGESTION.fullmatch(heading.title)
    if suggestion:
        return f"{name}对“{suggestion[1]}”的建议是怎么答复的？"
    return f"{name}的“{heading.title}”包括哪些内容？"


def _about_date(document: Document) -> str | None:
    name = _name(document)
    return f"{name}是什么时候印发的？" if name and document.metadata.issued_on else None


def _name(document: Document) -> str | None:
    """文号 or title; a longer one would fill the button and leave no room for the question."""
    metadata = document.metadata
    if metadata.doc_number:
        return metadata.doc_number
    title = short_title(metadata.title) if metadata.title else ""
    return titled(title) if 4 <= len(title) <= 24 else None


def _telling_heading(document: Document) -> Section | None:
    children = Counter(section.parent for section in document.sections if section.kind == "heading")
    return next(
        (
            section
            for at, section in enumerate(document.sections)
            if section.kind == "heading"
            and children[at] > 1
            and 4 <= len(section.title) <= 22
            and not _EMPTY_WORDS.search(section.title)
        ),
        None,
    )
