"""Takes the pictures of docs/: `python docs/pictures.py`, the sample library in a headless Chromium.

Needs the development tools, chromium and a Chinese font. `--out` puts them elsewhere, to be looked at; `--scheme dark`,
`--locale en-US` and `--phone` show what the documentation does not.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
QUESTION = "市财政对通过认定的市级中试平台一次性补助多少？"
PROPOSAL = next((ROOT / "samples" / "library").glob("提案*.txt"))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The app over the sample library."""
    from assistant.administration import Administration
    from assistant.answering import Assistant
    from assistant.batches.jobs import BatchJobs
    from assistant.home import CONVERSATIONS
    from assistant.library import Library
    from assistant.records.conversations import Conversations
    from assistant.records.notebook import Notebook
    from assistant.settings import Settings
    from assistant.ui.app import build_app, launch
    from assistant.ui.desk import Desk
    from assistant.ui.handouts import Handouts
    from assistant.ui.house import for_one
    from assistant.ui.look import HEADER, SETTINGS
    from eval.desk import EvaluationDesk

    with Library.open(folder) as library, Conversations(folder / CONVERSATIONS) as kept, socket.socket() as probe:
        list(library.ingest([ROOT / "samples" / "library"]))
        assistant = Assistant(library)
        desk = Desk(BatchJobs(folder / "batches"), lambda _: None, EvaluationDesk(Settings(home=folder), assistant))
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        notebook = Notebook(kept, lambda: "", library)
        handouts = Handouts()
        administration = Administration(Settings(home=folder), library)
        header = HEADER.replace("</div>", f"{SETTINGS}</div>")
        blocks = build_app(assistant, notebook, header, desk, handouts)
        yield launch(blocks, port=port, middleware=for_one(assistant, kept, handouts, administration))
        blocks.close(verbose=False)


def tab(page: Any, number: int) -> None:
    page.locator("#zw-pages > .tab-wrapper [role=tab]").nth(number).click()


def asked(page: Any) -> None:
    page.fill("#zw-question textarea", QUESTION)
    page.press("#zw-question textarea", "Enter")
    page.locator("#zw-chat .zw-sources").wait_for()
    page.locator("#zw-source mark").first.wait_for()


def limited(page: Any) -> None:
    page.click("#zw-limits-toggle")
    page.click("#zw-limit-year input")
    page.locator("[role=option]").first.click()
    page.locator(".zw-limits-bind").wait_for()
    page.keyboard.press("Escape")
    asked(page)


def drafted(page: Any) -> None:
    tab(page, 1)
    page.fill("#zw-proposal textarea", PROPOSAL.read_text(encoding="utf-8"))
    page.click("#zw-make")
    page.locator(".zw-sheet").wait_for()
    page.locator("a.zw-said").first.click()
    page.locator("#zw-draft-source mark").first.wait_for()


def changed(page: Any) -> None:
    drafted(page)
    words = page.locator(".zw-line .zw-words").first
    before = words.inner_text()
    page.locator("a.zw-change").first.click()
    page.locator(".zw-open .zw-words").fill(before + "下一步将再增拨4321万元。")
    page.keyboard.press("Control+Enter")
    page.locator(".zw-own").wait_for()
    page.locator("a.zw-change").nth(1).click()


def looked_back(page: Any) -> None:
    asked(page)
    page.click("#zw-past")
    page.locator(".zw-past li").first.wait_for()


def shelved(page: Any) -> None:
    tab(page, 2)
    page.locator(".zw-shelf a").nth(1).click()
    page.locator("#zw-card .zw-outline").wait_for()


def batched(page: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "提问清单.csv"
        source.write_text(f"编号,问题\n1,{QUESTION}\n2,云科函〔2025〕71号是什么时候印发的？\n", encoding="utf-8")
        tab(page, 3)
        page.set_input_files("#zw-batch-file input[type=file]", str(source))
        page.locator("#zw-batch-file", has_text="提问清单").wait_for()
        page.click("#zw-batch-begin")
        page.locator("#zw-batch-view .zw-batch-done").wait_for()


def evaluated(page: Any) -> None:
    tab(page, 4)
    page.click("#zw-eval-run")
    page.locator("#zw-eval-view iframe").wait_for(timeout=120_000)


def opened(page: Any) -> None:
    asked(page)
    link = page.locator("#zw-source .zw-whole-link")
    link.evaluate("link => link.target = ''")
    link.click()
    page.locator(".zw-box").first.wait_for()


def turned(page: Any) -> None:
    asked(page)
    page.click("label[for=zw-view-page]")
    page.locator("#zw-source .zw-box").first.wait_for()


def removed(page: Any) -> None:
    shelved(page)
    page.click("#zw-remove")
    page.click("#zw-sure")
    page.locator("#zw-card .zw-undo").wait_for()
    page.click("#zw-removed summary")


def administered(page: Any) -> None:
    page.click("#zw-header a")
    page.click("#backup button")
    page.locator("#backup-file").wait_for()
    page.locator("dd code").evaluate("place => place.textContent = '/srv/zhengwen'")  # not this computer's
    page.evaluate("scrollTo(0, 0)")


PICTURES: dict[str, Callable[[Any], None]] = {
    "first": lambda _: None,
    "page": asked,
    "limits": limited,
    "draft": drafted,
    "changed": changed,
    "past": looked_back,
    "shelf": shelved,
    "batch": batched,
    "evaluation": evaluated,
    "turned": turned,
    "whole": opened,
    "settings": administered,
    "removed": removed,  # last: it takes something away
}
IN_DOCS = ("page", "limits", "changed", "shelf", "batch", "evaluation", "whole", "settings")
NAMES = {"changed": "draft"}  # what a picture is called


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=[], help=f"of {', '.join(PICTURES)}")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--scheme", default="light", choices=("light", "dark"))
    parser.add_argument("--locale", default="zh-CN")
    parser.add_argument("--phone", action="store_true")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "home") as address,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in given.names or IN_DOCS:
            context = browser.new_context(
                viewport=PHONE if given.phone else WIDE, locale=given.locale, color_scheme=given.scheme
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(address)
            page.wait_for_selector("#zw-question textarea")
            page.wait_for_timeout(800)
            PICTURES[name](page)
            page.wait_for_timeout(600)
            page.screenshot(path=str(given.out / f"{NAMES.get(name, name)}.png"), full_page=given.phone)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
