"""The assistant for programs: OpenAI's chat interface, so that Open WebUI, scripts and the `openai` client can use it.

`POST /v1/chat/completions`, `GET /v1/models`, and `GET /healthz`. The last message of the user is the question, those
before it are the history; `limits` beside the messages says where alone to look. What OpenAI has no place for stands in
extra fields beside the choices: `citations`, `refused`, `warnings`, `mode`, as in an answer row. A stream sends the
answer sentence by sentence, since a sentence is shown when it is proved and not before; the extra fields come with its
last piece.
"""

from __future__ import annotations

import json
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.answering import Assistant
from assistant.limits import EVERYWHERE, Limits
from assistant.rows import answer_row
from assistant.schema import MOST_CHARACTERS, Answer, Question
from ingest.errors import InputError, NotAllowedError, UserError

MODEL = "zhengwen"
_MOST_BYTES = 1024 * 1024  # of a request
_AT_ONCE = 2  # as on the pages: an office computer stays responsive
_PIECE = re.compile(r"[^。；！？\n]*[。；！？\n]?(?:\[\d+\])*")
_UNEXPECTED = "程序遇到了意外的问题，请再试一次，仍不行请联系管理员。"

# Who may ask: the assistant for a request, or NotAllowedError.
AssistantFor = Callable[[Request], Assistant]


class Api:
    """The routes, over whichever assistant a request may use."""

    def __init__(self, assistant_for: AssistantFor) -> None:
        self._assistant_for = assistant_for
        self._limit = anyio.CapacityLimiter(_AT_ONCE)

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _health, methods=["GET"]),
            Route("/v1/models", self.models, methods=["GET"]),
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
        ]

    async def models(self, request: Request) -> Response:
        try:
            await run_in_threadpool(self._assistant_for, request)
        except NotAllowedError as error:
            return _error(401, str(error))
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return JSONResponse({"object": "list", "data": [model]})

    async def complete(self, request: Request) -> Response:
        try:
            assistant = await run_in_threadpool(self._assistant_for, request)
            asked = await _body(request)
            question = _question(asked)
            answer = await anyio.to_thread.run_sync(assistant.ask, question, limiter=self._limit)
            return _rendered(answer, streamed=bool(asked.get("stream")))
        except NotAllowedError as error:
            return _error(401, str(error))
        except UserError as error:
            return _error(400, str(error))
        except Exception:  # a program gets a sentence too; the traceback is for whoever runs the server
            traceback.print_exc(file=sys.stderr)
            return _error(500, _UNEXPECTED)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _body(request: Request) -> Mapping[str, Any]:
    """Raises InputError for what is too long or no JSON object."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise InputError("请求太长，请缩短后再试。")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("请求不是有效的JSON。") from error
    if not isinstance(asked, dict):
        raise InputError("请求应是一个JSON对象。")
    return asked


def _question(asked: Mapping[str, Any]) -> Question:
    """The question of a conversation. Raises InputError where none is asked."""
    messages = asked.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise InputError("messages应是消息的列表。")
    said = [_text(message.get("content")) for message in messages if message.get("role") == "user"]
    if not messages or messages[-1].get("role") != "user" or not said[-1]:
        raise InputError("最后一条消息应是用户的问题。")
    history = tuple(text[:MOST_CHARACTERS] for text in said[:-1] if text)
    return Question(said[-1], history, limits=_limits(asked.get("limits")))


def _limits(given: object) -> Limits:
    """Where alone to look: an object with lists of words. Raises InputError for anything else: to look everywhere
    instead would answer another question."""
    if given is None:
        return EVERYWHERE
    names = {"documents": "doc_ids", "years": "years", "issuers": "issuers", "types": "types"}
    if not isinstance(given, dict) or not given.keys() <= names.keys():
        raise InputError(f"limits应是一个对象，只能有{'、'.join(names)}。")
    if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in given.values()):
        raise InputError("limits的每一项应是字符串的列表。")
    return Limits(**{names[name]: tuple(words) for name, words in given.items()})


def _text(content: object) -> str:
    """The words of a message: a string, or the text parts of a list."""
    if isinstance(content, str):
        return content.strip()
    parts = content if isinstance(content, list) else []
    texts = (part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text")
    return "\n".join(text for text in texts if isinstance(text, str)).strip()


def _rendered(answer: Answer, *, streamed: bool) -> Response:
    head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
    if streamed:  # what cannot be sent is found now: once a stream has begun, no error can be told
        pieces = [piece.encode() for piece in _stream(head, answer)]
        return StreamingResponse(iter(pieces), media_type="text/event-stream")
    message = {"role": "assistant", "content": answer.text}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return JSONResponse({**head, "object": "chat.completion", "choices": [choice], **_extra(answer)})


def _extra(answer: Answer) -> dict[str, Any]:
    row = answer_row(answer)
    return {name: row[name] for name in ("citations", "refused", "warnings", "mode")}


def _stream(head: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    def event(delta: Mapping[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        piece = {**head, "object": "chat.completion.chunk", "choices": [choice], **more}
        return f"data: {json.dumps(piece, ensure_ascii=False)}\n\n"

    yield event({"role": "assistant", "content": ""})
    for match in _PIECE.finditer(answer.text):
        if match.group():
            yield event({"content": match.group()})
    yield event({}, "stop", **_extra(answer))
    yield "data: [DONE]\n\n"


def _error(status: int, sentence: str) -> Response:
    """As OpenAI's own, so that its client raises the right exception."""
    kind = {401: "authentication_error", 400: "invalid_request_error"}.get(status, "server_error")
    return JSONResponse({"error": {"message": sentence, "type": kind, "param": None, "code": None}}, status)
