"""The command `batch`: a list answered on the command line, with its progress on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from assistant.batches.answerers import answerer
from assistant.batches.batch import Pace, run_batch, stamp_of
from assistant.build import open_assistant
from assistant.settings import Settings


def answer_list(
    settings: Settings,
    source: Path,
    target: Path,
    group: str | None,
    jobs: int,
    progress: Callable[[str, int, int], None],
) -> int:
    """Answers a list and says so; returns the exit status. Raises UserError as `run_batch` does."""
    with open_assistant(settings, progress) as assistant:
        try:
            became = run_batch(
                source,
                target,
                _pacing(),
                group=group,
                choose=lambda rows: answerer(assistant, settings, rows, jobs),
                stamp=stamp_of((record.doc_id for record in assistant.library.documents()), assistant.model_name),
            )
        except KeyboardInterrupt:
            if sys.stderr.isatty():
                print(file=sys.stderr)
            print("已停止；再运行同一条命令，会从停下的地方继续。", file=sys.stderr)
            return 130
    print(f"已回答{became.rows - len(became.unanswered)}个问题，结果在“{target}”。", file=sys.stderr)
    if became.unanswered:
        where = "原因写在结果里这几行的“提示”（warnings）中"
        print(f"有{len(became.unanswered)}行没能回答（编号{became.some}），{where}。", file=sys.stderr)
    return 0


def _pacing() -> Callable[[Pace], None]:
    """Shows how far a batch is: in place on a terminal, a line now and then elsewhere."""
    terminal = sys.stderr.isatty()
    shown = time.monotonic()

    def show(pace: Pace) -> None:
        nonlocal shown
        last = pace.done == pace.total
        if not last and time.monotonic() - shown < (0.2 if terminal else 10):
            return
        shown = time.monotonic()
        line = f"\r{pace}\033[K" if terminal else str(pace)
        print(line, end="\n" if last or not terminal else "", file=sys.stderr, flush=True)

    return show
