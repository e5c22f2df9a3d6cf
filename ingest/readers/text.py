"""Plain text: UTF-8, UTF-16 with a mark, GB18030. Every visual line stays a line; form feeds part pages.

Nothing is guessed silently: a file is decoded strictly and then looked at. GB18030 accepts most byte strings, so
what comes out of it must look like Chinese (see `_looks_chinese`), or the file is refused. Not read: Big5, UTF-16
without a mark, other legacy encodings.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

from ingest.errors import UnreadableFileError
from ingest.schema import RawDocument, RawLine, RawPage

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile("\r\n|[\r\n\v\x85\u2028\u2029]")
_WHITE = frozenset("\t\n\r\f\v\x1a\ufeff\x85")

# Real documents hold next to none of these; one page number glyph or a stray mark must not refuse a whole file.
_MAX_ODD_SHARE = 0.02
_MOST_STRAY = 3  # control characters that a short text may have: they are left out
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
# Measured over 6,800 Chinese texts and the same texts in Big5: of real GB18030 text 99 of 100 have a share of common
# characters above 0.86, of Big5 taken for it none above 0.4 (0.55 in pieces of 60 characters). Traditional characters
# and rare names lower the share, but such text has Chinese punctuation, of which wrong decodings have next to none.
_SURELY_CHINESE = 0.75
_PERHAPS_CHINESE = 0.35
_MIN_PUNCTUATION = 0.03
_PUNCTUATION = frozenset("，。、；：（）《》“”")


def read(data: bytes, name: str) -> RawDocument:
    """Read plain text."""
    text = decode(data, name)
    parts = text.split("\f")
    while len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    pages = tuple(RawPage(number, _lines(part)) for number, part in enumerate(parts, 1))
    return RawDocument(format="txt", pages=pages, paged=len(pages) > 1)


def decode(data: bytes, name: str) -> str:
    """The text of a file, or UnreadableFileError when it is in no encoding we know."""
    text = _decode(data)
    if text is not None and odd_share(text) > _MAX_ODD_SHARE and (controls := len(_CONTROL.findall(text))):
        plain = _CONTROL.sub("", text)
        if odd_share(plain) <= _MAX_ODD_SHARE:  # they alone are odd
            if controls > _MOST_STRAY or 5 * controls > len(text):
                raise UnreadableFileError(f"“{name}”里有{controls}个控制字符，可能不是文本，请另存为UTF-8文本后再试。")
            text = plain
    if text is None or odd_share(text) > _MAX_ODD_SHARE:
        raise UnreadableFileError(f"“{name}”不是可识别的文本（不是UTF-8、UTF-16或GB18030编码），请另存为UTF-8后再试。")
    text = text.replace("\ufeff", "").replace("\x00", "")
    if not text.strip():
        raise UnreadableFileError(f"“{name}”：文件是空的，请检查是否保存完整。")
    return text


def odd_share(text: str) -> float:
    """The share of characters that no document is written in: controls, private use, replacement, unassigned."""
    if not text:
        return 0.0
    # a text has a few thousand different characters, so each is looked at once
    odd = sum(
        n for c, n in Counter(text).items() if c == "\ufffd" or (unicodedata.category(c) in _ODD and c not in _WHITE)
    )
    return odd / len(text)


_ODD = frozenset({"Cc", "Co", "Cn", "Cs"})


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    text = _strictly(data, "utf-8")
    if text is not None:
        return text
    text = _strictly(data, "gb18030")
    if text is None:
        return None
    return text if _looks_chinese(text) else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_chinese(text: str) -> bool:
    """Whether what GB18030 made of the bytes is Chinese: by the share of GB2312's punctuation and common characters."""
    others = [c for c in text if not c.isascii()]
    if not others:
        return False
    share = sum(map(_is_common, others)) / len(others)
    punctuated = sum(c in _PUNCTUATION for c in others)
    return share >= _SURELY_CHINESE or (
        share >= _PERHAPS_CHINESE and punctuated >= 3 and punctuated >= _MIN_PUNCTUATION * len(others)
    )


def _is_common(char: str) -> bool:
    """Punctuation and full-width forms (rows A1 to A3), or one of the 3,755 common characters (rows B0 to D7)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7)


def _lines(text: str) -> tuple[RawLine, ...]:
    parts = _LINE_END.split(text)
    if len(parts) > 1 and not parts[-1]:
        parts.pop()  # the end of the last line, not a blank line of its own
    return _with_columns([_line(part.rstrip(" \u3000\x1a")) for part in parts])


def _line(text: str) -> RawLine:
    if not text.strip():
        return RawLine("")
    cells = [cell.strip() for cell in text.split("\t")]
    if sum(map(bool, cells)) < 2:
        return RawLine(text.rstrip())
    while not cells[-1]:
        cells.pop()
    return RawLine("\t".join(cells), "row")


_GAP = re.compile("[ \u3000]{2,}")
_ROWS, _COLUMNS, _LONGEST_CELL = 3, 3, 60
_CUT = frozenset("。；：，、")  # a line that ends or goes on so is no row


def _with_columns(lines: list[RawLine]) -> tuple[RawLine, ...]:
    """The lines; those of tables whose columns are only set apart by wide blanks become rows: three and more, one
    below the other, of as many cells each, with figures in most of them. Names side by side are no table."""
    cells = [_cells(line) for line in lines]
    rows: set[int] = set()
    run: list[int] = []
    for i, line in enumerate(lines):
        if run and line.text and len(cells[i]) != len(cells[run[-1]]):
            rows |= _table(run, cells)
            run = []
        if cells[i]:
            run.append(i)
    rows |= _table(run, cells)
    return tuple(RawLine("\t".join(cells[i]), "row") if i in rows else line for i, line in enumerate(lines))


def _cells(line: RawLine) -> tuple[str, ...]:
    """The columns of a line; none for a line that is no row."""
    text = line.text.strip()
    if line.kind != "line" or not text or text[-1] in _CUT:
        return ()
    cells = tuple(_GAP.split(text))
    return cells if len(cells) >= _COLUMNS and max(map(len, cells)) <= _LONGEST_CELL else ()


def _table(run: list[int], cells: list[tuple[str, ...]]) -> set[int]:
    figures = sum(any(char.isdigit() for char in "".join(cells[i])) for i in run)
    return set(run) if len(run) >= _ROWS and figures * 2 >= len(run) else set()
