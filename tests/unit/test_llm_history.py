from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.llm.client import LanguageModel
from assistant.records.history import History, Notes
from assistant.records.remarks import Remark, Remarks
from assistant.schema import Answer, Question
from ingest.errors import InputError


def trace_of(text: str) -> Answer:
    return Answer(text, "答", False)


def test_every_answer_is_recorded(sample_library: Library, tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    assistant = Assistant(sample_library, history=history)
    good = assistant.ask(Question("“云科贷”的合作银行增加到几家？"))
    refused = assistant.ask(Question("云科函〔2025〕38号是答复谁的？"))
    rows = list(history.rows())
    assert [row["answer"] for row in rows] == [good.text, refused.text]
    assert rows[0]["reader"] == "passages"
    assert rows[0]["found"][0]["score"] > 0
    assert rows[0]["cited"] == [[c.doc_id, c.start, c.end] for c in good.citations]
    assert rows[1]["refused"] is True
    assert rows[1]["model"] == ""
    assert rows[0]["seconds"] > 0


def test_a_line_that_was_never_finished_is_passed_over_and_ended(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = History(path)
    history.append(Notes(Question("一")).trace(trace_of("一")))
    with path.open("ab") as file:
        file.write('{"question": "断电'.encode()[:-1])
    history.append(Notes(Question("二")).trace(trace_of("二")))
    assert [row["question"] for row in history.rows()] == ["一", "二"]


def test_a_disk_that_refuses_costs_the_record_not_the_answer(tmp_path: Path) -> None:
    history = History(tmp_path / "nowhere" / "history.jsonl")
    history.append(Notes(Question("一")).trace(trace_of("一")))
    assert list(history.rows()) == []


def test_recording_is_cheap(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    trace = Notes(Question("一")).trace(trace_of("一"))
    began = time.process_time()
    for _ in range(200):
        history.append(trace)
    assert (time.process_time() - began) / 200 < 0.002
    assert len(json.loads((tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines()[0])) > 10


def test_a_long_history_is_set_aside_and_read_on(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl", longest=2000)
    for n in range(100):
        history.append(Notes(Question(str(n))).trace(trace_of("答")))
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files[0] == "history.1.jsonl"
    assert files[-1] == "history.jsonl"
    assert len(files) == 10  # the current one and nine set aside: the oldest went
    assert all(path.stat().st_size < 2600 for path in tmp_path.iterdir())
    asked = [int(row["question"]) for row in history.rows()]
    assert asked == list(range(asked[0], 100))
    assert 0 < asked[0] < 90


def test_a_remark_after_an_unfinished_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "remarks.jsonl"
    remarks = Remarks(path)
    remarks.append(Remark("一", (), trace_of("一"), "right"))
    with path.open("ab") as file:
        file.write('{"question": "断电'.encode()[:-1])
    remarks.append(Remark("二", (), trace_of("二"), "wrong"))
    assert [row["question"] for row in remarks.rows()] == ["一", "二"]


@pytest.mark.parametrize("asked", ["", "？？？", "长" * 5000, "谢谢"])
def test_no_model_is_loaded_for_what_asks_nothing(sample_library: Library, asked: str) -> None:
    loaded: list[str] = []
    model = LanguageModel(lambda: loaded.append("x"), "模型", 5.0, 8192)
    with suppress(InputError):
        assert Assistant(sample_library, model).ask(Question(asked)).refused
    assert loaded == []
