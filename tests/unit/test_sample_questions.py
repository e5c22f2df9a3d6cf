"""The sample questions themselves: whole, of every type, and their evidence stands in the documents letter for letter."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import question_set
from eval.report import TYPES
from eval.scoring import flat
from ingest.pipeline import parse
from ingest.schema import Document

ROOT = Path(__file__).parents[2]
SET = ROOT / "eval" / "data" / "samples"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (SET / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
OTHER = "colloquial/typo"


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {path.name: parse(path) for path in sorted((ROOT / "samples" / "library").iterdir())}


def test_enough_questions_of_every_type() -> None:
    questions = question_set(SET)
    assert len(questions.samples) >= 80
    assert questions.documents == ROOT / "samples" / "library"
    counts = Counter(sample.type for sample in questions.samples)
    assert set(counts) == set(TYPES)
    assert all(count >= 3 for name, count in counts.items() if name != OTHER), counts
    kinds = {row["kind"] for row in ROWS if row.get("kind")}
    assert kinds >= {"near_entity", "wrong_year", "wrong_number", "false_premise", "not_stated", "out_of_scope"}
    assert len({row["question"] + "|".join(row["history"]) for row in ROWS}) == len(ROWS)


def test_the_evidence_stands_in_the_documents(documents: dict[str, Document]) -> None:
    with_evidence = [row for row in ROWS if row.get("evidence")]
    assert len(with_evidence) >= 60
    for row in with_evidence:
        for piece in row["evidence"]:
            document = documents[piece["source"]]
            assert piece["quote"] in document.text, row["id"]
            paths = {section.path for section in document.sections} | {""}
            assert piece["section"] in paths, row["id"]


def test_every_reference_passes_its_own_rules() -> None:
    for row in ROWS:
        if row["type"] == "unanswerable":
            assert not row["cite"], row["id"]
            continue
        assert row["cite"], row["id"]
        reference = flat(row["answer"])
        for group in row["must_contain"]:
            assert any(flat(word) in reference for word in group), (row["id"], group)
