"""Who prepares files for the register: this process, or several beside it.

Reading is Python and fills one core, so whatever takes more than some seconds goes to processes; what they hand back
comes in the order in which it was given out, whoever was faster. They (`assistant/children.py`) know nothing of the
library, and write nothing but a fault's traceback. A thread here speaks to each, so that they work on while the owner
writes; the answers wait as bytes, a bounded number of them.

A file that a process dies of, or that keeps it silent for minutes, becomes a sentence; the others go on in a new one.
Recognising a scan may take an hour: every page of it is a sign of life. Where no process can be started, the files are
read here.
"""

from __future__ import annotations

import os
import pickle
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

from assistant import children
from assistant.shelf.preparing import Job, Outcome
from vectorstore.embedder import Embedder, StaticEmbedder

MOST_PROCESSES = 4  # each holds a fifth of a gigabyte, and one more while it recognises a scan
WORTH_STARTING = 4.0  # seconds of work: a process takes one to start
_START_SECONDS = 120.0
SILENT_SECONDS = 900.0  # a text layer of 3,000 pages takes forty; a page of a scan has its own limit, which is less

_AHEAD_BYTES = 24_000_000  # of files that were given out and not handed on; what comes back takes some five times that
_AHEAD_TASKS = 40
_TASK_JOBS, _TASK_BYTES = 32, 500_000  # given out at once: an answer's way is as long as a small file's reading
_READY = b"ready"
_ALIVE = b""

_J = TypeVar("_J", bound=Job)


def prepare_all(jobs: Iterable[_J], model: Embedder, count: int = 0) -> Iterator[tuple[_J, Outcome]]:
    """Every job with its outcome, in their order. `count`: processes to use, as far as there are cores; 0 leaves it to
    us, 1 means this one.

    Only the shipped kind of model is so light that every process may have it; otherwise documents come without vectors.
    """
    here = model if isinstance(model, StaticEmbedder) else None
    if count == 0:
        count = min(children.cores(), MOST_PROCESSES)
        jobs, worth = _is_worth_it(jobs)
        count = count if worth else 1
    count = min(count, max(children.cores(), MOST_PROCESSES))
    if count == 1:
        for job in jobs:
            yield job, job.prepare(here)
        return
    yield from _in_processes(jobs, here, count)


def _is_worth_it(jobs: Iterable[_J]) -> tuple[Iterable[_J], bool]:
    """The same jobs, and whether there are some seconds of work for several: as many are looked at as it takes."""
    head: list[_J] = []
    left = iter(jobs)
    longest = seconds = 0.0
    while seconds - longest < WORTH_STARTING and (job := next(left, None)) is not None:
        head.append(job)
        seconds += job.seconds
        longest = max(longest, job.seconds)  # one alone cannot be shared
    return chain(head, left), seconds - longest >= WORTH_STARTING


@dataclass(slots=True)
class _Task:
    """Some jobs that one process gets together, and what became of each, in their order."""

    jobs: list[Any]
    size: int = 0
    done: queue.SimpleQueue[bytes] = field(default_factory=queue.SimpleQueue)


