"""Markdown without its marks: paragraphs joined, headings and list items each a paragraph, pipe tables as rows.

A small reader of our own for the marks that policy documents carry (`#`, lists, `**`, links, tables, quotes, fences),
not all of CommonMark: nested lists lose their nesting, HTML is removed and its words kept.
"""

from __future__ import annotations

import html
import re

from ingest.errors import UnreadableFileError
from ingest.readers.text import decode
from ingest.schema import RawDocument, RawLine, RawPage

# A line fits one branch, in one way: with more, a list under a rule would be read in every combination of them.
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:\w[\w\- ]*:.*\n|[ \t].*\n|-[ \t].*\n)++---[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:[ \t]+|(?=[^#\s\w]|[\u4e00-\u9fff]))(.*)\Z")
_RULE = re.compile(r"\s{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)[ \t]*\Z")
_BULLET = re.compile(r"\A\s*+[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
# A line that starts with a number of its own starts a paragraph, though Markdown would join it to the one before.
_NUMBERED = re.compile(
    r"\s*(?:\d{1,3}[.、．)）]|[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条]|[①-⑳]|专栏)"
)
_SEPARATOR = re.compile(r"\s*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\Z")
# Each stops at the sign that could begin it anew: a page of opening brackets is looked through once, not once for each.
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[([^\[\]]*+)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)"), r"\1"),
    (re.compile(r"\[([^\[\]]++)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)"), r"\1"),
    (re.compile(r"\[([^\[\]^]++)\]\[[^\[\]]*+\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]]++\]"), ""),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"(?<!`)(`++)(.{1,2000}?)(?<!`)\1(?!`)"), r"\2"),
    (re.compile(r"\*{2,3}(?=\S)([^*]+?)(?<=\S)\*{2,3}"), r"\1"),
    (re.compile(r"(?<!\d)\*(?=\S)([^*]+?)(?<=\S)\*(?!\d)"), r"\1"),  # 3*4*5 is no emphasis
    (re.compile(r"(?<![\w_])_{1,3}(?=\S)([^_]+?)(?<=\S)_{1,3}(?![\w_])"), r"\1"),
    (re.compile(r"~~(?=\S)(.+?)~~"), r"\1"),
)
_LONG_CODE = re.compile(r"&#[0-9]{8,}+;?")  # of no character; Python refuses to read numbers of thousands of digits
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"(?:(?<! ) {2,}|\\|<br\s*+/?>)\Z", re.I)
_PIPE = re.compile(r"(?<!\\)\|")


def read(data: bytes, name: str) -> RawDocument:
    """Read Markdown."""
    source = decode(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    source = _without_comments(_FRONT_MATTER.sub("", source))
    lines = tuple(_blocks(source.split("\n")))
    if not lines:
        raise UnreadableFileError(f"“{name}”里只有标记、没有文字，请检查内容后再试。")
    return RawDocument(format="md", pages=(RawPage(1, lines),))


def _blocks(source: list[str]) -> list[RawLine]:
    found: list[RawLine] = []
    paragraph: list[str] = []
    at = 0
    fenced = False

    def close() -> None:
        text = strip_inline(_join(paragraph))
        if text:
            found.append(RawLine(text, "paragraph"))
        paragraph.clear()

    while at < len(source):
        line = re.sub(r"^(?:\s{0,3}>[ \t]?)+", "", source[at]).expandtabs(4)
        at += 1
        if re.match(r"\s*(?:```|~~~)", line):
            close()
            fenced = not fenced
        elif fenced:
            paragraph.append(line)
            close()
        elif not line.strip() or (_UNDERLINE.match(line) and paragraph) or _RULE.match(line):
            close()
        elif heading := _HEADING.match(line):
            close()
            paragraph.append(heading.group(1).rstrip("#").rstrip(" \t"))
            close()
        elif "|" in line and at < len(source) and "|" in source[at] and _SEPARATOR.match(source[at]):
            close()
            found.append(_row(line))
            at += 1
            while at < len(source) and "|" in source[at] and source[at].strip():
                found.append(_row(source[at]))
                at += 1
        else:
            if _BULLET.match(line) or _NUMBERED.match(_BULLET.sub("", line)):
                close()
            ends = _BREAK.search(line) is not None
            paragraph.append(_BREAK.sub("", _BULLET.sub("", line, count=1)).strip())
            if ends:
                close()
    close()
    return found


def _without_comments(source: str) -> str:
    kept = []
    at = 0
    while (start := source.find("<!--", at)) >= 0 and (end := source.find("-->", start + 4)) >= 0:
        kept.append(source[at:start])
        at = end + 3
    return "".join([*kept, source[at:]])


def _row(line: str) -> RawLine:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = [strip_inline(re.sub(r"<br\s*/?>", " ", cell)) for cell in _PIPE.split(inner)]
    return RawLine("\t".join(cells), "row")


def _join(lines: list[str]) -> str:
    """Lines of one paragraph; a space only where Latin words would run together."""
    joined = ""
    for line in lines:
        both_latin = joined[-1:].isascii() and line[:1].isascii()
        joined += (" " if joined and both_latin else "") + line
    return joined


def strip_inline(text: str) -> str:
    """The words of a piece of Markdown: marks, links and tags removed, entities resolved."""
    text = re.sub(r"<br\s*/?>", " ", text)
    for pattern, kept in _INLINE:
        text = pattern.sub(kept, text)
    text = html.unescape(_LONG_CODE.sub("\N{REPLACEMENT CHARACTER}", _ESCAPE.sub(r"\1", text)))
    return " ".join(text.split())
