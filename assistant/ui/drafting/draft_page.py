"""The page 拟稿: a proposal goes in, the letter stands beside the evidence, the unticked gives way to the next best.

Each part can be drafted anew and each paragraph changed where it stands; every step is a version of its own, kept for
the visit. The letter is finished in Word, where each sentence has its source as a comment.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.drafting.proposals import proposal_of, read_proposal
from assistant.drafting.revising import MOST_CHARACTERS as MOST_OF_PARAGRAPH
from assistant.drafting.schema import Proposal, Reply
from assistant.ui.drafting.draft_versions import Version, files_of, index_of, names_of, put_down
from assistant.ui.drafting.draft_view import (
    citation_behind,
    evidence_choices,
    letter_view,
    place_of,
    used_values,
    with_ticked,
    with_unticked,
)
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.handouts import Handouts
from assistant.ui.links import clicked, link_listener, listener
from assistant.ui.listening import DRAFTING, QUICK
from assistant.ui.look import pane
from assistant.ui.originals.citation_panel import GONE, SHOW_QUOTE, panel
from assistant.ui.seams import Answering
from assistant.ui.static import static
from ingest.errors import InputError
from ingest.pipeline import parse

MOST_CHARACTERS = 100_000  # of a pasted proposal

_BLANK = (
    '<div class="zw-blank"><p class="zw-blank-title">答复函</p>'
    "<p>粘贴或上传一份提案，这里会逐条写出答复；<br>每句话都来自资料库里的文件，没有依据的地方标为待补。</p></div>"
)
_SOURCE = '<div class="zw-blank"><p>点函中的一句话，这里显示它的出处。</p></div>'

# the source stands below the evidence: where the window is small it must come up
_INTO_VIEW = "watch('value', () => element.querySelector('mark') && element.scrollIntoView({ block: 'nearest' }));"

# a step taken in the letter (letter_tools.js) leaves the reader where they are; another letter begins at its top
_WHERE_IT_STOOD = """
watch('value', () => requestAnimationFrame(() => {
  const pane = document.getElementById('zw-letter'), letter = pane.querySelector('.zw-letter');
  if (letter && pane.dataset.at) letter.scrollTop = pane.dataset.at;
  delete pane.dataset.at;
}));
"""

# whatever came of a step, letter_tools.js looks at what is shown then; it tells those of its tools from the others
_ENDED = "() => document.dispatchEvent(new Event('EVENT'))"

Versions = tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The left column: what is to be answered, the versions, the evidence, its source."""

    text: gr.Textbox
    file: gr.File
    make: gr.Button
    again: gr.Button
    version: gr.Dropdown
    files: gr.HTML
    ticked: gr.CheckboxGroup
    source: gr.HTML


def build_draft_page(assistant: Answering, handouts: Handouts, letterhead: Path | None = None) -> None:
    """Lays the page out inside the current tab and wires it; `letterhead` is the office's own, where it exists."""
    versions = gr.State(())
    sentence_links = link_listener("e")
    tools = listener(static("letter_tools.js"))
    with gr.Row(elem_id="zw-draft", equal_height=True):
        with gr.Column(scale=4, min_width=380, elem_id="zw-draft-desk"):
            desk = _desk()
        with gr.Column(scale=6, min_width=480, elem_id="zw-letter-column"):
            view = pane(_BLANK, "zw-letter", _WHERE_IT_STOOD)

    steps = _Steps(assistant, handouts, letterhead)
    shown = [versions, view, desk.ticked, desk.again, desk.version, desk.files, desk.source]
    beside = (
        desk.make.click(steps.start, [desk.text, desk.file, versions], shown, **DRAFTING),
        desk.again.click(steps.redo, [desk.ticked, desk.version, versions], shown, **DRAFTING),
        desk.version.input(steps.turn_to, [desk.version, versions], shown, **QUICK),
    )
    for taken in beside:
        taken.then(None, js=_ENDED.replace("EVENT", "zw-beside"))
    used = tools.select(steps.use_tool, [desk.ticked, desk.version, versions], shown, **DRAFTING)
    used.then(None, js=_ENDED.replace("EVENT", "zw-step"))
    sentence_links.select(steps.open_source, [desk.version, versions], [desk.source], **QUICK)


