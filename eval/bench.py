"""`python -m eval.bench FOLDER`: how fast the program is on a folder of documents, as a Markdown table.

Commands run as a user runs them, in processes of their own; their processor seconds (user + system) are those of
`getrusage(RUSAGE_CHILDREN)`, which a busy machine moves less than time on the wall. Medians of five.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

from eval.reading_rates import reading_rates
from eval.statistics import percentile
from ingest.errors import UserError

_TIMES = 5
_CHUNKS = 4000  # encoded at least, so that the model's start does not count
_APP = Path(__file__).parents[1] / "app.py"
_ASKED = "工作的主要目标是什么？"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took, in seconds."""

    processor: float
    wall: float


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table. Progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="量速度，输出Markdown表格")
    parser.add_argument("folder", type=Path, help="一个文件夹的文件")
    parser.add_argument("--questions", type=Path, help="问题清单（.jsonl），用来量连续提问")
    arguments = parser.parse_args(argv)
    try:
        rows = measure(arguments.folder, arguments.questions)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return 130
    print("| 项目 | 数值 |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    return 0


def measure(folder: Path, questions: Path | None = None) -> list[tuple[str, str]]:
    """Every number with its name, in the order of the table."""
    from eval.datasets import question_set

    samples = question_set(questions).samples if questions is not None else ()
    first = samples[0].question if samples else _ASKED
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="zhengwen-bench-") as home:
        _tell("help")
        rows.append(("`app.py --help`：处理器时间", _seconds(_median("--help"))))
        _tell("ingest")
        rows += _ingest_rates(folder, Path(home))
        _tell("ask")
        cost = _median("--home", home, "ask", first, "--json")
        rows.append(("`app.py ask`，从命令行到答案：处理器时间", _seconds(cost)))
        rows.append(("`app.py ask`，从命令行到答案：等待时间", f"{cost.wall:.2f} 秒"))
        _tell("warm questions")
        rows += _warm(Path(home), [sample.question for sample in samples] or [first])
        _tell("encode")
        rows += _encode_rates(Path(home))
    _tell("read")
    rows += reading_rates(folder)
    return rows


def run(*arguments: str) -> Cost:
    """Runs `app.py`. Raises UserError with its message where it fails."""
    before, began = _children(), time.perf_counter()
    done = subprocess.run([sys.executable, str(_APP), *arguments], capture_output=True, text=True, check=False)
    cost = Cost(_children() - before, time.perf_counter() - began)
    if done.returncode != 0:
        raise UserError(done.stderr.strip() or f"命令没有成功（{done.returncode}）。")
    return cost


def _median(*arguments: str) -> Cost:
    costs = [run(*arguments) for _ in range(_TIMES)]
    return Cost(median(cost.processor for cost in costs), median(cost.wall for cost in costs))


def _ingest_rates(folder: Path, home: Path) -> list[tuple[str, str]]:
    from assistant.library import Library

    cost = run("--home", str(home), "ingest", str(folder))
    with Library.open(home) as library:
        records = library.documents()
    pages, chunks = sum(record.pages for record in records), sum(record.chunks for record in records)
    return [
        ("导入的文件 / 页 / 段", f"{len(records)} / {pages} / {chunks}"),
        ("导入（含启动）：处理器时间", _seconds(cost)),
        ("导入速度", f"{len(records) / cost.wall:.1f} 个文件/秒，{pages / cost.wall:.1f} 页/秒"),
    ]


def _warm(home: Path, questions: list[str]) -> list[tuple[str, str]]:
    from assistant.build import open_assistant
    from assistant.schema import Question
    from assistant.settings import load_settings

    with open_assistant(replace(load_settings({"home": home}), home=home)) as assistant:
        assistant.ask(Question(questions[0]))
        times = [_timed(partial(assistant.ask, Question(question))) for question in questions]
    return [
        (f"连续提问 {len(times)} 个：中位数", f"{percentile(times, 50) * 1000:.0f} 毫秒"),
        (f"连续提问 {len(times)} 个：99%", f"{percentile(times, 99) * 1000:.0f} 毫秒"),
    ]


def _encode_rates(home: Path) -> list[tuple[str, str]]:
    from assistant.library import Library
    from ingest.chunking import chunk
    from vectorstore.embedder import load_embedder

    with Library.open(home) as library:
        documents = [library.document(record.doc_id) for record in library.documents()]
    texts = [piece.text for document in documents if document for piece in chunk(document)]
    texts *= -(-_CHUNKS // max(1, len(texts)))
    model = load_embedder("")
    model.encode_passages(texts[:10])
    before = time.process_time()
    wall = _timed(partial(model.encode_passages, texts))
    processor = time.process_time() - before  # of all threads
    return [
        ("向量编码", f"{len(texts) / wall:,.0f} 段/秒"),
        ("向量编码，每秒处理器时间", f"{len(texts) / processor:,.0f} 段"),
    ]


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _seconds(cost: Cost) -> str:
    return f"{cost.processor:.2f} 秒"


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
