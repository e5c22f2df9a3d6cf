"""Who answers the rows of a batch: this thread, several threads, or several processes.

Reading is Python and fills one core, so many rows without a language model go to processes (two cores: 1.7 times the
rate); with one the time is spent waiting for its server, so threads send a bounded number of requests. All three give
the same answers, in the order in which they are done.

A process owns a library by its lock. The workers do not: the one that does has brought the caches up to date and
changes nothing while they read (`Library.open_beside`). A worker whose owner dies reads the end of its pipe and goes.
"""

from __future__ import annotations

import contextvars
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol

from assistant import children
from assistant.answering import Assistant
from assistant.build import open_beside
from assistant.schema import Answer, Question
from assistant.settings import Settings
from ingest.errors import LibraryError, UserError

Job = tuple[int, Question]
Outcome = Answer | str  # an answer, or the sentence that says why there is none
Log = Callable[[str], None]  # keeps the traceback of a fault that nobody foresaw
Answerer = Callable[[Iterable[Job]], Iterator[tuple[int, Outcome]]]

MOST_PROCESSES = 3  # each holds a quarter of a gigabyte, and so does their owner
REQUESTS = 4  # to a language model's server at a time, where nothing else is said
_MOST_REQUESTS = 64  # whatever is said: each has a thread
_WORTH_STARTING = 200  # rows a process: it takes as long to start as some seventy answers

_MOST_DEATHS = 6  # of workers, one after the other

DIED = "回答这一行的进程意外结束了，请单独提问这一行再试。"


class Asks(Protocol):
    """Whoever answers one question (`assistant.answering.Assistant`)."""

    def ask(self, question: Question) -> Answer: ...


def answerer(assistant: Assistant, settings: Settings, rows: int, jobs: int = 0) -> Answerer:
    """The way that fits `rows` questions; `jobs` says how many at a time, 0 leaves it to us: never more than there are,
    nor more processes than the computer can use."""
    log = assistant.library.log_fault
    if assistant.model_name:
        requests = max(1, min(jobs or REQUESTS, rows, _MOST_REQUESTS))
        return lambda questions: in_threads(assistant, questions, requests, log)
    if jobs:
        count = min(jobs, rows, max(children.cores(), MOST_PROCESSES))
    else:
        count = min(children.cores(), MOST_PROCESSES, rows // _WORTH_STARTING)
    if count <= 1:
        return lambda questions: one_by_one(assistant, questions, log)
    return lambda questions: in_processes(assistant, settings, questions, count)


def one_by_one(assistant: Asks, jobs: Iterable[Job], log: Log) -> Iterator[tuple[int, Outcome]]:
    """Answers in this thread."""
    for number, question in jobs:
        yield number, answered(assistant, question, log)


def in_threads(assistant: Asks, jobs: Iterable[Job], count: int, log: Log) -> Iterator[tuple[int, Outcome]]:
    """Answers with at most `count` questions under way."""
    todo: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()

    def work() -> None:
        while (job := todo.get()) is not None:
            done.put((job[0], answered(assistant, job[1], log)))

    for _ in range(count):
        # who asks goes along with each thread; a stop does not wait for a server
        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    try:
        waiting = 0
        for job in jobs:
            todo.put(job)
            waiting += 1
            if waiting == count:
                yield done.get()
                waiting -= 1
        for _ in range(waiting):
            yield done.get()
    finally:
        for _ in range(count):
            todo.put(None)


def in_processes(
    assistant: Assistant, settings: Settings, jobs: Iterable[Job], count: int
) -> Iterator[tuple[int, Outcome]]:
    """Answers in `count` processes. A worker that dies is replaced and its question asked once more; twice is enough.

    Raises LibraryError where workers die and nothing is answered: something other than a question is wrong.
    """
    from multiprocessing.connection import wait

    assistant.library.search("开始", 1)  # brings the caches up to date, which only the owner may do
    left = iter(jobs)
    again: set[int] = set()
    deaths = 0
    workers: list[_Worker] = []
    try:
        for _ in range(count):
            workers.append(worker := _Worker(settings))
            worker.give(next(left, None))
        while busy := [n for n, worker in enumerate(workers) if worker.job is not None]:
            ready = wait([workers[n].pipe for n in busy])
            for n in [n for n in busy if workers[n].pipe in ready]:
                worker, job = workers[n], workers[n].job
                assert job is not None
                try:
                    outcome: Outcome = worker.pipe.recv()
                    deaths = 0
                except (EOFError, OSError):
                    worker.stop()
                    deaths += 1
                    if deaths > _MOST_DEATHS:
                        raise LibraryError("回答问题的进程一再意外结束，请加上 --jobs 1 再运行同一条命令。") from None
                    workers[n] = worker = _Worker(settings)
                    if job[0] not in again:
                        again.add(job[0])
                        worker.give(job)
                        continue
                    outcome = DIED
                worker.give(next(left, None))
                if isinstance(outcome, Answer) and outcome.trace is not None:
                    assistant.record(outcome.trace)
                yield job[0], outcome
    finally:
        for worker in workers:
            worker.stop()


def answered(assistant: Asks, question: Question, log: Log) -> Outcome:
    """The answer, or the sentence of a fault: one odd row must not end a batch of thousands."""
    try:
        return assistant.ask(question)
    except UserError as error:
        return str(error)
    except Exception as error:
        log(question.text[:80])
        return f"回答这一行时出了意外错误（{type(error).__name__}），请换一种问法再试；经过已记下，可以告诉管理员。"


class _Worker:
    """A process that answers one question at a time."""

    def __init__(self, settings: Settings) -> None:
        self.job: Job | None = None
        self._process, self.pipe = children.start(_serve, settings)

    def give(self, job: Job | None) -> None:
        self.job = job
        with suppress(OSError):  # a dead worker is found when its answer is waited for
            if job is not None:
                self.pipe.send(job[1])

    def stop(self) -> None:
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def _serve(pipe: Any, settings: Settings) -> None:
    """The life of a worker."""
    try:
        with open_beside(settings) as library, suppress(EOFError, OSError):  # the owner is gone
            assistant = Assistant(library)
            while True:
                pipe.send(answered(assistant, pipe.recv(), library.log_fault))
    except UserError:
        os._exit(1)  # the owner sees the end of the pipe, and says so in one sentence
