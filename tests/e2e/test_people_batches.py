"""Batches where several people sign in: each is answered from what they may read, and sees only their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from assistant.access import Role
from assistant.batches.jobs import BatchJobs
from assistant.library import Library
from assistant.people.people import People
from assistant.people.proxies import Proxies
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.ui.app import open_house
from assistant.ui.desk import Desk
from assistant.ui.door.gate import House
from assistant.ui.door.visitors import whoever
from tests.e2e.conftest import NOTICE, free_port
from tests.e2e.people.conftest import ASKED, LEAKS, SECRET
from tests.support.uploading import uploaded

pytestmark = pytest.mark.e2e


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SimpleNamespace]:
    with Library.open(tmp_path / "home") as library, People(tmp_path / "people.db") as people:
        for name, text in (("清淤.txt", NOTICE), ("仓库.txt", SECRET)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            assert [result.status for result in uploaded(library, name, tmp_path / name)] == ["added"]
        desk = Desk(BatchJobs(tmp_path / "home" / "batches"), owner=lambda: people.owner(whoever()))
        kept = Conversations(tmp_path / "conversations.db")
        blocks, address = open_house(House(people, Proxies()), Tiers(library), kept, port=free_port(), desk=desk)
        yield SimpleNamespace(address=address, people=people, library=library)
        blocks.close(verbose=False)


def answers(chromium, house: SimpleNamespace, name: str, role: Role, source: Path, target: Path) -> list[str]:
    """What somebody is answered who comes in and gives a list."""
    person = house.people.accounts.find(name) or house.people.accounts.add(name, role)
    context = chromium.new_context(viewport={"width": 1366, "height": 700}, locale="zh-CN", accept_downloads=True)
    token = house.people.sessions.open(person.user_id)
    context.add_cookies([{"name": "zhengwen", "value": token, "url": house.address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(house.address)
    page.wait_for_selector("#zw-question textarea")
    page.click("button[role=tab]:has-text('批量')")
    page.set_input_files("#zw-batch-file input[type=file]", str(source))
    page.locator("#zw-batch-file", has_text=source.stem).wait_for()
    page.click("#zw-batch-begin")
    page.locator("#zw-batch-view .zw-batch-done").wait_for()
    page.reload()
    page.click("button[role=tab]:has-text('批量')")
    page.locator("#zw-batch-view .zw-batch-name", has_text=source.name).wait_for()
    with page.expect_download() as download:
        page.click("#zw-batch-result")
    download.value.save_as(target)
    address = house.address + page.locator("#zw-batch-result").get_attribute("href")
    assert page.request.get(address).ok
    other = house.people.accounts.find("旁人") or house.people.accounts.add("旁人", Role.ADMINISTRATOR)
    for cookie, status in ((house.people.sessions.open(other.user_id), 404), ("", 401)):
        context.clear_cookies()
        if cookie:
            context.add_cookies([{"name": "zhengwen", "value": cookie, "url": house.address}])
        assert page.request.get(address).status == status, "whoever it was not made for"
    context.close()
    sheets = openpyxl.load_workbook(target).worksheets
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value]


def test_each_is_answered_from_what_they_may_read(chromium, house: SimpleNamespace, tmp_path: Path) -> None:
    source = tmp_path / "清单.csv"
    source.write_text(f"问题\n{ASKED}\n每立方米清淤补助多少元？\n", encoding="utf-8")
    seen = answers(chromium, house, "邹管理", Role.ADMINISTRATOR, source, tmp_path / "1.xlsx")
    assert any("7777万元" in cell for cell in seen)
    seen = answers(chromium, house, "闻读者", Role.READER, source, tmp_path / "2.xlsx")
    assert any("18元" in cell for cell in seen)
    assert not [cell for cell in seen for leak in LEAKS if leak in cell]
