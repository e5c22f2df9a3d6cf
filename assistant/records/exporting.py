"""A conversation as a file: Markdown or Word, each answer with its citations and the words it rests on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from assistant.records.conversations import Turn
from assistant.schema import Citation
from assistant.signing import sign_word
from assistant.storable import NOT_IN_XML
from assistant.zh import place_words

# what Markdown would read as markup, the brackets of a marker apart: nothing in a document may become a link or image
_MARKUP = re.compile(r"[\\`*_<>#!|~$&]|\[(?!\d{1,3}\])")
_CONTROL = re.compile(rf"[{NOT_IN_XML}\r\x7f]")


def to_markdown(name: str, turns: tuple[Turn, ...]) -> bytes:
    lines = [f"# {_plain(name)}", ""]
    for number, turn in enumerate(turns, 1):
        lines += [f"## {number}. {_plain(turn.question)}", ""]
        lines += [part for line in _said(turn) for part in (_plain(line), "")]
        for citation in turn.answer.citations if turn.answer else ():
            lines += [f"- [{citation.marker}] {_plain(_place(citation))}", f"  > {_plain(citation.quote)}", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def to_docx(name: str, turns: tuple[Turn, ...]) -> bytes:
    from docx import Document

    document: Any = Document()
    document.add_heading(_clean(name), 1)
    for number, turn in enumerate(turns, 1):
        document.add_heading(_clean(f"{number}. {turn.question}"), 2)
        for line in _said(turn):
            document.add_paragraph(_clean(line))
        for citation in turn.answer.citations if turn.answer else ():
            shown = document.add_paragraph(_clean(f"[{citation.marker}] {_place(citation)}"), style="List Bullet")
            shown.add_run(_clean(f"\n“{citation.quote}”")).italic = True
    for style in ("Normal", "Heading 1", "Heading 2"):
        _chinese(document.styles[style])
    sign_word(document, name)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _said(turn: Turn) -> Iterator[str]:
    if turn.answer is None:
        yield turn.failure
        return
    yield from (line.strip() for line in turn.answer.text.splitlines() if line.strip())
    yield from (f"注意：{warning}" for warning in turn.answer.warnings)


def _place(citation: Citation) -> str:
    return place_words(
        citation.doc_number, citation.title, citation.source, citation.section, citation.page, whole=True
    )


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda sign: "\\" + sign[0], " ".join(_clean(text).split()))


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _CONTROL.sub("", text)


def _chinese(style: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name = "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "仿宋")
