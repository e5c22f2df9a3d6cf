"""Sets from files, and runs set side by side."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.collect import collect
from eval.compare import compare_runs
from eval.datasets import known_questions, passages, question_set
from eval.retrieval import document_of, trec_run
from eval.schema import Passage, Score
from ingest.errors import InputError


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_what_was_collected_is_collected_once(tmp_path: Path) -> None:
    said = {"at": "1", "question": "补助\u2028多少？", "verdict": "right", "answer": "150万元。"}
    assert collect([said], tmp_path / "收集.jsonl") == 1
    assert collect([said, said | {"at": "2"}], tmp_path / "收集.jsonl") == 1


def test_retrieval_sets_plain_and_packed(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "docs.jsonl.gz", "wt", encoding="utf-8") as handle:
        handle.write(json.dumps({"id": 1, "title": None, "text": "一"}) + "\n")
    write(
        tmp_path / "qa.jsonl",
        {"id": "a", "question": "？", "doc_ids": ["1", "2"]},
        {"id": "b", "question": "？", "doc_id": 1},
        {"id": "c", "question": "没有答案文件的问题"},
    )
    assert [(passage.id, passage.title) for passage in passages(tmp_path)] == [("1", "")]
    assert [(known.id, known.doc_ids) for known in known_questions(tmp_path)] == [("a", ("1", "2")), ("b", ("1",))]


@pytest.mark.parametrize(
    ("line", "told"),
    [("{", "第2行不是有效的JSON"), ("[]", "第2行不是一个JSON对象"), ('{"id": "a"}', "第2行的格式不对")],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "docs.jsonl").write_text('{"id": "x", "text": "一"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        list(passages(tmp_path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"docs\.jsonl"):
        list(passages(tmp_path))
    with pytest.raises(InputError, match="找不到问题集"):
        question_set(tmp_path / "none.jsonl")


def test_a_folder_set_names_its_documents_or_its_library(tmp_path: Path) -> None:
    write(tmp_path / "questions.jsonl", {"id": "a", "question": "？"})
    (tmp_path / "documents").mkdir()
    (tmp_path / "library.toml").write_text('home = "../shelf"', encoding="utf-8")
    got = question_set(tmp_path)
    assert got.name == tmp_path.name
    assert got.documents == tmp_path / "documents"
    assert got.home == (tmp_path.parent / "shelf").resolve()
    assert question_set(tmp_path / "questions.jsonl").documents is None


def test_two_questions_of_one_id_are_a_fault(tmp_path: Path) -> None:
    row = {"id": "a", "question": "？"}
    with pytest.raises(InputError, match="出现了两次"):
        question_set(write(tmp_path / "q.jsonl", row, row))


def test_the_title_of_a_text_is_its_first_line_once() -> None:
    document = document_of(Passage(id="1", title="关于茶园的通知", text="茶园增加。\n茶农增收。"))
    assert document.metadata.title == "关于茶园的通知"
    assert document.text.startswith("关于茶园的通知\n茶园增加。")
    again = document_of(Passage(id="1", title="关于茶园的通知", text="关于茶园的通知 茶园增加。"))
    assert again.text.count("关于茶园的通知") == 1
    assert document.doc_id != document_of(Passage(id="2", title="关于茶园的通知", text="茶园增加。\n茶农增收。")).doc_id


def test_the_scores_of_a_trec_run_fall_strictly() -> None:
    lines = [line.split() for line in trec_run({"q": [("a", 0.5), ("b", 0.5), ("c", 0.5)]})]
    assert [line[:4] for line in lines] == [["q", "Q0", name, str(n)] for n, name in enumerate("abc", 1)]
    scores = [float(line[4]) for line in lines]
    assert scores[0] > scores[1] > scores[2]


def run_of(folder: Path, right: dict[str, bool]) -> Path:
    folder.mkdir()
    rows = [
        Score(id=name, type=name[0], answerable=True, refused=False, right=value).model_dump()
        for name, value in right.items()
    ]
    (folder / "scores.json").write_text(json.dumps({"questions": rows}), encoding="utf-8")
    return folder


def test_two_runs_side_by_side(tmp_path: Path) -> None:
    first = run_of(tmp_path / "a", {"a1": True, "a2": False, "b1": False, "b2": True, "old": True})
    second = run_of(tmp_path / "b", {"a1": True, "a2": True, "b1": True, "b2": False, "new": True})
    got = compare_runs(first, second)
    assert got.comparison.n == 4
    assert (got.won, got.lost) == (("a2", "b1"), ("b2",))
    assert (got.only_first, got.only_second) == (1, 1)
    assert got.accuracy == (0.5, 0.75)
    assert got.by_type == {"a": (2, 1, 0), "b": (2, 1, 1)}
    assert got.comparison.p_value == 1  # 2 of 3 fair throws or more, both ways
    text = "\n".join(got.lines())
    assert "不显著" in text
    assert "新答错：b2" in text
    assert json.loads(json.dumps(got.row()))["comparison"]["difference"] == 0.25


def test_runs_without_a_shared_question_are_refused(tmp_path: Path) -> None:
    first, second = run_of(tmp_path / "a", {"a": True}), run_of(tmp_path / "b", {"b": True})
    with pytest.raises(InputError, match="没有共同的问题"):
        compare_runs(first, second)
    with pytest.raises(InputError, match="请先运行 eval run"):
        compare_runs(first, tmp_path)
