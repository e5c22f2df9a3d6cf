"""`python -m eval.load FOLDER --questions LIST`: many people at the pages at once.

The app runs as a user runs it, in a process of its own. Each visitor opens the first page, asks a question as the page
does (Gradio's queue, the two listeners of 发送), reads the answer for a while and asks the next, ten to a conversation.
A question counts from the Enter key to the answer's arrival; what comes back without an answer, or not at all, is
dropped. Before the crowd comes, a browser says when it paints first and how soon a single visitor has first words.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from eval.datasets import question_set
from eval.processes import memory_of
from eval.statistics import percentile
from ingest.errors import UserError

_APP = Path(__file__).parents[1] / "app.py"
_TURNS = 10  # of a conversation
_LONGEST = 30.0  # seconds that anybody waits for an answer
_ANSWERED = "zw-state"  # how sure we are stands below every answer and refusal, and below no failure
_PAINTS = 5


@dataclass(slots=True)
class Seen:
    """What the visitors met: seconds for each answer, what was dropped and why."""

    seconds: list[float] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """The listeners of the page 问答, as its config has them: (number, trigger, inputs)."""

    begin: tuple[int, int, int]
    answer: tuple[int, int]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where a question was dropped."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description="许多人同时用浏览器页面")
    parser.add_argument("folder", type=Path, help="一个文件夹的文件")
    parser.add_argument("--questions", type=Path, required=True, help="问题集（.jsonl）")
    parser.add_argument("--users", type=int, default=20, help="几个人（默认20）")
    parser.add_argument("--minutes", type=float, default=5, help="多少分钟（默认5）")
    parser.add_argument("--pause", type=float, default=2, help="读答复平均几秒（默认2）")
    arguments = parser.parse_args(argv)
    try:
        questions = [sample.question for sample in question_set(arguments.questions).samples]
        with served(arguments.folder) as (address, pid):
            asyncio.run(crowd(Seen(), address, questions, 1, 3, 0.5, pid))  # whatever is loaded late is loaded now
            alone, single = painted(address), Seen()
            asyncio.run(crowd(single, address, questions, 1, 15, 0.5, pid))
            seen = Seen()
            asyncio.run(crowd(seen, address, questions, arguments.users, arguments.minutes * 60, arguments.pause, pid))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print("| 项目 | 数值 |\n|---|---|")
    rows = [
        (
            "首次绘制（中位数 / 最慢），可以输入问题（中位数）",
            " / ".join(f"{value:.2f} 秒" for value in alone) or "（没有chromium）",
        ),
        ("一个人：从回车到答复（中位数 / 95%）", _told(single.seconds)),
        (f"{arguments.users}个人，{arguments.minutes:g}分钟：答复", f"{len(seen.seconds):,}"),
        ("没有得到答复", f"{len(seen.dropped)}"),
        ("从回车到答复（中位数 / 95% / 最慢）", f"{_told(seen.seconds)} / {max(seen.seconds, default=0):.2f} 秒"),
        ("内存：开头 / 最高 / 结尾", " / ".join(f"{value:.0f} MB" for value in _ends(seen.memory))),
    ]
    for name, value in rows:
        print(f"| {name} | {value} |")
    for why in sorted(set(seen.dropped))[:5]:
        print(why, file=sys.stderr)
    return 1 if seen.dropped else 0


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """The app over a folder's documents, in a process of its own: its address and process id.

    Raises UserError where it does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="zhengwen-load-") as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, str(_APP), "--home", place]
        subprocess.run([*command, "ingest", str(folder)], check=True, stdout=subprocess.DEVNULL)
        process = subprocess.Popen([*command, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(20)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise UserError("浏览器应用没有启动，请先单独运行 serve 看看原因。")


def page_of(config: Mapping[str, Any]) -> Page:
    """The listeners of 发送 by Enter: the one that shows the question, and the one after it that answers."""
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "zw-question")
    begin = next(d for d in config["dependencies"] if [box, "submit"] in [list(target) for target in d["targets"]])
    answer = next(d for d in config["dependencies"] if d.get("trigger_after") == begin["id"])
    return Page((begin["id"], box, len(begin["inputs"])), (answer["id"], len(answer["inputs"])))


async def crowd(
    seen: Seen, address: str, questions: Sequence[str], users: int, seconds: float, pause: float, pid: int
) -> None:
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for number in range(users):
            chance = random.Random(number)
            group.create_task(_visit(seen, address, chance.sample(questions, len(questions)), until, pause, chance))
        while time.monotonic() < until:
            seen.memory.append(memory_of(pid))
            await asyncio.sleep(1)


async def _visit(
    seen: Seen, address: str, questions: Sequence[str], until: float, pause: float, chance: random.Random
) -> None:
    """One visitor until the time is over; they come one after another in the first seconds."""
    await asyncio.sleep(chance.uniform(0, min(pause * 2, until - time.monotonic())))
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=_LONGEST) as client:
        page, session = page_of((await client.get("/config")).json()), ""
        answered = 0  # in this conversation, as the page shows it
        for number, question in enumerate(cycle(questions)):
            if time.monotonic() >= until:
                return
            if number % _TURNS == 0:
                await client.get("/")
                session, answered = f"{chance.getrandbits(60):x}", 0
            began = time.monotonic()
            try:
                begin, box, inputs = page.begin
                await _call(client, session, begin, box, [question, *[None] * (inputs - 1)])
                told = await _call(client, session, page.answer[0], box, [None] * page.answer[1])
            except (httpx.HTTPError, UserError) as error:
                told = f"{type(error).__name__}: {error}"
            if told.count(_ANSWERED) > answered:
                seen.seconds.append(time.monotonic() - began)
            else:
                seen.dropped.append(told[-300:])
            answered = max(answered, told.count(_ANSWERED))
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)


