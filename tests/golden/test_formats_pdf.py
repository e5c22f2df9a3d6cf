"""The marked papers set as PDF: their section trees and frames must come back from the text layer, and the words of a
page from its scan."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.rows import outline_row
from ingest.pipeline import parse
from ingest.readers import ocr
from tests.support.character_errors import character_error_rate
from tests.support.pdf_writer import Block, as_pdf, scanned, typeset

SEEDS = ["000", "001", "003"]


def set_anew(shared: Path, seed: str) -> list[Block]:
    """What the text reader makes of a paper: paragraphs and tables."""
    document = parse(next((shared / "corpus").glob(f"{seed}_*.txt")))
    blocks: list[Block] = [f"（{document.metadata.category}）"] if document.metadata.category else []
    rows: list[list[str]] = []
    start = 0
    for line in document.text.split("\n"):
        if any(table.span.start <= start < table.span.end for table in document.tables):
            rows.append(line.split("\t"))
        else:
            blocks += [rows] if rows else []
            rows = []
            blocks.append(line)
        start += len(line) + 1
    return blocks + ([rows] if rows else [])


def lines_as_they_stand(shared: Path, seed: str) -> list[Block]:
    """Every line of the file by itself, contents and hard wraps included."""
    text = next((shared / "corpus").glob(f"{seed}_*.txt")).read_text(encoding="utf-8")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def score(shared: Path, seed: str, pdf: Path) -> dict[str, Any]:
    printed = pdf.with_suffix(".json")
    printed.write_text(json.dumps(outline_row(parse(pdf)), ensure_ascii=False), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, shared / "tools/score_outline.py", shared / "gold/structure_dev.json", seed, printed],
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(told.stdout)
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_outlines_of_paragraphs_set_as_pdf(shared: Path, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(set_anew(shared, seed)))
    result = score(shared, seed, path)
    assert result["f1"] >= 0.99, result
    right, wanted = result["metadata"].split("/")
    assert right == wanted, result


@pytest.mark.parametrize("seed", SEEDS)
def test_outlines_of_lines_set_as_pdf(shared: Path, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(lines_as_they_stand(shared, seed), indent=False))
    assert score(shared, seed, path)["f1"] >= 0.99


@pytest.mark.skipif(not ocr.available(), reason="rapidocr is not installed")
@pytest.mark.parametrize("seed", ["000", "001"])
def test_scans_of_the_letters(shared: Path, tmp_path: Path, seed: str) -> None:
    original, scan = tmp_path / "a.pdf", tmp_path / "scan.pdf"
    original.write_bytes(typeset(set_anew(shared, seed)))
    wanted = parse(original)
    scan.write_bytes(as_pdf(scanned(original.read_bytes(), list(range(1, len(wanted.pages) + 1)))))
    found = parse(scan)
    assert all(page.ocr for page in found.pages)
    result = score(shared, seed, scan)
    errors = character_error_rate(found.text, wanted.text)
    print(f"{seed}: F1 {result['f1']:.3f}, character errors {errors:.2%}, {len(found.pages)} pages")
    assert result["f1"] >= 0.95, result
    assert errors <= 0.02
