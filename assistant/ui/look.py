"""How the app looks: theme, style sheet, header, and the script that goes into the page's head."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import gradio as gr

TITLE = "政问"
HEADER = (
    '<div class="zw-brand"><span class="zw-seal" aria-hidden="true">政</span>'
    '<span class="zw-name">政问</span><span class="zw-motto">政策文件问答 · 每句话都有出处</span></div>'
)
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""Fonts that Windows, macOS and Linux bring along; nothing is fetched."""


def theme() -> gr.themes.Base:
    """Gradio's plain theme with local fonts and an ink-blue instead of its orange."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        secondary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        font=[*FONTS, "sans-serif"],
        font_mono=[*FONTS, "monospace"],
    )


@cache
def style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


@cache
def head() -> str:
    script = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    return f"<script>{script}</script>"
