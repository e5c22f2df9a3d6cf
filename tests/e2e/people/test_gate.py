"""Whoever does not come in by the door: without a session, from another site, with somebody else's session, with a
name that is a script, on a header's word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest

from assistant.access import Role
from assistant.people.proxies import Proxies, read_proxies
from assistant.ui.door.gate import NOT_YOURS
from tests.e2e.people.conftest import ASKED, Served, ask, come_in
from tests.support.uploading import uploaded

from .conftest import NOTICE

pytestmark = pytest.mark.e2e


def test_no_address_of_gradio_answers_without_a_session(served: Served) -> None:
    routes = list(served.app.routes)
    for router in [route.original_router for route in routes if hasattr(route, "original_router")]:
        routes += router.routes
    paths = {re.sub(r"\{[^}]*\}", "x", route.path) for route in routes if hasattr(route, "path")}
    assert {"/config", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/startup-events"} <= paths
    with httpx.Client(base_url=served.address, trust_env=False) as nobody:
        for path in paths - {"/"}:
            for method in ("GET", "POST", "PUT", "DELETE"):
                assert nobody.request(method, path).status_code == 401, (method, path)
        assert nobody.get("/").headers["location"] == "/signin"
        assert nobody.get("/", headers={"cookie": "zhengwen=x"}).status_code == 303
        assert nobody.get("/healthz").json() == {"status": "ok"}
        assert nobody.get("/v1/models").status_code == 401
        for path in ("/people", "/levels", "/account"):
            assert nobody.post(path).headers["location"] == "/signin"


def test_other_sites_cannot_make_a_browser_act(served: Served) -> None:
    with served.signed_in("邹管理") as client:
        forged = {"do": "add", "name": "混进来的人", "role": "administrator"}
        assert client.post("/people", data=forged).status_code == 400
        assert served.people.accounts.find("混进来的人") is None
        join = client.post("/gradio_api/queue/join", json={}, headers={"origin": "https://evil.example"})
        assert join.status_code == 403
        page = client.get("/signin", follow_redirects=False)
        assert page.status_code == 303
        assert "frame-ancestors 'none'" in client.get("/people").headers["content-security-policy"]


def test_nobody_uses_anothers_session_of_gradio(visit, served: Served) -> None:
    sent: list[str] = []
    visit.on("request", lambda request: sent.append(request.post_data or "") if "/queue/join" in request.url else None)
    come_in(visit, "邹管理")
    ask(visit, ASKED)
    word = json.loads(sent[-1])["session_hash"]
    with served.signed_in("闻读者") as other:
        body = {"data": [None], "fn_index": 0, "session_hash": word}
        for path in ("queue/join", "cancel", "reset", "run/predict", "component_server"):
            assert other.post(f"/gradio_api/{path}", json=body).status_code == 403, path
        for path in (f"queue/data?session_hash={word}", f"heartbeat/{word}", f"stream/{word}/1/1/playlist.m3u8"):
            assert other.get(f"/gradio_api/{path}").status_code == 403, path
        form = {"session_hash": (None, word), "component_id": (None, "1"), "fn_name": (None, "x")}
        assert other.post("/gradio_api/component_server", files=form).status_code == 400
        assert other.post("/gradio_api/queue/join", content=b" " * 9_000_000).status_code == 400
    assert "18元" in ask(visit, "每立方米清淤补助多少元？"), "its owner goes on"


def test_names_and_titles_are_only_text(served: Served, tmp_path: Path) -> None:
    hostile = '"><script>alert(1)</script><!--word-->'
    paper = tmp_path / "x.txt"
    paper.write_text(NOTICE.replace("山塘清淤工作", f"山塘清淤{hostile}工作"), encoding="utf-8")
    [added] = uploaded(served.library, f"{hostile[:9]}.txt".replace("/", ""), paper)
    person = served.people.accounts.add(hostile, Role.READER)
    served.people.keys.make(person.user_id, hostile)
    try:
        with served.signed_in("邹管理") as client, served.signed_in(hostile) as themselves:
            pages = [client.get("/people"), client.get("/levels", params={"q": hostile}), client.get("/levels")]
            pages.append(themselves.get("/account"))
            for page in pages:
                assert page.status_code == 200
                assert "<script>alert" not in page.text
                assert "<!--word-->" not in page.text
            assert "&lt;script&gt;" in pages[0].text
    finally:
        served.people.accounts.set_disabled(person.user_id, True)
        served.library.remove(added.doc_id)


def test_a_proxy_is_believed_only_where_it_is_trusted(served: Served) -> None:
    header = {"X-Remote-User": "闻读者".encode()}
    with httpx.Client(base_url=served.address, trust_env=False, headers=header) as client:
        assert client.get("/config").status_code == 401
        try:
            served.house.proxies = read_proxies("127.0.0.1", "X-Remote-User")
            assert client.get("/config").status_code == 200
            assert client.get("/people").headers["location"] == NOT_YOURS
            unknown = client.get("/", headers={"X-Remote-User": "nobody"}, follow_redirects=True)
            assert "还没有开通" in unknown.text
            served.house.proxies = read_proxies("10.0.0.0/8", "X-Remote-User")
            assert client.get("/config").status_code == 401
            pretended = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1"}
            assert client.get("/config", headers=pretended).status_code == 401
        finally:
            served.house.proxies = Proxies()
