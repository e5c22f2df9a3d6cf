"""The marked papers, set as OFD and as Word by our own writers: their section trees must come back.

The text reader's paragraphs are laid out anew, 22 lines of 28 characters a page with page numbers (OFD), or one
paragraph each (Word); tables with drawn rules, the stamp in its place.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.rows import outline_row
from ingest.pipeline import parse
from ingest.schema import Document
from tests.support.ofd_writer import typeset

Block = str | list[list[str]]


@cache
def source(shared: Path, seed: str) -> Document:
    return parse(next((shared / "corpus").glob(f"{seed}_*.txt")))


def blocks(document: Document) -> list[Block]:
    """Paragraphs, and tables as lists of rows."""
    found: list[Block] = [f"（{document.metadata.category}）"] if document.metadata.category else []
    rows: list[list[str]] = []
    start = 0
    for line in document.text.split("\n"):
        if any(table.span.start <= start < table.span.end for table in document.tables):
            rows.append(line.split("\t"))
        else:
            found += [rows, line] if rows else [line]
            rows = []
        start += len(line) + 1
    return [*found, rows] if rows else found


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


def score(shared: Path, seed: str, printed: Path) -> dict[str, Any]:
    command = [sys.executable, shared / "tools/score_outline.py", shared / "gold/structure_dev.json", seed, printed]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize("kind", ["ofd", "docx"])
@pytest.mark.parametrize("seed", ["000", "001", "003"])
def test_trees_and_frames_come_back(shared: Path, tmp_path: Path, seed: str, kind: str) -> None:
    content = blocks(source(shared, seed))
    document = read_back(tmp_path, f"{seed}.{kind}", typeset(content) if kind == "ofd" else as_docx(content))
    assert (document.format, document.warnings) == (kind, ())
    printed = tmp_path / "outline.json"
    printed.write_text(json.dumps(outline_row(document), ensure_ascii=False), encoding="utf-8")
    result = score(shared, seed, printed)
    assert result["f1"] >= 0.99, result
    right, wanted = result["metadata"].split("/")
    assert right == wanted, result


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
