"""Text of documents, users and models on its way into the page: nothing in it may act as markup."""

from __future__ import annotations

import html
import re

# Everything Markdown, its extensions (math, tables, bare links) or HTML could read as markup. A chat message passes
# through all three, and an image in it would be fetched, so a sentence could carry words out of the house.
_ACTIVE = re.compile(r"[!-/:-@\[-`{-~]")


def plain(text: str) -> str:
    """For HTML that nothing else reads."""
    return html.escape(text)


def inert(text: str) -> str:
    """For a chat message: every ASCII sign becomes a character reference, which no Markdown parser acts on."""
    return _ACTIVE.sub(lambda sign: f"&#{ord(sign[0])};", text)
