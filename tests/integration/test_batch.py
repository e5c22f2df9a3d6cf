"""A batch from its list to its result: in every form, stopped and gone on with, faults and changes on the way."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from assistant.answering import Assistant
from assistant.batches.batch import stamp_of
from assistant.library import Library
from assistant.schema import Answer, Question
from tests.support.batches import FAULTS, run_batch, write


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
def test_every_form_in_and_out(assistant: Assistant, tmp_path: Path, suffix: str) -> None:
    source, target = write(tmp_path / f"问题{suffix}"), tmp_path / f"答复{suffix}"
    assert run_batch(assistant, source, target) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([source.name, target.name])
    if suffix == ".jsonl":
        rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        assert [row["id"] for row in rows] == ["a1", "a2", "a3"]
        assert "2025年8月18日" in rows[0]["answer"]
        assert rows[0]["处室"] == "法规科"
        assert rows[1]["warnings"]
        assert rows[2]["refused"]
        return
    if suffix == ".csv":
        with target.open(encoding="utf-8-sig", newline="") as handle:
            table = list(csv.reader(handle))
    else:
        sheet = openpyxl.load_workbook(target).worksheets[0]
        table = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert table[0][:3] == ["编号", "问题", "答复"]
    assert "2025年8月18日" in table[1][2]
    assert "云科函〔2025〕63号" in table[1][4]
    assert table[0][-2:] == ["提示", "处室"]
    assert [line[table[0].index("已核对")] for line in table[1:]] == ["是", "—", "否"]
    assert table[2][-1] == "'=HYPERLINK(1)"


class Stopping:
    """Answers through a real assistant and is stopped at the second question, as by Ctrl-C."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.asked: list[str] = []

    def ask(self, question: Question) -> Answer:
        if self.asked:
            raise KeyboardInterrupt
        self.asked.append(question.text)
        return self.assistant.ask(question)


def test_a_stopped_batch_goes_on_where_it_stopped(assistant: Assistant, tmp_path: Path) -> None:
    source = tmp_path / "问题.jsonl"
    source.write_text(
        "\n".join(json.dumps({"question": f"63号函的成文日期是哪天{'？' * n}"}) for n in range(1, 4)), encoding="utf-8"
    )
    target = tmp_path / "答复.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run_batch(Stopping(assistant), source, target)
    assert not target.exists()
    partial = tmp_path / "答复.jsonl.partial.jsonl"
    assert len(partial.read_text(encoding="utf-8").splitlines()) == 1
    with partial.open("a", encoding="utf-8") as handle:
        handle.write('{"key": "cut')  # what a kill leaves
    again: list[int] = []
    run_batch(assistant, source, target, lambda pace: again.append(pace.done))
    assert again == [1, 2, 3]  # one was done
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert not partial.exists()


def test_a_changed_library_is_asked_anew(tmp_path: Path) -> None:
    source, target, paper = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl", tmp_path / "茶园.txt"
    source.write_text('{"question": "茶园面积达到多少万亩？"}\n{"question": "经费多少？"}', encoding="utf-8")
    paper.write_text("关于茶园的通知\n一、目标\n全市茶园面积达到12万亩。\n", encoding="utf-8")
    with Library.open(tmp_path / "home") as library:

        def stamp() -> str:
            return stamp_of((record.doc_id for record in library.documents()), "")

        list(library.ingest([paper]))
        with pytest.raises(KeyboardInterrupt):
            run_batch(Stopping(Assistant(library)), source, target, stamp=stamp())
        paper.write_text("关于茶园的通知\n一、目标\n全市茶园面积达到15万亩。\n", encoding="utf-8")
        list(library.ingest([paper]))
        run_batch(Assistant(library), source, target, stamp=stamp())
    assert "15万亩" in json.loads(target.read_text(encoding="utf-8").splitlines()[0])["answer"]


class Odd:
    """An assistant with a bug."""

    def ask(self, question: Question) -> Answer:
        raise ZeroDivisionError(question.text)


def test_a_fault_of_ours_is_a_row_with_a_warning(tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    source.write_text('{"question": "一"}\n{"question": "二"}', encoding="utf-8")
    assert run_batch(Odd(), source, target) == 2
    assert FAULTS[-2:] == ["一", "二"]
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert all("意外错误（ZeroDivisionError）" in row["warnings"][0] for row in rows)
    assert not any(row["checked"] for row in rows)
