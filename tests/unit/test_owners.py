"""Gradio's sessions belong to whoever opened them, and a word that names one has a length."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.access import Role
from assistant.people.schema import Person
from assistant.ui.door.gate import VISIT, Visit
from assistant.ui.door.owners import Owners

ASKED = "/gradio_api/queue/join"


class Coming:
    """The gate's part: whoever the header names comes."""

    def __init__(self, app: Owners) -> None:
        self._app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            number = int(dict(scope["headers"]).get(b"person", b"1"))
            scope[VISIT] = Visit(Person(number, f"人{number}", Role.READER), "192.0.2.7", secure=False)
        await self._app(scope, receive, send)


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


@pytest.fixture
def owners() -> Owners:
    return Owners(Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])]))


@pytest.fixture
def client(owners: Owners) -> Iterator[TestClient]:
    with TestClient(Coming(owners)) as client:
        yield client


def test_a_word_belongs_to_whoever_used_it_first(client: TestClient) -> None:
    body = {"session_hash": "k2j5h4g3f2d"}
    assert client.post(ASKED, json=body).json() == body
    assert client.post(ASKED, json=body, headers={"person": "2"}).status_code == 403
    assert client.get(f"{ASKED}?session_hash=k2j5h4g3f2d", headers={"person": "2"}).status_code == 403
    assert client.get("/gradio_api/heartbeat/k2j5h4g3f2d", headers={"person": "2"}).status_code == 403
    assert client.post(ASKED, json={"session_hash": "0" * 36}, headers={"person": "2"}).status_code == 200


@pytest.mark.parametrize("length", [65, 5_000])
def test_no_long_word_is_kept(client: TestClient, owners: Owners, length: int) -> None:
    word = "k" * length
    for answer in (
        client.post(ASKED, content=json.dumps({"session_hash": word})),
        client.get(f"/gradio_api/queue/data?session_hash={word}"),
        client.get(f"/gradio_api/heartbeat/{word}"),
        client.post(f"{ASKED}?session_hash={word}", json={}),
    ):
        assert answer.status_code == 400
        assert answer.json()["detail"].endswith("。")
    assert not owners._owners
    assert client.post(ASKED, json={"session_hash": "k" * 64}).status_code == 200
