"""A conversation is kept for whoever had it, and for nobody else."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.e2e.people.conftest import Served, ask, come_in

pytestmark = pytest.mark.e2e


def test_a_conversation_is_found_again_and_is_ones_own(visit, served: Served, chromium) -> None:
    come_in(visit, "简编辑")
    ask(visit, "每立方米清淤补助多少元？")
    ask(visit, "单口山塘最多补助多少？")
    visit.reload()
    visit.wait_for_selector("#zw-question textarea")
    assert visit.locator("#zw-chat .zw-answer").count() == 0
    visit.click("#zw-past")
    row = visit.locator(".zw-past li", has_text="每立方米清淤补助多少元").first
    key = row.locator("a", has_text="Word").get_attribute("href").split("/")[-1].removesuffix(".docx")
    with visit.expect_download() as saved:
        row.locator("a", has_text="存为Markdown").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert "每立方米补助18元" in text
    assert "澜水发〔2026〕" in text  # two papers of the library say so
    row.locator(".zw-past-name").click()
    visit.locator("#zw-chat .zw-answer").nth(1).wait_for()
    visit.locator("#zw-source mark").first.wait_for()
    ask(visit, "名单内山塘什么时候完工？")
    visit.click("#zw-past")
    visit.fill(".zw-past-search", "2026年11月15日")
    visit.press(".zw-past-search", "Enter")
    visit.locator(".zw-past-search[value='2026年11月15日']").wait_for()
    assert visit.locator(".zw-past li").count() == 1, "the same conversation went on"

    with served.signed_in("闻读者") as other:
        for kind in ("md", "docx"):
            assert other.get(f"/conversations/{key}.{kind}").status_code == 404
    with served.signed_in("简编辑") as own:
        assert own.get(f"/conversations/{key}.docx").content.startswith(b"PK")
        assert own.get(f"/conversations/{key}.exe").status_code == 404
    with httpx.Client(base_url=served.address, trust_env=False) as nobody:
        assert nobody.get(f"/conversations/{key}.md").status_code == 401
    context = chromium.new_context(locale="zh-CN")
    reader = context.new_page()
    reader.goto(served.address)
    come_in(reader, "闻读者")
    reader.click("#zw-past")
    reader.wait_for_selector(".zw-past-pane")
    assert "名单内" not in reader.inner_text("#zw-source")
    reader.evaluate(
        "key => ['open', 'drop'].forEach(what => { const a = document.createElement('a');"
        " a.href = `#k-${what}-${key}`; document.body.append(a); a.click(); })",
        key,
    )
    reader.wait_for_timeout(800)
    assert reader.locator("#zw-chat .zw-answer").count() == 0
    context.close()

    row = visit.locator(".zw-past li")
    row.locator("a", has_text="删除").click()
    visit.locator(".zw-past-more", has_text="确定删除").wait_for()
    visit.locator(".zw-past-more a", has_text="不删").click()
    visit.locator(".zw-past-more", has_text="确定删除").wait_for(state="detached")
    visit.locator(".zw-past li", has_text="每立方米").first.locator("a", has_text="删除").click()
    visit.locator(".zw-past-more", has_text="确定删除").locator("a", has_text="删除").first.click()
    visit.locator(f".zw-past a[href*='{key}']").first.wait_for(state="detached")
    with served.signed_in("简编辑") as own:
        assert own.get(f"/conversations/{key}.md").status_code == 404
