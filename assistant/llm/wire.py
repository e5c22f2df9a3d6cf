"""The wire to a language-model server: it carries a bounded number of bytes for a bounded time, whatever is sent.

The client's own time limit bounds each read and not the whole, nothing of it bounds a line that never ends, and a reply
that was packed may become a thousand times its size. So what comes in is counted here, before anything holds it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
from openai import DefaultHttpxClient

# of a reply; its 2,048 tokens come in events of some 300 bytes, and a reasoning model's thoughts before them
MOST_BYTES = 8_000_000


def client(own: bool, read_seconds: float, whole_seconds: float) -> httpx.Client:
    """An HTTP client whose replies break off, as if the connection had, when they grow too large or take too long.

    `own`: the server is on this computer, which a proxy set for the whole house does not know.
    """

    def ask_plain(request: httpx.Request) -> None:
        request.headers["Accept-Encoding"] = "identity"

    def measure(response: httpx.Response) -> None:
        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Measured(response.stream, 0 if packed else MOST_BYTES, time.monotonic() + whole_seconds)

    return DefaultHttpxClient(
        trust_env=not own, timeout=read_seconds, event_hooks={"request": [ask_plain], "response": [measure]}
    )


class _Measured(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, most: int, until: float) -> None:
        self._stream = stream
        self._left = most
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for block in self._stream:
            self._left -= len(block)
            if self._left < 0:
                raise httpx.RemoteProtocolError("the reply is too large")
            if time.monotonic() > self._until:  # nobody waits for it any more
                raise httpx.ReadTimeout("the reply takes too long")
            yield block

    def close(self) -> None:
        self._stream.close()
