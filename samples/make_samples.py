"""Makes the typeset samples of samples/library from samples/sources.

    python samples/make_samples.py

Only needed after a source was changed: what it makes is committed. Needs reportlab and the font WenQuanYi Micro Hei
(Debian: fonts-wqy-microhei), neither of which the program itself uses; set ZHENGWEN_SAMPLE_FONT to use another font.
A source is plain text, one paragraph a line, each with a key: head, number, title, to, h1…h4, p, n1…n3 (numbered by
Word), table, row, box, item, sign, date, note, cc, print.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from letter_pdf import make_letter

HERE = Path(__file__).parent
SOURCES, LIBRARY = HERE / "sources", HERE / "library"
WRAP = 28  # characters a line: the official letter's
_NO_START = "，。、；：？！）》”’〕%％"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

Entry = tuple[str, str]


def entries(path: Path) -> list[Entry]:
    """The (key, text) pairs of a source."""
    pairs = [line.split(": ", 1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(key, text) for key, text in pairs]


def wrap(text: str, width: int = WRAP) -> list[str]:
    """Break a paragraph as a letter does: no punctuation at the start of a line, no number cut in two."""
    lines = []
    while len(text) > width:
        cut = width
        while cut > 1 and (text[cut] in _NO_START or text[cut - 1 : cut + 1].replace(".", "").isdecimal()):
            cut -= 1
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def font() -> str:
    """The font's file, as fontconfig knows it."""
    named = os.environ.get("ZHENGWEN_SAMPLE_FONT")
    if named:
        return named
    ask = ["fc-match", "-f", "%{file}", "WenQuanYi Micro Hei"]
    return subprocess.run(ask, capture_output=True, text=True, check=True).stdout


def make_wrapped(source: Path, target: Path) -> None:
    """A plain text with hard line breaks, as older exports have them."""
    lines = [part for line in source.read_text(encoding="utf-8").splitlines() for part in wrap(line)]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_docx(source: Path, target: Path) -> None:
    """A Word document; n1, n2, n3 are numbered by Word itself, all else is typed."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Pt, RGBColor

    document = Document()
    _plain_style(document, Pt)
    numbering = _numbering(document)
    table: Any = None
    for key, text in entries(source):
        if key in {"table", "row"}:
            cells = text.split(";")
            if key == "table":
                table = document.add_table(rows=0, cols=len(cells), style="Table Grid")
            for cell, words in zip(table.add_row().cells, cells, strict=True):
                cell.text = words
            continue
        paragraph = document.add_paragraph(text)
        run = paragraph.runs[0]
        if key in {"head", "title", "center", "box"}:
            paragraph.alignment = ALIGN.CENTER
            run.font.size = Pt({"head": 30, "title": 20}.get(key, 14))
            run.bold = key in {"title", "box"}
        if key == "head":
            run.font.color.rgb = RGBColor(0xE0, 0x1E, 0x1E)
        if key in {"number", "sign", "date"}:
            paragraph.alignment = ALIGN.RIGHT
        if key.startswith("n") and key[1:].isdigit():
            _number(paragraph, numbering, int(key[1]) - 1)
        run.bold = run.bold or key in {"h1", "n1"}
        if key in {"p", "item", "note", "h1", "h2", "h3", "h4", "n1", "n2", "n3"}:
            paragraph.paragraph_format.first_line_indent = Pt(28)
    document.core_properties.author = "政问示例"
    document.save(str(target))


def _plain_style(document: Any, points: Any) -> None:
    from docx.oxml.ns import qn

    style = document.styles["Normal"]
    style.font.size = points(14)
    style.font.name = "FangSong"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")


def _numbering(document: Any) -> str:
    """Adds the list 一、（一）1. and returns its id."""
    from lxml import etree

    root = document.part.numbering_part.element
    levels = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    abstract = etree.Element(f"{{{_W}}}abstractNum", {f"{{{_W}}}abstractNumId": "90"})
    for depth, (kind, text) in enumerate(levels):
        level = etree.SubElement(abstract, f"{{{_W}}}lvl", {f"{{{_W}}}ilvl": str(depth)})
        for tag, value in (("start", "1"), ("numFmt", kind), ("suff", "nothing"), ("lvlText", text)):
            etree.SubElement(level, f"{{{_W}}}{tag}", {f"{{{_W}}}val": value})
    root.insert(0, abstract)  # definitions stand before the lists
    number = etree.SubElement(root, f"{{{_W}}}num", {f"{{{_W}}}numId": "90"})
    etree.SubElement(number, f"{{{_W}}}abstractNumId", {f"{{{_W}}}val": "90"})
    return "90"


def _number(paragraph: Any, name: str, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = depth
    properties.get_or_add_numId().val = int(name)


def main() -> None:
    LIBRARY.mkdir(exist_ok=True)
    make_letter(entries(SOURCES / "letter_2025_63.txt"), LIBRARY / "云科函〔2025〕63号.pdf", font())
    make_docx(SOURCES / "letter_2025_71.txt", LIBRARY / "云科函〔2025〕71号.docx")
    make_docx(SOURCES / "plan_2021.txt", LIBRARY / "云溪市科技创新十四五规划（节选）.docx")
    make_wrapped(SOURCES / "letter_2023_38.txt", LIBRARY / "云科函〔2023〕38号.txt")


if __name__ == "__main__":
    main()
