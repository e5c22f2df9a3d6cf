"""From a file to a `Document`: read, mend, outline, frame, tables, links."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ingest.effect import read_effect
from ingest.enumerations import add_enumerations
from ingest.errors import UnreadableFileError
from ingest.headings import Block
from ingest.interviews import add_questions
from ingest.links import read_links
from ingest.metadata import read_metadata
from ingest.normalize import Normalised, Paragraph, normalise
from ingest.outline import read_outline
from ingest.readers import read_file
from ingest.schema import Document, Page, RawDocument, Span
from ingest.tables import read_tables


def parse(path: Path) -> Document:
    """Reads one file. Raises UserError subclasses with a Chinese sentence for what cannot be read."""
    return build_document(read_file(path), digest(path), path.name)


def digest(path: Path) -> str:
    """The doc_id of a file: from its bytes alone, so the same file is the same document wherever it lies."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()[:16]


def build_document(raw: RawDocument, doc_id: str, source: str) -> Document:
    """The document that a reader's pages hold; raises UnreadableFileError when they hold no text."""
    normalised = normalise(raw)
    if not normalised.paragraphs:
        raise UnreadableFileError(f"“{source}”里没有可以读取的文字，请确认文件内容后再导入。")
    text, blocks, pages = _lay_out(normalised, raw)
    outline = read_outline(blocks, text)
    first = outline[0].span.start if outline else len(text)
    stamp = normalised.stamp
    head = [block.text for block in blocks[1 if stamp else 0 : 60] if block.start < first][:40]
    # the first closing block is the paper's own: behind it may stand the paper that it sends round, with another
    closing = next((section.span for section in outline if section.kind == "closing"), Span(len(text), len(text)))
    tail = [block.text for block in blocks if closing.start <= block.start < closing.end]
    metadata = read_metadata(head, tail, stamp.category if stamp else None)
    effective_on, validity, standing = read_effect(text, metadata.title, metadata.issued_on)
    metadata = replace(metadata, effective_on=effective_on, validity=validity, status=metadata.status or standing)
    return Document(
        doc_id=doc_id,
        source=source,
        metadata=metadata,
        text=text,
        pages=pages,
        sections=add_enumerations(add_questions(outline, text), text),
        tables=read_tables([(block.start, block.text) for block in blocks if block.is_row]),
        format=raw.format,
        paged=raw.paged,
        warnings=raw.warnings,
        links=read_links(text, metadata),
    )


def _lay_out(normalised: Normalised, raw: RawDocument) -> tuple[str, list[Block], tuple[Page, ...]]:
    """The text (a line a paragraph, the stamp first, wherever a page's text had it), the place of every paragraph in
    it, and the place of every page."""
    paragraphs = normalised.paragraphs
    if normalised.stamp is not None:
        paragraphs = (Paragraph(normalised.stamp.text, "text", paragraphs[0].pages[:1]), *paragraphs)
    blocks: list[Block] = []
    begins: dict[int, int] = {}  # page number: where its first character stands
    position = 0
    for paragraph in paragraphs:
        for offset, number in paragraph.pages:
            begins.setdefault(number, position + offset)
        blocks.append(Block(paragraph.text, position, paragraph.kind == "row"))
        position += len(paragraph.text) + 1
    text = "\n".join(block.text for block in blocks)
    scanned = {page.number: page.ocr for page in raw.pages}
    starts = sorted((start, number) for number, start in begins.items())
    ends = [start for start, _ in starts[1:]] + [len(text)]
    pages = tuple(
        Page(number, Span(start, end), scanned[number]) for (start, number), end in zip(starts, ends, strict=True)
    )
    return text, blocks, pages
