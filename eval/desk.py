"""The evaluations of the browser app: the sets that are at hand, runs in the background, their reports.

Sets are those that come with the program (`eval/data`) and the folders in `sets/` of the library; runs are kept in its
`evaluations/`, each in a folder as `eval run` writes it.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.answering import Assistant
from assistant.home import EVALUATIONS, SETS
from assistant.llm.client import from_settings
from assistant.settings import KEY, Settings
from eval.compare import compare_runs
from eval.datasets import QuestionSet, question_set
from eval.runner import run_set, run_with, write_results
from ingest.errors import InputError, UserError
from vectorstore.private import private_folder

_DATA = Path(__file__).parent / "data"


class EvaluationDesk:
    """See `assistant/ui/evaluation_page.py` for what the page asks of it. One run at a time."""

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        self._settings = settings
        # what an evaluation asks is no part of the library's history
        self._assistant = Assistant(assistant.library, from_settings(settings, os.environ.get(KEY)))
        self._folder = settings.home / EVALUATIONS
        self._lock = threading.Lock()
        self._running = False
        self._words, self._ended = "", ""

    def sets(self) -> list[tuple[str, str]]:
        """Every set by its name, and its folder."""
        folders = [f for place in (_DATA, self._settings.home / SETS) if place.is_dir() for f in place.iterdir()]
        return [(_titled(folder), str(folder)) for folder in sorted(folders) if (folder / "questions.jsonl").is_file()]

    def runs(self) -> list[tuple[str, str]]:
        """Every run, the newest first."""
        if not self._folder.is_dir():
            return []
        kept = sorted((f for f in self._folder.iterdir() if (f / "report.html").is_file()), reverse=True)
        return [(folder.name.partition(" ")[2] + " " + _told(folder.name), folder.name) for folder in kept]

    def start(self, key: str) -> None:
        """Begins a run. Raises InputError where one runs already or the set is none."""
        if key not in (folder for _, folder in self.sets()):
            raise InputError("没有这个问题集，请刷新页面再选。")
        questions = question_set(Path(key))
        with self._lock:
            if self._running:
                raise InputError("已经有一次评测在运行，请等它结束。")
            self._running, self._words, self._ended = True, "正在准备……", ""
        threading.Thread(target=self._work, args=(questions,), daemon=True).start()

    def state(self) -> tuple[bool, str, str]:
        return self._running, self._words, self._ended

    def report(self, key: str) -> str:
        """The page of a run. Raises InputError where there is none."""
        if key not in (name for _, name in self.runs()):  # the browser sent it, so it may be anything
            raise InputError("没有这次评测的报告，请刷新页面再选。")
        return (self._folder / key / "report.html").read_text(encoding="utf-8")

    def compare(self, first: str, second: str) -> Sequence[str]:
        """Two runs in words. Raises InputError as `compare_runs` does."""
        known = {name for _, name in self.runs()}
        if not {first, second} <= known:
            raise InputError("没有这次评测，请刷新页面再选。")
        return compare_runs(self._folder / first, self._folder / second).lines()

    def _work(self, questions: QuestionSet) -> None:
        def tell(what: str, done: int, total: int) -> None:
            self._words = f"{what} {done}/{total}" if total else f"{what} {done}"

        words, ended = "", ""
        try:
            if questions.documents is not None or questions.home is not None:
                result = run_set(questions, self._settings, progress=tell)
            else:
                result = run_with(self._assistant, questions, tell)
            name = f"{datetime.now():%Y%m%d-%H%M%S} {questions.name}"
            write_results(result, private_folder(private_folder(self._folder) / name))
            words, ended = f"正确率 {result.total.accuracy}", name
        except UserError as error:
            words = str(error)
        except Exception as error:  # the app outlives a run
            traceback.print_exception(error, file=sys.stderr)
            words = f"评测意外停下了（{type(error).__name__}），详情在运行窗口里。"
        finally:
            self._running, self._words, self._ended = False, words, ended


def _titled(folder: Path) -> str:
    """What a set is called: its folder, and the heading of its README where it has one."""
    readme = folder / "README.md"
    first = readme.read_text(encoding="utf-8", errors="replace").partition("\n")[0] if readme.is_file() else ""
    return f"{first.removeprefix('# ')}：{folder.name}" if first.startswith("# ") else folder.name


def _told(name: str) -> str:
    """20261121-003000 … as a date and time."""
    stamp = name.partition(" ")[0]
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}"