def _desk() -> _Desk:
    text = gr.Textbox(
        show_label=False,
        label="提案全文",
        container=False,
        placeholder="把提案或建议全文粘贴在这里，或在下面上传文件",
        lines=5,
        max_lines=8,
        max_length=MOST_CHARACTERS,
        elem_id="zw-proposal",
    )
    file = gr.File(show_label=False, label="上传提案", height=132, elem_id="zw-proposal-file")
    with gr.Row(elem_id="zw-draft-bar"):
        make = gr.Button("起草", variant="primary", elem_id="zw-make")
        again = gr.Button("按勾选重拟", visible=False, elem_id="zw-again")
        version = gr.Dropdown(
            show_label=False, label="稿次", container=False, visible=False, min_width=96, elem_id="zw-version"
        )
    files = pane("", "zw-draft-files")
    ticked = gr.CheckboxGroup(
        label="依据（去掉勾选的，重拟时换用别的；勾上“待选”的，重拟时写进函里）",
        visible=False,
        elem_id="zw-evidence",
    )
    source = pane(_SOURCE, "zw-draft-source", SHOW_QUOTE + _INTO_VIEW)
    return _Desk(text, file, make, again, version, files, ticked, source)


_SHOWN = 7  # that a step may change: the versions, the letter, the evidence, its button, the choice, files, source


@dataclass(frozen=True, slots=True)
class _Steps:
    """What clicks do. Each but `open_source` gives what is shown then, in the order of `_SHOWN`."""

    assistant: Answering
    handouts: Handouts
    letterhead: Path | None

    def start(self, pasted: str | None, path: str | None, so_far: Versions) -> tuple[Any, ...]:
        try:
            fresh = put_down(self.assistant.draft(_proposal(pasted, path)), self.letterhead)
        except Exception as error:  # the page stays alive whatever the proposal holds
            return _nothing_drafted(sentence_for(error), so_far)
        return self._show((*so_far, fresh), len(so_far))

    def redo(self, chosen: list[str] | None, number: int | None, so_far: Versions) -> tuple[Any, ...]:
        """Drafts the parts anew whose evidence was unticked, or given what was only shown."""
        at = index_of(number, so_far)
        if at is None:
            return (gr.skip(),) * _SHOWN
        touched = with_unticked(so_far[at].reply, chosen or [])[0] | with_ticked(so_far[at].reply, chosen or [])[0]
        numbers = touched or {part.suggestion.number for part in so_far[at].reply.parts}
        return self._renew(so_far, at, chosen, numbers)

    def use_tool(
        self, chosen: list[str] | None, number: int | None, so_far: Versions, event: gr.EventData
    ) -> tuple[Any, ...]:
        """重拟这条 (`again-2`) and 保存 (`save-5`, with the words)."""
        at, asked = index_of(number, so_far), re.fullmatch(r"(again|save)-(\d{1,4})", clicked(event))
        if at is None or asked is None:
            return (gr.skip(),) * _SHOWN
        if asked[1] == "again":
            return self._renew(so_far, at, chosen, {int(asked[2])})
        before = so_far[at]
        words = str((event._data or {}).get("text", ""))[: MOST_OF_PARAGRAPH + 1]

        def changed() -> Version:
            reply = self.assistant.rewrite(before.reply, int(asked[2]), words)
            if reply == before.reply:
                raise InputError("这一段没有改动。")
            return put_down(reply, self.letterhead, "改了一段", before.dropped, before.taken)

        return self._grown(so_far, at, changed)

    def turn_to(self, number: int | None, so_far: Versions) -> tuple[Any, ...]:
        at = index_of(number, so_far)
        return (gr.skip(),) * _SHOWN if at is None else self._show(so_far, at)

    def open_source(self, number: int | None, so_far: Versions, event: gr.EventData) -> str:
        at = index_of(number, so_far)
        citation = citation_behind(so_far[at].reply, clicked(event)) if at is not None else None
        if citation is None:
            return GONE
        try:
            return panel(self.assistant.library, citation, "zw-draft-view")
        except Exception as error:  # the letter stands even if its source cannot be drawn
            return _told(error)

    def _renew(self, so_far: Versions, at: int, chosen: list[str] | None, numbers: set[int]) -> tuple[Any, ...]:
        before = so_far[at]
        unticked = with_unticked(before.reply, chosen or [], numbers)[1]
        dropped = before.dropped | set(filter(None, map(place_of, unticked)))
        wanted = with_ticked(before.reply, chosen or [], numbers)[1]
        taken = (before.taken | set(filter(None, map(place_of, wanted)))) - dropped

        def drafted() -> Version:
            reply = self.assistant.redraft(before.reply, numbers, dropped, taken)
            if reply == before.reply:
                raise InputError("没有更好的依据，函稿没有变化。")
            return put_down(reply, self.letterhead, _which(before.reply, numbers), dropped, taken)

        return self._grown(so_far, at, drafted)

    def _grown(self, so_far: Versions, at: int, make_one: Callable[[], Version]) -> tuple[Any, ...]:
        """One version more, shown; why there is none is told above the one it was to be made of."""
        try:
            fresh = make_one()
        except Exception as error:  # the page stays alive whatever the proposal holds
            told = letter_view(so_far[at].reply, time.monotonic_ns(), sentence_for(error))
            return (gr.skip(), told, *[gr.skip()] * (_SHOWN - 2))
        return self._show((*so_far, fresh), len(so_far))

    def _show(self, so_far: Versions, at: int) -> tuple[Any, ...]:
        current = so_far[at]
        choices = evidence_choices(current.reply)
        used = used_values(current.reply)
        return (
            so_far,
            letter_view(current.reply, time.monotonic_ns()),
            gr.update(choices=choices, value=used, visible=bool(choices)),
            gr.update(visible=bool(choices)),
            gr.update(choices=names_of(so_far), value=at + 1, visible=True),
            files_of(current, self.handouts),
            _SOURCE,
        )


