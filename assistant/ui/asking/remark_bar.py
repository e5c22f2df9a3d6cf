"""Below the conversation: whether the last answer is right, with a correction (`assistant/records/remarks.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.records.conversations import Turn
from assistant.records.remarks import MOST_CHARACTERS, VERDICTS, Remark, Verdict
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.listening import QUICK
from assistant.ui.look import pane

_THANKS = "已记下，谢谢。审核后会成为评测的问题。"


@dataclass(frozen=True, slots=True)
class RemarkBar:
    """What the page shows or hides with the answers: `shown` gives the updates of `parts` for a conversation."""

    parts: list[Any]

    def shown(self, turns: tuple[Turn, ...]) -> list[Any]:
        """Buttons where the last turn has an answer; the box and the thanks of an earlier one go."""
        there = bool(turns) and turns[-1].answer is not None
        hidden = gr.update(visible=False)
        return [gr.update(visible=there), gr.update(value="", visible=False), hidden, ""]


def build_remark_bar(turns: gr.State, keep: Callable[[Remark], None]) -> RemarkBar:
    """Lays the bar out and wires it; `keep` stores a remark."""
    chosen = gr.State("")
    with gr.Row(elem_id="zw-remarks", visible=False) as row:
        pane('<p class="zw-hint">这个回答</p>', "zw-remark-label")
        right = gr.Button("正确", size="sm", elem_id="zw-remark-right")
        wrong = gr.Button("有误", size="sm", elem_id="zw-remark-wrong")
        miscited = gr.Button("引用有误", size="sm", elem_id="zw-remark-miscited")
    box = gr.Textbox(
        show_label=False,
        label="应当怎样回答",
        container=False,
        placeholder="应当怎样回答？写好后按“提交”（可以不写）",
        max_length=MOST_CHARACTERS,
        visible=False,
        elem_id="zw-correction",
    )
    send = gr.Button("提交意见", size="sm", visible=False, elem_id="zw-remark-send")
    said = pane("", "zw-remark-said")

    def store(verdict: Verdict, so_far: tuple[Turn, ...], words: str | None) -> tuple[Any, ...]:
        answer = so_far[-1].answer if so_far else None
        if answer is None or verdict not in VERDICTS:
            return (gr.skip(),) * 4
        try:
            history = tuple(turn.question for turn in so_far[:-1])
            keep(Remark(so_far[-1].question, history, answer, verdict, words or ""))
        except Exception as error:  # the conversation goes on
            return gr.skip(), gr.skip(), gr.skip(), f'<p class="zw-note">{plain(sentence_for(error))}</p>'
        hidden = gr.update(visible=False)
        return hidden, gr.update(value="", visible=False), hidden, f'<p class="zw-hint">{_THANKS}</p>'

    def correct(verdict: Verdict) -> tuple[Any, ...]:
        return verdict, gr.update(visible=True), gr.update(visible=True)

    parts: list[Any] = [row, box, send, said]
    right.click(lambda so_far: store("right", so_far, ""), [turns], parts, **QUICK)
    wrong.click(lambda: correct("wrong"), None, [chosen, box, send], **QUICK)
    miscited.click(lambda: correct("miscited"), None, [chosen, box, send], **QUICK)
    send.click(store, [chosen, turns, box], parts, **QUICK)
    return RemarkBar(parts)
