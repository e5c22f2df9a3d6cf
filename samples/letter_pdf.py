"""Typesets a reply letter as PDF in the official layout: red head, 文号, 28 characters by 22 lines, “- 2 -” below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SIZE, PITCH = 15.75, 29.0
LEFT, RIGHT, TOP, BOTTOM = 79.0, A4[0] - 74.0, A4[1] - 105.0, 99.0
RED = (0.88, 0.12, 0.12)
_NO_START = "，。、；：？！）》”’〕%"
_NO_END = "（《“‘〔"


def make_letter(entries: list[tuple[str, str]], target: Path, font: str) -> None:
    """Write the letter; the font is embedded, cut down to the characters in use."""
    pdfmetrics.registerFont(TTFont("Song", font, subfontIndex=0))
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setTitle(next(text for key, text in entries if key == "title").replace("|", ""))
    page = _Sheet(canvas)
    rows: list[list[str]] = []
    for key, text in entries:
        if key in {"table", "row"}:
            rows.append(text.split(";"))
            continue
        if rows:
            page.table(rows)
            rows = []
        getattr(page, f"add_{key}", page.add_p)(text)
    page.close()
    canvas.save()


class _Sheet:
    """The page being written: `y` is the baseline of the next line."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.number = 1
        self.y = TOP

    def add_head(self, text: str) -> None:
        self.canvas.setFillColorRGB(*RED)
        self.canvas.setFont("Song", 38)
        self.canvas.drawCentredString(A4[0] / 2, self.y - 30, text)
        self.canvas.setStrokeColorRGB(*RED)
        self.canvas.setLineWidth(1.6)
        self.canvas.line(LEFT, self.y - 56, RIGHT, self.y - 56)
        self.canvas.setFillColorRGB(0, 0, 0)
        self.y -= 78

    def add_number(self, text: str) -> None:
        self._line(text, RIGHT - _width(text))
        self.y -= PITCH

    def add_title(self, text: str) -> None:
        for part in text.split("|"):
            width = _width(part, 20)
            self._line(part, A4[0] / 2 - width / 2, 20)
        self.y -= PITCH * 0.8

    def add_to(self, text: str) -> None:
        self._paragraph(text, indent=0)

    def add_h1(self, text: str) -> None:
        self._paragraph(text, bold=len(text))

    def add_h2(self, text: str) -> None:
        head, _, rest = text.partition("|")
        self._paragraph(head + rest, bold=len(head))

    def add_p(self, text: str) -> None:
        self._paragraph(text)

    def add_sign(self, text: str) -> None:
        self._need(6)  # the signature does not stand on a page without its date
        self.y -= PITCH
        self._line(text, RIGHT - 40 - _width(text))

    def add_date(self, text: str) -> None:
        self._line(text, RIGHT - 60 - _width(text))
        self.y -= PITCH / 2

    def add_cc(self, text: str) -> None:
        self._need(5)
        self._bar()
        self._paragraph(text, indent=1, size=14)

    def add_print(self, text: str) -> None:
        self._bar()
        office, _, day = text.partition("|")
        y = self.y
        self._line(office, LEFT + 14, 14)
        self.y = y
        self._line(day, RIGHT - 14 - _width(day, 14), 14)
        self._bar()

    def table(self, rows: list[list[str]]) -> None:
        """A ruled table; columns as wide as their longest cell asks for."""
        size, height = 10.5, 22.0
        asked = [max(_width(row[column], size) + 12 for row in rows) for column in range(len(rows[0]))]
        scale = (RIGHT - LEFT) / sum(asked)
        edges = [LEFT]
        for width in asked:
            edges.append(edges[-1] + width * scale)
        self._need(len(rows) * height / PITCH)
        top = self.y + PITCH - 8
        self.canvas.setLineWidth(0.6)
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.canvas.grid(edges, [top - height * n for n in range(len(rows) + 1)])
        self.canvas.setFont("Song", size)
        for n, row in enumerate(rows):
            for column, text in enumerate(row):
                middle = (edges[column] + edges[column + 1]) / 2
                self.canvas.drawCentredString(middle, top - height * (n + 1) + 7, text)
        self.y = top - height * len(rows) - PITCH + 2

    def close(self) -> None:
        text = f"- {self.number} -"
        self.canvas.setFont("Song", 14)
        x = RIGHT - 14 - _width(text, 14) if self.number % 2 else LEFT + 14
        self.canvas.drawString(x, BOTTOM - 40, text)
        self.canvas.showPage()

    def _bar(self) -> None:
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.canvas.setLineWidth(0.8)
        self.canvas.line(LEFT, self.y + 20, RIGHT, self.y + 20)

    def _need(self, lines: float) -> None:
        if self.y - (lines - 1) * PITCH < BOTTOM:
            self.close()
            self.number += 1
            self.y = TOP

    def _line(self, text: str, x: float, size: float = SIZE, spacing: float = 0.0, bold: int = 0) -> None:
        """Draw one line; its first `bold` characters with a stroke, as the font has no bold face."""
        self._need(1)
        for part, mode in ((text[:bold], 2), (text[bold:], 0)):
            if part:
                self.canvas.saveState()  # the mode of drawing text outlives the text object
                drawn: Any = self.canvas.beginText(x, self.y)
                drawn.setFont("Song", size)
                drawn.setCharSpace(spacing)
                drawn.setTextRenderMode(mode)
                drawn.textOut(part)
                self.canvas.setLineWidth(0.35)
                self.canvas.setStrokeColorRGB(0, 0, 0)
                self.canvas.drawText(drawn)
                self.canvas.restoreState()
                x += _width(part, size) + spacing * len(part)
        self.y -= PITCH

    def _paragraph(self, text: str, indent: int = 2, size: float = SIZE, bold: int = 0) -> None:
        x = LEFT + indent * size
        while text:
            count = _fit(text, RIGHT - x, size)
            part, text = text[:count], text[count:]
            left_over = RIGHT - x - _width(part, size)
            spacing = left_over / (len(part) - 1) if text and len(part) > 1 else 0.0
            self._line(part, x, size, spacing, bold)
            bold = max(0, bold - count)
            x = LEFT if indent != 1 else LEFT + size


def _width(text: str, size: float = SIZE) -> float:
    return float(pdfmetrics.stringWidth(text, "Song", size))


def _fit(text: str, width: float, size: float) -> int:
    """How many characters go on a line: no punctuation starts one, no opening mark or cut number ends one."""
    count = len(text)
    while count > 1 and _width(text[:count], size) > width:
        count -= 1
    cut = count
    while 1 < cut < len(text) and (
        text[cut] in _NO_START or text[cut - 1] in _NO_END or (_digit(text[cut]) and _digit(text[cut - 1]))
    ):
        cut -= 1
    return cut if cut > 1 else count


def _digit(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == ".")
