"""The interface for programs, used by OpenAI's own client, on this computer without sign-in."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import openai
import pytest

from assistant.answering import Assistant
from assistant.cli import main
from assistant.library import Library
from assistant.limits import Limits
from assistant.schema import MOST_CHARACTERS, Answer, Question
from assistant.ui.app import build_app, launch
from assistant.ui.house import for_one

ASKED = "市财政对通过认定的市级中试平台一次性补助多少？"


@dataclass
class Watched:
    """The real assistant, watched; one word breaks it."""

    real: Assistant
    asked: list[Question] = field(default_factory=list)

    @property
    def library(self):
        return self.real.library

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if "出故障" in question.text:
            raise RuntimeError("secret detail")
        if "说半个字" in question.text:
            return Answer(question.text, "半\ud800", False)
        return self.real.ask(question)


@pytest.fixture(scope="module")
def assistant(sample_library: Library) -> Watched:
    return Watched(Assistant(sample_library))


@pytest.fixture(scope="module")
def address(assistant: Watched) -> Iterator[str]:
    blocks = build_app(assistant)
    yield launch(blocks, port=free_port(), middleware=for_one(assistant))
    blocks.close(verbose=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def client(address: str) -> openai.OpenAI:
    own = httpx.Client(trust_env=False)
    return openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0, http_client=own)


def test_the_model_is_listed(client: openai.OpenAI, address: str) -> None:
    assert [model.id for model in client.models.list()] == ["zhengwen"]
    assert httpx.get(address + "/healthz", trust_env=False).json() == {"status": "ok"}


def test_an_answer_with_its_citations(client: openai.OpenAI, assistant: Watched) -> None:
    answer = client.chat.completions.create(model="zhengwen", messages=[{"role": "user", "content": ASKED}])
    [choice] = answer.choices
    assert choice.finish_reason == "stop"
    assert "150万元[1]" in (choice.message.content or "")
    [citation] = answer.citations
    document = assistant.library.document(_doc_id(assistant, citation["source"]))
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert (answer.refused, answer.mode, answer.warnings) == (False, "extractive", [])


def _doc_id(assistant: Watched, source: str) -> str:
    return next(record.doc_id for record in assistant.library.documents() if record.source == source)


def test_a_stream_says_the_same(client: openai.OpenAI, assistant: Watched) -> None:
    whole = assistant.real.ask(Question(ASKED))
    pieces = list(client.chat.completions.create(model="x", messages=[{"role": "user", "content": ASKED}], stream=True))
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == whole.text
    assert [piece.choices[0].finish_reason for piece in pieces][-1] == "stop"
    assert [citation["quote"] for citation in pieces[-1].citations] == [c.quote for c in whole.citations]
    assert len({piece.id for piece in pieces}) == 1


def test_earlier_messages_are_the_history(client: openai.OpenAI, assistant: Watched) -> None:
    messages = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": ASKED},
        {"role": "assistant", "content": "最高150万元"},
        {"role": "user", "content": [{"type": "text", "text": "那它的条件呢？"}]},
    ]
    client.chat.completions.create(model="zhengwen", messages=messages)
    assert assistant.asked[-1] == Question("那它的条件呢？", (ASKED,))


def test_a_refusal_says_so(client: openai.OpenAI) -> None:
    asked = "云科函〔2031〕999号讲了什么？"
    answer = client.chat.completions.create(model="zhengwen", messages=[{"role": "user", "content": asked}])
    assert answer.refused
    assert answer.citations == []
    assert "999" in (answer.choices[0].message.content or "")


def test_a_fault_is_one_sentence(client: openai.OpenAI, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(openai.InternalServerError, match="意外的问题") as error:
        client.chat.completions.create(model="zhengwen", messages=[{"role": "user", "content": "出故障"}])
    assert "secret" not in str(error.value)
    assert "secret detail" in capfd.readouterr().err


@pytest.mark.parametrize(
    "messages",
    [[], [{"role": "user", "content": ""}], [{"role": "user", "content": "？？"}], [{"role": "assistant", "content": "好"}],
     [{"role": "user", "content": "长" * 3000}], [{"role": "user", "content": 5}]],
)  # fmt: skip
def test_what_is_no_question_is_told(client: openai.OpenAI, messages: list) -> None:
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="zhengwen", messages=messages)


def test_a_question_has_one_limit(client: openai.OpenAI) -> None:
    for length in (MOST_CHARACTERS + 1, 3 * MOST_CHARACTERS):
        messages = [{"role": "user", "content": "长" * length}]
        with pytest.raises(openai.BadRequestError, match=f"问题超过{MOST_CHARACTERS}个字"):
            client.chat.completions.create(model="zhengwen", messages=messages)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"messages": 5}', b'{"messages": ["x"]}', b"[" * 100_000, b" " * 2_000_000]
)
def test_hostile_bodies_are_refused(address: str, body: bytes) -> None:
    answer = httpx.post(address + "/v1/chat/completions", content=body, trust_env=False)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("。")


def test_half_a_character_does_no_harm(address: str, assistant: Watched) -> None:
    said = [{"role": "user", "content": "云科贷\ud800"}, {"role": "user", "content": "补助\udcff多少？"}]
    body = json.dumps({"messages": said, "limits": {"issuers": ["云溪\ud800"]}})
    answer = httpx.post(address + "/v1/chat/completions", content=body, trust_env=False)
    assert answer.status_code == 200
    assert assistant.asked[-1] == Question("补助�多少？", ("云科贷�",), limits=Limits(issuers=("云溪�",)))


@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_sent_is_one_sentence(address: str, stream: bool) -> None:
    body = {"messages": [{"role": "user", "content": "说半个字"}], "stream": stream}
    answer = httpx.post(address + "/v1/chat/completions", json=body, trust_env=False)
    assert answer.status_code == 500
    assert answer.json()["error"]["message"].startswith("程序遇到了意外的问题")


def test_unknown_addresses_of_the_interface(address: str) -> None:
    assert httpx.get(address + "/v1/files", trust_env=False).status_code == 404
    assert httpx.get(address + "/v1/chat/completions", trust_env=False).status_code == 404


def test_without_sign_in_only_this_computer_is_served(address: str) -> None:
    for path in ("/", "/config", "/v1/models"):
        assert httpx.get(address + path, headers={"host": "evil.example"}, trust_env=False).status_code == 421
        assert httpx.get(address + path, headers={"host": "localhost:1"}, trust_env=False).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org"])
def test_others_are_let_in_only_with_sign_in(tmp_path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "serve", "--host", host]) == 1
    said = capsys.readouterr().err.strip()
    assert "--auth" in said
    assert "\n" not in said
