"""Above the question: where alone to look (`assistant/limits.py`), shown while it binds, gone with one click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.limits import EVERYWHERE, Limits
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.listening import QUICK
from assistant.ui.look import pane
from assistant.ui.naming import list_title
from assistant.ui.seams import Answering, Listed

_SHOWN = 48  # characters of a document's name


@dataclass(frozen=True, slots=True)
class LimitsBar:
    """What the page reads when a question is sent."""

    limits: gr.State


def build_limits_bar(assistant: Answering) -> LimitsBar:
    """Lays the bar out and wires it."""
    limits, is_open = gr.State(EVERYWHERE), gr.State(False)
    with gr.Row(elem_id="zw-limits", equal_height=True):
        toggle = gr.Button("范围", size="sm", scale=0, min_width=64, elem_id="zw-limits-toggle")
        said = pane(_EVERYTHING, "zw-limits-said")
        clear = gr.Button("不限范围", size="sm", scale=0, min_width=88, visible=False, elem_id="zw-limits-clear")
    with gr.Row(elem_id="zw-limits-choices", visible=False) as row:
        choosers = [
            gr.Dropdown([], value=[], multiselect=True, label=label, min_width=130, elem_id=f"zw-limit-{name}")
            for name, label in (("paper", "文件"), ("year", "年份"), ("issuer", "机关"), ("type", "类型"))
        ]

    def turn(shown: bool) -> tuple[Any, ...]:
        if shown:
            return False, gr.update(visible=False), *[gr.skip()] * len(choosers)
        try:
            offered = choices(assistant.library.documents())
        except Exception as error:  # the question can be asked without limits
            sentence_for(error)
            offered = [[]] * len(choosers)
        return True, gr.update(visible=True), *(gr.update(choices=list(each)) for each in offered)

    def choose(*chosen: list[str] | None) -> tuple[Any, ...]:
        wanted = Limits(*(tuple(words or ()) for words in chosen))
        return wanted, told(assistant, wanted), gr.update(visible=bool(wanted))

    def let_go() -> tuple[Any, ...]:
        return EVERYWHERE, _EVERYTHING, gr.update(visible=False), *[gr.update(value=[])] * len(choosers)

    toggle.click(turn, [is_open], [is_open, row, *choosers], **QUICK)
    for chooser in choosers:
        chooser.input(choose, list(choosers), [limits, said, clear], **QUICK)
    clear.click(let_go, None, [limits, said, clear, *choosers], **QUICK)
    return LimitsBar(limits)


_EVERYTHING = '<p class="zw-limits-none">在全部文件里找</p>'


def told(assistant: Answering, limits: Limits) -> str:
    """The limits in words, with how many documents lie within them."""
    if not limits:
        return _EVERYTHING
    try:
        records = assistant.library.documents()
    except Exception as error:  # said where the limits would be
        return f'<p class="zw-note">{plain(sentence_for(error))}</p>'
    count = sum(limits.holds(record) for record in records)
    return f'<p class="zw-limits-bind">只在“{plain(limits.words(records))}”里找（{count}份文件）</p>'


def choices(documents: Sequence[Listed]) -> list[list[tuple[str, str]]]:
    """(what is shown, value) for documents, years, issuers and types; the newest document and year first, the most
    frequent issuer and type first."""
    papers = [(_name(listed), listed.doc_id) for listed in reversed(documents)]
    years = _counted(documents, lambda listed: listed.metadata.year)
    issuers = _counted(documents, lambda listed: listed.metadata.issuer)
    types = _counted(documents, lambda listed: listed.metadata.doc_type)
    return [
        papers,
        [(f"{year}年（{count}）", year) for year, count in sorted(years.items(), reverse=True)],
        [(f"{issuer}（{count}）", issuer) for issuer, count in issuers.most_common()],
        [(f"{kind}（{count}）", kind) for kind, count in types.most_common()],
    ]


def _counted(documents: Sequence[Listed], name: Callable[[Listed], str | None]) -> Counter[str]:
    return Counter(word for word in map(name, documents) if word)


def _name(listed: Listed) -> str:
    title = list_title(listed.metadata, listed.source)
    name = f"{listed.metadata.doc_number} {title}" if listed.metadata.doc_number else title
    return name if len(name) <= _SHOWN else name[:_SHOWN] + "……"
