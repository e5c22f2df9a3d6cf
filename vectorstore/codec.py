"""How a `Document` is laid out in the register: columns for what is asked for, JSON arrays for the rest.

Arrays instead of objects, since a long plan has thousands of sections and the names would be most of the bytes. The
layout belongs to the register's schema version: whoever changes it raises `tables.SCHEMA_VERSION`. A field of the
metadata or a key of the structure that is new and may be absent does not: libraries made before read as without it,
and programs made before do not look at it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from ingest.schema import Abbreviation, Document, Links, Metadata, Page, Reference, Row, Section, Span, Table

_METADATA_FIELDS = frozenset(field.name for field in fields(Metadata))


@dataclass(frozen=True, slots=True)
class Record:
    """A document as the register lists it, without its text."""

    doc_id: str
    source: str
    sha256: str
    file: str
    metadata: Metadata
    format: str
    sections: int
    chunks: int
    pages: int
    ocr: bool
    warnings: tuple[str, ...]
    added_at: str
    level: str | None = None  # who may read it, where somebody decided (assistant/access.py)


def record_query(prefix: str = "") -> str:
    """What `record_from_row` reads; `prefix` stands before the tables' names."""
    return f"""
SELECT d.doc_id, d.source, d.sha256, d.file, d.metadata, d.format, d.sections,
       (SELECT count(*) FROM {prefix}chunks c WHERE c.doc_id = d.doc_id),
       d.pages, d.ocr, d.warnings, d.added_at, l.level
FROM {prefix}documents d LEFT JOIN {prefix}levels l ON l.doc_id = d.doc_id"""


RECORD_QUERY = record_query()

DOCUMENT_COLUMNS = "doc_id, source, metadata, text, structure, format, paged, warnings"


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def metadata_to_json(metadata: Metadata) -> str:
    return dump({name: value for name, value in asdict(metadata).items() if value is not None})


def metadata_from_json(text: str) -> Metadata:
    return Metadata(**{name: value for name, value in json.loads(text).items() if name in _METADATA_FIELDS})


def structure_to_json(document: Document) -> str:
    """Pages, sections, tables and links as one JSON text."""
    return dump(
        {
            "pages": [[page.number, page.span.start, page.span.end, int(page.ocr)] for page in document.pages],
            "sections": [
                [
                    section.kind,
                    section.level,
                    section.number,
                    section.title,
                    section.path,
                    section.span.start,
                    section.span.end,
                    section.heading.start,
                    section.heading.end,
                    section.parent,
                ]
                for section in document.sections
            ],
            "tables": [
                [
                    table.span.start,
                    table.span.end,
                    table.header,
                    [[row.span.start, row.span.end, row.cells] for row in table.rows],
                ]
                for table in document.tables
            ],
            "references": [
                [link.title, link.doc_number, link.relation, [[span.start, span.end] for span in link.spans]]
                for link in document.links.references
            ],
            "abbreviations": [
                [name.short, name.long, name.span.start, name.span.end] for name in document.links.abbreviations
            ],
        }
    )


def structure_from_json(text: str) -> dict[str, Any]:
    """The fields of `Document` that `structure_to_json` wrote."""
    raw = json.loads(text)
    return {
        "pages": tuple(Page(number, Span(start, end), bool(ocr)) for number, start, end, ocr in raw["pages"]),
        "sections": tuple(
            Section(kind, level, number, title, path, Span(start, end), Span(head_start, head_end), parent)
            for kind, level, number, title, path, start, end, head_start, head_end, parent in raw["sections"]
        ),
        "tables": tuple(
            Table(
                Span(start, end),
                tuple(header),
                tuple(Row(Span(row_start, row_end), tuple(cells)) for row_start, row_end, cells in rows),
            )
            for start, end, header, rows in raw["tables"]
        ),
        "links": Links(
            tuple(
                Reference(title, number, relation, tuple(Span(start, end) for start, end in spans))
                for title, number, relation, spans in raw.get("references", ())
            ),
            tuple(
                Abbreviation(short, long, Span(start, end)) for short, long, start, end in raw.get("abbreviations", ())
            ),
        ),
    }


def record_from_row(row: tuple[Any, ...]) -> Record:
    doc_id, source, sha256, file, metadata, format_, sections, chunks, pages, ocr, warnings, added_at, level = row
    return Record(
        doc_id,
        source,
        sha256,
        file,
        metadata_from_json(metadata),
        format_,
        sections,
        chunks,
        pages,
        bool(ocr),
        tuple(json.loads(warnings)),
        added_at,
        level,
    )


def document_to_row(document: Document, sha256: str, file: str) -> tuple[object, ...]:
    """The columns of `documents`, in their order."""
    return (
        document.doc_id,
        sha256,
        document.source,
        file,
        metadata_to_json(document.metadata),
        document.text,
        structure_to_json(document),
        document.format,
        document.paged,
        dump(document.warnings),
        len(document.sections),
        len(document.pages),
        any(page.ocr for page in document.pages),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )


def document_from_row(row: tuple[Any, ...]) -> Document:
    doc_id, source, metadata, text, structure, format_, paged, warnings = row
    return Document(
        doc_id=doc_id,
        source=source,
        metadata=metadata_from_json(metadata),
        text=text,
        format=format_,
        paged=bool(paged),
        warnings=tuple(json.loads(warnings)),
        **structure_from_json(structure),
    )
