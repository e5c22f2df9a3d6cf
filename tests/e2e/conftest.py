"""A shelf of our own writing, an assistant over it, the app served on a free port, and a real Chromium.

The city of 澜川 and everything in it is invented.
"""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.drafting.finding import Place
from assistant.drafting.schema import Proposal, Reply
from assistant.library import Library
from assistant.schema import Answer, Question
from tests.support.uploading import uploaded

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

LETTER = (
    "澜川市商务局",
    "澜商函〔2026〕17号",
    "澜川市商务局关于市政协三届五次会议第20260088号提案答复的函",
    "苏见微委员：",
    "您提出的《关于让老码头集市亮起来的提案》（第20260088号）收悉。经与市住建局、市港航中心会商，现答复如下：",
    "一、关于“延长集市营业时间”的建议",
    "（一）分段放开。自2026年4月起，老码头集市北段每晚营业到二十三点三十分，南段因靠近住宅楼仍到二十一点结束。",
    "（二）增设摊位。今年新划定摊位86个，其中36个留给返乡青年，首年免收摊位费。",
    "二、关于“修缮沿江步道”的建议",
    "（一）先行整修。步道全长4.7公里，已整修2.9公里，余下路段列入明年计划，概算1350万元。",
    "（二）配齐灯具。更换节能灯具412盏，江边照度提高一倍以上。",
    "专此答复，感谢您对夜间经济的关心。",
    "澜川市商务局",
    "2026年5月19日",
    "（联系人及电话：纪闻舟，6088 1701）",
)

NOTICE = """澜川市水利局

澜水发〔2026〕9号

澜川市水利局关于做好山塘清淤工作的通知

各乡镇人民政府：

一、清淤范围

列入今年清淤名单的山塘共58口，库容合计21万立方米。

二、补助办法

每口山塘按清出淤泥的方量补助，每立方米补助18元，单口最多9万元。

三、完成时限

名单内山塘须在2026年11月15日前完工，逾期的不再补助。

澜川市水利局
2026年3月3日
"""


@dataclass
class Watched:
    """The real assistant, watched: which questions came, and two words that make it slow or break it."""

    real: Assistant
    asked: list[Question] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def library(self) -> Library:
        return self.real.library

    def draft(self, proposal: Proposal) -> Reply:
        return self.real.draft(proposal)

    def redraft(
        self,
        reply: Reply,
        numbers: Collection[int],
        dropped: Collection[Place] = frozenset(),
        taken: Collection[Place] = frozenset(),
    ) -> Reply:
        return self.real.redraft(reply, numbers, dropped, taken)

    def rewrite(self, reply: Reply, number: int, text: str) -> Reply:
        return self.real.rewrite(reply, number, text)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if "慢慢来" in question.text:
            self.go_on.wait(20)
        if "出故障" in question.text:
            raise RuntimeError("secret detail")
        return self.real.ask(question)


@dataclass(frozen=True)
class Served:
    address: str
    assistant: Watched


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A headless Chromium with a fresh profile."""
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("这台计算机上没有chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def letter_pdf(chromium, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter as a PDF with a text layer, printed by the browser."""
    path = tmp_path_factory.mktemp("letter") / "澜商函〔2026〕17号.pdf"
    page = chromium.new_page()
    body = "".join(f"<p>{line}</p>" for line in LETTER)
    page.set_content(f"<body style='font: 21px/2 sans-serif; margin: 60px'>{body}</body>")
    page.pdf(path=str(path), format="A4")
    page.close()
    return path


@pytest.fixture(scope="session")
def served(letter_pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over a library of two documents."""
    from assistant.ui.app import build_app, launch
    from assistant.ui.handouts import Handouts
    from assistant.ui.house import for_one

    folder = tmp_path_factory.mktemp("shelf")
    notice = folder / "山塘清淤通知.txt"
    notice.write_text(NOTICE, encoding="utf-8")
    with Library.open(folder / "home") as library:
        for path in (notice, letter_pdf):
            assert [result.status for result in uploaded(library, path.name, path)] == ["added"]
        assistant = Watched(Assistant(library))
        handouts = Handouts()
        blocks = build_app(assistant, handouts=handouts)
        address = launch(blocks, port=free_port(), middleware=for_one(assistant.real, handouts=handouts))
        yield Served(address, assistant)
        assistant.go_on.set()
        blocks.close(verbose=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def visiting(chromium: Any, address: str, own: tuple[str, ...] = ("data:", "blob:"), **context: Any) -> Iterator[Any]:
    """A fresh visit at an address: no request may leave the computer, but for what begins with one of `own`, and
    nothing may go wrong in the page, nor be refused by its policy."""
    visit = chromium.new_context(accept_downloads=True, **context)
    page = visit.new_page()
    page.set_default_timeout(20_000)
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Security Policy" in message.text else None)
    page.goto(address)
    yield page
    visit.close()
    assert not [url for url in requests if not url.startswith((address, *own))]
    assert not faults


@pytest.fixture
def page(chromium, served: Served) -> Iterator[object]:
    """A fresh visit by a browser that speaks French; whatever the test does, no request may leave the computer."""
    context = chromium.new_context(viewport={"width": 1366, "height": 650}, locale="fr-FR", color_scheme="dark")
    visit = context.new_page()
    visit.set_default_timeout(15_000)
    requests: list[str] = []
    visit.on("request", lambda request: requests.append(request.url))
    visit.goto(served.address)
    visit.wait_for_selector("#zw-question textarea")
    yield visit
    context.close()
    outside = [url for url in requests if not url.startswith((served.address, "data:", "blob:"))]
    assert not outside
