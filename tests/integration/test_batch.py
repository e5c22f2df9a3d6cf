from __future__ import annotations

import csv
import json
import threading
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from assistant.answering import Assistant
from assistant.batches import answerers
from assistant.batches.answerers import Answerer, Asks, answerer, one_by_one
from assistant.batches.batch import Pace, stamp_of
from assistant.batches.batch import run_batch as run_any_batch
from assistant.batches.partial import Partial
from assistant.library import Library
from assistant.schema import Answer, Citation, Question
from assistant.settings import Settings
from ingest.errors import InputError

FAULTS: list[str] = []


def run_batch(assistant: Asks, source: Path, target: Path, *more: Any, **named: Any) -> int:
    """A batch that this thread answers."""
    named = {"choose": lambda rows: lambda jobs: one_by_one(assistant, jobs, FAULTS.append)} | named
    return run_any_batch(source, target, *more, **named).rows


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
    assert table[0][-2:] == ["提示", "处室"]
    assert [line[table[0].index("已核对")] for line in table[1:]] == ["是", "否", "否"]
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


def test_progress_tells_rate_and_time_left() -> None:
    pace = Pace(1000, 100, 300, time.monotonic() - 10)
    assert str(pace) == "回答 300/1000，20.0题/秒，约剩35秒"
    assert str(Pace(10_000, 0, 10, time.monotonic() - 100)) == "回答 10/10000，每题10秒，约剩27小时45分"
    assert str(Pace(10, 3, 3)) == "回答 3/10"
    assert str(Pace(10, 0, 10)) == "回答 10/10"


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


@pytest.mark.parametrize("count", [1, 3])
def test_requests_in_flight_are_bounded(sample_library: Library, count: int) -> None:
    class Slow:
        library, model_name = sample_library, "a model"
        now = most = 0
        lock = threading.Lock()

        def ask(self, question: Question) -> Answer:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(0.02)
            with self.lock:
                self.now -= 1
            return Answer(question.text, question.text, False)

    slow = Slow()
    way = answerer(slow, Settings(Path()), 12, count)  # type: ignore[arg-type]
    got = dict(way((n, Question(str(n))) for n in range(12)))
    assert {n: answer.text for n, answer in got.items() if isinstance(answer, Answer)} == {n: str(n) for n in range(12)}
    assert slow.most == count


def test_no_more_work_at_a_time_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, int]] = []

    def one(model: str) -> Any:
        return SimpleNamespace(model_name=model, library=SimpleNamespace(log_fault=None))

    for way in ("in_threads", "in_processes"):
        at = -2 if way == "in_threads" else -1
        monkeypatch.setattr(answerers, way, lambda *given, way=way, at=at: started.append((way, given[at])))
    monkeypatch.setattr(answerers, "one_by_one", lambda *_: started.append(("one_by_one", 1)))
    monkeypatch.setattr(answerers.children, "cores", lambda: 8)
    for model, rows, jobs in [("m", 5, 10**20), ("m", 10**5, 10**20), ("", 5, 10**20), ("", 999, 99), ("", 0, 3)]:
        answerer(one(model), Settings(Path()), rows, jobs)(())
    assert started == [
        ("in_threads", 5),
        ("in_threads", 64),
        ("in_processes", 5),
        ("in_processes", 8),
        ("one_by_one", 1),
    ]


def test_a_paper_in_the_wrong_column_is_a_row_with_a_warning(assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    source.write_text(
        json.dumps({"question": "补" * 5000}) + '\n{"question": "63号函的成文日期是哪天？"}', encoding="utf-8"
    )
    run_batch(assistant, source, target)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["warnings"] == ["这一行的问题有5000字，超过了1000字，请改短后再试。"]
    assert "2025年8月18日" in rows[1]["answer"]
