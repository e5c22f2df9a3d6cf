"""One short call to a language-model server, to see whether it answers: what the page 设置 tries before it saves."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from assistant.llm.client import INSTEAD, from_settings
from assistant.settings import Settings
from ingest.errors import ModelError
from prompts import Prompt

SECONDS = 15.0  # that it may take
_PROMPT = Prompt("这是一次连通测试，请只回答一个字。", "请回答：好", "")


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether it worked, and what to say of it, in one sentence."""

    worked: bool
    said: str


def try_model(settings: Settings, key: str | None) -> Trial:
    """Asks the model of these settings for one word, within `SECONDS`."""
    model = from_settings(replace(settings, llm_timeout=SECONDS), key)
    if model is None:
        return Trial(False, "还没有填写服务地址，请填写后再测试。")
    try:
        model.ready()  # what speaks to the server loads for a second or two, which is not the server's
        began = time.monotonic()
        model.say(_PROMPT, began + SECONDS)
    except ModelError as error:
        return Trial(False, f"没有成功：{str(error).replace(INSTEAD, '')}")
    return Trial(True, f"连接成功：模型“{model.name}”用{time.monotonic() - began:.1f}秒作了回答。")
