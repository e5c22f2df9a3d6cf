"""A server that speaks OpenAI's chat protocol over real HTTP on this computer, and says what its script says.

Each request takes the next step of the script, the last one for ever; `requests` keeps what was asked. It misbehaves as
real servers do: errors, silence in mid-stream, streams that are cut, lines that are no JSON.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Speak:
    """A good answer, streamed a few characters at a time; `thoughts` come as reasoning_content before it."""

    text: str
    thoughts: str = ""
    finish: str = "stop"


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error."""

    status: int


@dataclass(frozen=True, slots=True)
class Stall:
    """The beginning of an answer, then silence."""

    text: str


@dataclass(frozen=True, slots=True)
class Drip:
    """A token now and then, for ever."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Babble:
    """Tokens as fast as they can be sent, for ever."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The beginning of an answer; the stream ends as if it were all."""

    text: str


@dataclass(frozen=True, slots=True)
class Garbage:
    """A stream whose lines are no JSON."""


@dataclass(frozen=True, slots=True)
class Flood:
    """One block over and over, for ever or `blocks` times, as the body of a reply of any kind."""

    block: bytes
    status: int = 200
    kind: str = "text/event-stream"
    packing: str = "identity"
    blocks: int | None = None


Step = Speak | Fail | Stall | Drip | Babble | Cut | Garbage | Flood


class FakeServer:
    """A context manager; `url` is what `llm_base_url` is set to."""

    def __init__(self, *script: Step) -> None:
        self._script: Sequence[Step] = script
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.sent = 0  # bytes of floods
        self._closing = threading.Event()
        self._lock = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                step = owner._take(body, self.headers.get("Authorization", ""), self.path)
                owner._play(step, self)

            def log_message(self, *arguments: Any) -> None:
                """Tests are quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> FakeServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def asked(self, n: int = -1) -> str:
        """The whole text of a request."""
        return "\n".join(str(message["content"]) for message in self.requests[n]["messages"])

    def _take(self, body: dict[str, Any], key: str, path: str) -> Step:
        with self._lock:
            self.requests.append(body)
            self.keys.append(key)
            if path != "/v1/chat/completions":
                return Fail(404)
            return self._script[min(len(self.requests), len(self._script)) - 1]

    def _play(self, step: Step, handler: BaseHTTPRequestHandler) -> None:
        if isinstance(step, Fail):
            body = b'{"error": {"message": "no"}}'
            handler.send_response(step.status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Retry-After-Ms", "50")
            handler.end_headers()
            handler.wfile.write(body)
            return
        flood = step if isinstance(step, Flood) else Flood(b"")
        handler.send_response(flood.status)
        handler.send_header("Content-Type", flood.kind)
        handler.send_header("Content-Encoding", flood.packing)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        try:
            while flood.block and flood.blocks != 0 and not self._closing.is_set():
                handler.wfile.write(flood.block)
                self.sent += len(flood.block)
                flood = replace(flood, blocks=flood.blocks and flood.blocks - 1)
            for line in self._lines(step):
                handler.wfile.write(f"data: {line}\n\n".encode())
                handler.wfile.flush()
        except OSError:
            return  # the client hung up

    def _lines(self, step: Step) -> Iterator[str]:
        if isinstance(step, Garbage):
            yield _chunk({"content": "补助"})
            yield "{这不是JSON"
        elif isinstance(step, Drip):
            while not self._closing.wait(step.seconds):
                yield _chunk({"content": "慢"})
        elif isinstance(step, Babble):
            while not self._closing.is_set():
                yield _chunk({"content": "快"})
        elif isinstance(step, Speak | Stall | Cut):
            if isinstance(step, Speak) and step.thoughts:
                yield _chunk({"reasoning_content": step.thoughts})
            for at in range(0, len(step.text), 6):
                yield _chunk({"content": step.text[at : at + 6]})
            if isinstance(step, Stall):
                self._closing.wait(60)
            if isinstance(step, Speak):
                yield _chunk({}, step.finish)
                yield "[DONE]"


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    return json.dumps(
        {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "fake",
            "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
        },
        ensure_ascii=False,
    )
