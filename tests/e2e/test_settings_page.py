"""The page 设置 in a real Chromium: a server is tried and saved, a backup is made, watched and taken away."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.administration import Administration
from assistant.answering import Assistant
from assistant.backup import writing
from assistant.backup.restoring import restore_backup
from assistant.library import Library
from assistant.settings import Settings, load_settings
from tests.e2e.conftest import NOTICE, free_port, visiting
from tests.support.fake_llm import FakeServer, Speak
from tests.support.uploading import uploaded

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The app of whoever sits at the computer, over one document."""
    from assistant.ui.app import build_app, launch
    from assistant.ui.handouts import Handouts
    from assistant.ui.house import for_one
    from assistant.ui.look import HEADER, SETTINGS

    home = tmp_path_factory.mktemp("office") / "home"
    notice = home.parent / "山塘清淤通知.txt"
    notice.write_text(NOTICE, encoding="utf-8")
    with Library.open(home) as library:
        assert [result.status for result in uploaded(library, notice.name, notice)] == ["added"]
        assistant, handouts = Assistant(library), Handouts()
        administration = Administration(Settings(home), library)
        blocks = build_app(assistant, header=HEADER.replace("</div>", f"{SETTINGS}</div>"), handouts=handouts)
        middleware = for_one(assistant, None, handouts, administration)
        yield SimpleNamespace(address=launch(blocks, port=free_port(), middleware=middleware), home=home)
        blocks.close(verbose=False)


@pytest.fixture
def visit(chromium, office: SimpleNamespace) -> Iterator[object]:
    """A fresh visit; no request may leave the computer, and nothing may be wrong in the console."""
    with visiting(chromium, office.address, viewport={"width": 1280, "height": 720}, locale="zh-CN") as page:
        page.click("#zw-header a:has-text('设置')")
        page.wait_for_selector("#backup")
        yield page


def test_a_server_is_tried_and_saved(visit, office: SimpleNamespace) -> None:
    with FakeServer(Speak("好")) as server:
        visit.fill("[name=base_url]", server.url)
        visit.fill("[name=model]", "qwen3")
        visit.click("[value=try]")
        assert "连接成功" in visit.inner_text("[role=status]")
        visit.click("[value=save]")
        assert "重新启动程序后生效" in visit.inner_text("[role=status]")
        assert load_settings({"home": office.home}, {}).llm_base_url == server.url
    visit.click("[value=try]")
    assert re.search("没有成功：.*连接不上", visit.inner_text("[role=alert]"))


def test_a_backup_is_watched_and_taken_away(
    visit, office: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = writing._put

    def slowly(*what: object) -> object:
        time.sleep(0.7)
        return put(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_put", slowly)
    visit.click("#backup button[value=backup]")
    visit.wait_for_selector("#backup progress")
    visit.locator("#backup-words", has_text="共1MB").wait_for()
    visit.wait_for_selector("#backup-file")
    with visit.expect_download() as download:
        visit.click("#backup-file")
    assert re.fullmatch(r"政问备份-\d{8}-\d{6}\.zip", download.value.suggested_filename)
    download.value.save_as(tmp_path / "b.zip")
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new").documents == 1
