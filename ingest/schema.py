"""The nouns of reading: what a document is once it has been read.

Everything later (a hit, a quote, a citation, a marked box) is a `Span` of `Document.text`, so each statement can be
checked by slicing. The text is normalised once, while reading, and never edited afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

SectionKind = Literal[
    "heading",  # 一、 （一） 1. （1） 第一章 第一条, and unnumbered headings such as 前言
    "box",  # 专栏 1-1
    "box_item",  # a numbered item inside a box
    "figure",  # 图 2-1
    "table",  # the caption of a table: 表 2-1
    "dash",  # ——科技创新……
    "run_in",  # 一是… as a sentence of its own that titles what follows
    "enumeration",  # 一是… inside a sentence
    "question",  # 问：…… with what answers it (答：……)
    "closing",  # 专此答复…, the signature and what follows
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


LineKind = Literal["line", "paragraph", "row"]


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line as a reader found it, before mending.

    `line`: one visual line of a page, which may go on in the next; `paragraph`: a whole paragraph (Word, Markdown);
    `row`: a table row whose cells are joined by tabs. A blank line is a `line` with empty text.
    """

    text: str
    kind: LineKind = "line"


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as a reader found it; `number` counts from 1. Formats without pages have a single page."""

    number: int
    lines: tuple[RawLine, ...]
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader returns: pages of lines, the format that was recognised, warnings in Chinese."""

    format: str
    pages: tuple[RawPage, ...]
    paged: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; `None` where it says nothing."""

    issuer: str | None = None
    doc_number: str | None = None
    title: str | None = None
    issued_on: str | None = None  # ISO, as exact as the document says: "2021-12"
    addressee: str | None = None
    proposal_number: str | None = None
    proposal_title: str | None = None
    session: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    disclosure: str | None = None
    cc: str | None = None
    category: str | None = None
    doc_type: str | None = None
    effective_on: str | None = None  # ISO; 自……起施行
    validity: str | None = None  # 有效期, as it is written: "5年"
    status: str | None = None  # what it says of its own standing: 试行, 已废止

    @property
    def year(self) -> str | None:
        """The year under which a document is filed: that of its 文号, else of its date."""
        return self.number_year or (self.issued_on[:4] if self.issued_on else None)

    @property
    def year_written(self) -> str:
        """The year of its date, else that of its 文号; empty where it bears neither."""
        return (self.issued_on or "")[:4] or self.number_year or ""

    @property
    def number_year(self) -> str | None:
        """The year in the 文号."""
        number = re.search(r"〔(\d{4})〕", self.doc_number or "")
        return number.group(1) if number else None

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter: one of reply, or any other 函."""
        return (self.doc_type or "").endswith("函")

    @property
    def is_reply(self) -> bool:
        """Whether it is a letter that answers a proposal or a suggestion."""
        return (self.doc_type or "").endswith("答复函")


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the section tree, in document order; `span` covers the heading and everything below it.

    `path` is the section as it is cited (四、（二）, 一、（四）·专栏1-1); `heading` spans marker and title; `parent`
    is the index of the parent in `Document.sections`, or None.
    """

    kind: SectionKind
    level: int
    number: str
    title: str
    path: str
    span: Span
    heading: Span
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its span in the text and its cells."""

    span: Span
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table standing in the text: the header's cells and the rows below it."""

    span: Span
    header: tuple[str, ...]
    rows: tuple[Row, ...]


Relation = Literal["cites", "based_on", "issues", "amends", "replaces", "repeals"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another paper that the document speaks of, by title, 文号 or both, with every place where it does."""

    title: str | None
    doc_number: str | None
    relation: Relation
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A name that the document shortens: 云溪市科学技术局（以下简称市科技局）; `span` covers both."""

    short: str
    long: str
    span: Span


@dataclass(frozen=True, slots=True)
class Links:
    """What the document says of other papers, and the abbreviations it defines."""

    references: tuple[Reference, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The part of the text that stands on one page."""

    number: int
    span: Span
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A read document. `doc_id` comes from the file's bytes, so it is stable over re-indexing."""

    doc_id: str
    source: str
    metadata: Metadata
    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    format: str = "txt"
    paged: bool = False
    warnings: tuple[str, ...] = ()
    links: Links = field(default_factory=Links)

    def page_of(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands; None for formats without pages."""
        if not self.paged:
            return None
        for page in self.pages:
            if offset < page.span.end:
                return page.number
        return self.pages[-1].number if self.pages else None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage that is indexed as one: `text` is `document.text[span]`, `path` the section it belongs to.

    `headings` are the titles above it, outermost first; they are indexed with the text but are no part of it.
    """

    chunk_id: str
    doc_id: str
    span: Span
    text: str
    path: str
    headings: tuple[str, ...] = field(default=())
    page: int | None = None
