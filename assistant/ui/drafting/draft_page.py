"""The page 拟稿: a proposal goes in, the letter stands beside the evidence, the unticked gives way to the next best.

Each part can be drafted anew and each paragraph changed where it stands; every step is a version of its own, kept for
the visit. The letter is finished in Word, where each sentence has its source as a comment.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.drafting.proposals import read_proposal
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

Versions = tuple[Version, ...]


def build_draft_page(assistant: Answering, handouts: Handouts, letterhead: Path | None = None) -> None:
    """Lays the page out inside the current tab and wires it; `letterhead` is the office's own, where it exists."""
    versions = gr.State(())
    sentence_links = link_listener("e")
    tools = listener(static("letter_tools.js"))
    with gr.Row(elem_id="zw-draft", equal_height=True):
        with gr.Column(scale=4, min_width=380, elem_id="zw-draft-desk"):
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
        with gr.Column(scale=6, min_width=480, elem_id="zw-letter-column"):
            view = pane(_BLANK, "zw-letter", _WHERE_IT_STOOD)

    shown = [versions, view, ticked, again, version, files, source]

    def start(pasted: str | None, path: str | None, so_far: Versions) -> tuple[Any, ...]:
        def drafted() -> Version:
            return put_down(assistant.draft(_proposal(pasted, path)), letterhead)

        return grown(so_far, drafted, _told)

    def redo(chosen: list[str] | None, number: int | None, so_far: Versions) -> tuple[Any, ...]:
        """Drafts the parts anew whose evidence was unticked, or given what was only shown."""
        at = index_of(number, so_far)
        if at is None:
            return (gr.skip(),) * len(shown)
        touched = with_unticked(so_far[at].reply, chosen or [])[0] | with_ticked(so_far[at].reply, chosen or [])[0]
        return renew(so_far, at, chosen, touched or {part.suggestion.number for part in so_far[at].reply.parts})

    def use_tool(
        chosen: list[str] | None, number: int | None, so_far: Versions, event: gr.EventData
    ) -> tuple[Any, ...]:
        """重拟这条 (`again-2`) and 保存 (`save-5`, with the words)."""
        at, asked = index_of(number, so_far), re.fullmatch(r"(again|save)-(\d{1,4})", clicked(event))
        if at is None or asked is None:
            return (gr.skip(),) * len(shown)
        if asked[1] == "again":
            return renew(so_far, at, chosen, {int(asked[2])})
        before = so_far[at]
        words = str((event._data or {}).get("text", ""))[: MOST_OF_PARAGRAPH + 1]

        def changed() -> Version:
            reply = assistant.rewrite(before.reply, int(asked[2]), words)
            return put_down(reply, letterhead, "改了一段", before.dropped, before.taken)

        return grown(so_far, changed, lambda error: letter_view(before.reply, sentence_for(error)))

    def renew(so_far: Versions, at: int, chosen: list[str] | None, numbers: set[int]) -> tuple[Any, ...]:
        before = so_far[at]
        unticked = with_unticked(before.reply, chosen or [], numbers)[1]
        dropped = before.dropped | set(filter(None, map(place_of, unticked)))
        wanted = with_ticked(before.reply, chosen or [], numbers)[1]
        taken = (before.taken | set(filter(None, map(place_of, wanted)))) - dropped

        def drafted() -> Version:
            reply = assistant.redraft(before.reply, numbers, dropped, taken)
            return put_down(reply, letterhead, _which(before.reply, numbers), dropped, taken)

        return grown(so_far, drafted, lambda error: letter_view(before.reply, sentence_for(error)))

    def grown(so_far: Versions, make_one: Callable[[], Version], told: Callable[[Exception], str]) -> tuple[Any, ...]:
        """One version more, shown; what goes wrong is told, and the versions before it are still there."""
        try:
            fresh = make_one()
        except Exception as error:  # the page stays alive whatever the proposal holds
            return (gr.skip(), told(error), *[gr.skip()] * (len(shown) - 2))
        return show((*so_far, fresh), len(so_far))

    def turn_to(number: int | None, so_far: Versions) -> tuple[Any, ...]:
        at = index_of(number, so_far)
        return (gr.skip(),) * len(shown) if at is None else show(so_far, at)

    def show(so_far: Versions, at: int) -> tuple[Any, ...]:
        current = so_far[at]
        choices = evidence_choices(current.reply)
        used = used_values(current.reply)
        return (
            so_far,
            letter_view(current.reply),
            gr.update(choices=choices, value=used, visible=bool(choices)),
            gr.update(visible=bool(choices)),
            gr.update(choices=names_of(so_far), value=at + 1, visible=True),
            files_of(current, handouts),
            _SOURCE,
        )

    def open_source(number: int | None, so_far: Versions, event: gr.EventData) -> str:
        at = index_of(number, so_far)
        citation = citation_behind(so_far[at].reply, clicked(event)) if at is not None else None
        if citation is None:
            return GONE
        try:
            return panel(assistant.library, citation, "zw-draft-view")
        except Exception as error:  # the letter stands even if its source cannot be drawn
            return _told(error)

    make.click(start, [text, file, versions], shown, **DRAFTING)
    again.click(redo, [ticked, version, versions], shown, **DRAFTING)
    tools.select(use_tool, [ticked, version, versions], shown, **DRAFTING)
    version.input(turn_to, [version, versions], shown, **QUICK)
    sentence_links.select(open_source, [version, versions], [source], **QUICK)


def _which(reply: Reply, numbers: set[int]) -> str:
    parts = [part.number.rstrip("、") for part in reply.parts if part.suggestion.number in numbers]
    return "重拟" if len(parts) == len(reply.parts) else f"重拟第{'、'.join(parts)}条"


def _proposal(pasted: str | None, path: str | None) -> Proposal:
    """The uploaded proposal, else the pasted one. Raises UserError for none and for what cannot be answered."""
    if path:
        return read_proposal(Path(path))
    if not (pasted or "").strip():
        raise InputError("还没有提案，请粘贴全文或上传文件再起草。")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "粘贴的提案.txt"
        file.write_text((pasted or "")[:MOST_CHARACTERS], encoding="utf-8")
        return read_proposal(file)


def _told(error: Exception) -> str:
    return f'<div class="zw-blank"><p>{plain(sentence_for(error))}</p></div>'