def _which(reply: Reply, numbers: set[int]) -> str:
    parts = [part.number.rstrip("、") for part in reply.parts if part.suggestion.number in numbers]
    return "重拟" if len(parts) == len(reply.parts) else f"重拟第{'、'.join(parts)}条"


def _nothing_drafted(why: str, so_far: Versions) -> tuple[Any, ...]:
    """What is shown where no letter came about: none is offered until an earlier version is chosen."""
    still = "前面的各稿还在“稿次”里。" if so_far else ""
    hidden = gr.update(visible=False)
    blank = f'<div class="zw-blank"><p role="alert">{plain(why)}</p><p>{still}</p></div>'
    chosen = gr.update(choices=names_of(so_far), value=None, visible=bool(so_far))
    return (gr.skip(), blank, hidden, hidden, chosen, "", _SOURCE)


def _proposal(pasted: str | None, path: str | None) -> Proposal:
    """The uploaded proposal or the pasted one. Raises UserError for none, for both and for what cannot be answered."""
    if path and (pasted or "").strip():
        raise InputError("既粘贴了文字，又上传了文件，请留下要答复的一份，清空另一份再起草。")
    if path:
        return read_proposal(Path(path))
    if not (pasted or "").strip():
        raise InputError("还没有提案，请粘贴全文或上传文件再起草。")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "粘贴的提案.txt"
        file.write_text((pasted or "")[:MOST_CHARACTERS], encoding="utf-8")
        return proposal_of(replace(parse(file), source="粘贴的文字"))


def _told(error: Exception) -> str:
    return f'<div class="zw-blank"><p>{plain(sentence_for(error))}</p></div>'
