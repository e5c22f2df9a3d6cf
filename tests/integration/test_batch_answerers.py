"""Who answers the rows of a batch, how many at a time, and how fast they say they are."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.batches import answerers
from assistant.batches.answerers import answerer
from assistant.batches.batch import Pace
from assistant.library import Library
from assistant.schema import Answer, Question
from assistant.settings import Settings


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


def test_progress_tells_rate_and_time_left() -> None:
    pace = Pace(1000, 100, 300, time.monotonic() - 10)
    assert str(pace) == "回答 300/1000，20.0题/秒，约剩35秒"
    assert str(Pace(10_000, 0, 10, time.monotonic() - 100)) == "回答 10/10000，每题10秒，约剩27小时45分"
    assert str(Pace(10, 3, 3)) == "回答 3/10"
    assert str(Pace(10, 0, 10)) == "回答 10/10"
