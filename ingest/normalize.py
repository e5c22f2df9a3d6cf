"""From a reader's pages of lines to paragraphs: hard wraps mended, page furniture taken out.

Taken out: page numbers, running heads, tables of contents, list bullets, stamps such as （A类） (kept as metadata), and
the second printing of text that overlaid fonts print twice. Kept as they are: the document's own characters and
punctuation, lists, tables, short lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from ingest.numbering import read_marker
from ingest.schema import RawDocument, RawLine

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PUNCT = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％"
_PAGE_NUMBER = re.compile(r"[-—–－―·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*(?:/|共)\s*\d{1,4}\s*页?)?[-—–－―·\s]*")
_STAMP = re.compile(r"[（(]\s*([A-D])\s*类\s*[）)]")
_TOC_HEAD = re.compile(r"目\s*录|CONTENTS", re.IGNORECASE)
_TOC_LEADER = re.compile(r".*?(?:\.{3,}|…{2,}|·{3,}|．{3,}|_{4,})\s*\d{1,4}\s*")
_TOC_PLAIN = re.compile(r".{2,60}?[\s\t]+\d{1,4}")
_TERMINAL = "。！？；：.!?;:…”」』"
_FRAME_LINE = re.compile(
    r"[（(]?(?:联\s*系\s*人|联系电话|公开方式|公开属性|信息公开|抄\s*送|主\s*送|主题词|附\s*件|签发人|特此|专此|此复)"
)
_DATE_LINE = re.compile(
    r"(?:\d{4}|[二〇○零一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
)
_BOX_LINE = re.compile(r"专栏\s*\d|图\s*\d+\s*[-—.－]\s*\d|表\s*\d+(?:\s*[-—.－]\s*\d+)?\s")


_TITLE_END = re.compile(
    r"(?:函|答复|通知|办法|规划|方案|意见|细则|建议|提案|报告|公告|通告|决定|条例|规定|指南|要点)(?:[（(].*[）)])?$"
)
_STANCE = re.compile(r"(?:吸收|部分|予以|全部)?采纳(?:吸收)?。|留作参考。")


@dataclass(slots=True)
class Paragraph:
    """A mended paragraph. `pages` holds (offset in `text`, page number) where a page begins inside it."""

    text: str
    kind: str  # "text" or "row"
    pages: list[tuple[int, int]] = field(default_factory=list)
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Normalised:
    """Paragraphs in reading order, and the stamp （A类） where there was one."""

    paragraphs: tuple[Paragraph, ...]
    category: str | None


@dataclass(slots=True)
class _Line:
    text: str
    kind: str
    page: int
    after_blank: bool
    indented: bool
    bullet: bool
    ocr: bool


def width(text: str) -> float:
    """The width of a line in full-width characters: what a hard wrap counts."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def clean(text: str) -> str:
    """Control characters out, every kind of space to one plain space; no other character is touched."""
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ue000-\uf8ff]", "", text)
    return re.sub(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+", " ", text)


def undouble(text: str) -> str:
    """The line as printed once, if every part of it is printed twice (创新创新一体化一体化); else the line itself.

    Overlaid fonts print a headline run by run, each run twice. Real repetition (“研究研究”) does not fill a line of
    eight characters and more.
    """
    squeezed = text.replace(" ", "")
    n = len(squeezed)
    if n < 8:
        return text
    best: list[tuple[int, str] | None] = [None] * (n + 1)  # fewest runs that make up the first i characters
    best[0] = (0, "")
    for i in range(n):
        here = best[i]
        if here is None:
            continue
        for size in range(1, min(48, (n - i) // 2) + 1):
            run = squeezed[i : i + size]
            if squeezed.startswith(run, i + size):
                end = i + 2 * size
                there = best[end]
                if there is None or there[0] > here[0] + 1:
                    best[end] = (here[0] + 1, here[1] + run)
    found = best[n]
    return text if found is None or found[0] > n / 4 else found[1]


def _running_heads(raw: RawDocument) -> set[str]:
    """Lines that stand first or last on half of the pages and more, digits aside."""
    if len(raw.pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in raw.pages:
        lines = [line.text.strip() for line in page.lines if line.text.strip()]
        seen.update({re.sub(r"\d+", "#", line) for line in {*lines[:2], *lines[-2:]} if len(line) <= 60})
    return {line for line, count in seen.items() if count >= max(3, len(raw.pages) / 2)}


def _is_page_number(text: str, *, alone_counts: bool) -> bool:
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    return alone_counts or bool(re.search(r"[-—–－―页]", text))


def _gather(raw: RawDocument) -> tuple[list[_Line], str | None]:
    """All lines without page furniture, each knowing its page and whether a blank line stands before it."""
    heads = _running_heads(raw)
    lines: list[_Line] = []
    category: str | None = None
    for page in raw.pages:
        blank = True
        shown = [i for i, line in enumerate(page.lines) if line.text.strip()]
        edges = {*shown[:1], *shown[-1:]} if raw.paged else set()
        for i, line in enumerate(page.lines):
            text = clean(line.text) if line.kind != "row" else _clean_row(line)
            stripped = text.strip(" ")
            if not stripped:
                blank = True
                continue
            stamp = _STAMP.fullmatch(stripped)
            if stamp and not any(existing.page == page.number and "\t" in existing.text for existing in lines[-1:]):
                category = category or f"{stamp.group(1)}类"
                continue
            if stripped in {"-", "—", "•", "·"} or (
                line.kind == "line" and _is_page_number(stripped, alone_counts=i in edges)
            ):
                continue
            if re.sub(r"\d+", "#", stripped) in heads:
                continue
            bullet = re.match(r"[-•●▪◆■◇]\s+", stripped)
            if bullet and line.kind == "line":
                stripped = stripped[bullet.end() :]
            indented = bool(re.match(r"(?:\u3000{2}| {4}|\t)", line.text))
            kind = "row" if line.kind == "row" and "\t" in stripped.rstrip("\t") else line.kind
            stripped = stripped.strip("\t ") if kind != "row" else stripped
            lines.append(_Line(undouble(stripped), kind, page.number, blank, indented, bullet is not None, page.ocr))
            blank = False
    return _without_contents(lines), category


def _clean_row(line: RawLine) -> str:
    return "\t".join(clean(cell).strip() for cell in line.text.split("\t"))


def _without_contents(lines: list[_Line]) -> list[_Line]:
    """Drops tables of contents: lines with leaders anywhere, and after 目录 every line that ends in a page number."""
    kept: list[_Line] = []
    inside = False
    for line in lines:
        if _TOC_HEAD.fullmatch(line.text):
            inside = True
            continue
        if _TOC_LEADER.fullmatch(line.text):
            continue
        if inside and _TOC_PLAIN.fullmatch(line.text):
            continue
        inside = False
        kept.append(line)
    return kept


@dataclass(frozen=True, slots=True)
class _Layout:
    wrapped: bool  # lines break where the column ends, not where the paragraph does
    width: float
    blanks_mean_nothing: bool  # a blank line stands after every line


def _layout(lines: list[_Line]) -> _Layout:
    plain = [line for line in lines if line.kind == "line"]
    if len(plain) < 6:
        return _Layout(False, 0.0, False)
    widths = sorted(width(line.text) for line in plain)
    full = widths[int(len(widths) * 0.8)]
    near = sum(0.85 * full <= w <= 1.12 * full for w in widths) / len(widths)
    spaced = sum(line.after_blank for line in plain) / len(plain)
    # 28 characters a line is the official layout; columns of newspapers are narrower, A4 without margins wider
    wrapped = full <= 60 and near >= 0.3 and median(widths) > 8
    return _Layout(wrapped, full, spaced > 0.8)


def _starts_block(line: _Line, unfinished: bool) -> bool:
    marker = read_marker(line.text)
    if marker is not None:
        return not (unfinished and (marker.doubtful or marker.style == "phase"))
    if _BOX_LINE.match(line.text) or _FRAME_LINE.match(line.text):
        return True
    return line.text.startswith("——") or (len(line.text) < 24 and _DATE_LINE.fullmatch(line.text) is not None)


def _continues(so_far: str, last: _Line, line: _Line, layout: _Layout) -> bool:
    """Whether `line` goes on with the paragraph `so_far`, whose last visual line is `last`."""
    if line.kind != "line" or last.kind != "line" or line.indented:
        return False
    ended = so_far[-1] in _TERMINAL
    unfinished = not ended
    if _starts_block(line, unfinished):
        return False
    last_width = width(last.text)
    if _BOX_LINE.match(so_far):
        return False
    mid_sentence = unfinished and not _FRAME_LINE.match(so_far) and _is_mid_sentence(so_far)
    heading = read_marker(so_far) is not None and not re.search(r"[。；]", so_far)
    if heading and (so_far.endswith("的建议") or _STANCE.fullmatch(line.text)):
        return False  # a heading that fills its line, and the short line below it
    if layout.wrapped and last_width <= layout.width * 1.3:
        full = last_width >= 0.82 * layout.width
        if line.after_blank and not layout.blanks_mean_nothing:
            return mid_sentence or (unfinished and full)
        return full
    # one line a paragraph: only a page break inside a sentence leaves one open
    if not line.after_blank and not line.bullet and layout.wrapped:
        return unfinished
    long = len(so_far) >= 40 and not (heading and len(so_far) < 50)
    return mid_sentence or (unfinished and long and not _DATE_LINE.search(so_far[-12:]))


def _is_mid_sentence(text: str) -> bool:
    """Whether a paragraph without final punctuation is a sentence that a page break cut, not a heading or a title."""
    if text[-1] in "，、,":
        return True
    if read_marker(text) is not None:
        return "。" in text or ("：" in text and len(text) > 20)
    return "。" in text or (len(text) >= 20 and re.search("[，、]", text) is not None and not _TITLE_END.search(text))


def _glue(left: str, right: str) -> str:
    if re.search(r"[A-Za-z]$", left) and re.match(r"[A-Za-z]", right):
        return " "
    return ""


def _without_wrap_spaces(text: str) -> str:
    """Drops the spaces that mended wraps left between Chinese characters; titles in 《》 and short lines keep them."""
    if len(text) < 30 and read_marker(text) is None:
        return text
    parts = re.split(r"(《[^《》]*》)", text)
    between = re.compile(rf"(?<=[{CJK}{_PUNCT}]) (?=[{CJK}{_PUNCT}])")
    return "".join(part if part.startswith("《") else between.sub("", part) for part in parts)


def normalise(raw: RawDocument) -> Normalised:
    """Paragraphs of a document, in reading order."""
    lines, category = _gather(raw)
    layout = _layout(lines)
    paragraphs: list[Paragraph] = []
    last: _Line | None = None
    for line in lines:
        if last is not None and paragraphs and _continues(paragraphs[-1].text, last, line, layout):
            paragraph = paragraphs[-1]
            offset = len(paragraph.text)
            paragraph.text += _glue(paragraph.text, line.text) + line.text
            if line.page != last.page:
                paragraph.pages.append((offset, line.page))
        else:
            kind = "row" if line.kind == "row" else "text"
            paragraphs.append(Paragraph(line.text, kind, [(0, line.page)], line.ocr))
        last = line
    for paragraph in paragraphs:
        if paragraph.kind == "text":
            _mend_spaces(paragraph)
    return Normalised(tuple(paragraphs), category)


def _mend_spaces(paragraph: Paragraph) -> None:
    """Drops wrap spaces and moves the page marks with the characters."""
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    mended = _without_wrap_spaces(paragraph.text)
    if mended == paragraph.text:
        return
    # the only edit is dropping single spaces, so walking both strings side by side finds every mark's new place
    i = 0
    pending = list(paragraph.pages)
    for j, char in enumerate(mended):
        while paragraph.text[i] != char:
            i += 1
        while pending and pending[0][0] <= i:
            marks.append((j, pending.pop(0)[1]))
        pieces.append(char)
        i += 1
    paragraph.text, paragraph.pages = "".join(pieces), marks or paragraph.pages[:1]
