"""The letter as a Word file after GB/T 9704-2012: A4, 28 characters by 22 lines, red letterhead, 版记 at the end.

What a sentence rests on is a comment beside it, so that 审阅 → 删除所有批注 leaves the clean letter. Fonts are named,
not embedded: 仿宋_GB2312 and 方正小标宋简体 come with the office's Word. An office that puts its letterhead into
`<library>/templates/letterhead.docx` has its letters begin with that page instead of ours.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, BinaryIO

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assistant.drafting.rows import paragraph_number
from assistant.drafting.schema import SERIAL, Part, Reply, Said
from assistant.rows import citation_row, place
from assistant.schema import Citation
from assistant.signing import NAME, sign_word
from assistant.storable import NOT_IN_XML
from ingest.errors import InputError

BODY, TITLE, HEADING, SUBHEADING, PAGE = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
SIZE, TITLE_SIZE, HEAD_SIZE, PAGE_SIZE = Pt(16), Pt(22), Pt(36), Pt(14)  # 三号, 二号, 小初, 四号
_TEXT_WIDTH = Mm(156)
LINE = Pt(28)  # 22 lines on 225 mm
_TIGHT = "-5"  # twentieths of a point: 28 characters of 16 pt are wider than the 156 mm between the margins
_RED = RGBColor(0xE6, 0x00, 0x12)
OWN_WORDS = "拟稿人的话，未核对"
_QUOTE = 160  # characters of a quote in a comment
_GAP = re.compile(r"(【待补[^】]*】)")


def write_letter(reply: Reply, target: BinaryIO, letterhead: Path | None = None) -> None:
    """Writes the letter. Page and margins follow the standard even where the office's own letterhead is used.

    Raises InputError for a letterhead that is no Word file.
    """
    paper = _opened(letterhead) if letterhead is not None else docx.Document()
    _page(paper)
    if letterhead is None:
        _head(paper, reply)
    _serial(paper)
    _title(paper, reply.title)
    _body(paper, reply.addressee, indent=False)
    _body(paper, reply.opening)
    marker = 0
    for part in reply.parts:
        marker = _part(paper, part, marker)
    _body(paper, reply.closing)
    _signature(paper, reply)
    _imprint(paper, reply)
    sign_word(paper, reply.title, reply.issuer)
    paper.save(target)


def _opened(letterhead: Path) -> Any:
    try:
        return docx.Document(str(letterhead))
    except Exception as error:  # python-docx, zipfile and lxml raise many kinds on damaged files, none documented
        raise InputError(f"信头文件“{letterhead}”打不开，请用Word重新另存为.docx，或先把它移走。") from error


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)  # the number stands 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # "lines", not "linesAndChars": with both, LibreOffice sets 14 characters a line
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(LINE.pt * 20)))
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", SIZE
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    paper.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character from the outer edge."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = alignment
    left = alignment == WD_ALIGN_PARAGRAPH.LEFT
    _indent(line, left=100 * left, right=100 * (not left))
    set_run(line, "— ", PAGE, PAGE_SIZE)
    field = set_run(line, "", PAGE, PAGE_SIZE)
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        field._r.append(mark)
    set_run(line, " —", PAGE, PAGE_SIZE)


def _head(paper: Any, reply: Reply) -> None:
    """The red letterhead of a letter (信函格式: the body's name, a red rule), the 文号 below it."""
    line = paper.paragraphs[0] if paper.paragraphs else paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _spacing(line, None)
    set_run(line, reply.signed_by, TITLE, HEAD_SIZE, _RED)
    properties = line._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "E60012")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    properties.append(borders)


def _serial(paper: Any) -> None:
    """The 文号, open until the letter is numbered."""
    number = paper.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _spacing(number)
    _marked(number, SERIAL)
    _spacing(paper.add_paragraph())


def _title(paper: Any, text: str) -> None:
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _spacing(line, Pt(35), on_grid=False)
    _marked(line, text, TITLE_SIZE, TITLE)
    _spacing(paper.add_paragraph())


def _part(paper: Any, part: Part, marker: int) -> int:
    """A part with the comments on its sentences; returns the number of the last comment."""
    heading = _body(paper, "", keep=True)
    set_run(heading, part.number + part.heading, HEADING, SIZE)
    if part.stance:
        _body(paper, f"{part.stance}。")
    for n, paragraph in enumerate(part.paragraphs, 1):
        line = _body(paper, "")
        title = paragraph_number(part, n) + (f"{paragraph.title}。" if paragraph.title else "")
        if title:
            set_run(line, title, SUBHEADING, SIZE)
        for i, said in enumerate(paragraph.sentences):
            marker += 1
            run = set_run(line, (paragraph.attribution if i == 0 else "") + said.text, BODY, SIZE)
            paper.add_comment(run, text=_comment(marker, said), author=NAME, initials=NAME)
    for gap in part.gaps:
        _body(paper, gap)
    return marker


