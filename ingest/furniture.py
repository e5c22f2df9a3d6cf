"""From a reader's pages to the lines that are the document's: cleaned, without page furniture.

Taken out: page numbers, running heads, what a web site adds (`chrome`), tables of contents, list bullets, stamps such
as （A类） (kept as metadata), and the second printing of text that overlaid fonts print twice. Kept as they are: the
document's own characters and punctuation, lists, tables, short lines. Every file ever read passes here line by line,
so what most lines do not need is asked for with one look.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ingest.chrome import without_chrome
from ingest.disclosure import secrecy_mark
from ingest.numbering import read_marker
from ingest.schema import RawDocument, RawLine

_PAGE_NUMBER = re.compile(
    r"[-—–－―─·~～\s]*+(?:第\s*+)?\d{1,4}(?:\s*+页)?(?:\s*+[，,]?\s*+(?:/|共)\s*+\d{1,4}(?:\s*+页)?)?[-—–－―─·~～\s]*+"
    r"|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?",
    re.IGNORECASE,
)
_PAGE_SIGN = re.compile(r"[-—–－―─页]|page", re.IGNORECASE)
_STAMP = re.compile(r"[（(]\s*([A-D])\s*类\s*[）)]")
# in the head of a letter it may stand without brackets, above the letterhead also as a bare letter
_TOP_STAMP = re.compile(
    r"[（(【\[]?\s*(?:(?:类别|答复类别|办理类别)(?:标记)?\s*[：:]\s*)?([A-D])\d?\s*类?\s*[】\]）)]?"
)
_BARE_STAMP = re.compile(r"[A-D]\d?")
_TOP_LINES = 4
_HEAD_LINES = 24
_REPLY = re.compile("提案|建议|答复")  # elsewhere A1 is the page of a newspaper
_TOC_HEAD = re.compile(r"目\s*[录次]|CONTENTS", re.IGNORECASE)
_TOC_LEADER = re.compile(r"\A.*?(?:\.{3,}|…{2,}|·{3,}|．{3,}|_{4,})\s*\d{1,4}\s*")
_TOC_PLAIN = re.compile(r"\A.{2,60}?[\s\t]++\d{1,4}")
_BULLET = re.compile(r"[-•●▪◆■◇]\s+")
_BULLETS = frozenset("-•●▪◆■◇")

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ue000-\uf8ff]")
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_UNCLEAN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u202f\u205f\u2060\u3000\ue000-\uf8ff\ufeff]|  "
)
# Justified print sets the digits of a year apart (2 0 2 5 年). Elsewhere digits apart may be columns.
_SPREAD_DIGITS = re.compile(r"(?<![\d.] )(?<![\d.])\d(?: \d)+ ?(?=[年月日])")
_SPREAD = re.compile(r"\d \d")

_HEADS_LOOK = 60  # a running head is no longer
_HEADED_PAGES = 3  # pages and more show what comes again on each
_FEWEST_COLUMNS = 3
_HEADS_DEPTH = 2  # lines from the top or the bottom of its page
_WORDS = re.compile(r"[^\W\d_]")  # a letter or a Chinese character: numbers alone are no running head
_COLUMN_GAP = re.compile(r"\s{2,}|[\t\u3000]")
_TOC_DEPTH = 400  # lines from the top among which a table of contents may stand


@dataclass(slots=True)
class Line:
    """A line of the document. `indent` is its white space in half-width columns, a tab counting as four."""

    text: str
    kind: str
    page: int
    after_blank: bool
    indent: int
    bullet: bool
    ocr: bool


def clean(text: str) -> str:
    """Control characters out, every kind of space to one plain space; no other character is touched."""
    if _UNCLEAN.search(text):
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    if _SPREAD.search(text):
        text = _SPREAD_DIGITS.sub(lambda match: match.group().replace(" ", ""), text)
    return text


_LONGEST_HEADLINE = 240  # characters of a headline, printed twice


def undouble(text: str) -> str:
    """The line as printed once, if every part of it is printed twice (创新创新一体化一体化); else the line itself.

    Overlaid fonts print a headline run by run, each run twice. Real repetition (“研究研究”) does not fill a line of
    eight characters and more.
    """
    if not 8 <= len(text) <= _LONGEST_HEADLINE or not _starts_doubled(text):
        return text
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


def _starts_doubled(text: str) -> bool:
    """Whether the text begins with a run of characters that stands twice in a row, spaces left aside."""
    if " " in text:
        text = text.replace(" ", "")
    first, at = text[:1], 0
    while (at := text.find(first, at + 1, 50)) > 0:
        if text.startswith(text[:at], at):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Stamp:
    """The stamp of a letter's class, in its own letters, and the class that it gives."""

    text: str
    category: str


