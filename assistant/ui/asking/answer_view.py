"""An answer as a chat message: the text with clickable markers, how sure we are, and the citations in words."""

from __future__ import annotations

import re

from assistant.records.conversations import Turn
from assistant.schema import Answer, Citation
from assistant.ui.escape import inert
from assistant.ui.language import THEIRS
from assistant.ui.naming import citation_words
from assistant.ui.seams import Shelf
from assistant.zh import COURTESIES, LEFT_OUT

_MARKER = re.compile(r"\[(\d{1,3})\]")


def advice(library: Shelf) -> str:
    """What to do where nothing was found, for whoever may read and add what this shelf holds."""
    if not library.documents():
        return "资料库还是空的，请先添加文件。" if library.may_edit else "资料库还是空的，请管理员添加文件。"
    return "可以换一种问法，或到“资料库”补充文件。" if library.may_edit else "可以换一种问法，或请管理员补充文件。"


def message(number: int, turn: Turn, advised: str = "") -> str:
    """The message for turn `number`; a refusal ends with what is `advised`. One HTML block without blank lines, so that
    Markdown leaves it alone."""
    if turn.answer is None:
        return f'<div class="zw-answer zw-refusal"><p>{inert(turn.failure)}</p></div>'
    answer = turn.answer
    kind = "zw-answer zw-refusal" if answer.refused else "zw-answer"
    return (
        f'<div class="{kind}">{_paragraphs(number, answer)}{_notes(answer)}'
        f"{_sources(number, answer)}{_confidence(answer, advised)}</div>"
    )


def anchor(number: int, marker: int) -> str:
    """The address of a citation: the turn and its marker, since markers start anew with every answer."""
    return f"#c-{number}-{marker}"


def citation_at(turns: tuple[Turn, ...], link: str) -> Citation | None:
    """The citation behind a clicked anchor, which may be stale or forged."""
    found = re.fullmatch(r"(\d{1,6})-(\d{1,6})", link)
    if found is None or int(found[1]) >= len(turns):
        return None
    answer = turns[int(found[1])].answer
    wanted = int(found[2])
    return next((c for c in answer.citations if c.marker == wanted), None) if answer else None


def _paragraphs(number: int, answer: Answer) -> str:
    known = {citation.marker for citation in answer.citations}

    def line(text: str) -> str:
        pieces: list[str] = []
        at = 0
        for found in _MARKER.finditer(text):
            marker = int(found[1])
            if marker in known:
                pieces.append(inert(text[at : found.start()]) + _marker(number, marker))
                at = found.end()
        return "".join(pieces) + inert(text[at:])

    return "".join(f"<p {THEIRS}>{line(text.strip())}</p>" for text in answer.text.splitlines() if text.strip())


def _marker(number: int, marker: int) -> str:
    return f'<a class="zw-marker" href="{anchor(number, marker)}">[{marker}]</a>'


def _notes(answer: Answer) -> str:
    return "".join(f'<p class="zw-note" {THEIRS}>{inert(warning)}</p>' for warning in answer.warnings)


def _sources(number: int, answer: Answer) -> str:
    rows = "".join(
        f'<li><a href="{anchor(number, citation.marker)}">'
        f'<span class="zw-marker">[{citation.marker}]</span> {inert(citation_words(citation))}</a></li>'
        for citation in answer.citations
    )
    return f'<ul class="zw-sources" {THEIRS}>{rows}</ul>' if rows else ""


def _confidence(answer: Answer, advised: str) -> str:
    copy = ' <a class="zw-copy" href="#">复制</a>' if answer.citations else ""
    said = _surely(answer, advised)
    return f'<p class="zw-state">{said}{copy}</p>' if said else ""


def _surely(answer: Answer, advised: str) -> str:
    if answer.text in COURTESIES:
        return ""
    if answer.refused:
        return f'<span class="zw-absent">未找到</span> {advised}'
    if not answer.citations:
        return ""
    how = "摘自原文" if answer.mode == "extractive" else "由模型撰写"
    if any(LEFT_OUT in warning for warning in answer.warnings):
        return f'<span class="zw-absent">部分未能核对</span> {how}，未能核对的话已略去。'
    return f'<span class="zw-checked">已核对</span> {how}，引文与原件逐字一致。'
