"""The table of what each sentence of a drafted letter rests on, for whoever signs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from assistant.drafting.schema import Reply
from assistant.drafting.typesetting import BODY, HEADING, OWN_WORDS, TITLE, set_run, where
from assistant.signing import sign_word


def write_evidence(reply: Reply, target: BinaryIO) -> None:
    """Writes the table of what each sentence rests on, with gaps, earlier letters and what is to be checked."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _line(paper, f"{reply.title}：依据表", TITLE, Pt(16), WD_ALIGN_PARAGRAPH.CENTER)
    rows: list[tuple[str, ...]] = []
    for part in reply.parts:
        for paragraph in part.paragraphs:
            for said in paragraph.sentences:
                source = (where(said.citation), said.citation.quote) if said.citation else (OWN_WORDS, "—")
                rows.append((str(len(rows) + 1), part.number, said.text, *source))
    _table(paper, ("批注", "部分", "函中的话", "出处", "原文"), rows, (12, 14, 90, 50, 90))
    gaps = [(number or "函首尾", gap) for number, gap in dict.fromkeys(reply.open_places)]
    if gaps:
        _line(paper, "待补", HEADING, Pt(12))
        _table(paper, ("部分", "内容"), gaps, (14, 242))
    nearest = [(part.number, where(c), c.quote) for part in reply.parts for c in part.nearest]
    if nearest:
        _line(paper, "最接近的原文（没有写入函中，请判断能否采用）", HEADING, Pt(12))
        _table(paper, ("部分", "出处", "原文"), nearest, (14, 62, 180))
    if reply.precedents:
        _line(paper, "相近的提案建议及其答复", HEADING, Pt(12))
        told = [
            (p.proposal_title, p.doc_number or p.source, "\n".join(c.quote for c in p.promises) or "—")
            for p in reply.precedents
        ]
        _table(paper, ("提案建议", "答复", "当时的承诺（请核实落实情况）"), told, (80, 50, 126))
    if reply.warnings:
        _line(paper, "请核对", HEADING, Pt(12))
        _table(paper, ("序号", "事项"), [(str(n), w) for n, w in enumerate(reply.warnings, 1)], (14, 242))
    sign_word(paper, f"{reply.title}：依据表", reply.issuer)
    paper.save(target)


def _line(paper: Any, text: str, font: str, size: Pt, alignment: Any = None) -> None:
    line = paper.add_paragraph()
    line.alignment = alignment
    set_run(line, text, font, size)


def _table(paper: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    table = paper.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        set_run(cell.paragraphs[0], text, HEADING, Pt(10))
    mark = OxmlElement("w:tblHeader")  # the head stands on every page
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            set_run(cell.paragraphs[0], text, BODY, Pt(10))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
