"""How the app looks: theme, style sheet, header, and panes of our own HTML."""

from __future__ import annotations

from functools import cache

import gradio as gr

from assistant.ui.static import static

TITLE = "政问"
HEADER = (
    '<div class="zw-brand"><span class="zw-seal" aria-hidden="true">政</span>'
    '<h1 class="zw-name">政问</h1><span class="zw-motto">政策文件问答 · 每句话都有出处</span></div>'
)
# in the header: where people sign in, and where one person is alone with the app
ACCOUNT = '<nav aria-label="账号"><a class="zw-account" href="/account">我的账号</a></nav>'
SETTINGS = '<nav aria-label="设置"><a class="zw-account" href="/settings">设置</a></nav>'
# What Windows, macOS and Linux bring along; nothing is fetched.
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")


_SHEETS = ("page.css", "paper.css", "draft.css", "desk.css")

# Gradio's names for what is filled, written and drawn, and ours (colours.css, which stands in the first page)
_COLOURS = {
    "body_background_fill": "desk",
    "body_text_color": "ink",
    "body_text_color_subdued": "faint",
    "background_fill_primary": "paper",
    "background_fill_secondary": "desk",
    "block_background_fill": "paper",
    "block_border_color": "line",
    "block_label_text_color": "soft",
    "block_title_text_color": "soft",
    "block_info_text_color": "faint",
    "border_color_primary": "line",
    "border_color_accent": "line",
    "color_accent_soft": "wash",
    "input_background_fill": "desk",
    "input_background_fill_focus": "desk",
    "input_border_color": "line",
    "input_placeholder_color": "faint",
    "checkbox_background_color": "paper",
    "checkbox_background_color_selected": "act",
    "checkbox_border_color": "dash",
    "checkbox_border_color_selected": "act",
    "checkbox_label_background_fill": "paper",
    "checkbox_label_background_fill_hover": "wash",
    "checkbox_label_background_fill_selected": "paper",
    "checkbox_label_text_color": "ink",
    "checkbox_label_text_color_selected": "ink",
    "button_primary_background_fill": "act",
    "button_primary_background_fill_hover": "press",
    "button_secondary_background_fill": "paper",
    "button_secondary_background_fill_hover": "wash",
    "button_secondary_text_color": "ink",
    "button_secondary_text_color_hover": "ink",
    "table_even_background_fill": "paper",
    "table_odd_background_fill": "desk",
    "link_text_color": "blue",
    "link_text_color_hover": "blue",
    "link_text_color_active": "blue",
    "link_text_color_visited": "blue",
    "loader_color": "blue",
}


def theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts of the computer and our colours, by day and in the dark."""
    plain = gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        secondary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        font=[*FONTS, "sans-serif"],
        font_mono=[*FONTS, "monospace"],
    )
    ours = {name: f"var(--zw-{colour})" for name, colour in _COLOURS.items()}
    return plain.set(**ours, **{f"{name}_dark": value for name, value in ours.items()})


@cache
def style() -> str:
    return "\n".join(static(name) for name in _SHEETS)


def pane(value: str, elem_id: str, script: str = "") -> gr.HTML:
    """A piece of our own HTML, styled by our own sheets. Gradio does not sanitise it: whoever fills it escapes."""
    return gr.HTML(value, elem_id=elem_id, elem_classes=["zw-pane"], js_on_load=script, apply_default_css=False)
