"""`python -m eval.scale DATA --chunks 10000 100000 1000000`: how cost grows with the library.

DATA holds sets with a `docs.jsonl` each. Their texts become files, one a document; where they do not suffice, further
documents are put together from sentences of two others, with other figures, ten pieces each. The files are ingested
as a user does it, by the command, in processes of its own: from bytes on the disk to the moment when questions find
them. Then sentences of the documents, cut short, are searched for and asked; last, one more document is added.

What this file does not do: say whether what is found is right (`eval/retrieval.py`); the texts put together are no
sensible documents, only as many words as sensible ones have.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question
from eval.datasets import passages
from eval.processes import memory_of, own_memory_of
from eval.statistics import percentile
from ingest.errors import UserError

SETS = ("laws", "crud_rag", "xwlb_news")
_APP = Path(__file__).parents[1] / "app.py"
_ASKED = 200
# characters of a chunk, roughly, of a text of the sets and of one put together: how many files to write
_CHUNK, _CHUNK_MIXED = 200, 430
_PIECES = 10
_COLUMNS = (
    "段", "文件", "导入：分钟 / 处理器分钟", "最高内存：含映射的文件 / 自有", "磁盘", "检索 50% / 99%",
    "问答 50% / 99%", "打开", "加一份",
)  # fmt: skip
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]?")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a library of `chunks` passages costs; seconds, megabytes."""

    documents: int
    chunks: int
    ingest: float
    processor: float
    memory: tuple[float, float]  # at most; without the pages of files
    disk: float
    search: tuple[float, ...]
    ask: tuple[float, ...]
    first: float  # opening the library and finding something
    added: float  # one more document, until it is found


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table, a row as soon as it is measured. Progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description="量资料库变大时的代价，输出Markdown表格")
    parser.add_argument("data", type=Path, help=f"有 {'、'.join(SETS)} 的文件夹")
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="多少段")
    parser.add_argument("--keep", type=Path, help="把资料库留在这个文件夹里")
    arguments = parser.parse_args(argv)
    print(f"| {' | '.join(_COLUMNS)} |")
    print("|---" * len(_COLUMNS) + "|")
    try:
        for size in arguments.chunks:
            cost = measure(arguments.data, size, arguments.keep)
            print(
                f"| {cost.chunks:,} | {cost.documents:,} "
                f"| {cost.ingest / 60:.1f} / {cost.processor / 60:.1f} "
                f"| {cost.memory[0] / 1000:.2f} / {cost.memory[1] / 1000:.2f} GB "
                f"| {cost.disk / 1000:.2f} GB | {_shown(cost.search)} | {_shown(cost.ask)} "
                f"| {cost.first:.1f} 秒 | {cost.added:.2f} 秒 |",
                flush=True,
            )
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def measure(data: Path, size: int, keep: Path | None = None) -> Cost:
    """Builds a library of some `size` chunks and asks it. `keep`: where it stays, in a folder named by its size; what
    stands there already is only asked. Raises UserError where the command fails."""
    with tempfile.TemporaryDirectory(prefix="zhengwen-scale-") as place:
        work = Path(place)
        home = (keep or work) / f"home-{size}"
        if home.exists():
            ingest = processor = 0.0
            memory = (0.0, 0.0)
        else:
            folder = work / "files"
            _write(data, folder, size)
            ingest, processor, memory = _ingest(home, folder)
        return _ask(home, work, ingest, processor, memory)


def texts(data: Path) -> Iterator[tuple[str, str, int]]:
    """Titles, texts and how many characters of each make a chunk, without end: those of the sets, then ones put
    together from two of them."""
    known = [(row.title or row.text[:20].strip(), row.text) for name in SETS for row in passages(data / name)]
    chance = random.Random(20261121)
    chance.shuffle(known)
    for title, text in known:
        yield title, text, _CHUNK
    while True:
        title = f"{chance.choice(known)[0]}（{chance.randint(1000, 9999)}）"
        text = "\n".join(_mixed(chance.choice(known)[1], chance.choice(known)[1], chance) for _ in range(_PIECES))
        yield title, text, _CHUNK_MIXED


def _mixed(one: str, other: str, chance: random.Random) -> str:
    """Half of the sentences of two texts, by turns, every figure exchanged for another."""
    pairs = zip(_SENTENCE.findall(one)[::2], _SENTENCE.findall(other)[1::2], strict=False)
    text = "".join(sentence.strip() for pair in pairs for sentence in pair)[:1500]
    return re.sub(r"\d", lambda _: chance.choice("0123456789"), text)


def _write(data: Path, folder: Path, size: int) -> None:
    chunks = 0.0
    for n, (title, text, chars) in enumerate(texts(data)):
        if chunks >= size:
            break
        below = folder / f"{n // 1000:04}"
        below.mkdir(parents=True, exist_ok=True)
        body = text if text.startswith(title) else f"{title}\n{text}"
        (below / f"{n:07}.txt").write_text(body, encoding="utf-8")
        chunks += len(body) / chars


def _ingest(home: Path, folder: Path) -> tuple[float, float, tuple[float, float]]:
    """Seconds on the wall and of processors, and the most megabytes."""
    before, began = _children(), time.monotonic()
    memory = own = 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, str(_APP), "--home", str(home), "ingest", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        while process.poll() is None:
            memory, own = max(memory, memory_of(process.pid)), max(own, own_memory_of(process.pid))
            time.sleep(0.5)
        if process.returncode:
            said.seek(0)
            raise UserError(said.read().decode(errors="replace").strip()[-500:] or "导入没有成功。")
    return time.monotonic() - began, _children() - before, (memory, own)


def _ask(home: Path, work: Path, ingest: float, processor: float, memory: tuple[float, float]) -> Cost:
    began = time.monotonic()
    with Library.open(home) as library:
        library.search("工作的主要目标", 10)
        first = time.monotonic() - began
        records = library.documents()
        questions = _questions(library, [record.doc_id for record in records])
        search = [_timed(partial(library.search, q, 10)) for q in questions]
        assistant = Assistant(library)
        assistant.ask(Question(questions[0]))
        ask = [_timed(partial(assistant.ask, Question(q))) for q in questions]
        paper = work / "新添的一份文件.txt"
        paper.write_text(f"关于青岚市第{int(time.time())}号风筝节的通知\n本次风筝节在青岚湖畔举行。", encoding="utf-8")
        began = time.monotonic()
        for _ in library.ingest([paper]):
            pass
        found = library.search("青岚湖畔的风筝节在哪里举行", 1)
        added = time.monotonic() - began
        if not found or "青岚湖" not in found[0].chunk.text:
            raise UserError("新添的文件没有找到，请检查检索。")
        library.remove(found[0].chunk.doc_id)
        chunks = library.passage_count()
    disk = sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1e6
    return Cost(len(records), chunks, ingest, processor, memory, disk, tuple(search), tuple(ask), first, added)


def _questions(library: Library, doc_ids: Sequence[str]) -> list[str]:
    """Parts of sentences of some documents."""
    chance = random.Random(7)
    out: list[str] = []
    while len(out) < _ASKED:
        document = library.document(chance.choice(doc_ids))
        long = [s for s in _SENTENCE.findall(document.text if document else "") if len(s) > 16]
        if long:
            out.append(chance.choice(long)[:24].strip("。；！？ \n") + "是怎么规定的？")
    return out


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def _shown(seconds: Sequence[float]) -> str:
    return f"{percentile(seconds, 50) * 1000:.0f} / {percentile(seconds, 99) * 1000:.0f} 毫秒"


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