async def _call(client: httpx.AsyncClient, session: str, number: int, trigger: int, values: list[object]) -> str:
    """What one listener gives back. Raises UserError where it fails, httpx.HTTPError where nothing comes."""
    body = {"data": values, "event_data": None, "fn_index": number, "trigger_id": trigger, "session_hash": session}
    joined = await client.post("/gradio_api/queue/join", json=body)
    joined.raise_for_status()
    wanted = joined.json()["event_id"]
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        async for line in stream.aiter_lines():
            message = json.loads(line[5:]) if line.startswith("data:") else {}
            if message.get("msg") == "process_completed" and message.get("event_id") == wanted:
                if not message["success"]:
                    raise UserError(f"出错：{json.dumps(message['output'], ensure_ascii=False)[:200]}")
                return json.dumps(message["output"], ensure_ascii=False)
            if message.get("msg") == "unexpected_error":
                raise UserError(str(message.get("message")))
    raise UserError("没有等到答复。")


def painted(address: str) -> tuple[float, ...]:
    """When a fresh browser paints first, in seconds, the median and the slowest of some, and when a question can be
    typed, the median; () without a browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return ()
    from playwright.sync_api import sync_playwright

    times, ready = [], []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for _ in range(_PAINTS):
            page = browser.new_page()
            began = time.monotonic()
            page.goto(address, wait_until="commit")
            page.wait_for_selector("#zw-question textarea")
            ready.append(time.monotonic() - began)
            paints = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            times.append(float(page.evaluate(paints)) / 1000)
            page.close()
        browser.close()
    return percentile(times, 50), max(times), percentile(ready, 50)


def _told(seconds: Sequence[float]) -> str:
    return f"{percentile(seconds, 50):.2f} / {percentile(seconds, 95):.2f} 秒" if seconds else "—"


def _ends(memory: Sequence[float]) -> tuple[float, ...]:
    return (memory[0], max(memory), memory[-1]) if memory else ()


if __name__ == "__main__":
    sys.exit(main())
