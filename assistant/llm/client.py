"""A language model behind one question: a prompt goes in, the whole text comes out, or a ModelError says why not.

Any LlamaIndex `LLM` will do; the settings build one for servers that speak OpenAI's protocol (Ollama, vLLM, DashScope,
DeepSeek…). What was measured of that client decides the details: its own timeout bounds each read and not the whole, a
stream that is cut looks complete but for its missing finish reason, and more than one retry multiplies with the SDK's.
What a server may send at the most is counted where it comes in (`wire.py`) and, for any other model, here.

What this file does not do: decide what may be shown (`assistant/llm/writing.py`, `assistant/verifying/grounding.py`).
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from assistant.settings import Settings
from ingest.errors import ModelError
from prompts import Prompt

_MOST_TOKENS = 2048  # of an answer, a reasoning model's thoughts included
_MOST_CHARACTERS = 1_000_000  # of a text, thoughts included, whatever model it is from
_READ_SECONDS = 30.0  # that one read may take at the most, however long the whole may
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)  # servers that swallow the opening tag

_IN_A_ROW, _REST = 3, 60.0  # after so many failures so many seconds of peace: a batch must not wait for each row

INSTEAD = "，已改用原文摘录"  # what came of a failure, as far as an answer is concerned
CUT = f"语言模型的回答不完整{INSTEAD}。"


class LanguageModel:
    """Made by `from_settings`, or from any LlamaIndex model by `of`. Safe to use from several threads."""

    def __init__(self, load: Callable[[], Any], name: str, seconds: float, context_window: int) -> None:
        self.name = name
        self.seconds = seconds
        self.context_window = context_window
        self._load = load
        self._model: Any = None
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until = 0.0

    @classmethod
    def of(cls, model: Any, seconds: float = 60.0) -> LanguageModel:
        """`model` is any LlamaIndex LLM."""
        return cls(lambda: model, model.metadata.model_name, seconds, model.metadata.context_window)

    @property
    def most_tokens(self) -> int:
        return min(_MOST_TOKENS, self.context_window // 4)

    def ready(self) -> None:
        """Loads what speaks to the server, which takes seconds the first time. Raises ModelError if it cannot be."""
        with self._lock:
            try:
                self._model = self._model or self._load()
            except Exception as error:  # a foreign class, built from a user's settings
                raise ModelError(_sentence(error)) from error

    def say(self, prompt: Prompt, deadline: float, sent: Callable[[], object] = lambda: None) -> str:
        """The model's text, without its thoughts. `deadline` is a time of `time.monotonic()`; `sent` is called once the
        prompt goes out, which it does not while the model rests or cannot be loaded.

        Raises ModelError when the text is not there, whole, by then.
        """
        if time.monotonic() < self._resting_until:
            raise ModelError(f"语言模型连续{_IN_A_ROW}次没有答成，暂停询问一分钟{INSTEAD}。")
        try:
            self.ready()
            sent()
            text = self._listen(prompt, deadline)
        except ModelError:
            self._failures += 1
            if self._failures >= _IN_A_ROW:
                self._failures, self._resting_until = 0, time.monotonic() + _REST
            raise
        self._failures = 0
        return text

    def _listen(self, prompt: Prompt, deadline: float) -> str:
        chunks: queue.Queue[tuple[str, Any]] = queue.Queue()
        given_up = threading.Event()
        # a thread, since nothing else bounds a server that goes on sending a token a second
        threading.Thread(target=self._stream, args=(prompt, chunks, given_up), daemon=True).start()
        text: list[str] = []
        size = 0
        ends: list[str | None] = []
        try:
            for piece, reasons in self._until(deadline, chunks):
                text.append(piece)
                ends += reasons
                size += len(piece)
                if size > _MOST_CHARACTERS:
                    raise ModelError(CUT)
        finally:
            given_up.set()
        if ends and "stop" not in ends:
            raise ModelError(CUT)
        whole = _THOUGHT_END.sub("", _THOUGHT.sub("", "".join(text))).strip()
        if not whole:
            raise ModelError(CUT)
        return whole

    def _until(self, deadline: float, chunks: queue.Queue[tuple[str, Any]]) -> Iterator[tuple[str, list[str | None]]]:
        """What comes until it is done. A server may say nothing, or never stop: both end at the deadline."""
        while True:
            left = deadline - time.monotonic()
            kind: str = "late"
            value: Any = None
            with suppress(queue.Empty):
                if left > 0:
                    kind, value = chunks.get(timeout=left)
            if kind == "late":
                raise ModelError(f"语言模型没有在{self.seconds:g}秒内答完{INSTEAD}。")
            if kind == "failed":
                raise ModelError(_sentence(value)) from value
            if kind == "done":
                return
            yield value

    def _stream(self, prompt: Prompt, chunks: queue.Queue[tuple[str, Any]], given_up: threading.Event) -> None:
        try:
            for piece in self._pieces(prompt):
                if given_up.is_set():
                    return
                chunks.put(("text", piece))
            chunks.put(("done", None))
        except Exception as error:  # a foreign class over a foreign server: whatever it raises, an answer must come
            chunks.put(("failed", error))

    def _pieces(self, prompt: Prompt) -> Iterator[tuple[str, list[str | None]]]:
        """What the stream adds, with the finish reasons it names; `delta` has none of a reasoning model's thoughts."""
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
            ChatMessage(role=MessageRole.USER, content=prompt.user),
        ]
        for response in self._model.stream_chat(messages):
            choices = getattr(response.raw, "choices", None) or []
            yield response.delta or "", [getattr(choice, "finish_reason", None) for choice in choices]


def from_settings(settings: Settings, key: str | None) -> LanguageModel | None:
    """The language model that is set; None when there is none. Nothing is loaded or asked yet."""
    if not settings.llm_base_url:
        return None

    def load() -> Any:
        from llama_index.llms.openai_like import OpenAILike

        from assistant.llm.wire import client

        seconds = min(_READ_SECONDS, settings.llm_timeout + 1)  # the whole answer's deadline is ours, and comes first
        host = urlsplit(settings.llm_base_url).hostname or ""
        own = host in {"localhost", "::1"} or host.startswith("127.")
        return OpenAILike(
            model=settings.llm_model,
            api_base=settings.llm_base_url,
            api_key=key or "x",  # servers of one's own ask for none, the client insists on one
            is_chat_model=True,
            context_window=settings.llm_context_window,
            max_tokens=model.most_tokens,
            timeout=seconds,
            max_retries=1,
            temperature=0.1,
            http_client=client(own, seconds, settings.llm_timeout),
        )

    model = LanguageModel(load, settings.llm_model, settings.llm_timeout, settings.llm_context_window)
    return model


def _sentence(error: Exception) -> str:
    """What went wrong, for the user."""
    status = getattr(error, "status_code", None)
    if status in {401, 403}:
        return f"语言模型服务不接受密钥{INSTEAD}，请检查环境变量 ZHENGWEN_LLM_API_KEY。"
    if status == 404:
        return f"语言模型服务没有这个地址或模型{INSTEAD}，请检查服务地址（llm_base_url）和模型名称（llm_model）。"
    if "Timeout" in type(error).__name__:
        return f"语言模型迟迟没有回应{INSTEAD}。"
    if type(error).__name__ in {"RemoteProtocolError", "JSONDecodeError", "ReadError"}:
        return CUT
    reason = f"HTTP {status}" if status else "连接不上" if "Connect" in type(error).__name__ else type(error).__name__
    return f"语言模型暂时无法使用（{reason}）{INSTEAD}。"