def gather(raw: RawDocument) -> tuple[list[Line], Stamp | None]:
    """All lines without page furniture, each knowing its page and whether a blank line stands before it, and the stamp
    （A类）, which a page's text may have in the midst of a sentence."""
    heads = _running_heads(raw)
    replies = any(_REPLY.search(line.text) for line in raw.pages[0].lines[:20]) if raw.pages else False
    lines: list[Line] = []
    marked: set[str] = set()
    found: Stamp | None = None
    for page in raw.pages:
        blank = True
        opened = ""
        edges = _edges(page.lines, 1) if raw.paged else frozenset()
        # where the pages are not told apart, the head of one may stand anywhere
        ends = _edges(page.lines, _HEADS_DEPTH) if len(raw.pages) >= _HEADED_PAGES else range(len(page.lines))
        for i, line in enumerate(page.lines):
            if not line.text:
                blank = True
                continue
            row = line.kind == "row"
            stripped = (_clean_row(line) if row else clean(line.text)).strip(" ")
            if not stripped:
                blank = True
                continue
            if len(stripped) == 1 and stripped in "（(《“":  # a break that a page's marks left inside （三）
                opened = stripped
                continue
            if opened and not row:
                stripped = opened + stripped
            opened = ""
            if len(stripped) <= _HEADS_LOOK:
                if len(stripped) <= 24:
                    stamp = _STAMP.fullmatch(stripped) or (
                        _head_stamp(stripped, lines) if replies and not row else None
                    )
                    if stamp and not any(before.page == page.number and "\t" in before.text for before in lines[-1:]):
                        found = found or Stamp(stripped, f"{stamp.group(1)}类")
                        continue
                    if stripped in {"-", "—", "•", "·"} or (
                        line.kind == "line" and _is_page_number(stripped, alone_counts=i in edges)
                    ):
                        continue
                if not row and i in ends and (key := re.sub(r"\d+", "#", stripped)) in heads:
                    if key in marked or secrecy_mark(stripped) is None:
                        continue
                    marked.add(key)  # 机密★1年 at the head of every page: the first is the paper's own
            bullet = _BULLET.match(stripped) if stripped[0] in _BULLETS and line.kind == "line" else None
            if bullet:
                stripped = stripped[bullet.end() :]
            kind = "row" if row and "\t" in stripped.rstrip("\t") else line.kind
            if kind != "row":
                stripped = stripped.strip("\t ")
            lines.append(
                Line(undouble(stripped), kind, page.number, blank, _indent(line.text), bullet is not None, page.ocr)
            )
            blank = False
    return _without_contents(without_chrome(lines)), found


def _head_stamp(text: str, above: list[Line]) -> re.Match[str] | None:
    """A stamp of the looser forms, where nothing above it has begun the letter itself."""
    stamp = _TOP_STAMP.fullmatch(text)
    if stamp is None or len(above) >= (_TOP_LINES if _BARE_STAMP.fullmatch(text) else _HEAD_LINES):
        return None
    begun = any("。" in line.text or _ADDRESSEE.fullmatch(line.text) for line in above)
    return None if begun else stamp


_ADDRESSEE = re.compile(r"[^。；《》]{2,60}[：:]")


def _edges(lines: tuple[RawLine, ...], depth: int) -> frozenset[int]:
    """The first and the last lines of a page that show anything, `depth` of each."""
    shown = [i for i, line in enumerate(lines) if line.text.strip()]
    return frozenset({*shown[:depth], *shown[-depth:]})


def _indent(text: str) -> int:
    if not text[0].isspace():
        return 0
    white = text[: len(text) - len(text.lstrip())]
    return sum(4 if char == "\t" else 2 if char == "\u3000" else 1 for char in white)


def _clean_row(line: RawLine) -> str:
    return "\t".join(clean(cell).strip() for cell in line.text.split("\t"))


def _is_page_number(text: str, *, alone_counts: bool) -> bool:
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    return alone_counts or bool(_PAGE_SIGN.search(text))


