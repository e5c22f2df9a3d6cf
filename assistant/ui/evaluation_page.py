"""The page 评测: choose a question set, run it, read the report, set two runs side by side.

Who evaluates stands above this layer (`eval/desk.py`) and is handed in.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import gradio as gr

from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.listening import QUICK
from assistant.ui.look import pane

_BLANK = (
    '<div class="zw-blank"><h2 class="zw-blank-title">评测</h2>'
    "<p>选一个问题集，运行后在这里看报告；<br>改了设置或规则再运行一次，两次放在一起比较。</p></div>"
)
_EVERY = 1.0  # seconds between two looks at a run


class Evaluations(Protocol):
    """What the page needs; names are (what is shown, key) as a list of choices wants them."""

    def sets(self) -> Sequence[tuple[str, str]]: ...
    def runs(self) -> Sequence[tuple[str, str]]: ...
    def start(self, key: str) -> None: ...
    def state(self) -> tuple[bool, str, str]:
        """Whether one runs, how far it is in words, and the key of the run that ended last."""
        ...

    def report(self, key: str) -> str: ...
    def compare(self, first: str, second: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class _Desk:
    """The left column: a set is run, a report is chosen, two are set side by side."""

    chosen: gr.Dropdown
    run: gr.Button
    progress: gr.HTML
    shown: gr.Dropdown
    other: gr.Dropdown
    compare: gr.Button
    said: gr.HTML


def build_evaluation_page(evaluations: Evaluations, tab: gr.Tab) -> None:
    """Lays the page out inside its tab and wires it."""
    timer = gr.Timer(_EVERY, active=False)
    sets = list(evaluations.sets())
    with gr.Row(elem_id="zw-evaluation", elem_classes=["zw-two"], equal_height=True):
        with gr.Column(scale=3, min_width=300, elem_classes=["zw-side-desk"]):
            desk = _desk(sets)
        with gr.Column(scale=8, min_width=520, elem_classes=["zw-side-paper"]):
            view = pane(_BLANK, "zw-eval-view")

    steps = _Steps(evaluations)
    tab.select(steps.refresh, None, [desk.chosen, desk.shown, desk.other, desk.progress, timer], **QUICK)
    desk.run.click(steps.start, [desk.chosen], [desk.progress, timer], **QUICK)
    timer.tick(steps.look, None, [desk.progress, timer, desk.shown, desk.other, view], **QUICK)
    desk.shown.input(steps.framed, [desk.shown], [view], **QUICK)
    desk.compare.click(steps.set_beside, [desk.shown, desk.other], [desk.said], **QUICK)


def _desk(sets: Sequence[tuple[str, str]]) -> _Desk:
    chosen = gr.Dropdown(sets, value=sets[0][1] if sets else None, label="问题集", elem_id="zw-eval-set")
    run = gr.Button("运行", variant="primary", elem_id="zw-eval-run")
    progress = pane("", "zw-eval-progress")
    shown = gr.Dropdown([], value=None, label="看哪一次的报告", elem_id="zw-eval-shown")
    other = gr.Dropdown([], value=None, label="与哪一次比较", elem_id="zw-eval-other")
    compare = gr.Button("比较", elem_id="zw-eval-compare")
    said = pane("", "zw-eval-said")
    return _Desk(chosen, run, progress, shown, other, compare, said)


@dataclass(frozen=True, slots=True)
class _Steps:
    """What clicks do, and what the timer does."""

    evaluations: Evaluations

    def refresh(self) -> tuple[Any, ...]:
        choices = list(self.evaluations.runs())
        running, words, _ = self.evaluations.state()
        update = gr.update(choices=choices)
        said_now = _hint(words) if running else gr.skip()
        sets = gr.update(choices=list(self.evaluations.sets()))
        return sets, update, update, said_now, gr.Timer(_EVERY, active=running)

    def start(self, key: str | None) -> tuple[Any, ...]:
        try:
            self.evaluations.start(key or "")
        except Exception as error:  # the page stays alive
            return _note(sentence_for(error)), gr.Timer(_EVERY, active=False)
        return _hint("正在准备……"), gr.Timer(_EVERY, active=True)

    def look(self) -> tuple[Any, ...]:
        running, words, ended = self.evaluations.state()
        if running:
            return _hint(words), gr.Timer(_EVERY, active=True), gr.skip(), gr.skip(), gr.skip()
        choices = list(self.evaluations.runs())
        off = gr.Timer(_EVERY, active=False)
        if not ended:
            return _note(words), off, gr.update(choices=choices), gr.update(choices=choices), gr.skip()
        update = gr.update(choices=choices, value=ended)
        return _hint(words), off, update, gr.update(choices=choices), self.framed(ended)

    def framed(self, key: str | None) -> str:
        if not key:
            return _BLANK
        try:
            page = self.evaluations.report(key)
        except Exception as error:  # a report may have been taken away meanwhile
            return f'<div class="zw-blank"><p>{plain(sentence_for(error))}</p></div>'
        # an inner page of its own: its styles stay inside, and without scripts or a name it can do nothing
        return f'<iframe class="zw-report" sandbox title="评测报告" srcdoc="{html.escape(page)}"></iframe>'

    def set_beside(self, first: str | None, second: str | None) -> str:
        if not first or not second:
            return _note("请在上面选两次评测。")
        try:
            lines = self.evaluations.compare(second, first)
        except Exception as error:  # two runs may have no question in common
            return _note(sentence_for(error))
        return '<div class="zw-compared">' + "".join(f"<p>{plain(line)}</p>" for line in lines) + "</div>"


def _hint(text: str) -> str:
    return f'<p class="zw-hint">{plain(text)}</p>'


def _note(text: str) -> str:
    return f'<p class="zw-note">{plain(text)}</p>'
