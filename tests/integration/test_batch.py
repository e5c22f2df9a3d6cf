from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assistant.answering import Assistant
from assistant.batch import run_batch
from assistant.library import Library
from assistant.schema import Answer, Question
from ingest.errors import InputError

ROWS = [
    {"id": "a1", "question": "云科函〔2025〕63号的成文日期是哪天？", "处室": "法规科"},
    {"id": "a2", "question": "", "处室": "=HYPERLINK(1)"},
    {"id": "a3", "question": "云科函〔2019〕1号是答复谁的？", "处室": "综合科"},
]


@pytest.fixture
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library)


def write(path: Path) -> Path:
    match path.suffix:
        case ".jsonl":
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
        case ".csv":
            with path.open("w", encoding="gb18030", newline="") as handle:
                csv.writer(handle).writerows(
                    [["编号", "问题", "处室"], *([r["id"], r["question"], r["处室"]] for r in ROWS)]
                )
        case _:
            book = openpyxl.Workbook()
            assert book.active is not None
            for line in [["编号", "问题", "处室"], *([r["id"], r["question"], r["处室"]] for r in ROWS)]:
                book.active.append(line)
            book.active.cell(3, 3).data_type = "s"  # words that only look like a formula
            book.save(path)
    return path


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
        run_batch(Stopping(assistant), source, target)  # type: ignore[arg-type]
    assert not target.exists()
    partial = tmp_path / "答复.jsonl.partial.jsonl"
    assert len(partial.read_text(encoding="utf-8").splitlines()) == 1
    with partial.open("a", encoding="utf-8") as handle:
        handle.write('{"key": "cut')  # what a kill leaves
    again: list[int] = []
    run_batch(assistant, source, target, lambda done, _: again.append(done))
    assert again == [1, 2, 3]
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert not partial.exists()


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


def test_the_list_is_never_overwritten(assistant: Assistant, tmp_path: Path) -> None:
    source = write(tmp_path / "问题.csv")
    before = source.read_bytes()
    with pytest.raises(InputError, match="换一个名字"):
        run_batch(assistant, source, source)
    assert source.read_bytes() == before


def test_dates_in_a_workbook_are_kept(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.xlsx", tmp_path / "答复.jsonl"
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in [["问题", "日期"], ["云", datetime(2025, 8, 18)]]:
        book.active.append(line)
    book.save(source)
    run_batch(assistant, source, target)
    assert json.loads(target.read_text(encoding="utf-8"))["日期"].startswith("2025-08-18")
