"""Clicks on our own anchors (`#c-2-1`, `#d-…`) become events in Python.

The chat sanitises messages: buttons, handlers and data-* attributes are taken out, anchors stay. One invisible
element for each kind of anchor listens for them in the whole document, so messages that come later need nothing.
"""

from __future__ import annotations

import gradio as gr

_LISTEN = """
document.addEventListener('click', (event) => {
  const link = event.target.closest && event.target.closest('a[href*="#PREFIX-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  trigger('select', { link: link.getAttribute('href').split('#PREFIX-').pop() });
}, true);
"""


def link_listener(prefix: str, more: str = "") -> gr.HTML:
    """An invisible element whose `.select` fires with what follows `#<prefix>-` in a clicked anchor. `more` is script
    of a page that fires it too."""
    return listener(_LISTEN.replace("PREFIX", prefix) + more)


def listener(script: str) -> gr.HTML:
    """An invisible element whose `.select` fires when its script calls `trigger('select', {link})`."""
    return gr.HTML("", js_on_load=script, elem_classes=["zw-hidden"], apply_default_css=False)


def clicked(event: gr.EventData) -> str:
    """What followed the prefix. The browser sent it, so it may be anything."""
    return str((event._data or {}).get("link", ""))
