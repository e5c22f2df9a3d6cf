"""Lists as people write them: what is wrong in one costs its row, what is not ours to know is kept."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assistant.answering import Assistant
from ingest.errors import InputError
from tests.support.batches import run_batch


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", "{broken"),
        ("a.jsonl", "[1]"),
        ("a.csv", "列一,列二\n1,2\n"),
        ("a.xlsx", "no workbook"),
        ("a.txt", "问题"),
        ("a.jsonl", ""),
    ],
)
def test_faulty_lists_are_named(assistant: Assistant, tmp_path: Path, name: str, content: str) -> None:
    source = tmp_path / name
    source.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"。$"):
        run_batch(assistant, source, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_one_bad_line_harms_no_other(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    lines = [
        "{",
        "[1]",
        '{"question": "63号函的成文日期是哪天？", "history": ["云科函"]}',
        '{"id": 4, "question": "云"}',
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    assert run_batch(assistant, source, target) == 4
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["warnings"] == ["第1行不是有效的JSON，请修正后再试。"]
    assert rows[1]["warnings"] == ["第2行不是一个JSON对象，请修正后再试。"]
    assert rows[2]["history"] == ["云科函"]
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]


def test_a_given_id_is_never_given_again(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    source.write_text('{"id": 2, "question": "云"}\n{"question": "云"}', encoding="utf-8")
    run_batch(assistant, source, target)
    assert [json.loads(line)["id"] for line in target.read_text(encoding="utf-8").splitlines()] == ["2", "2*"]


def test_what_is_no_number_is_nothing(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    lines = ['{"question": NaN, "数": [-Infinity, 1e999]}', '{"question": ["甲"]}', '{"question": "云", "id": NaN}']
    source.write_text("\n".join(lines), encoding="utf-8")
    run_batch(assistant, source, target)

    def refuse(name: str) -> None:
        raise AssertionError(name)

    rows = [json.loads(line, parse_constant=refuse) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["数"] == [None, None]
    assert rows[0]["warnings"] == ["这一行没有问题，请补上后再试。"]
    assert rows[1]["warnings"] == ["第2行的问题不是文字，请改成文字后再试。"]
    assert [row["id"] for row in rows] == ["1", "2", "3"]


def test_dates_in_a_workbook_are_kept(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.xlsx", tmp_path / "答复.jsonl"
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in [["问题", "日期"], ["云", datetime(2025, 8, 18)]]:
        book.active.append(line)
    book.save(source)
    run_batch(assistant, source, target)
    assert json.loads(target.read_text(encoding="utf-8"))["日期"].startswith("2025-08-18")


def test_a_paper_in_the_wrong_column_is_a_row_with_a_warning(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    source.write_text(
        json.dumps({"question": "补" * 5000}) + '\n{"question": "63号函的成文日期是哪天？"}', encoding="utf-8"
    )
    run_batch(assistant, source, target)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["warnings"] == ["这一行的问题有5000字，超过了1000字，请改短后再试。"]
    assert "2025年8月18日" in rows[1]["answer"]
