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
from assistant.drafting.letters import draft
from assistant.drafting.proposals import read_proposal
from assistant.library import Library
from assistant.rows import answer_row
from assistant.schema import Question
from eval.drafts import score_drafts
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


def test_drafts_use_the_facts_and_nothing_else(shared: Path, shared_library: Library, tmp_path: Path) -> None:
    score = score_drafts(rows(shared / "gold/proposals_dev.jsonl"), shared_library, tmp_path)
    assert score.cited >= 0.8 * score.facts, score.missed  # measured .875 (docs/benchmarks.md)
    assert score.figures > 50
    assert score.unproved == []
    assert max(score.seconds) < 20  # 1 to 3 s where nothing else runs


@pytest.mark.parametrize(
    "suggestion",
    [
        "增加社区养老床位。每个街道建一个养老服务中心，鼓励社会力量办养老机构。",
        "优化公交线网。加密学校周边公交班次，推广新能源公交车。",
        "推进生活垃圾分类。完善分类收运体系，建设厨余垃圾处理设施。",
        "加强校园食品安全监管。推行明厨亮灶，落实校长陪餐制。",
        "发展低空物流。开通无人机配送航线，建设起降场。",
        "建设航天科普教育基地。引进航天展品，组织学生研学。",
        "加强中医药进社区。每个社区卫生服务中心设立中医馆，培训中医师。",
        "推行科技特派员驻村。选派科技特派员到镇村服务，给予生活补贴。",
        "建设青年人才公寓。为新引进的青年科技人才提供三年免租公寓。",
        "降低企业用电成本。对高新技术企业给予电费补贴。",
        "扩大旅游消费。发放文旅消费券，打造夜间经济街区。",
        "加快老旧小区加装电梯。简化审批流程，提高财政补助标准。",
    ],
)
def test_unsupported_suggestions_are_left_open(
    shared: Path, shared_library: Library, tmp_path: Path, suggestion: str
) -> None:
    path = tmp_path / "提案.txt"
    path.write_text(f"关于一件事的提案\n为此，建议：\n一、{suggestion}\n", encoding="utf-8")
    part = draft(shared_library, read_proposal(path)).parts[0]
    assert part.paragraphs == ()
    assert part.gaps
