"""`python -m eval.endurance FOLDER --questions LIST`: a long batch, killed at random and taken up again.

Ten thousand rows over a folder of documents: how many a second, how much memory, and whether after all the kills every
row is there once, with the answer that an unbroken run gives. The batch runs as a user runs it, in processes of its
own; memory is the sum of what its processes hold (Linux: /proc), so pages that they share count more than once.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from eval.datasets import question_set
from eval.processes import memory_of
from eval.schema import Sample
from ingest.errors import UserError

_APP = Path(__file__).parents[1] / "app.py"
_PARTS = 20  # of a run, whose memory is told one by one


@dataclass(frozen=True, slots=True)
class Endured:
    """What became of a batch; `memory` in megabytes, highest in each part of the time, first to last."""

    rows: int
    lost: int
    twice: int
    other: int
    kills: int
    seconds: float
    memory: tuple[float, ...]

    @property
    def sound(self) -> bool:
        return not (self.lost or self.twice or self.other)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where a row was lost, doubled or differs."""
    parser = argparse.ArgumentParser(prog="python -m eval.endurance", description="长批次，随机中断再继续")
    parser.add_argument("folder", type=Path, help="一个文件夹的文件")
    parser.add_argument("--questions", type=Path, required=True, help="问题集（.jsonl），重复到够数")
    parser.add_argument("-n", type=int, default=10_000, help="多少行（默认10000）")
    parser.add_argument("--kills", type=int, default=5, help="杀掉几次（默认5）")
    parser.add_argument("--jobs", type=int, default=0, help="同时回答几题")
    arguments = parser.parse_args(argv)
    try:
        samples = question_set(arguments.questions).samples
        found = endure(arguments.folder, samples, arguments.n, arguments.kills, arguments.jobs)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print("| 项目 | 数值 |\n|---|---|")
    for name, value in (
        ("行数", f"{found.rows:,}"),
        ("`kill -9` 的次数", str(found.kills)),
        ("丢失 / 重复 / 与不中断时不同的行", f"{found.lost} / {found.twice} / {found.other}"),
        ("速度（含每次重新启动）", f"{found.rows / found.seconds:.1f} 题/秒"),
        ("内存，各进程之和：开头 / 最高 / 结尾", " / ".join(f"{value:.0f} MB" for value in _told(found.memory))),
    ):
        print(f"| {name} | {value} |")
    return 0 if found.sound else 1


def endure(folder: Path, samples: Sequence[Sample], n: int, kills: int, jobs: int = 0, seed: int = 7) -> Endured:
    """Runs the batch. Raises UserError with the command's message where it fails by itself."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="zhengwen-endurance-") as place:
        work = Path(place)
        home = work / "home"
        _finish("--home", home, "ingest", folder)
        asked = _write(work / "distinct.jsonl", samples)
        _finish("--home", home, "batch", work / "distinct.jsonl", "-o", work / "unbroken.jsonl", "--jobs", 1)
        wanted = dict(zip(asked, _rows(work / "unbroken.jsonl"), strict=True))
        asked = _write(work / "list.jsonl", islice(cycle(samples), n))
        batch = ("--home", home, "batch", work / "list.jsonl", "-o", work / "out.jsonl", "--jobs", jobs)
        partial = work / "out.jsonl.partial.jsonl"
        marks = sorted(chance.uniform(0.05, 0.95) * n for _ in range(kills))
        began, memory, killed = time.monotonic(), [], 0
        for mark in [*marks, None]:
            process = _start(*batch)
            lines = _Lines(partial)
            while process.poll() is None:
                time.sleep(chance.uniform(0.1, 0.3))  # so that the kill comes in the middle of whatever it does then
                memory.append(memory_of(process.pid))
                if mark is not None and lines.count() >= mark:
                    process.kill()
                    process.wait()
                    killed += 1
                    break
        if process.returncode:
            raise UserError((process.stderr.read() if process.stderr else "").strip() or "批次没有成功。")
        seconds = time.monotonic() - began
        rows = _rows(work / "out.jsonl")
        counts = Counter(row["id"] for row in rows)
        other = sum(_said(row) != _said(wanted[key]) for key, row in zip(asked, rows, strict=False))
        lost = sum(str(i) not in counts for i in range(n))
        return Endured(
            len(rows), lost, sum(c > 1 for c in counts.values()), other, killed, seconds, tuple(_parts(memory))
        )


def _write(path: Path, samples: Any) -> list[tuple[Any, ...]]:
    """A list whose ids count from 0; returns what is asked, row by row."""
    asked = []
    with path.open("w", encoding="utf-8") as out:
        for i, sample in enumerate(samples):
            row = {"id": str(i), "question": sample.question, "history": list(sample.history)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            asked.append((sample.question, sample.history))
    return asked


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _said(row: dict[str, Any]) -> list[Any]:
    return [row["question"], row["answer"], row["refused"], row["warnings"], row["citations"]]


def _start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_APP), *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finish(*arguments: object) -> None:
    process = _start(*arguments)
    _, said = process.communicate()
    if process.returncode:
        raise UserError(said.strip() or f"命令没有成功（{process.returncode}）。")


class _Lines:
    """Counts the lines of a growing file, each once."""

    def __init__(self, path: Path) -> None:
        self._path, self._at, self._lines = path, 0, 0

    def count(self) -> int:
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._at)
                fresh = file.read()
            self._at += len(fresh)
            self._lines += fresh.count(b"\n")
        return self._lines


def _parts(memory: Sequence[float]) -> list[float]:
    size = max(1, -(-len(memory) // _PARTS))
    return [max(memory[at : at + size]) for at in range(0, len(memory), size)]


def _told(memory: Sequence[float]) -> tuple[float, float, float]:
    return (memory[0], max(memory), memory[-1]) if memory else (0.0, 0.0, 0.0)


if __name__ == "__main__":
    sys.exit(main())
