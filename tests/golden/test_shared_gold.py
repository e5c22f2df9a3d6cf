"""Against what people marked: section trees, letter frames, answers. Skipped where the measuring data is absent."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.rows import answer_row
from assistant.schema import Question
from ingest.pipeline import parse
from tests.support.marked_papers import outline_score, paper_path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("seed", ["000", "001", "003"])
def test_section_trees_and_frames(shared: Path, tmp_path: Path, seed: str) -> None:
    result = outline_score(shared, seed, parse(paper_path(shared, seed)), tmp_path)
    assert result["f1"] >= 0.95, result
    right, wanted = result["metadata"].split("/")
    assert right == wanted, result


def test_answers_to_the_gold_questions(shared: Path, shared_library: Library, tmp_path: Path) -> None:
    assistant = Assistant(shared_library)
    answers = tmp_path / "answers.jsonl"
    gold = shared / "gold/seeds_dev.jsonl"
    lines = []
    for row in rows(gold):
        answer = assistant.ask(Question(row["question"], tuple(row.get("history") or ())))
        lines.append(json.dumps(answer_row(answer, row["id"]), ensure_ascii=False))
    answers.write_text("\n".join(lines), encoding="utf-8")
    score = subprocess.run(
        [sys.executable, shared / "tools/score_answers.py", gold, answers, shared / "corpus", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(score.stdout.splitlines()[-1])["all"]
    assert result["quote_ok"] == 1.0, result
    assert result["accuracy"] >= 0.82, result  # measured .865 (docs/benchmarks.md): a floor, raised with the measure
    assert result["cite_recall"] >= 0.92, result
    assert result["cite_prec"] >= 0.90, result
    assert result["false_refusal"] <= 0.05, result
    assert result["false_answer"] <= 0.15, result


def test_the_first_question_of_the_house(shared: Path, shared_library: Library) -> None:
    row = next(row for row in rows(shared / "gold/seeds_dev.jsonl") if row["id"] == "SQ001")
    answer = Assistant(shared_library).ask(Question(row["question"]))
    amount = row["must_contain"][0][0]
    assert amount in answer.text
    first = answer.citations[0]
    assert f"{first.source[:3]}|{first.section}" in row["cite"][0]
    assert amount in first.quote
    document = shared_library.document(first.doc_id)
    assert document is not None
    assert document.text[first.start : first.end] == first.quote
    assert asdict(answer)["refused"] is False
