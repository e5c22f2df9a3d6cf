"""Many questions in one go: every answer is kept as it comes, and the same command goes on where it stopped.

Answers are appended to `<OUT>.partial.jsonl`; when all are there, OUT is written whole and the partial file goes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.batches.answerers import Answerer, Job, Outcome
from assistant.batches.partial import Partial
from assistant.batches.question_lists import Asked, check_suffix, read_questions
from assistant.batches.sheets import is_ours, write_answers
from assistant.pace import span_words
from assistant.rows import answer_row
from assistant.schema import MOST_CHARACTERS, Question
from ingest.errors import InputError

PARTIAL = ".partial.jsonl"
_OF_THE_LIST = "（清单）"  # behind the name of a column of the list that is called like one of ours
_MOST_NAMED, _LONGEST_ID = 5, 20  # rows that a sentence names, and of how many characters each


@dataclass(slots=True)
class Pace:
    """How far a batch is: `done` of `total`, `before` of them by an earlier run."""

    total: int
    before: int
    done: int
    began: float = field(default_factory=time.monotonic)

    @property
    def rate(self) -> float:
        """Questions a second, of this run."""
        return (self.done - self.before) / max(time.monotonic() - self.began, 1e-9)

    @property
    def left(self) -> float | None:
        """Seconds to go; None while nothing is known."""
        return (self.total - self.done) / self.rate if self.done > self.before else None

    def __str__(self) -> str:
        words = f"回答 {self.done}/{self.total}"
        if self.left is not None and self.done < self.total:
            rate = f"{self.rate:.1f}题/秒" if self.rate >= 1 else f"每题{1 / self.rate:.0f}秒"
            words += f"，{rate}，约剩{span_words(self.left)}"
        return words


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a list: how many rows it has, and the ids of those that could not be answered."""

    rows: int
    unanswered: tuple[str, ...] = ()

    @property
    def some(self) -> str:
        """The first of those ids, as a sentence names them."""
        named = ("".join(c if c.isprintable() else "?" for c in one[:_LONGEST_ID]) for one in self.unanswered)
        return "、".join(islice(named, _MOST_NAMED)) + ("等" if len(self.unanswered) > _MOST_NAMED else "")


Progress = Callable[[Pace], None]


def run_batch(
    source: Path,
    target: Path,
    progress: Progress | None = None,
    *,
    group: str | None = None,
    choose: Callable[[int], Answerer],
    stamp: str = "",
) -> Answered:
    """Answers every question of `source` into `target`; returns what became of it. A row with a fault becomes a row
    with a warning. `group`: see `read_questions`. `choose` gives who answers so many rows. `stamp` tells the library's
    state and the language model: rows that were done under another one are answered anew.

    Raises InputError when the list or the target cannot be used.
    """
    check_suffix(target)
    if not target.parent.is_dir():
        raise InputError(f"输出文件夹“{target.parent}”不存在，请先建立它。")
    kept = target.with_name(target.name + PARTIAL)
    if source.resolve() in (target.resolve(), kept.resolve()):
        raise InputError(f"写“{target}”会覆盖问题清单本身，请换一个名字。")
    asked = _beside_ours(read_questions(source, group), target)
    keys = [_key(n, one, stamp) for n, one in enumerate(asked)]
    try:
        with Partial(kept) as partial:
            _answer(asked, keys, partial, progress, choose)
            extra = list(dict.fromkeys(name for one in asked for name in one.extra))
            write_answers(target, lambda: (partial.row(key) for key in keys), extra)
            # an answer has words, a refusal too: only a row with a fault has none
            rows = zip(asked, keys, strict=True)
            unanswered = tuple(one.row_id for one, key in rows if not partial.row(key)["answer"])
            partial.remove()
    except OSError as error:
        what = "文件名是否太长、文件夹权限和磁盘空间"
        raise InputError(f"无法写入“{target}”，请检查{what}，再运行同一条命令。") from error
    return Answered(len(asked), unanswered)


def _answer(
    asked: list[Asked],
    keys: list[str],
    partial: Partial,
    progress: Progress | None,
    choose: Callable[[int], Answerer],
) -> None:
    left = [n for n, key in enumerate(keys) if key not in partial]
    pace = Pace(len(asked), len(asked) - len(left), len(asked) - len(left))

    def keep(n: int, row: dict[str, Any]) -> None:
        partial.add(keys[n], {**row, **asked[n].extra})
        pace.done += 1
        if progress is not None:
            progress(pace)

    if progress is not None:
        progress(pace)
    faults = {n: fault for n in left if (fault := _fault(asked[n]))}
    for n, fault in faults.items():
        keep(n, _empty(asked[n], fault))
    askable = [n for n in left if n not in faults]
    jobs: Iterator[Job] = ((n, Question(asked[n].question, asked[n].history)) for n in askable)
    for n, outcome in choose(len(askable))(jobs):
        keep(n, _row(asked[n], outcome))


def _fault(asked: Asked) -> str:
    """Why a row cannot be asked; "" where it can."""
    if asked.fault or not asked.question:
        return asked.fault or "这一行没有问题，请补上后再试。"
    if len(asked.question) > MOST_CHARACTERS:
        return f"这一行的问题有{len(asked.question)}字，超过了{MOST_CHARACTERS}字，请改短后再试。"
    return ""


def _row(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, str):
        return _empty(asked, outcome)
    row = answer_row(outcome, asked.row_id)
    # an answer with citations has been checked against them, sentence by sentence (`assistant/verifying/grounding.py`)
    return row | {"checked": bool(outcome.citations) and not outcome.refused}


def _empty(asked: Asked, warning: str) -> dict[str, Any]:
    row = {"id": asked.row_id, "question": asked.question, "answer": "", "refused": True, "mode": "extractive"}
    return {**row, "warnings": [warning], "citations": [], "checked": False}


def _beside_ours(asked: list[Asked], target: Path) -> list[Asked]:
    """The rows, with another name for those of the list's own columns that are called like one of the answers'."""
    names = dict.fromkeys(name for one in asked for name in one.extra)
    called: dict[str, str] = {}
    for name in names:
        free = name
        while is_ours(free, target) or (free != name and free in (*names, *called.values())):
            free += _OF_THE_LIST
        called[name] = free
    return [replace(one, extra={called[name]: value for name, value in one.extra.items()}) for one in asked]


def _key(n: int, asked: Asked, stamp: str) -> str:
    """Tells a row by its place and words, so that an edited list is not answered with old answers."""
    told = [n, asked.row_id, asked.question, asked.history, dict(asked.extra), asked.fault, stamp]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def stamp_of(doc_ids: Iterable[str], model: str) -> str:
    """Tells a library's state and a language model: one table of answers must not come from two of them."""
    return "|".join([model, *sorted(doc_ids)])
