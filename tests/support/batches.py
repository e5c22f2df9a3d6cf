"""A list of questions in each of its forms, and a batch that this thread answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl

from assistant.batches.answerers import Asks, one_by_one
from assistant.batches.batch import run_batch as run_any_batch

ROWS = [
    {"id": "a1", "question": "云科函〔2025〕63号的成文日期是哪天？", "处室": "法规科"},
    {"id": "a2", "question": "", "处室": "=HYPERLINK(1)"},
    {"id": "a3", "question": "云科函〔2019〕1号是答复谁的？", "处室": "综合科"},
]
FAULTS: list[str] = []  # what the assistants of `run_batch` broke with


def run_batch(assistant: Asks, source: Path, target: Path, *more: Any, **named: Any) -> int:
    """A batch that this thread answers."""
    named = {"choose": lambda rows: lambda jobs: one_by_one(assistant, jobs, FAULTS.append)} | named
    return run_any_batch(source, target, *more, **named).rows


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
