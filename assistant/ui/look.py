"""How the app looks: theme, style sheet, header, and panes of our own HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import gradio as gr

TITLE = "政问"
HEADER = (
    '<div class="zw-brand"><span class="zw-seal" aria-hidden="true">政</span>'
    '<span class="zw-name">政问</span><span class="zw-motto">政策文件问答 · 每句话都有出处</span></div>'
)
ACCOUNT = '<a class="zw-account" href="/account">我的账号</a>'  # in the header, where people sign in
# What Windows, macOS and Linux bring along; nothing is fetched.
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")


def theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts of the computer and without its orange."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        secondary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        font=[*FONTS, "sans-serif"],
        font_mono=[*FONTS, "monospace"],
    )


@cache
def style() -> str:
    folder = Path(__file__).parent
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in ("page.css", "draft.css", "desk.css"))


def pane(value: str, elem_id: str, script: str = "") -> gr.HTML:
    """A piece of our own HTML, styled by our own sheets. Gradio does not sanitise it: whoever fills it escapes."""
    return gr.HTML(value, elem_id=elem_id, elem_classes=["zw-pane"], js_on_load=script, apply_default_css=False)
