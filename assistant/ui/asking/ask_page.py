"""The page 问答: the conversation on the left, the source of the chosen citation on the right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.limits import Limits
from assistant.records.notebook import Notebook
from assistant.records.remarks import Remark
from assistant.schema import MOST_CHARACTERS
from assistant.ui.asking.answer_view import citation_at
from assistant.ui.asking.ask_parts import SUGGESTIONS, Held, Parts, buttons, lay_out, left_alone, offer, welcome
from assistant.ui.asking.past_view import PREFIX, SEARCHING, past_list
from assistant.ui.asking.talk import EDIT, Turns, ask, blank, editing_note, first_source, messages
from assistant.ui.failures import sentence_for
from assistant.ui.links import clicked, link_listener
from assistant.ui.listening import ASKING, QUICK
from assistant.ui.originals.citation_panel import EMPTY, GONE, panel
from assistant.ui.seams import Answering

_PATIENCE = "上一个问题还没有答完，请稍等，或先点“停止”。"


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
    held = Held(gr.State(()), gr.State(""), gr.State(""), gr.State(None))
    citation_links = link_listener("c")
    edit_links = link_listener(EDIT)
    past_links = link_listener(PREFIX, SEARCHING)
    parts = lay_out(assistant, held, keep, with_past=notebook is not None)

    _wire_asking(assistant, notebook, parts)
    if notebook is not None:
        _wire_past(assistant, notebook, past_links, parts)
    _wire_editing(edit_links, parts, kept=notebook is not None)
    _wire_citations(assistant, citation_links, parts)
    if parts.bar is not None:
        held.turns.change(parts.bar.shown, [held.turns], parts.bar.parts, **QUICK)

    def refresh(so_far: Turns) -> tuple[Any, ...]:
        shown = offer(assistant) if not so_far else [gr.skip()] * SUGGESTIONS
        return gr.update(placeholder=welcome(assistant)), *shown

    return AskPage(parts.chat, parts.suggestions, held.turns, refresh)


def _wire_asking(assistant: Answering, notebook: Notebook | None, parts: Parts) -> None:
    """A question is shown, then answered; 停止 and 清空 end that."""
    held, row = parts.held, parts.question

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
        return messages(assistant, so_far[:number], question), "", question, *buttons(asking=True), *hidden

    def answer(question: str, so_far: Turns, key: str, limits: Limits, number: int | None) -> tuple[Any, ...]:
        if not question:
            return (gr.skip(),) * len(answered_outputs)
        before = so_far[:number]
        turn = ask(assistant, question, before, limits)
        turns_now = (*before, turn)
        if notebook is not None:  # a question asked anew begins a conversation beside the one it was taken from
            key = notebook.add(key, turn) if number is None else notebook.branch(turns_now)
        shown = messages(assistant, turns_now), turns_now, "", first_source(assistant, turn), *buttons(asking=False)
        return *shown, key, *left_alone()

    def halt(so_far: Turns, question: str) -> tuple[Any, ...]:
        return messages(assistant, so_far), question, "", *buttons(asking=False)

    def start_anew() -> tuple[Any, ...]:
        return [], (), "", EMPTY, *buttons(asking=False), "", *left_alone(), *offer(assistant)

    asked_outputs = [parts.chat, row.box, held.pending, row.send, row.stop, *parts.suggestions]
    answered = [parts.chat, held.turns, held.pending, parts.source, row.send, row.stop, held.kept]
    answered_outputs = [*answered, *parts.edited]
    answer_inputs = [held.pending, held.turns, held.kept, parts.limits, held.editing]
    triggers = [
        (row.box, row.box.submit),
        (row.box, row.send.click),
        *((each, each.click) for each in parts.suggestions),
    ]
    answering = []
    for words, trigger in triggers:
        begun = trigger(begin, [words, held.turns, held.pending, held.editing], asked_outputs, **QUICK)
        answering.append(begun.success(answer, answer_inputs, answered_outputs, **ASKING))
    halted_outputs = [parts.chat, row.box, held.pending, row.send, row.stop]
    row.stop.click(halt, [held.turns, held.pending], halted_outputs, cancels=answering, **QUICK)
    row.clear.click(start_anew, None, [*answered_outputs, *parts.suggestions], cancels=answering, **QUICK)


def _wire_past(assistant: Answering, notebook: Notebook, links: gr.HTML, parts: Parts) -> None:
    """历史: the list of earlier conversations stands in the place of the source, and its anchors are followed."""
    held = parts.held

    def look_back() -> str:
        try:
            return past_list(notebook.all())
        except Exception as error:  # the page stays alive whatever was kept
            return blank(sentence_for(error))

    def browse(waiting: str, event: gr.EventData) -> tuple[Any, ...]:
        what, _, rest = clicked(event).partition("-")
        shown: list[Any] = [gr.skip()] * len(browsed_outputs)
        try:
            if what == "open":
                if waiting:
                    return (*shown[:-1], blank(_PATIENCE))
                so_far = notebook.turns(rest)
                if so_far:
                    hidden = [gr.update(visible=False)] * SUGGESTIONS
                    left = left_alone()
                    talk = messages(assistant, so_far)
                    return talk, so_far, rest, *hidden, *left, first_source(assistant, so_far[-1])
            if what == "drop":
                notebook.remove(rest)
            if what == "call":
                key, _, name = rest.partition("-")
                notebook.rename(key, name)
            wanted = rest if what == "find" else ""
            doubted, named = (rest if what == step else "" for step in ("ask", "name"))
            return (*shown[:-1], past_list(notebook.all(wanted), wanted, doubted, named))
        except Exception as error:  # as above
            return (*shown[:-1], blank(sentence_for(error)))

    browsed_outputs = [parts.chat, held.turns, held.kept, *parts.suggestions, *parts.edited, parts.source]
    parts.question.past.click(look_back, None, [parts.source], **QUICK)
    links.select(browse, [held.pending], browsed_outputs, **QUICK)


def _wire_editing(links: gr.HTML, parts: Parts, *, kept: bool) -> None:
    """An earlier question goes into the box again; nothing changes before it is sent."""

    typed = gr.State("")  # what stood in the box before

    def take_up(
        so_far: Turns, waiting: str, words: str | None, editing: int | None, before: str, event: gr.EventData
    ) -> tuple[Any, ...]:
        wanted = clicked(event)
        number = int(wanted) if re.fullmatch(r"\d{1,6}", wanted) else len(so_far)
        if waiting or number >= len(so_far):
            return (gr.skip(),) * len(edit_outputs)
        own = (words or "") if editing is None else before
        return so_far[number].question, number, gr.update(visible=True), editing_note(so_far, number, kept=kept), own

    def leave_alone(before: str) -> tuple[Any, ...]:
        return before, *left_alone(), ""

    edit_outputs = [parts.question.box, *parts.edited, typed]
    asked = [parts.held.turns, parts.held.pending, parts.question.box, parts.held.editing, typed]
    links.select(take_up, asked, edit_outputs, **QUICK)
    parts.edit.leave.click(leave_alone, [typed], edit_outputs, **QUICK)


def _wire_citations(assistant: Answering, links: gr.HTML, parts: Parts) -> None:
    """A citation's source is shown beside the conversation."""

    def open_citation(so_far: Turns, event: gr.EventData) -> str:
        citation = citation_at(so_far, clicked(event))
        if citation is None:
            return GONE
        try:
            return panel(assistant.library, citation)
        except Exception as error:  # the page stays alive whatever a document holds
            return blank(sentence_for(error))

    links.select(open_citation, [parts.held.turns], [parts.source], **QUICK)
