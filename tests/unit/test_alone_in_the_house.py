"""Without sign-in, what another site's page makes a browser send is not done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Answer, Question
from assistant.ui.house import for_one

HERE = "http://127.0.0.1:7860"
ASKED = "/v1/chat/completions"
BODY = '{"messages": [{"role": "user", "content": "市财政对市级中试平台一次性补助多少？"}]}'


class Watched(Assistant):
    """The real assistant, and how often it was asked."""

    asked = 0

    def ask(self, question: Question) -> Answer:
        self.asked += 1
        return super().ask(question)


async def gradio(_: Request) -> Response:
    return PlainTextResponse("好")


@pytest.fixture
def assistant(sample_library: Library) -> Watched:
    return Watched(sample_library)


@pytest.fixture
def client(assistant: Watched) -> Iterator[TestClient]:
    routes = [Route("/{path:path}", gradio, methods=["GET", "POST", "DELETE"])]
    with TestClient(Starlette(routes=routes, middleware=for_one(assistant)), base_url=HERE) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site", "content-type": "text/plain"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000"},  # another program's page on the same computer
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_page_gets_nothing_done(client: TestClient, assistant: Watched, headers: dict[str, str]) -> None:
    for answer in (
        client.post(ASKED, content=BODY, headers=headers),
        client.post("/gradio_api/queue/join", content="{}", headers=headers),
        client.delete("/anything", headers=headers),
    ):
        assert answer.status_code == 403
        assert answer.json() == {"detail": "这个请求来自别的网站，没有执行。"}
    assert assistant.asked == 0


@pytest.mark.parametrize("headers", [{}, {"origin": HERE}, {"origin": HERE, "sec-fetch-site": "same-origin"}])
def test_programs_and_our_own_pages_do(client: TestClient, assistant: Watched, headers: dict[str, str]) -> None:
    assert client.post(ASKED, content=BODY, headers=headers).status_code == 200
    assert client.post("/gradio_api/queue/join", content="{}", headers=headers).text == "好"
    assert assistant.asked == 1


def test_a_link_from_another_site_opens_the_page(client: TestClient) -> None:
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).text == "好"
