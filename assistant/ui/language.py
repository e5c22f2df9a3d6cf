"""The pages speak Chinese, and English to browsers that ask for it first.

One list holds the English of every word of ours (`english.json`), and one script puts it in as words appear
(`english.js`): most of what is shown is HTML that the server makes, where Gradio's own `gr.I18n` does not reach. What
documents, answers and users say is marked as Chinese and left alone.
"""

from __future__ import annotations

from functools import cache

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


@cache
def english_script() -> str:
    """The script with its list."""
    return f"const WORDS = {static('english.json').strip()};\n{static('english.js')}"
