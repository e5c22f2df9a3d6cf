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
    assert result["f1"] == 1.0, result
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


SUPPORTED = (
    "建设光子科学中心。加快大科学装置落地。",
    "完善知识产权快速维权机制。建立快速确权通道。",
    "推进企业上云上平台。支持数字化转型示范。",
    "引进高校共建创新平台。深化与北京理工大学等高校合作。",
    "推动镇村低效工业园改造。整合村级工业集聚区。",
    "加强科技社团建设。发挥学会服务站作用。",
    "发展健康医药产业。支持健康基地建设。",
    "争创省级中试平台。推荐重点单位申报。",
    "办好招商推介大会。以赛引才。",
    "用好揭榜挂帅机制。对接技术需求。",
    "建设香港理工大学技术创新研究院。推动成果转化。",
    "支持港澳青年创业。完善创业园服务。",
    "推行科技业务网上办理。简化流程。",
    "建设5G基站。完善新基建。",
    "培育创新标杆企业。给予重点扶持。",
    "发展跨境电商综试区。建设保税仓。",  # the plan's box on it was overlooked when these were written
)
UNSUPPORTED = (
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
    "建设城市书房。每个社区设一处，延长开放时间。",
    "治理共享单车乱停放。划定停放区。",
    "推广学生营养午餐。由财政补贴。",
    "修复红树林湿地。划定保护红线。",
    "建设殡仪馆新馆。选址城郊。",
    "提高教师工资。落实绩效增量。",
    "整治路边夜市噪音。加强夜间巡查。",
    "建设消防站。配齐消防车辆。",
    "推进农村厕所改造。分类施策。",
    "开设职业电竞学院。引进电竞战队。",
    "完善残疾人无障碍设施。改造人行道。",
    "禁放烟花爆竹。加强宣传。",
    "建设宠物公园。设置拾便箱。",
    "设立量子计算机研发中心。引进量子计算团队。",
)


def test_what_the_papers_speak_of_is_answered_and_nothing_else(
    shared: Path, shared_library: Library, tmp_path: Path
) -> None:
    wrong: list[str] = []
    for suggestion, supported in [*((s, True) for s in SUPPORTED), *((s, False) for s in UNSUPPORTED)]:
        path = tmp_path / "提案.txt"
        path.write_text(f"关于一件事的提案\n为此，建议：\n一、{suggestion}\n", encoding="utf-8")
        part = draft(shared_library, read_proposal(path)).parts[0]
        assert bool(part.paragraphs) or part.gaps
        if bool(part.paragraphs) is not supported:
            wrong.append(suggestion)
    assert len(wrong) <= 2, wrong  # none when they were written, before anybody saw what comes out
