"""`python -m eval.reading` over a small set of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.reading import main

DOCS = [
    {"id": "d1", "title": "澜江市停车办法", "text": "澜江市停车办法\n\n临时停车每小时收费4元。\n\n夜间停车免费。"},
    {
        "id": "d2",
        "title": "澜江市图书馆开放公告",
        "text": "澜江市图书馆开放公告\n\n图书馆每周二至周日开放，由馆长沈砚负责。",
    },
]
ASKED = [
    {"id": "1", "question": "临时停车每小时收费多少元？", "answer": "4元", "doc_id": "d1"},
    {"id": "2", "question": "图书馆由谁负责？", "answer": ["沈砚", "馆长沈砚"], "doc_id": "d2"},
    {"id": "3", "question": "游泳馆的门票多少钱？", "answer": [], "doc_id": "d2", "answerable": False},
    {"id": "4", "question": "夜间停车是否免费？", "answer": ["YES"], "doc_id": "d1"},
]


def _write(folder: Path, asked: list[dict[str, object]]) -> Path:
    for name, rows in (("docs", DOCS), ("qa", asked)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.mark.parametrize("given", [[], ["--given"]])
def test_what_is_read_and_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], given: list[str]) -> None:
    assert main([str(_write(tmp_path, ASKED)), *given]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["n"], row["unanswerable"]) == (4, 1)
    assert row["sentence@1"] == row["sentences@2"] == row["answer"] == 1.0
    assert row["refused_unanswerable"] == 1.0
    assert row["refused_answerable"] == 0.0


def test_a_set_without_its_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_write(tmp_path, [{**ASKED[0], "doc_id": "d9"}]))]) == 1
    error = capsys.readouterr().err
    assert "docs.jsonl" in error
    assert "Traceback" not in error
