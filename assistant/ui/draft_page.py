"""The page 拟稿: a proposal goes in, the letter stands beside the evidence, the unticked gives way to the next best.

Versions are kept for the visit; the letter itself is finished in Word, where each sentence has its source as a comment.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.drafting.filing import evidence_path, file_reply
from assistant.drafting.finding import Place
from assistant.drafting.proposals import read_proposal
from assistant.drafting.schema import Proposal, Reply
from assistant.ui.citation_panel import GONE, SHOW_QUOTE, panel
from assistant.ui.draft_view import citation_behind, evidence_choices, letter_view, place_of
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.links import clicked, link_listener
from assistant.ui.listening import DRAFTING, QUICK
from assistant.ui.look import pane
from assistant.ui.seams import Answering
from ingest.errors import InputError

MOST_CHARACTERS = 100_000  # of a pasted proposal

_BLANK = (
    '<div class="zw-blank"><p class="zw-blank-title">答复函</p>'
    "<p>粘贴或上传一份提案，这里会逐条写出答复；<br>每句话都来自资料库里的文件，没有依据的地方标为待补。</p></div>"
)
_SOURCE = '<div class="zw-blank"><p>点函中的一句话，这里显示它的出处。</p></div>'


# the source stands below the evidence: where the window is small it must come up
_INTO_VIEW = "watch('value', () => element.querySelector('mark') && element.scrollIntoView({ block: 'nearest' }));"


@dataclass(frozen=True, slots=True)
class Version:
    """A draft of this visit; `dropped` are the places whose sentences it does without."""

    reply: Reply
    dropped: frozenset[Place]
    letter: Path
    evidence: Path


def build_draft_page(assistant: Answering, letterhead: Path | None = None) -> None:
    """Lays the page out inside the current tab and wires it; `letterhead` is the office's own, where it exists."""
    versions = gr.State(())
    sentence_links = link_listener("e")
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
            with gr.Row(elem_id="zw-draft-files"):
                letter = gr.DownloadButton("下载答复函", size="sm", visible=False, elem_id="zw-letter-file")
                evidence = gr.DownloadButton("下载依据表", size="sm", visible=False, elem_id="zw-evidence-file")
            ticked = gr.CheckboxGroup(label="依据（去掉勾选的，重拟时换用别的）", visible=False, elem_id="zw-evidence")
            source = pane(_SOURCE, "zw-draft-source", SHOW_QUOTE + _INTO_VIEW)
        with gr.Column(scale=6, min_width=480, elem_id="zw-letter-column"):
            view = pane(_BLANK, "zw-letter")

    shown = [versions, view, ticked, again, version, letter, evidence, source]

    def start(pasted: str | None, path: str | None, so_far: tuple[Version, ...]) -> tuple[Any, ...]:
        try:
            fresh = _draft(assistant, _proposal(pasted, path), frozenset(), letterhead)
        except Exception as error:  # the page stays alive whatever the proposal holds
            return (gr.skip(), _told(error), *[gr.skip()] * 6)
        return _show((*so_far, fresh), len(so_far))

    def redo(chosen: list[str] | None, number: int | None, so_far: tuple[Version, ...]) -> tuple[Any, ...]:
        at = _at(number, so_far)
        if at is None:
            return (gr.skip(),) * len(shown)
        before = so_far[at]
        unticked = {value for _, value in evidence_choices(before.reply)} - set(chosen or [])
        dropped = before.dropped | {place for place in map(place_of, unticked) if place is not None}
        try:
            fresh = _draft(assistant, before.reply.proposal, dropped, letterhead)
        except Exception as error:  # the versions before it are still there
            return (gr.skip(), _told(error), *[gr.skip()] * 6)
        return _show((*so_far, fresh), len(so_far))

    def turn_to(number: int | None, so_far: tuple[Version, ...]) -> tuple[Any, ...]:
        at = _at(number, so_far)
        return (gr.skip(),) * len(shown) if at is None else _show(so_far, at)

    def open_source(number: int | None, so_far: tuple[Version, ...], event: gr.EventData) -> str:
        at = _at(number, so_far)
        citation = citation_behind(so_far[at].reply, clicked(event)) if at is not None else None
        if citation is None:
            return GONE
        try:
            return panel(assistant.library, citation, "zw-draft-view")
        except Exception as error:  # the letter stands even if its source cannot be drawn
            return _told(error)

    make.click(start, [text, file, versions], shown, **DRAFTING)
    again.click(redo, [ticked, version, versions], shown, **DRAFTING)
    version.input(turn_to, [version, versions], shown, **QUICK)
    sentence_links.select(open_source, [version, versions], [source], **QUICK)


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


def _draft(assistant: Answering, proposal: Proposal, dropped: frozenset[Place], letterhead: Path | None) -> Version:
    reply = assistant.draft(proposal, dropped)
    name = re.sub(r'[\\/:*?"<>|\s]+', "", proposal.title)[:40] or "提案"
    # in the folder of this process, which goes when it ends
    letter = Path(tempfile.mkdtemp(dir=os.environ.get("GRADIO_TEMP_DIR"))) / f"答复：{name}.docx"
    file_reply(reply, letter, letterhead=letterhead)
    return Version(reply, dropped, letter, evidence_path(letter))


def _show(versions: tuple[Version, ...], at: int) -> tuple[Any, ...]:
    current = versions[at]
    choices = evidence_choices(current.reply)
    drafts = [(f"第{n}稿", n) for n in range(1, len(versions) + 1)]
    return (
        versions,
        letter_view(current.reply),
        gr.update(choices=choices, value=[value for _, value in choices], visible=bool(choices)),
        gr.update(visible=bool(choices)),
        gr.update(choices=drafts, value=at + 1, visible=True),
        gr.update(value=str(current.letter), visible=True),
        gr.update(value=str(current.evidence), visible=True),
        _SOURCE,
    )


def _at(number: int | None, versions: tuple[Version, ...]) -> int | None:
    """The index of a version by the number that the browser sent."""
    return number - 1 if isinstance(number, int) and 1 <= number <= len(versions) else None


def _told(error: Exception) -> str:
    return f'<div class="zw-blank"><p>{plain(sentence_for(error))}</p></div>'
