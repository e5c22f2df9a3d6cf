"""Below the conversation: whether the last answer is right, with a correction (`assistant/records/remarks.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

from assistant.records.conversations import Turn
from assistant.records.remarks import MOST_CHARACTERS, VERDICTS, Remark, Verdict
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.listening import QUICK
from assistant.ui.look import pane

_THANKS = "已记下，谢谢。核实后会用来检查以后的回答。"


@dataclass(frozen=True, slots=True)
class RemarkBar:
    """What the page shows or hides with the answers: `shown` gives the updates of `parts` for a conversation."""

    parts: list[Any]

    def shown(self, turns: tuple[Turn, ...]) -> list[Any]:
        """Buttons where the last turn has an answer; the form and the thanks of an earlier one go."""
        there = bool(turns) and turns[-1].answer is not None
        return [gr.update(visible=there), "", *_form("")]


def build_remark_bar(turns: gr.State, keep: Callable[[Remark], None]) -> RemarkBar:
    """Lays the bar out and wires it; `keep` stores a remark."""
    chosen = gr.State("")
    with gr.Row(elem_id="zw-remarks", visible=False) as row:
        pane('<p class="zw-hint">这个回答</p>', "zw-remark-label")
        right = gr.Button("正确", size="sm", elem_id="zw-remark-right")
        wrong = gr.Button("有误", size="sm", elem_id="zw-remark-wrong")
        miscited = gr.Button("引用有误", size="sm", elem_id="zw-remark-miscited")
    with gr.Row(elem_id="zw-remark-form", visible=False) as form:
        box = gr.Textbox(
            show_label=False,
            label="应当怎样回答",
            container=False,
            placeholder="应当怎样回答？写好后按“提交意见”（可以不写）",
            max_length=MOST_CHARACTERS,
            scale=8,
            elem_id="zw-correction",
        )
        send = gr.Button("提交意见", size="sm", scale=0, min_width=88, elem_id="zw-remark-send")
        leave = gr.Button("取消", size="sm", scale=0, min_width=64, elem_id="zw-remark-leave")
    said = pane("", "zw-remark-said")

    def store(verdict: Verdict, so_far: tuple[Turn, ...], words: str | None) -> tuple[Any, ...]:
        answer = so_far[-1].answer if so_far else None
        if answer is None or verdict not in VERDICTS:
            return (gr.skip(),) * len(parts)
        try:
            history = tuple(turn.question for turn in so_far[:-1])
            keep(Remark(so_far[-1].question, history, answer, verdict, words or ""))
        except Exception as error:  # the conversation goes on
            told = f'<p class="zw-note">{plain(sentence_for(error))}</p>'
            return gr.skip(), told, *[gr.skip()] * len(filled)
        return gr.update(visible=False), f'<p class="zw-hint">{_THANKS}</p>', *_form("")

    filled = [chosen, form, box, wrong, miscited]
    parts: list[Any] = [row, said, *filled]
    right.click(lambda so_far: store("right", so_far, ""), [turns], parts, **QUICK)
    wrong.click(lambda held: _form("" if held == "wrong" else "wrong"), [chosen], filled, **QUICK)
    miscited.click(lambda held: _form("" if held == "miscited" else "miscited"), [chosen], filled, **QUICK)
    leave.click(lambda: _form(""), None, filled, **QUICK)
    send.click(store, [chosen, turns, box], parts, **QUICK)
    return RemarkBar(parts)


def _form(verdict: Verdict | Literal[""]) -> list[Any]:
    """The form for one of the verdicts that ask for words, whose button stays pressed; none for ""."""
    words = gr.skip() if verdict else ""
    pressed = [gr.update(variant="primary" if verdict == one else "secondary") for one in ("wrong", "miscited")]
    return [verdict, gr.update(visible=bool(verdict)), words, *pressed]
