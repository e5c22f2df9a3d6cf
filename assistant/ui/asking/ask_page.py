"""The page 问答: the conversation on the left, the source of the chosen citation on the right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.limits import Limits
from assistant.records.notebook import Notebook
from assistant.records.remarks import Remark
from assistant.schema import MOST_CHARACTERS
from assistant.ui.asking.answer_view import citation_at
from assistant.ui.asking.limits_bar import build_limits_bar
from assistant.ui.asking.past_view import PREFIX, SEARCHING, past_list
from assistant.ui.asking.remark_bar import build_remark_bar
from assistant.ui.asking.suggestions import suggest
from assistant.ui.asking.talk import EDIT, Turns, ask, blank, editing_note, first_source, messages
from assistant.ui.failures import sentence_for
from assistant.ui.links import clicked, link_listener
from assistant.ui.listening import ASKING, QUICK
from assistant.ui.look import pane
from assistant.ui.originals.citation_panel import EMPTY, GONE, SHOW_QUOTE, panel
from assistant.ui.seams import Answering

SUGGESTIONS = 4

_PATIENCE = "上一个问题还没有答完，请稍等，或先点“停止”。"
_WELCOME = (
    '<div class="zw-welcome"><p class="zw-welcome-title">问政策，看原文</p>'
    "<p>只根据资料库里的文件回答，每句话都注明文号和条款；文件里没有的，如实说没有。</p></div>"
)
_WELCOME_EMPTY = (
    '<div class="zw-welcome"><p class="zw-welcome-title">资料库还是空的</p>'
    "<p>请先到上方的“资料库”添加文件，随后就可以在这里提问。</p></div>"
)


@dataclass(frozen=True, slots=True)
class AskPage:
    """The components that other pages or the app refresh."""

    chat: gr.Chatbot
    suggestions: list[gr.Button]
    turns: gr.State
    refresh: Any


def build_ask_page(
    assistant: Answering, notebook: Notebook | None = None, keep: Callable[[Remark], None] | None = None
) -> AskPage:
    """Lays the page out inside the current tab and wires it. Without a notebook nothing outlives the page; `keep`
    stores what users say of answers."""
    turns = gr.State(())
    pending = gr.State("")
    kept = gr.State("")  # under what the notebook keeps this conversation
    editing = gr.State(None)  # the number of the question that is asked anew
    citation_links = link_listener("c")
    edit_links = link_listener(EDIT)
    past_links = link_listener(PREFIX, SEARCHING)
    with gr.Row(elem_id="zw-ask", equal_height=True):
        with gr.Column(scale=6, min_width=480, elem_id="zw-talk"):
            chat = gr.Chatbot(
                show_label=False,
                label="问答",
                container=False,
                height="100%",
                layout="bubble",
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                allow_tags=False,
                placeholder=_WELCOME if assistant.library.documents() else _WELCOME_EMPTY,
                elem_id="zw-chat",
            )
            with gr.Row(elem_id="zw-suggestions"):
                suggestions = [gr.Button(text, size="sm", visible=bool(text)) for text in _suggested(assistant)]
            bar = build_remark_bar(turns, keep) if keep is not None else None
            with gr.Row(elem_id="zw-editing", visible=False, equal_height=True) as edit_row:
                edit_note = pane("", "zw-edit-note")
                leave = gr.Button("不改了", size="sm", scale=0, min_width=72, elem_id="zw-edit-leave")
            bounds = build_limits_bar(assistant)
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
                past = gr.Button("历史", scale=0, min_width=72, visible=notebook is not None, elem_id="zw-past")
        with gr.Column(scale=5, min_width=400, elem_id="zw-source-column"):
            source = pane(EMPTY, "zw-source", SHOW_QUOTE)

    def begin(text: str | None, so_far: Turns, waiting: str, number: int | None) -> tuple[Any, ...]:
        question = (text or "").strip()
        if waiting:  # an error, since only that keeps the next step from asking the waiting question twice
            raise gr.Error(_PATIENCE, title="提示", duration=4, print_exception=False)
        if not question:
            return (gr.skip(),) * len(asked_outputs)
        if len(question) > MOST_CHARACTERS:  # said, not cut: the end of a question may be what is asked
            too_long = f"问题有{len(question)}字，最多{MOST_CHARACTERS}字，请缩短后再发送。"
            gr.Warning(too_long, title="提示", duration=6)
            return (gr.skip(),) * len(asked_outputs)
        hidden = [gr.update(visible=False)] * SUGGESTIONS
        return messages(so_far[:number], question), "", question, *_buttons(asking=True), *hidden

    def answer(question: str, so_far: Turns, key: str, limits: Limits, number: int | None) -> tuple[Any, ...]:
        if not question:
            return (gr.skip(),) * len(answered_outputs)
        before = so_far[:number]
        turn = ask(assistant, question, before, limits)
        turns_now = (*before, turn)
        if notebook is not None:  # a question asked anew begins a conversation beside the one it was taken from
            key = notebook.add(key, turn) if number is None else notebook.branch(turns_now)
        shown = messages(turns_now), turns_now, "", first_source(assistant, turn), *_buttons(asking=False)
        return *shown, key, *_left_alone()

    def take_up(so_far: Turns, waiting: str, event: gr.EventData) -> tuple[Any, ...]:
        """Puts a question into the box again; nothing changes before it is sent."""
        wanted = clicked(event)
        number = int(wanted) if re.fullmatch(r"\d{1,6}", wanted) else len(so_far)
        if waiting or number >= len(so_far):
            return (gr.skip(),) * len(edit_outputs)
        note = editing_note(so_far, number, kept=notebook is not None)
        return so_far[number].question, number, gr.update(visible=True), note

    def leave_alone() -> tuple[Any, ...]:
        return "", *_left_alone()

    def halt(so_far: Turns, question: str) -> tuple[Any, ...]:
        return messages(so_far), question, "", *_buttons(asking=False)

    def open_citation(so_far: Turns, event: gr.EventData) -> str:
        citation = citation_at(so_far, clicked(event))
        if citation is None:
            return GONE
        try:
            return panel(assistant.library, citation)
        except Exception as error:  # the page stays alive whatever a document holds
            return blank(sentence_for(error))

    def start_anew() -> tuple[Any, ...]:
        return [], (), "", EMPTY, *_buttons(asking=False), "", *_left_alone(), *offer(assistant)

    def browse(waiting: str, event: gr.EventData) -> tuple[Any, ...]:
        """Follows an anchor of the list of earlier conversations."""
        assert notebook is not None
        what, _, rest = clicked(event).partition("-")
        shown: list[Any] = [gr.skip()] * len(browsed_outputs)
        try:
            if what == "open":
                if waiting:
                    return (*shown[:-1], blank(_PATIENCE))
                so_far = notebook.turns(rest)
                if so_far:
                    hidden = [gr.update(visible=False)] * SUGGESTIONS
                    left = _left_alone()
                    return messages(so_far), so_far, rest, *hidden, *left, first_source(assistant, so_far[-1])
            if what == "drop":
                notebook.remove(rest)
            if what == "call":
                key, _, name = rest.partition("-")
                notebook.rename(key, name)
            wanted = rest if what == "find" else ""
            doubted, named = (rest if what == step else "" for step in ("ask", "name"))
            return (*shown[:-1], past_list(notebook.all(wanted), wanted, doubted, named))
        except Exception as error:  # the page stays alive whatever was kept
            return (*shown[:-1], blank(sentence_for(error)))

    def look_back() -> str:
        assert notebook is not None
        try:
            return past_list(notebook.all())
        except Exception as error:  # as above
            return blank(sentence_for(error))

    asked_outputs = [chat, box, pending, send, stop, *suggestions]
    edited = [editing, edit_row, edit_note]
    edit_outputs = [box, *edited]
    answered_outputs = [chat, turns, pending, source, send, stop, kept, *edited]
    browsed_outputs = [chat, turns, kept, *suggestions, *edited, source]
    answer_inputs = [pending, turns, kept, bounds.limits, editing]
    answering = []
    for trigger in (box.submit, send.click):
        begun = trigger(begin, [box, turns, pending, editing], asked_outputs, **QUICK)
        answering.append(begun.success(answer, answer_inputs, answered_outputs, **ASKING))
    for button in suggestions:
        begun = button.click(begin, [button, turns, pending, editing], asked_outputs, **QUICK)
        answering.append(begun.success(answer, answer_inputs, answered_outputs, **ASKING))
    stop.click(halt, [turns, pending], [chat, box, pending, send, stop], cancels=answering, **QUICK)
    anew_outputs = [chat, turns, pending, source, send, stop, kept, *edited, *suggestions]
    clear.click(start_anew, None, anew_outputs, cancels=answering, **QUICK)
    if notebook is not None:
        past.click(look_back, None, [source], **QUICK)
        past_links.select(browse, [pending], browsed_outputs, **QUICK)
    edit_links.select(take_up, [turns, pending], edit_outputs, **QUICK)
    leave.click(leave_alone, None, edit_outputs, **QUICK)
    citation_links.select(open_citation, [turns], [source], **QUICK)
    if bar is not None:
        turns.change(bar.shown, [turns], bar.parts, **QUICK)

    def refresh(so_far: Turns) -> tuple[Any, ...]:
        welcome = _WELCOME if assistant.library.documents() else _WELCOME_EMPTY
        shown = offer(assistant) if not so_far else [gr.skip()] * SUGGESTIONS
        return gr.update(placeholder=welcome), *shown

    return AskPage(chat, suggestions, turns, refresh)


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


def _left_alone() -> tuple[Any, ...]:
    """Updates that end the editing of a question."""
    return None, gr.update(visible=False), ""


def _buttons(*, asking: bool) -> tuple[Any, Any]:
    """发送 and 停止 take turns."""
    return gr.update(visible=not asking), gr.update(visible=asking)
