"""The papers of the measuring data that people marked: as blocks to set anew, and scored against the marks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.rows import outline_row
from ingest.schema import Document
from tests.support.pdf_writer import Block


def paper_path(shared: Path, seed: str) -> Path:
    return next((shared / "corpus").glob(f"{seed}_*.txt"))


def blocks(document: Document) -> list[Block]:
    """Paragraphs, and tables as lists of rows; the stamp first."""
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


def outline_score(shared: Path, seed: str, document: Document, folder: Path) -> dict[str, Any]:
    """What the scorer says of a document's outline; `folder` takes the printed row."""
    printed = folder / "outline.json"
    printed.write_text(json.dumps(outline_row(document), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, shared / "tools/score_outline.py", shared / "gold/structure_dev.json", seed, printed]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(told.stdout))


def outline_agreement(found: Document, wanted: Document) -> float:
    """F1 of the numbered headings and boxes of two readings of one paper, for papers that nobody marked."""
    ours, theirs = _headings(found), _headings(wanted)
    same = (ours & theirs).total()
    return 2 * same / (ours.total() + theirs.total()) if ours or theirs else 1.0


def _headings(document: Document) -> Counter[tuple[str, str]]:
    numbered = (section for section in document.sections if section.kind in {"heading", "box", "box_item"})
    return Counter((section.path, "".join(section.title.split())) for section in numbered)