def _comment(marker: int, said: Said) -> str:
    citation = said.citation
    if citation is None:
        return f"{marker}：{OWN_WORDS}，请核对后再发。"
    quote = citation.quote if len(citation.quote) <= _QUOTE else citation.quote[:_QUOTE] + "……"
    return _CONTROL.sub("", f"依据{marker}：{where(citation)}\n“{quote}”")


def where(citation: Citation) -> str:
    return place(citation_row(citation))


def _signature(paper: Any, reply: Reply) -> None:
    _spacing(paper.add_paragraph())
    for text in (reply.signed_by, "    年  月  日"):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _spacing(line)
        _indent(line, right=400)
        _marked(line, text)
    _spacing(paper.add_paragraph())
    for text in reply.remarks:
        _body(paper, text)


def _imprint(paper: Any, reply: Reply) -> None:
    """版记: 抄送 and who printed it, between rules. Its place at the foot of the last page is set in Word: LibreOffice
    ignores every way of pinning it there."""
    _spacing(paper.add_paragraph())
    table = paper.add_table(rows=2, cols=1)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _rules(table)
    for cell, text in (
        (table.cell(0, 0), reply.copies),
        (table.cell(1, 0), f"{reply.printed_by}\t年　月　日印发"),
    ):
        line = cell.paragraphs[0]
        _spacing(line)
        _indent(line, left=100, right=100)
        line.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH - Mm(12), WD_TAB_ALIGNMENT.RIGHT)
        _marked(line, text, PAGE_SIZE)


def _rules(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge, size in (("top", "12"), ("insideH", "6"), ("bottom", "12")):
        rule = OxmlElement(f"w:{edge}")
        rule.set(qn("w:val"), "single")
        rule.set(qn("w:sz"), size)
        borders.append(rule)
    table._tbl.tblPr.append(borders)


def _body(paper: Any, text: str, *, indent: bool = True, keep: bool = False) -> Any:
    """A paragraph of the text: two characters in, 28 points a line."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _spacing(line)
    if indent:
        _indent(line, first=200)
    line.paragraph_format.keep_with_next = keep
    if text:
        _marked(line, text)
    return line


def _marked(line: Any, text: str, size: Pt = SIZE, font: str = BODY) -> None:
    """Text with its 【待补】 shown on yellow."""
    for piece in _GAP.split(text):
        if piece:
            run = set_run(line, piece, font, size)
            if _GAP.fullmatch(piece):
                shade = OxmlElement("w:highlight")
                shade.set(qn("w:val"), "yellow")
                run._r.get_or_add_rPr().append(shade)


def set_run(line: Any, text: str, font: str, size: Pt, color: RGBColor | None = None) -> Any:
    run = line.add_run(_CONTROL.sub("", text))
    run.font.name, run.font.size = "Times New Roman", size
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if color is not None:
        run.font.color.rgb = color
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), _TIGHT if size == SIZE else "0")
    # the schema's order: spacing stands before sz
    at = properties.find(qn("w:sz"))
    at.addprevious(spacing) if at is not None else properties.append(spacing)
    return run


# what XML cannot hold, and marks that turn the direction of print
_CONTROL = re.compile(rf"[{NOT_IN_XML}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _spacing(line: Any, exact: Pt | None = LINE, *, on_grid: bool = True) -> None:
    """The height of a line: 28 points, another one, or that of its letters where `exact` is None."""
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if exact is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, exact
    if exact is None or not on_grid:
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        line._p.get_or_add_pPr().append(snap)


def _indent(line: Any, *, first: int = 0, left: int = 0, right: int = 0) -> None:
    """Indents in hundredths of a character, with what they are in points for programs that know no characters."""
    properties = line._p.get_or_add_pPr()
    indent = properties.get_or_add_ind()
    for name, hundredths in (("firstLine", first), ("left", left), ("right", right)):
        if hundredths:
            indent.set(qn(f"w:{name}Chars"), str(hundredths))
            indent.set(qn(f"w:{name}"), str(int(hundredths / 100 * SIZE.pt * 20)))
