"""Plain pages rendered on the server: their frame and their headers. They load nothing but what they name.

They work without a script; those that may run are known to the browser by their digests alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.ui.escape import plain
from assistant.ui.language import english_script, reads_english
from assistant.ui.static import static

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    # with none at all a browser would not say from which site a form comes
    "referrer-policy": "same-origin",
}
_SHEETS = ("colours.css", "forms.css", "paper.css")


def plain_page(
    request: Request,
    title: str,
    main: str,
    links: Sequence[tuple[str, str]] = (),
    *,
    status: int = 200,
    narrow: bool = False,
    script: str = "",
    images: bool = False,
) -> HTMLResponse:
    """A whole page. `links` (address, words) stand in its header; `images`: it shows some of our own; `script` may ask
    our own addresses."""
    english = reads_english(request.headers)
    scripts = [code for code in (english_script() if english else "", script) if code]
    html = (
        f'<!DOCTYPE html><html lang="{"en" if english else "zh-CN"}"><head><meta charset="utf-8">'
        f"<title>{plain(title)} · 政问</title>"
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_style()}</style>'
        f"{f'<script>{scripts[0]}</script>' if english else ''}"
        f"</head><body>{_header(links)}<main{' class=narrow' if narrow else ''}>{main}</main>"
        f"{f'<script>{script}</script>' if script else ''}</body></html>"
    )
    policy = _POLICY + ("; img-src 'self'" if images else "") + ("; connect-src 'self'" if script else "")
    if scripts:
        policy += "; script-src " + " ".join(f"'sha256-{_digest(code)}'" for code in scripts)
    return HTMLResponse(html, status, {**_HEADERS, "content-security-policy": policy})


def _header(links: Sequence[tuple[str, str]]) -> str:
    shown = "".join(f'<a href="{address}">{words}</a>' for address, words in links)
    return (
        '<header><span class="seal" aria-hidden="true">政</span><span class="name">政问</span>'
        f'<nav aria-label="页面">{shown}</nav></header>'
    )


@cache
def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _style() -> str:
    return "\n".join(static(name) for name in _SHEETS)
