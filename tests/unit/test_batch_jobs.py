"""Batches in the background: stopped, taken up after a restart, one at a time, and each for its owner alone."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from assistant.batches.jobs import Batch, BatchJobs
from assistant.schema import Answer, Question


class Gate:
    """Answers as many questions as it was let."""

    def __init__(self, let: int = 1000) -> None:
        self.let = threading.Semaphore(let)
        self.asked: list[str] = []

    def ask(self, question: Question) -> Answer:
        assert self.let.acquire(timeout=10)
        self.asked.append(question.text)
        return Answer(question.text, f"答{question.text}", False)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "清单.csv"
    path.write_text("问题\n" + "\n".join(f"第{n}问" for n in range(5)) + "\n", encoding="utf-8")
    return path


def wait(batch: Batch, *states: str) -> None:
    until = time.monotonic() + 10
    while batch.state not in states:
        assert time.monotonic() < until, batch
        time.sleep(0.01)


def start(jobs: BatchJobs, gate: Gate, path: Path, *, owner: str = "", documents: tuple[str, ...] = ("d1",)) -> Batch:
    return jobs.start(gate, list(documents), path, ".csv", None, owner=owner)


def test_a_stopped_batch_is_taken_up_after_a_restart(listed: Path, tmp_path: Path) -> None:
    gate = Gate(let=2)
    batch = start(BatchJobs(tmp_path / "kept"), gate, listed)
    until = time.monotonic() + 10
    while len(gate.asked) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    batch.stopping.set()
    gate.let.release()  # the row that is being answered is kept
    wait(batch, "stopped")
    assert not batch.output.exists()
    before = len(gate.asked)
    again = Gate()
    taken = start(BatchJobs(tmp_path / "kept"), again, listed)
    assert taken.key == batch.key
    wait(taken, "done")
    assert len(again.asked) <= 5 - before + 1
    assert set(gate.asked) | set(again.asked) == {f"第{n}问" for n in range(5)}
    assert taken.output.read_text(encoding="utf-8-sig").count("答第") == 5


def test_the_same_list_given_twice_is_one_batch(listed: Path, tmp_path: Path) -> None:
    jobs, gate = BatchJobs(tmp_path / "kept"), Gate(let=0)
    first, second = start(jobs, gate, listed), start(jobs, gate, listed)
    assert first is second
    gate.let.release(5)
    wait(first, "done")
    assert len(gate.asked) == 5


def test_owners_and_what_they_see_keep_batches_apart(listed: Path, tmp_path: Path) -> None:
    jobs, gate = BatchJobs(tmp_path / "kept"), Gate()
    batches = [
        start(jobs, gate, listed, owner="甲"),
        start(jobs, gate, listed, owner="乙"),
        start(jobs, gate, listed, owner="乙", documents=("d1", "d2")),
    ]
    assert len({batch.key for batch in batches}) == len({batch.output for batch in batches}) == 3
    for batch in batches:
        wait(batch, "done")
    assert len(gate.asked) == 15


def test_one_runs_and_the_next_waits_and_can_be_stopped(listed: Path, tmp_path: Path) -> None:
    jobs, gate = BatchJobs(tmp_path / "kept"), Gate(let=0)
    first = start(jobs, gate, listed, owner="甲")
    wait(first, "running")
    second = start(jobs, gate, listed, owner="乙")
    assert second.state == "waiting"
    jobs.stop(second.key)
    assert second.state == "stopped"
    gate.let.release(10)
    wait(first, "done")
    assert len(gate.asked) == 5


def test_a_list_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("列\n值\n", encoding="utf-8")
    batch = start(BatchJobs(tmp_path / "kept"), Gate(), path)
    wait(batch, "failed")
    assert batch.said.endswith("。")
    assert "没有“问题”这个列名" in batch.said
    assert not batch.can_go_on, "there is nothing to take up"


def test_the_latest_batch_is_found_again_and_taken_up_from_our_copy(listed: Path, tmp_path: Path) -> None:
    jobs, gate = BatchJobs(tmp_path / "kept"), Gate(let=1)
    batch = start(jobs, gate, listed, owner="甲")
    wait(batch, "running")
    assert jobs.latest("甲") is batch
    assert jobs.latest("乙") is None
    jobs.stop(batch.key)
    gate.let.release()
    wait(batch, "stopped")
    assert batch.can_go_on
    listed.unlink()
    gate.let.release(5)
    taken = start(jobs, gate, batch.source, owner="甲")
    assert taken.key == batch.key
    wait(taken, "done")
    assert jobs.latest("甲") is taken
    assert taken.answered is not None
    assert taken.answered.unanswered == ()


def test_a_fault_is_told_where_the_user_is_told_that_it_is(listed: Path, tmp_path: Path) -> None:
    class Broken:
        def ask(self, question: Question) -> Answer:
            raise KeyError("odd")

    logged: list[str] = []
    jobs = BatchJobs(tmp_path / "kept", log=logged.append)
    batch = jobs.start(Broken(), ["d1"], listed, ".csv", None)
    wait(batch, "done")
    assert logged == [f"第{n}问" for n in range(5)]
    assert "经过已记下，可以告诉管理员" in batch.output.read_text(encoding="utf-8-sig")
