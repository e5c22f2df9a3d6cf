"""The pages speak Chinese, and English to browsers that ask for it first.

One list holds the English of every word of ours (`english.json`), and one script puts it in as words appear
(`english.js`): most of what is shown is HTML that the server makes, where Gradio's own `gr.I18n` does not reach. What
documents, answers and users say is marked as Chinese and left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from gradio.context import LocalContext
from starlette.datastructures import Headers

from assistant.ui.static import static

THEIRS = 'lang="zh-CN"'  # on an element that shows what a document, an answer or a user says


def reads_english(headers: Headers) -> bool:
    """Whether the language that a browser would like best is English."""
    first, best = "", 0.0
    for offered in headers.get("accept-language", "").split(","):
        name, _, quality = offered.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        if weight > best:
            first, best = name, weight
    return first.lower().partition("-")[0] == "en"


def asked_in_english() -> bool:
    """Whether the browser whose request the running listener answers reads English."""
    request = getattr(LocalContext.request.get(None), "request", None)
    return request is not None and reads_english(request.headers)


def in_english(words: str) -> str:
    """Words of ours in English, as the script puts them, for where it does not reach: what stands in an input field.
    What the list does not hold stays as it is."""
    said = _words().get(words)
    if said is not None:
        return said
    for chinese in sorted((name for name in _words() if "{}" in name), key=len, reverse=True):
        found = re.fullmatch("(.*?)".join(map(re.escape, chinese.split("{}"))), words, re.DOTALL)
        if found:
            return _words()[chinese].format(*map(in_english, found.groups()))
    return words


@cache
def _words() -> Mapping[str, str]:
    words: dict[str, str] = json.loads(static("english.json"))
    return words


@cache
def english_script() -> str:
    """The script with its list."""
    return f"const WORDS = {static('english.json').strip()};\n{static('english.js')}"
