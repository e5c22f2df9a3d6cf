"""What stands on the page 问答, from top to bottom, and how its parts are told to look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.records.remarks import Remark
from assistant.schema import MOST_CHARACTERS
from assistant.ui.asking.limits_bar import build_limits_bar
from assistant.ui.asking.remark_bar import RemarkBar, build_remark_bar
from assistant.ui.asking.suggestions import suggest
from assistant.ui.failures import sentence_for
from assistant.ui.look import pane
from assistant.ui.originals.citation_panel import EMPTY, SHOW_QUOTE
from assistant.ui.seams import Answering

SUGGESTIONS = 4

_WELCOME = (
    '<div class="zw-welcome"><p class="zw-welcome-title">问政策，看原文</p>'
    "<p>只根据资料库里的文件回答，每句话都注明文号和条款；文件里没有的，如实说没有。</p></div>"
)
_EMPTY = '<div class="zw-welcome"><p class="zw-welcome-title">资料库还是空的</p>'
_WELCOME_EMPTY = f"{_EMPTY}<p>请先到上方的“资料库”添加文件，随后就可以在这里提问。</p></div>"
_READER_EMPTY = f"{_EMPTY}<p>请管理员添加文件，随后就可以在这里提问。</p></div>"


@dataclass(frozen=True, slots=True)
class Held:
    """What the page remembers from one event to the next."""

    turns: gr.State
    pending: gr.State
    kept: gr.State  # under what the notebook keeps this conversation
    editing: gr.State  # the number of the question that is asked anew


@dataclass(frozen=True, slots=True)
class EditRow:
    """Says above the question that an earlier one is asked anew."""

    row: gr.Row
    note: gr.HTML
    leave: gr.Button


@dataclass(frozen=True, slots=True)
class QuestionRow:
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    past: gr.Button


@dataclass(frozen=True, slots=True)
class Parts:
    """What the steps of the page read and change."""

    held: Held
    chat: gr.Chatbot
    suggestions: list[gr.Button]
    edit: EditRow
    limits: gr.State
    question: QuestionRow
    source: gr.HTML
    bar: RemarkBar | None

    @property
    def edited(self) -> list[Any]:
        """What `left_alone` updates."""
        return [self.held.editing, self.edit.row, self.edit.note]


def lay_out(assistant: Answering, held: Held, keep: Callable[[Remark], None] | None, *, with_past: bool) -> Parts:
    """Inside the current tab; `keep` stores what users say of answers."""
    with gr.Row(elem_id="zw-ask", equal_height=True):
        with gr.Column(scale=6, min_width=480, elem_id="zw-talk"):
            chat = _chat(assistant)
            suggestions = _suggestion_row(assistant)
            bar = build_remark_bar(held.turns, keep) if keep is not None else None
            edit = _edit_row()
            bounds = build_limits_bar(assistant)
            question = _question_row(with_past=with_past)
        with gr.Column(scale=5, min_width=400, elem_id="zw-source-column"):
            source = pane(EMPTY, "zw-source", SHOW_QUOTE)
    return Parts(held, chat, suggestions, edit, bounds.limits, question, source, bar)


def _chat(assistant: Answering) -> gr.Chatbot:
    return gr.Chatbot(
        show_label=False,
        label="问答",
        container=False,
        height="100%",
        layout="bubble",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        placeholder=welcome(assistant),
        elem_id="zw-chat",
    )


def _suggestion_row(assistant: Answering) -> list[gr.Button]:
    with gr.Row(elem_id="zw-suggestions"):
        return [gr.Button(text, size="sm", visible=bool(text)) for text in _suggested(assistant)]


def _edit_row() -> EditRow:
    with gr.Row(elem_id="zw-editing", visible=False, equal_height=True) as row:
        note = pane("", "zw-edit-note")
        leave = gr.Button("不改了", size="sm", scale=0, min_width=72, elem_id="zw-edit-leave")
    return EditRow(row, note, leave)


def _question_row(*, with_past: bool) -> QuestionRow:
    with gr.Row(elem_id="zw-ask-row", equal_height=True):
        box = gr.Textbox(
            show_label=False,
            label="问题",
            container=False,
            placeholder="请输入问题，按回车发送",
            lines=1,
            max_lines=4,
            max_length=20 * MOST_CHARACTERS,  # whoever pastes more than a question is told so
            autofocus=True,
            scale=8,
            elem_id="zw-question",
        )
        send = gr.Button("发送", variant="primary", scale=0, min_width=84, elem_id="zw-send")
        stop = gr.Button("停止", scale=0, min_width=84, visible=False, elem_id="zw-stop")
        clear = gr.Button("清空", scale=0, min_width=72, elem_id="zw-clear")
        past = gr.Button("历史", scale=0, min_width=72, visible=with_past, elem_id="zw-past")
    return QuestionRow(box, send, stop, clear, past)


def welcome(assistant: Answering) -> str:
    """What stands where nothing was asked yet."""
    if assistant.library.documents():
        return _WELCOME
    return _WELCOME_EMPTY if assistant.library.may_edit else _READER_EMPTY


def offer(assistant: Answering) -> Sequence[Any]:
    """Updates for the buttons with suggested questions."""
    return [gr.update(value=question, visible=bool(question)) for question in _suggested(assistant)]


def _suggested(assistant: Answering) -> list[str]:
    """As many questions as there are buttons, the last ones empty where the shelf gives fewer."""
    try:
        questions = suggest(assistant.library, SUGGESTIONS)
    except Exception as error:  # suggestions are an extra; the page works without them
        sentence_for(error)
        questions = []
    return questions + [""] * (SUGGESTIONS - len(questions))


def left_alone() -> tuple[Any, ...]:
    """Updates that end the editing of a question."""
    return None, gr.update(visible=False), ""


def buttons(*, asking: bool) -> tuple[Any, Any]:
    """发送 and 停止 take turns."""
    return gr.update(visible=not asking), gr.update(visible=asking)
