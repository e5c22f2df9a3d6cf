"""Many questions in one go: every answer is kept as it comes, and the same command goes on where it stopped.

Answers are appended to `<OUT>.partial.jsonl`; when all are there, OUT is written whole and the partial file goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.answering import Assistant
from assistant.rows import answer_row
from assistant.schema import Question
from assistant.sheets import Asked, check_suffix, read_questions, write_answers
from ingest.errors import InputError, UserError

Progress = Callable[[int, int], None]


def run_batch(assistant: Assistant, source: Path, target: Path, progress: Progress | None = None) -> int:
    """Answers every question of `source` into `target`; returns how many. A row with a fault becomes a row with a
    warning. Raises InputError when the list or the target cannot be used."""
    check_suffix(target)
    if not target.parent.is_dir():
        raise InputError(f"输出文件夹“{target.parent}”不存在，请先建立它。")
    if target.resolve() == source.resolve():
        raise InputError(f"输出文件“{target}”就是问题清单本身，请换一个名字，以免清单被覆盖。")
    questions = read_questions(source)
    partial = target.with_name(target.name + ".partial.jsonl")
    try:
        done = _read_partial(partial)
        with partial.open("ab") as handle:
            for n, asked in enumerate(questions):
                key = _key(n, asked)
                if key not in done:
                    done[key] = _row(assistant, asked)
                    line = json.dumps({"key": key, "row": done[key]}, ensure_ascii=False, default=str)
                    handle.write(line.encode() + b"\n")
                    handle.flush()
                if progress is not None:
                    progress(n + 1, len(questions))
        write_answers(target, [done[_key(n, asked)] for n, asked in enumerate(questions)])
    except OSError as error:
        raise InputError(f"无法写入“{target}”，请检查文件夹权限和磁盘空间，再运行同一条命令。") from error
    partial.unlink()
    return len(questions)


def _key(n: int, asked: Asked) -> str:
    """Tells a row by its place and words, so that an edited list is not answered with old answers."""
    return hashlib.sha256(json.dumps([n, asked.row_id, asked.question, asked.history]).encode()).hexdigest()[:16]


def _read_partial(path: Path) -> dict[str, dict[str, Any]]:
    """The rows answered before. A line that a kill cut is passed over, and closed so that the next begins anew."""
    if not path.exists():
        return {}
    done: dict[str, dict[str, Any]] = {}
    raw = path.read_bytes()
    for line in raw.split(b"\n"):
        try:
            entry = json.loads(line)
            done[entry["key"]] = entry["row"]
        except (ValueError, TypeError, KeyError):
            continue
    if raw and not raw.endswith(b"\n"):
        with path.open("ab") as handle:
            handle.write(b"\n")
    return done


def _row(assistant: Assistant, asked: Asked) -> dict[str, Any]:
    try:
        if asked.fault:
            raise InputError(asked.fault)
        if not asked.question:
            raise InputError("这一行没有问题，请补上后再试。")
        answer = assistant.ask(Question(asked.question, asked.history))
        return {**answer_row(answer, asked.row_id), **_kept(asked)}
    except UserError as error:
        empty = {"id": asked.row_id, "question": asked.question, "answer": "", "refused": True, "mode": "extractive"}
        return {**empty, "warnings": [str(error)], "citations": [], **_kept(asked)}


def _kept(asked: Asked) -> dict[str, Any]:
    taken = {"id", "question", "answer", "refused", "mode", "warnings", "citations"}
    return {name: value for name, value in asked.extra.items() if name not in taken}
