"""The file that a batch makes: it is written over nothing, is one batch's, and is fit to hand on."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.answering import Assistant
from assistant.batches.answerers import Answerer
from assistant.batches.batch import run_batch as run_any_batch
from assistant.batches.partial import Partial
from assistant.schema import Answer, Citation
from ingest.errors import InputError
from tests.support.batches import run_batch, write


def test_the_list_is_never_overwritten(assistant: Assistant, tmp_path: Path) -> None:
    source = write(tmp_path / "问题.csv")
    before = source.read_bytes()
    with pytest.raises(InputError, match="换一个名字"):
        run_batch(assistant, source, source)
    assert source.read_bytes() == before


def test_nor_by_the_rows_that_are_done(assistant: Assistant, tmp_path: Path) -> None:
    source = write(tmp_path / "q.csv.partial.jsonl")
    before = source.read_bytes()
    with pytest.raises(InputError, match="换一个名字"):
        run_batch(assistant, source, tmp_path / "q.csv")
    assert source.read_bytes() == before


def test_one_result_is_one_batch_s(assistant: Assistant, tmp_path: Path) -> None:
    source, target = write(tmp_path / "问题.csv"), tmp_path / "答复.csv"
    with Partial(tmp_path / "答复.csv.partial.jsonl"), pytest.raises(InputError, match="另一个批次"):
        run_batch(assistant, source, target)
    assert run_batch(assistant, source, target) == 3
    assert {path.name for path in tmp_path.iterdir()} == {source.name, target.name}


def test_done_rows_that_somebody_changed_are_a_sentence(tmp_path: Path) -> None:
    source, target = write(tmp_path / "问题.csv"), tmp_path / "答复.csv"

    def meddling(rows: int) -> Answerer:
        def answers(jobs: Any) -> Any:
            yield from ((n, Answer(question.text, "答", False)) for n, question in jobs)
            (tmp_path / "答复.csv.partial.jsonl").write_text("{}")

        return answers

    with pytest.raises(InputError, match=r"partial\.jsonl”被别的程序改动了"):
        run_any_batch(source, target, choose=meddling)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
def test_columns_called_like_ours_are_kept(assistant: Assistant, tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / f"答复{suffix}"
    own = {"answer": "甲", "mode": "乙", "答复": "丙", "提示": "丁", "引用2": "戊", "答复（清单）": "己"}
    source.write_text(json.dumps({"question": "63号函的成文日期是哪天？", "题目": "庚", **own}), encoding="utf-8")
    run_batch(assistant, source, target)
    if suffix == ".jsonl":
        row = json.loads(target.read_text(encoding="utf-8"))
        assert "2025年8月18日" in row["answer"]
        assert (row["answer（清单）"], row["mode（清单）"], row["mode"]) == ("甲", "乙", "extractive")
        assert {name: row[name] for name in ("答复", "提示", "引用2", "答复（清单）", "题目")} == {
            "答复": "丙", "提示": "丁", "引用2": "戊", "答复（清单）": "己", "题目": "庚"
        }  # fmt: skip
        return
    if suffix == ".csv":
        with target.open(encoding="utf-8-sig", newline="") as handle:
            head, line = csv.reader(handle)
    else:
        sheet = openpyxl.load_workbook(target).worksheets[0]
        head, line = ([str(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    assert len(set(head)) == len(head)
    told = dict(zip(head, line, strict=True))
    assert "2025年8月18日" in told["答复"]
    assert [told[f"{name}（清单）"] for name in ("answer", "mode", "提示", "引用2")] == ["甲", "乙", "丁", "戊"]
    assert [told["答复（清单）（清单）"], told["答复（清单）"], told["题目"]] == ["丙", "己", "庚"]


def canned(rows: int) -> Answerer:
    """Answers at once, with two citations each, one of them with hostile words."""
    cited = Citation(1, "d", "=cmd|' /C calc'!A0.txt", "云科函〔2025〕63号", "题", "一、（一）", 3, "原文150万元", 0, 7)
    text = "-150万元[1]，见附件[2]。\x07😀"
    answer = Answer("", text, False, (cited, replace(cited, marker=2, quote="+原文" * 9000, page=None)))
    return lambda jobs: ((n, replace(answer, question=question.text)) for n, question in jobs)


def test_a_workbook_fit_to_hand_on(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.csv", tmp_path / "答复.xlsx"
    source.write_text("=编号;问题;@处室\n1;补助多少？;+综合\n2;何时截止？;\n", encoding="utf-8")
    run_batch(assistant, source, target, choose=canned)
    book = openpyxl.load_workbook(target)
    answers, quotes = book["答复"], book["引文"]
    head = [cell.value for cell in answers[1]]
    assert head == [
        "编号", "问题", "答复", "是否拒答", "引用1", "引用2", "引文", "已核对", "提示", "'=编号", "'@处室",
    ]  # fmt: skip
    assert answers["C2"].value == "'-150万元[1]，见附件[2]。😀"
    assert answers["E2"].value == "[1] 云科函〔2025〕63号 一、（一） 第3页"
    for cell in ("E2", "F2", "E3", "F3"):
        sheet, place = answers[cell].hyperlink.location.replace("'", "").split("!")
        linked = book[sheet][place]
        assert [linked.value, quotes.cell(linked.row, 2).value] == [
            answers.cell(answers[cell].row, 1).value,
            answers[cell].value[:3],
        ]
        assert linked.hyperlink.location == f"'答复'!A{answers[cell].row}"
    assert quotes["D2"].value == "原文150万元"
    assert quotes["D3"].value.startswith("'+原文")
    assert quotes["E2"].value.startswith("'=cmd")
    assert len(answers["G2"].value) <= 32_767
    assert answers["G2"].value.startswith("[1] 原文")
    assert answers["G2"].alignment.wrap_text
    assert answers.column_dimensions["C"].width >= 40
    assert answers.freeze_panes == "C2"
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            assert not [c for c in row if isinstance(c.value, str) and c.value.startswith(("=", "+", "-", "@"))]


def test_many_rows_in_little_memory(assistant: Assistant, tmp_path: Path) -> None:
    import tracemalloc

    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.xlsx"
    lines = (json.dumps({"question": f"第{n}项补助多少？", "专题": n % 7}) for n in range(3000))
    source.write_text("\n".join(lines), encoding="utf-8")

    def short(rows: int) -> Answerer:
        return lambda jobs: ((n, Answer(question.text, "答" * 100, False)) for n, question in jobs)

    tracemalloc.start()
    try:
        assert run_batch(assistant, source, target, choose=short) == 3000
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()
    book = openpyxl.load_workbook(target, read_only=True)
    assert sum(1 for _ in book["答复"].iter_rows()) == 3001
    book.close()
