"""Whose a Word file or workbook is, by its properties: ours, not the library's that writes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from assistant.storable import NOT_IN_XML

NAME = "政问"
_LONGEST = 255  # characters of a property, by the standard
_CONTROL = re.compile(rf"[{NOT_IN_XML}\t\n\r\x7f]")  # a property is one line
_FOREIGN = ("/thumbnail", "/extended-properties")  # the template's picture, and the program that made it


def sign_word(paper: Any, title: str, author: str | None = None) -> None:
    """Gives a document of python-docx its title and author, and takes away what its template brought along."""
    now = datetime.now(UTC).replace(tzinfo=None)
    kept = paper.core_properties
    kept.title, kept.author = _said(title), _said(author or NAME)
    kept.last_modified_by, kept.comments, kept.revision = _said(author or NAME), "", 1
    kept.created = kept.modified = now
    relations = paper.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(_FOREIGN)]:
        del relations[key]


def sign_workbook(book: Any, title: str) -> None:
    """Gives a workbook of openpyxl, which dates it itself, its title and author."""
    book.properties.title, book.properties.creator = _said(title), NAME


def _said(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST]