def _running_heads(raw: RawDocument) -> set[str]:
    """Lines that stand first or last on half of the pages and more, digits aside; rows of a table never do."""
    if len(raw.pages) < _HEADED_PAGES:
        return _heads_beside_numbers(raw)
    seen: Counter[str] = Counter()
    for page in raw.pages:
        shown = tuple(line for line in page.lines if line.text.strip())
        ends = [shown[i].text.strip() for i in _edges(shown, _HEADS_DEPTH) if not _in_table(shown, i)]
        seen.update({_head_key(text) for text in ends if len(text) <= _HEADS_LOOK})
    return {line for line, count in seen.items() if count >= max(3, len(raw.pages) / 2) and _WORDS.search(line)}


def _in_table(lines: tuple[RawLine, ...], i: int) -> bool:
    """A row, or a line in three columns and more beside another in as many: the head of a table without rules."""
    if lines[i].kind == "row":
        return True
    columns = len(_COLUMN_GAP.split(lines[i].text.strip()))
    beside = (line.text.strip() for line in lines[max(0, i - 1) : i + 2] if line is not lines[i])
    return columns >= _FEWEST_COLUMNS and any(len(_COLUMN_GAP.split(text)) == columns for text in beside)


def _head_key(text: str) -> str:
    return re.sub(r"\d+", "#", clean(text).strip(" "))


def _heads_beside_numbers(raw: RawDocument) -> set[str]:
    """Running heads of a text without pages: the same line beside three page numbers and more."""
    seen: Counter[str] = Counter()
    numbers = 0
    for page in raw.pages:
        shown = [line.text.strip() for line in page.lines if line.text and line.kind == "line"]
        shown = [text for text in shown if text]
        for i, text in enumerate(shown):
            if len(text) <= 24 and _is_page_number(text, alone_counts=False):
                numbers += 1
                seen.update({_head_key(near) for near in shown[max(0, i - 1) : i + 2] if len(near) <= _HEADS_LOOK})
    return {
        line
        for line, count in seen.items()
        if count >= max(3, numbers / 2) and not _PAGE_NUMBER.fullmatch(line.replace("#", "1"))
    }


def _without_contents(lines: list[Line]) -> list[Line]:
    """Drops tables of contents.

    Lines with leaders go anywhere; after 目录, every line that ends in a page number, and every heading that comes
    again below. Contents without a 目录 above them are three headings and more in a row that all come again.
    """
    again = _repeated_headings(lines)
    kept: list[Line] = []
    inside = False
    for i, line in enumerate(lines):
        text = line.text
        if len(text) <= 8 and _TOC_HEAD.fullmatch(text):
            inside = True
            continue
        if text[-1:].isdigit() and (_TOC_LEADER.fullmatch(text) or (inside and _TOC_PLAIN.fullmatch(text))):
            continue
        if i in again:
            continue
        inside = False
        kept.append(line)
    return kept


def _repeated_headings(lines: list[Line]) -> set[int]:
    """The lines of runs of headings near the top that come again, in that order, further down."""
    out: set[int] = set()
    top = lines[:_TOC_DEPTH]
    keys = {i: key for i, line in enumerate(top) if (key := _toc_key(line.text)) is not None}
    runs: list[list[int]] = []
    seen: set[str] = set()
    for i, key in keys.items():
        if runs and runs[-1][-1] == i - 1 and key not in seen:
            runs[-1].append(i)
        else:  # where the first line comes again, the text itself has begun
            runs.append([i])
            seen.clear()
        seen.add(key)
    for run in runs:
        if len(run) < 3:
            continue
        below: dict[str, int] = {}
        for i in range(run[-1] + 1, len(lines)):
            text = lines[i].text
            if len(text) <= _HEADS_LOOK and (key := _toc_key(text)) is not None:
                below.setdefault(key, i)
        found = [below.get(keys[i], -1) for i in run]
        there = [at for at in found if at >= 0]
        if len(there) >= 0.8 * len(run) and there == sorted(there):
            out.update(run)  # one that was worded otherwise below is still a line of the contents
    return out


def _toc_key(text: str) -> str | None:
    """A heading line with its blanks out, or None for what is no heading line."""
    if len(text) > _HEADS_LOOK or text[-1] in "。；，：:":
        return None
    marker = read_marker(text)
    if marker is None or marker.style == "article":
        return None
    return re.sub(r"[\s（）()]", "", text)
