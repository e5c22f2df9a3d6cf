"""A long batch in several processes, killed at random and taken up again: nothing lost, nothing twice, nothing else."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

import app
from assistant.answering import Assistant
from assistant.batches.answerers import in_processes
from assistant.library import Library
from assistant.schema import Answer, Question
from assistant.settings import Settings
from eval.datasets import question_set
from eval.endurance import endure
from ingest.errors import LibraryError
from tests.support.interrupting import children_of, interrupted

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SET = ROOT / "eval" / "data" / "samples"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_killed_twice_the_answers_are_those_of_an_unbroken_run() -> None:
    samples = question_set(SET / "questions.jsonl").samples
    found = endure(SAMPLES / "library", samples, n=100, kills=2, jobs=2)
    assert (found.rows, found.kills) == (100, 2)
    assert found.sound, found
    assert max(found.memory) < 1000


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
@pytest.mark.parametrize("early", [True, False])
def test_ctrl_c_stops_at_once_and_leaves_no_process(tmp_path: Path, early: bool) -> None:
    home, source = tmp_path / "home", tmp_path / "问题.jsonl"
    assert app.main(["--home", str(home), "ingest", str(SAMPLES / "library" / "云科发〔2025〕22号.md")]) == 0
    rows = (json.dumps({"question": f"第{n}个专题的单项最高额度是多少？"}) for n in range(3000))
    source.write_text("\n".join(rows), encoding="utf-8")
    partial = tmp_path / "答.csv.partial.jsonl"

    def is_time(batch: int) -> bool:
        return children_of(batch) == 2 if early else partial.exists() and partial.stat().st_size > 0

    status, said = interrupted(["--home", home, "batch", source, "-o", tmp_path / "答.csv", "--jobs", "2"], is_time)
    assert status == 130
    assert said.splitlines()[-1] == "已停止；再运行同一条命令，会从停下的地方继续。"
    assert "Traceback" not in said


def test_a_worker_that_dies_is_replaced_and_loses_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        list(library.ingest([SAMPLES / "library" / "云科发〔2025〕22号.md"]))
        jobs = [(n, Question(f"第{n}个专题的单项最高额度是多少？")) for n in range(12)]
        got = {}
        for number, outcome in in_processes(Assistant(library), Settings(tmp_path), jobs, 2):
            got[number] = outcome
            if number == jobs[3][0]:
                for worker in multiprocessing.active_children():
                    os.kill(worker.pid or 0, signal.SIGKILL)
    assert sorted(got) == list(range(12))
    assert all(isinstance(outcome, Answer) for outcome in got.values())
    assert not multiprocessing.active_children()


def test_workers_that_cannot_work_are_one_sentence(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home") as library:
        list(library.ingest([SAMPLES / "library" / "云科发〔2025〕22号.md"]))
        with pytest.raises(LibraryError, match="--jobs 1"):
            # a file where the folder should be: no worker can open the library
            list(
                in_processes(
                    Assistant(library), Settings(tmp_path / "home" / "lock"), [(n, Question("云")) for n in range(9)], 2
                )
            )
