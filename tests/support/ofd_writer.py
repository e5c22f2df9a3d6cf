"""A small OFD writer: what tests need to make files that no program at hand can make.

`Ofd` collects raw page XML; `typeset` lays paragraphs out as the official layout has it (22 lines of 28 characters,
page numbers), tables with drawn rules.
"""

from __future__ import annotations

import io
import itertools
import math
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://www.ofdspec.org/2016"
WIDTH, HEIGHT = 210.0, 297.0
EM = 5.57  # millimetres: 16 points, less a little, so that 28 characters fill 156 mm
LEFT, TOP, LEADING = 28.0, 42.0, 9.88
CHARS, LINES = 28, 22


@dataclass
class Ofd:
    """An OFD file of one document, by default with the usual prefix and names."""

    pages: list[str] = field(default_factory=list)
    template: str = ""
    resources: str = ""
    prefix: str = "ofd"
    entry_extra: str = ""
    base_loc: str = "Pages/Page_{n}/Content.xml"
    extra: dict[str, bytes] = field(default_factory=dict)

    def save(self) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("OFD.xml", self._xml("OFD", self._entry()))
            archive.writestr("Doc_0/Document.xml", self._xml("Document", self._document()))
            if self.template:
                archive.writestr("Doc_0/Tpls/Tpl_0/Content.xml", self._xml("Page", content(self.template)))
            if self.resources:
                archive.writestr("Doc_0/DocumentRes.xml", self._xml("Res", self.resources))
            for n, page in enumerate(self.pages):
                own = ("<Template TemplateID='9' ZOrder='Background'/>" if self.template else "") + content(page)
                archive.writestr(f"Doc_0/Pages/Page_{n}/Content.xml", self._xml("Page", own))
            for name, data in self.extra.items():
                archive.writestr(name, data)
        return stream.getvalue()

    def _entry(self) -> str:
        return f"<DocBody><DocInfo/><DocRoot>Doc_0/Document.xml</DocRoot></DocBody>{self.entry_extra}"

    def _document(self) -> str:
        area = f"<PageArea><PhysicalBox>0 0 {WIDTH} {HEIGHT}</PhysicalBox></PageArea>"
        resources = "<DocumentRes>DocumentRes.xml</DocumentRes>" if self.resources else ""
        template = "<TemplatePage ID='9' BaseLoc='Tpls/Tpl_0/Content.xml'/>" if self.template else ""
        places = (quoteattr(self.base_loc.format(n=n)) for n in range(len(self.pages)))
        pages = "".join(f"<Page ID='{n}' BaseLoc={place}/>" for n, place in enumerate(places, 100))
        return f"<CommonData>{area}{resources}{template}</CommonData><Pages>{pages}</Pages>"

    def _xml(self, root: str, inner: str) -> str:
        body = f"<{root}>{inner}</{root}>"
        if self.prefix:  # the tags of this writer hold no "<" but their own
            body = body.replace("</", "\0").replace("<", f"<{self.prefix}:").replace("\0", f"</{self.prefix}:")
            name = f"xmlns:{self.prefix}"
        else:
            name = "xmlns"
        tag = f"<{self.prefix}:{root}>" if self.prefix else f"<{root}>"
        return '<?xml version="1.0" encoding="UTF-8"?>' + body.replace(tag, f'{tag[:-1]} {name}="{NAMESPACE}">', 1)


def content(inner: str) -> str:
    return f"<Content><Layer ID='1' Type='Body'>{inner}</Layer></Content>"


def text_object(text: str, x: float, y: float, *, size: float = EM, deltas: str | None = None, more: str = "") -> str:
    """A run whose first baseline point is (x, y) on the page; by default its offsets are written as `g n d`."""
    if deltas is None:
        steps = ((size / 2 if char.isascii() else size) for char in text[:-1])
        deltas = " ".join(f"g {len(list(same))} {step}" for step, same in itertools.groupby(steps))
    offsets = f' DeltaX="{deltas}"' if deltas else ""
    box = f"{x} {y - size} {max(len(text), 1) * size} {size * 1.3}"
    code = f'<TextCode X="0" Y="{size}"{offsets}>{escape(text)}</TextCode>'
    return f'<TextObject ID="7" Font="3" Size="{size}" Boundary="{box}"{more}>{code}</TextObject>'


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A straight stroke between two points of the page."""
    left, top = min(x0, x1), min(y0, y1)
    data = f"M {x0 - left} {y0 - top} L {x1 - left} {y1 - top}"
    box = f"{left} {top} {abs(x1 - x0) + 0.1} {abs(y1 - y0) + 0.1}"
    return f'<PathObject ID="8" Boundary="{box}"><AbbreviatedData>{data}</AbbreviatedData></PathObject>'


def table(rows: list[list[str]], x: float, y: float, widths: list[float], *, size: float = 3.5) -> tuple[str, float]:
    """A table with every rule drawn, long cells broken into lines; `y` is its upper edge. Also its height."""
    edges = [x + sum(widths[:n]) for n in range(len(widths) + 1)]
    drawn: list[str] = []
    levels = [y]
    for row in rows:
        cells = [wrapped(cell, int(wide / size) - 1, indent=0) for cell, wide in zip(row, widths, strict=False)]
        for edge, lines in zip(edges, cells, strict=False):
            drawn += [
                text_object(line, edge + 1, levels[-1] + 5 + n * size * 1.3, size=size)
                for n, line in enumerate(lines)
                if line
            ]
        levels.append(levels[-1] + 3 + max(map(len, cells)) * size * 1.3)
    drawn += [rule(x, level, edges[-1], level) for level in levels]
    drawn += [rule(edge, y, edge, levels[-1]) for edge in edges]
    return "".join(drawn), levels[-1] - y


def wrapped(text: str, chars: int = CHARS, *, indent: int = 2) -> list[str]:
    """A paragraph's lines: the first indented, no closing mark at a line's start."""
    lines: list[str] = []
    line = "　" * indent
    for char in text:
        if sum(0.5 if c.isascii() else 1 for c in line) >= chars and char not in "，。、；：！？）》”〕】":
            lines.append(line)
            line = ""
        line += char
    return [*lines, line]


def typeset(blocks: list[str | list[list[str]]]) -> bytes:
    """Paragraphs (text) and tables (rows of cells) on numbered pages."""
    pages: list[list[str]] = [[]]
    room = LINES
    for block in blocks:
        if isinstance(block, list):
            widths = [CHARS * EM / max(map(len, block))] * max(map(len, block))
            high = table(block, 0, 0, widths)[1]  # a table that is higher than a page goes over its edge
            if high > room * LEADING:
                pages.append([])
                room = LINES
            pages[-1].append(table(block, LEFT, TOP + (LINES - room) * LEADING - EM, widths)[0])
            room = max(0, room - math.ceil(high / LEADING) - 1)
            continue
        for line in wrapped(block):
            if room == 0:
                pages.append([])
                room = LINES
            bare = line.lstrip("　")
            x = LEFT + (len(line) - len(bare)) * EM
            pages[-1].append(text_object(bare, x, TOP + (LINES - room) * LEADING))
            room -= 1
    for n, page in enumerate(pages, 1):
        page.append(text_object(f"— {n} —", WIDTH / 2 - 10, HEIGHT - 20, deltas=""))
    return Ofd(["".join(page) for page in pages]).save()
