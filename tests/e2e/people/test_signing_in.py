"""Signing in and out: in a real Chromium."""

from __future__ import annotations

from contextlib import suppress

import pytest

from assistant.people.sessions import IDLE
from assistant.people.throttle import PAIR
from tests.e2e.people.conftest import PASSWORD, Served, ask, come_in, enter

pytestmark = pytest.mark.e2e


def test_a_visitor_meets_the_sign_in_page_and_comes_in(visit) -> None:
    assert visit.url.endswith("/signin")
    assert visit.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    enter(visit, "闻读者", "不是这个密码")
    assert visit.inner_text("[role=alert]") == "用户名或密码不对，请再试一次。"
    come_in(visit, "闻读者")
    assert "18元" in ask(visit, "每立方米清淤补助多少元？")


def test_wrong_passwords_are_throttled_even_before_a_right_one(visit, served: Served) -> None:
    for _ in range(PAIR):
        enter(visit, "没有这个人", "随便什么密码")
        assert "不对" in visit.inner_text("[role=alert]")
    enter(visit, "没有这个人", "随便什么密码")
    assert "分钟后再试" in visit.inner_text("[role=alert]")
    for _ in range(PAIR):
        enter(visit, "简编辑", "猜一个密码")
    enter(visit, "简编辑")
    assert "分钟后再试" in visit.inner_text("[role=alert]")
    served.clock.at += 11 * 60
    come_in(visit, "简编辑")


def test_a_session_ends_by_itself_and_by_signing_out(visit, served: Served) -> None:
    from playwright.sync_api import Error

    come_in(visit, "闻读者")
    visit.goto(served.address + "/account")
    visit.click("text=退出登录")
    visit.goto(served.address)
    assert visit.url.endswith("/signin")
    come_in(visit, "闻读者")
    for _ in range(5):  # while it starts, Gradio may empty the box once more
        visit.fill("#zw-question textarea", "清淤补助多少？")
        visit.wait_for_timeout(1000)
        if visit.input_value("#zw-question textarea"):
            break
    served.clock.at += IDLE + 1
    with suppress(Error):  # what the page asked for when it opened may have led it away already
        visit.evaluate("() => void setTimeout(() => fetch('/config'))")
    visit.wait_for_url("**/signin?ended")
    assert "登录已经结束" in visit.inner_text("[role=status]")
    come_in(visit, "闻读者")
    visit.wait_for_function("document.querySelector('#zw-question textarea').value === '清淤补助多少？'")


def test_changing_the_password_ends_other_sessions(visit, served: Served) -> None:
    with served.signed_in("闻读者") as elsewhere:
        assert elsewhere.get("/config").status_code == 200
        come_in(visit, "闻读者")
        visit.goto(served.address + "/account")
        visit.fill("[name=old]", PASSWORD)
        visit.fill("[name=password]", PASSWORD)
        visit.fill("[name=again]", PASSWORD)
        visit.click("button[value=password]")
        assert "密码已更换" in visit.inner_text("[role=status]")
        assert elsewhere.get("/config").status_code == 401
        visit.goto(served.address)
        visit.wait_for_selector("#zw-question textarea")