def _in_processes(jobs: Iterable[_J], model: Embedder | None, count: int) -> Iterator[tuple[_J, Outcome]]:
    todo: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
    hands = [_Hand(todo, model, max(1, children.cores() // count)) for _ in range(count)]
    threads = [threading.Thread(target=hand.work, daemon=True) for hand in hands]
    for thread in threads:
        thread.start()
    waiting: deque[_Task] = deque()
    try:
        for task in _tasks(jobs):
            todo.put(task)
            waiting.append(task)
            while len(waiting) > _AHEAD_TASKS or (
                len(waiting) > count and sum(task.size for task in waiting) > _AHEAD_BYTES
            ):
                yield from _outcomes(waiting.popleft())
        while waiting:
            yield from _outcomes(waiting.popleft())
    finally:
        for _ in hands:
            todo.put(None)
        for hand in hands:
            hand.stop()
        for thread in threads:
            thread.join()  # so that no process outlives the ingest


def _tasks(jobs: Iterable[_J]) -> Iterator[_Task]:
    task = _Task([])
    for job in jobs:
        task.jobs.append(job)
        task.size += job.size
        if len(task.jobs) >= _TASK_JOBS or task.size >= _TASK_BYTES or job.seconds > 1:
            yield task
            task = _Task([])
    if task.jobs:
        yield task


def _outcomes(task: _Task) -> Iterator[tuple[Any, Outcome]]:
    for job in task.jobs:
        outcome: Outcome = pickle.loads(task.done.get())
        yield job, outcome


class _Hand:
    """A thread's side of one process: gives it jobs and takes what comes back."""

    def __init__(self, todo: queue.SimpleQueue[_Task | None], model: Embedder | None, threads: int) -> None:
        self._todo = todo
        self._model = model
        self._threads = threads
        self._pipe: Any = None
        self._process: Any = None
        self._stopped = False
        self._lock = threading.Lock()

    def work(self) -> None:
        """The life of the thread."""
        while (task := self._todo.get()) is not None and not self._stopped:
            left: Sequence[Any] = task.jobs
            while left and not self._stopped:
                left = left[self._exchange(left, task.done) :]
        self._end()

    def stop(self) -> None:
        """Ends the process, whatever it is at; the thread, which sees that, clears up."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()

    def _exchange(self, jobs: Sequence[Any], done: queue.SimpleQueue[bytes]) -> int:
        """Has the process prepare `jobs`; returns of how many the outcome is known: all, or up to the one that ended
        it."""
        if self._process is None and not self._start():
            return self._prepare_here(jobs[0], done)
        try:
            self._pipe.send(jobs)
        except OSError:  # found when the answer is waited for
            pass
        except Exception:  # one of them cannot be pickled: pickle raises what it likes, and nothing of them was sent
            return self._prepare_here(jobs[0], done)
        for known, job in enumerate(jobs, 1):
            try:
                done.put(self._receive(SILENT_SECONDS))
                continue
            except TimeoutError:
                fault = f"“{job.name}”读了很久也没有读完，请换用电子版，或拆分后再试。"
            except (EOFError, OSError, MemoryError):
                fault = f"读取“{job.name}”的程序意外中断，请检查文件是否完好，再单独导入它。"
            self._end()
            done.put(pickle.dumps(fault))
            return known
        return len(jobs)

    def _prepare_here(self, job: Any, done: queue.SimpleQueue[bytes]) -> int:
        """Prepares one job in this thread; returns how many that is. An outcome comes whatever happens: it is waited
        for without end."""
        if not self._stopped:
            try:
                outcome = pickle.dumps(job.prepare(self._model))
            except Exception as error:
                fault = f"读取“{job.name}”时出了意外错误（{type(error).__name__}）"
                outcome = pickle.dumps(f"{fault}，请检查文件是否完好。")
            done.put(outcome)
        return 1

    def _receive(self, seconds: float) -> bytes:
        while True:
            if not self._pipe.poll(seconds):
                raise TimeoutError
            answer: bytes = self._pipe.recv_bytes()
            if answer != _ALIVE:
                return answer

    def _start(self) -> bool:
        """Starts the process and waits until it is ready; False if it will not start."""
        try:
            with self._lock:
                if self._stopped:
                    return False
                self._process, self._pipe = children.start(_serve, self._threads)
            self._pipe.send(self._model)  # megabytes, which `stop` must not wait for
            return self._receive(_START_SECONDS) == _READY
        except Exception:  # no memory, no right to start one, a script without a guard, a model that cannot be pickled
            self._end()
            return False

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.join()
            self._pipe.close()


def _serve(pipe: Any, threads: int) -> None:
    """The life of a process; when the owner is gone, so is the pipe."""
    from ingest.readers import ocr
    from ingest.readers.ocr_worker import limit_memory

    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the others have the other cores
    ocr.share(threads, lambda: pipe.send_bytes(_ALIVE))
    limit_memory()
    with suppress(EOFError, OSError):
        model: Embedder | None = pipe.recv()
        pipe.send_bytes(_READY)
        while True:
            for job in pipe.recv():
                pipe.send_bytes(pickle.dumps(job.prepare(model), pickle.HIGHEST_PROTOCOL))
