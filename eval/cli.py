"""The `eval` commands. Data goes to standard output, progress and messages to standard error.

What is heavy is imported inside the commands, so that `--help` comes at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import Commands
from ingest.errors import InputError

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.settings import Settings
    from eval.desk import EvaluationDesk

_SHOW_EVERY = 2.0  # seconds, where standard error is no terminal


def register(commands: Commands) -> None:
    """Adds the commands of `eval`."""
    group = commands.group("eval", "评测：给回答和检索打分")
    sub = group.add("run", "在一个问题集上提问并打分", _run)
    sub.add_argument("set", type=Path, metavar="问题集", help="文件夹（含 questions.jsonl）或 .jsonl 文件")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果放在这里")
    sub.add_argument("--judge", action="store_true", help="另请设置里的语言模型逐题判断，只供参考")
    sub.add_argument("--json", action="store_true", help="把总分输出为一个JSON对象")
    sub = group.add("compare", "比较两次评测的结果", _compare)
    sub.add_argument("first", type=Path, metavar="甲", help="eval run 的结果文件夹")
    sub.add_argument("second", type=Path, metavar="乙", help="另一个结果文件夹")
    sub.add_argument("--json", action="store_true", help="输出一个JSON对象")
    sub = group.add("ablate", "逐项去掉程序的一个部分，各评测一次，列成一张表", _ablate)
    sub.add_argument("set", type=Path, metavar="问题集", help="文件夹（含 questions.jsonl）或 .jsonl 文件")
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果放在这里")
    sub.add_argument("--parts", metavar="部分", help="只去掉这些，用逗号隔开（默认全部）")
    sub.add_argument("--json", action="store_true", help="输出一个JSON列表")
    sub = group.add("collect", "把用户对答复的意见收成待审核的问题", _collect)
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="问题清单（.jsonl），只添加新的")
    sub = group.add("retrieval", "检索评测：文件夹里有 docs.jsonl 和 qa.jsonl", _retrieval)
    sub.add_argument("folder", type=Path, metavar="文件夹")
    sub.add_argument("--run", dest="run_file", type=Path, metavar="文件", help="把排序写成TREC格式")
    sub.add_argument("--limit", type=int, metavar="N", help="只问前N个问题")


def evaluations(settings: Settings, assistant: Assistant) -> EvaluationDesk:
    """What the page 评测 shows."""
    from eval.desk import EvaluationDesk

    return EvaluationDesk(settings, assistant)


def _run(arguments: argparse.Namespace) -> int:
    from assistant.llm.client import from_settings
    from assistant.settings import KEY, load_settings
    from eval.datasets import question_set
    from eval.judge import judge
    from eval.report import summary_lines
    from eval.runner import run_set, write_results

    questions, settings = question_set(arguments.set), load_settings(vars(arguments))
    _check_folder(arguments.output)
    model = from_settings(settings, os.environ.get(KEY)) if arguments.judge else None
    if arguments.judge and model is None:
        raise InputError("没有设置语言模型，请先设置 llm_base_url 和 llm_model，或去掉 --judge。")
    result = run_set(questions, settings, home_given=hasattr(arguments, "home"), progress=_progress())
    judged = judge(model, result.asked, _progress()) if model is not None else None
    write_results(result, arguments.output, judged)
    if arguments.json:
        print(json.dumps(result.summary_row(), ensure_ascii=False))
    else:
        print("\n".join(summary_lines(result)))
    if judged is not None:
        print(judged.line(), file=sys.stderr)
    print(f"结果在“{arguments.output}”：report.html、scores.json、answers.jsonl。", file=sys.stderr)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from eval.compare import compare_runs

    result = compare_runs(arguments.first, arguments.second)
    print(json.dumps(result.row(), ensure_ascii=False) if arguments.json else "\n".join(result.lines()))
    return 0


def _ablate(arguments: argparse.Namespace) -> int:
    from assistant.settings import load_settings
    from eval.ablation import PARTS, ablate, lines, write_ablation
    from eval.datasets import question_set

    questions = question_set(arguments.set)
    _check_folder(arguments.output)
    parts = [part.strip() for part in arguments.parts.split(",")] if arguments.parts else list(PARTS)
    rows = ablate(
        questions,
        load_settings(vars(arguments)),
        parts,
        home_given=hasattr(arguments, "home"),
        progress=_progress(),
        done=lambda row: print(f"{row.name}：{row.result.total.accuracy}", file=sys.stderr),
    )
    write_ablation(rows, arguments.output)
    if arguments.json:
        print(json.dumps([row.row() for row in rows], ensure_ascii=False))
    else:
        print("\n".join(lines(rows)))
    print(f"结果在“{arguments.output}”：ablation.html、ablation.json。", file=sys.stderr)
    return 0


def _collect(arguments: argparse.Namespace) -> int:
    from assistant.home import REMARKS
    from assistant.records.remarks import Remarks
    from assistant.settings import load_settings
    from eval.collect import collect

    count = collect(Remarks(load_settings(vars(arguments)).home / REMARKS).rows(), arguments.output)
    print(f"添加了{count}个待审核的问题：“{arguments.output}”。", file=sys.stderr)
    return 0


def _retrieval(arguments: argparse.Namespace) -> int:
    from assistant.settings import load_settings
    from eval.retrieval import measure_retrieval, trec_run

    if arguments.limit is not None and arguments.limit < 1:
        raise InputError("--limit 必须是正整数，请改正后再试。")
    if arguments.run_file is not None:
        _check_folder(arguments.run_file.parent)
    result = measure_retrieval(
        arguments.folder,
        limit=arguments.limit,
        embedder=load_settings(vars(arguments)).embedder,
        progress=_progress(),
    )
    if result.left_out:
        print(f"有{result.left_out}个问题的答案文件不在 docs.jsonl 中，没有计入。", file=sys.stderr)
    if arguments.run_file is not None:
        lines = "".join(line + "\n" for line in trec_run(result.rankings))
        arguments.run_file.write_text(lines, encoding="utf-8")
    print(json.dumps(result.row(), ensure_ascii=False))
    return 0


def _check_folder(folder: Path) -> None:
    """Makes the folder now: a fault in the place of the results must not be found after an hour of questions."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"文件夹“{folder}”无法建立，请检查路径和权限。") from error


def _progress() -> Callable[[str, int, int], None]:
    """Tells on standard error how far things are: in place on a terminal, a line every few seconds elsewhere."""
    shown = [time.monotonic()]

    def tell(what: str, done: int, total: int) -> None:
        now, terminal = time.monotonic(), sys.stderr.isatty()
        last = total > 0 and done >= total
        if not last and now - shown[0] < (0.1 if terminal else _SHOW_EVERY):
            return
        shown[0] = now
        text = f"{what} {done}/{total}" if total else f"{what} {done}"
        if terminal:
            print(f"\r{text}\033[K", end="\n" if last else "", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)

    return tell
