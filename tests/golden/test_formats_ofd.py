"""The marked papers, set as OFD and as Word by our own writers: their section trees must come back.

The text reader's paragraphs are laid out anew, 22 lines of 28 characters a page with page numbers (OFD), or one
paragraph each (Word); tables with drawn rules, the stamp in its place.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest

from ingest.pipeline import parse
from ingest.schema import Document
from tests.support.marked_papers import blocks, outline_agreement, outline_score, paper_path
from tests.support.ofd_writer import typeset
from tests.support.pdf_writer import Block


@cache
def source(shared: Path, seed: str) -> Document:
    return parse(paper_path(shared, seed))


def as_docx(content: list[Block]) -> bytes:
    from docx import Document as Word

    word = Word()
    for block in content:
        if isinstance(block, str):
            word.add_paragraph(block)
            continue
        table = word.add_table(len(block), max(map(len, block)))
        for row, cells in zip(table.rows, block, strict=True):
            for place, text in zip(row.cells, cells, strict=False):
                place.text = text
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def read_back(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return parse(path)


@pytest.mark.parametrize("kind", ["ofd", "docx"])
@pytest.mark.parametrize("seed", ["000", "001", "003"])
def test_trees_and_frames_come_back(shared: Path, tmp_path: Path, seed: str, kind: str) -> None:
    content = blocks(source(shared, seed))
    document = read_back(tmp_path, f"{seed}.{kind}", typeset(content) if kind == "ofd" else as_docx(content))
    assert (document.format, document.warnings) == (kind, ())
    result = outline_score(shared, seed, document, tmp_path)
    assert result["f1"] >= 0.99, result
    right, wanted = result["metadata"].split("/")
    assert right == wanted, result


@pytest.mark.parametrize("kind", ["ofd", "docx"])
@pytest.mark.parametrize("seed", ["002", "004"])
def test_papers_without_marks_read_the_same(shared: Path, tmp_path: Path, seed: str, kind: str) -> None:
    wanted = source(shared, seed)
    content = blocks(wanted)
    document = read_back(tmp_path, f"{seed}.{kind}", typeset(content) if kind == "ofd" else as_docx(content))
    assert outline_agreement(document, wanted) >= 0.99


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_no_word_is_lost_or_moved(shared: Path, tmp_path: Path, seed: str) -> None:
    wanted = source(shared, seed)
    document = read_back(tmp_path, f"{seed}.ofd", typeset(blocks(wanted)))
    assert document.paged
    assert bare(document.text) == bare(wanted.text)
    found = [(table.header, [row.cells for row in table.rows]) for table in document.tables]
    assert [[tuple(map(bare, cells)) for cells in rows] for _, rows in found] == [
        [tuple(map(bare, row.cells)) for row in table.rows] for table in wanted.tables
    ]


def bare(text: str) -> str:
    return "".join(text.split())
