"""The marked papers set as PDF: their section trees and frames must come back from the text layer, and the words of a
page from its scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import parse
from ingest.readers import ocr
from tests.support.character_errors import character_error_rate
from tests.support.marked_papers import blocks, outline_agreement, outline_score, paper_path
from tests.support.pdf_writer import Block, as_pdf, scanned, typeset

SEEDS = ["000", "001", "003"]
SLOW = (pytest.mark.slow, pytest.mark.timeout(3600))  # the plan has a hundred pages, at four seconds
UNMARKED = ["002", "004"]  # held against what the text itself gives


def set_anew(shared: Path, seed: str) -> list[Block]:
    """What the text reader makes of a paper: paragraphs and tables."""
    return blocks(parse(paper_path(shared, seed)))


def lines_as_they_stand(shared: Path, seed: str) -> list[Block]:
    """Every line of the file by itself, contents and hard wraps included."""
    text = paper_path(shared, seed).read_text(encoding="utf-8")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("seed", SEEDS)
def test_outlines_of_paragraphs_set_as_pdf(shared: Path, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(set_anew(shared, seed)))
    result = outline_score(shared, seed, parse(path), tmp_path)
    assert result["f1"] >= 0.99, result
    right, wanted = result["metadata"].split("/")
    assert right == wanted, result


@pytest.mark.parametrize("seed", SEEDS)
def test_outlines_of_lines_set_as_pdf(shared: Path, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(lines_as_they_stand(shared, seed), indent=False))
    assert outline_score(shared, seed, parse(path), tmp_path)["f1"] >= 0.99


@pytest.mark.parametrize("seed", UNMARKED)
def test_papers_without_marks_set_as_pdf(shared: Path, tmp_path: Path, seed: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typeset(set_anew(shared, seed)))
    assert outline_agreement(parse(path), parse(paper_path(shared, seed))) >= 0.99


@pytest.mark.skipif(not ocr.available(), reason="rapidocr is not installed")
@pytest.mark.parametrize("seed", ["000", "001", *(pytest.param(seed, marks=SLOW) for seed in ("002", "003", "004"))])
def test_scans(shared: Path, tmp_path: Path, seed: str) -> None:
    original, scan = tmp_path / "a.pdf", tmp_path / "scan.pdf"
    original.write_bytes(typeset(set_anew(shared, seed)))
    wanted = parse(original)
    scan.write_bytes(as_pdf(scanned(original.read_bytes(), list(range(1, len(wanted.pages) + 1)))))
    found = parse(scan)
    assert all(page.ocr for page in found.pages)
    f1 = outline_score(shared, seed, found, tmp_path)["f1"] if seed in SEEDS else outline_agreement(found, wanted)
    errors = character_error_rate(found.text, wanted.text)
    print(f"{seed}: F1 {f1:.3f}, character errors {errors:.2%}, {len(found.pages)} pages")
    assert f1 >= 0.95
    assert errors <= 0.02
