"""Sets paragraphs and tables as a PDF in the official layout (22 lines of 28 characters), and scans a PDF on paper that
lies a little askew."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest

SIZE, PITCH = 15.75, 29.0
WIDE, HIGH = 28, 22
LEFT, TOP, FOOT = 79.0, 737.0, 60.0
PAGE = (595.28, 841.89)
CELL, CELL_SIZE = 18.0, 10.5
_NO_START = "，。、；：？！）》”’〕%,.;:)"
_NO_END = "（《“‘〔("
Block = str | list[list[str]]


@cache
def song() -> str:
    """The name under which reportlab knows a Chinese font of this computer; skips the test where there is none."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if shutil.which("fc-match") is None:
        pytest.skip("needs fontconfig to find a Chinese font")
    for family in ("WenQuanYi Micro Hei", "Noto Sans CJK SC", "SimSun"):
        found = subprocess.run(
            ["fc-match", "-f", "%{file}\n%{lang}", f"{family}:lang=zh-cn"], capture_output=True, text=True, check=True
        ).stdout.split("\n")
        if "zh" not in found[-1]:
            continue
        try:
            pdfmetrics.registerFont(TTFont("Song", found[0], subfontIndex=0))
        except Exception:  # a font of outlines that reportlab does not embed
            continue
        return "Song"
    pytest.skip("needs a Chinese TrueType font, such as fonts-wqy-microhei")


def typeset(blocks: list[Block], *, indent: bool = True) -> bytes:
    """The PDF. A string is a paragraph, a list of rows a ruled table."""
    from reportlab.pdfgen.canvas import Canvas

    font, file = song(), io.BytesIO()
    canvas = Canvas(file, pagesize=PAGE, invariant=1)
    sheet = _Sheet(canvas, font)
    for block in blocks:
        if isinstance(block, str):
            sheet.paragraph(block, 2 if indent and len(block) > 20 else 0)
        else:
            sheet.table(block)
    sheet.turn()
    canvas.save()
    return file.getvalue()


class _Sheet:
    def __init__(self, canvas: Any, font: str) -> None:
        self.canvas, self.font = canvas, font
        self.y, self.number = TOP, 1

    def turn(self) -> None:
        self.canvas.setFont(self.font, 14)
        self.canvas.drawCentredString(PAGE[0] / 2, FOOT, f"- {self.number} -")
        self.canvas.showPage()
        self.y, self.number = TOP, self.number + 1

    def paragraph(self, text: str, indent: int) -> None:
        for n, part in enumerate(_lines(self.font, text, WIDE * SIZE, SIZE, indent)):
            if self.y < TOP - (HIGH - 0.5) * PITCH:
                self.turn()
            self.canvas.setFont(self.font, SIZE)
            self.canvas.drawString(LEFT + (indent if n == 0 else 0) * SIZE, self.y, part)
            self.y -= PITCH

    def table(self, rows: list[list[str]]) -> None:
        columns = max(map(len, rows))
        width = WIDE * SIZE / columns
        edges = [LEFT + width * n for n in range(columns + 1)]
        for row in rows:
            cells = [_lines(self.font, text, width - 8, CELL_SIZE) for text in row]
            height = CELL * max(1, *map(len, cells)) + 6
            if self.y - height < TOP - HIGH * PITCH:
                self.turn()
            top = self.y + PITCH - 10
            self.canvas.grid(edges, [top, top - height])
            self.canvas.setFont(self.font, CELL_SIZE)
            for left, parts in zip(edges, cells, strict=False):
                for n, part in enumerate(parts):
                    self.canvas.drawString(left + 4, top - CELL * (n + 1) + 4, part)
            self.y -= height
        self.y -= PITCH / 2


def _lines(font: str, text: str, width: float, size: float, indent: int = 0) -> list[str]:
    """The text cut into lines: no mark starts one that must not, no number is cut."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = []
    room = width - indent * size
    while text:
        count = len(text)
        while count > 1 and stringWidth(text[:count], font, size) > room:
            count -= 1
        cut = count
        while 1 < cut < len(text) and (
            text[cut] in _NO_START or text[cut - 1] in _NO_END or (_latin(text[cut]) and _latin(text[cut - 1]))
        ):
            cut -= 1
        cut = cut if cut > 1 else count
        lines.append(text[:cut])
        text, room = text[cut:], width
    return lines


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == ".")


def scanned(pdf: bytes, pages: list[int], *, askew: float = 1.0, seed: int = 1) -> list[Any]:
    """Some pages (from 1) as pictures of 200 dpi: turned by a degree, greyed, with noise."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    random, pictures = np.random.default_rng(seed), []
    document = pypdfium2.PdfDocument(pdf)
    for number in pages:
        image = document[number - 1].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
        turned = image.rotate(askew if number % 2 else -askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        noisy = np.asarray(turned, dtype=np.float32) * 0.9 + 10 + random.normal(0, 8, (image.height, image.width))
        pictures.append(Image.fromarray(noisy.clip(0, 255).astype("uint8")))
    document.close()
    return pictures


def as_pdf(pictures: list[Any]) -> bytes:
    """Pictures as the pages of a PDF, as a scanner writes it."""
    file = io.BytesIO()
    pictures[0].save(file, "PDF", save_all=True, append_images=pictures[1:], resolution=200, quality=60)
    return file.getvalue()
