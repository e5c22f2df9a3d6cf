"""axe over every page, on a desk and on a phone, in Chinese by day and in English in the dark: nothing serious or
critical, nothing wider than the window, and in English no word of ours in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.access import Role
from assistant.administration import Administration
from assistant.answering import Assistant
from assistant.batches.jobs import BatchJobs
from assistant.home import CONVERSATIONS
from assistant.library import Library
from assistant.people.people import People
from assistant.people.proxies import Proxies
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.settings import Settings
from assistant.ui.door.gate import House
from eval.desk import EvaluationDesk
from tests.e2e.conftest import NOTICE, free_port
from tests.e2e.test_draft_page import PROPOSAL, make
from tests.e2e.test_pages import BANK, ask
from tests.support.uploading import uploaded

pytestmark = pytest.mark.e2e

LOCALES = {"light": "zh-CN", "dark": "en-US"}
SIZES = {"desk": {"width": 1280, "height": 720}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    from assistant.ui.app import open_house
    from assistant.ui.desk import Desk

    folder = tmp_path_factory.mktemp("axe")
    with Library.open(folder / "home") as library, People(folder / "people.db") as people:
        (folder / "清淤.txt").write_text(NOTICE, encoding="utf-8")
        assert [result.status for result in uploaded(library, "清淤.txt", folder / "清淤.txt")] == ["added"]
        evaluations = EvaluationDesk(Settings(home=folder / "home"), Assistant(library))
        administration = Administration(Settings(home=folder / "home"), library)
        desk = Desk(BatchJobs(folder / "batches"), lambda _: None, evaluations, administration=administration)
        kept = Conversations(folder / CONVERSATIONS)
        blocks, address = open_house(House(people, Proxies()), Tiers(library), kept, port=free_port(), desk=desk)
        person = people.accounts.add("邹管理", Role.ADMINISTRATOR)
        reader = people.accounts.add("闻读者", Role.READER)
        people.keys.make(person.user_id, "脚本")
        invite = f"/invite?token={people.accounts.make_link(reader.user_id)}"
        whole = f"/documents/{library.documents()[0].doc_id}"
        token = people.sessions.open(person.user_id)
        yield SimpleNamespace(address=address, token=token, invite=invite, whole=whole)
        blocks.close(verbose=False)


def open_tab(page: Any, number: int) -> None:
    page.locator("#zw-pages > .tab-wrapper [role=tab]").nth(number).click()


def asked(page: Any) -> None:
    page.click("#zw-limits-toggle")
    page.click("#zw-limit-year input")
    page.locator("[role=option]").first.click()
    page.locator(".zw-limits-bind").wait_for()
    page.keyboard.press("Tab")
    ask(page, BANK)
    page.locator("#zw-source mark").first.wait_for()
    ask(page, "澜商函〔2026〕970号规定了什么？")
    page.click("#zw-remark-wrong")
    page.locator("#zw-correction").wait_for()
    page.locator("#zw-chat a.zw-edit").first.click()
    page.locator("#zw-edit-note p").wait_for()


def looked_back(page: Any) -> None:
    page.click("#zw-past")
    page.locator(".zw-past li").first.wait_for()


def drafted(page: Any) -> None:
    open_tab(page, 1)
    make(page, PROPOSAL + "四、清淤补助。提高山塘清淤的补助。\n")
    page.locator("a.zw-said").first.click()
    page.locator("#zw-draft-source mark").first.wait_for()


def shelved(page: Any) -> None:
    open_tab(page, 2)
    page.locator(".zw-shelf a").first.click()
    page.click("#zw-remove")
    page.locator("#zw-sure").wait_for()
    page.click("#zw-sure")
    page.click("#zw-removed summary")
    page.locator("#zw-card .zw-undo").wait_for()


def brought_back(page: Any) -> None:
    page.click("#zw-card .zw-undo")
    page.locator(".zw-shelf tbody tr").first.wait_for()
    page.locator("#zw-removed li").wait_for(state="detached")


def batched(page: Any, tmp_path: Path) -> None:
    source = tmp_path / f"清单{tmp_path.name}.csv"  # the last one's is shown when the page is opened
    source.write_text(f"问题\n{BANK}\n", encoding="utf-8")
    open_tab(page, 3)
    page.set_input_files("#zw-batch-file input[type=file]", str(source))
    page.locator("#zw-batch-file", has_text="清单").wait_for()
    page.click("#zw-batch-begin")
    page.locator("#zw-batch-view .zw-batch:has(.zw-batch-done)", has_text=source.name).wait_for()


def evaluated(page: Any) -> None:
    open_tab(page, 4)
    page.locator("#zw-eval-view .zw-blank").wait_for()


# What is said by documents, answers and users is Chinese in any browser; so are the names of evidence and of papers.
UNTRANSLATED = """() => {
  const theirs = '[lang="zh-CN"], #zw-suggestions, #zw-evidence .wrap, #zw-limits-said, [role=option], .token, textarea, '
    + 'script, style, iframe, #zw-batch-file, td, [role=status], h1, .zw-seal, .seal';
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.checkVisibility() && !parent.closest(theirs)) found.push(walker.currentNode.nodeValue);
  }
  for (const e of document.querySelectorAll('[placeholder], [title], [aria-label]'))
    if (e.checkVisibility() && !e.closest('[lang="zh-CN"], select, #zw-batch-file')) found.push(e.placeholder, e.title, e.ariaLabel);
  return found.filter(text => /[\\u4e00-\\u9fff]/.test(text || '') && !/[a-z]{3}/.test(text));
}"""


def faults(page: Any) -> list[str]:
    """What axe finds serious or critical, Gradio's own parts included, and what the module's docstring says."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_timeout(300)  # what fades in has faded in
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = []
    for violation in found:
        if violation["impact"] not in {"serious", "critical"}:
            continue
        for node in violation["nodes"]:
            why = node["any"][0]["message"] if node["any"] else ""
            told.append(f"{violation['id']}: {node['target']} {node['html'][:200]} {why}")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    told += [f"{wide} pixels wider than the window"] if wide > 0 else []
    if page.evaluate("document.documentElement.lang") == "en":
        told += [f"in Chinese: {text}" for text in page.evaluate(UNTRANSLATED)]
    return told


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_can_be_used_by_everybody(chromium, house, tmp_path: Path, size: str, scheme: str) -> None:
    context = chromium.new_context(viewport=SIZES[size], color_scheme=scheme, locale=LOCALES[scheme])
    context.add_cookies([{"name": "zhengwen", "value": house.token, "url": house.address}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    states: dict[str, Callable[[Any], None]] = {
        "first": lambda _: page.wait_for_selector("#zw-suggestions button:visible"),
        "asked": asked,
        "past": looked_back,
        "draft": drafted,
        "shelf": shelved,
        "brought back": brought_back,
        "batch": lambda _: batched(page, tmp_path),
        "evaluation": evaluated,
    }
    told: dict[str, list[str]] = {}
    page.goto(house.address)
    page.wait_for_selector("#zw-question textarea")
    for name, prepare in states.items():
        prepare(page)
        told[name] = faults(page)
    for path in ("/account", "/people", "/levels", "/settings", house.whole):
        page.goto(house.address + path)
        told[path] = faults(page)
    context.clear_cookies()
    for path in ("/signin", house.invite):
        page.goto(house.address + path)
        told[path] = faults(page)
    context.close()
    lines = [f"{name}: {fault}" for name, found in told.items() for fault in found]
    assert not lines, "\n" + "\n".join(lines)


def test_what_the_keyboard_reaches_can_be_seen(chromium, house) -> None:
    """Tab goes through every control of the first page, and each shows that it is there."""
    context = chromium.new_context(viewport=SIZES["desk"], locale="zh-CN")
    context.add_cookies([{"name": "zhengwen", "value": house.token, "url": house.address}])
    page = context.new_page()
    page.goto(house.address)
    page.wait_for_selector("#zw-suggestions button:visible")
    seen: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        what = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e), b = getComputedStyle(e.parentElement);"
            " return [e === document.body ? '' : e.id || e.tagName + e.className + e.innerText.slice(0, 20), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0"
            " || s.boxShadow !== 'none' || b.boxShadow !== 'none' || s.borderColor !== b.borderColor]; }"
        )
        if not what[0]:  # the end of the page: Tab begins again at the top
            continue
        seen.append(what[0])
        assert what[1], what
    assert {"zw-send", "zw-clear", "zw-past", "zw-limits-toggle"} <= set(seen)
    context.close()
