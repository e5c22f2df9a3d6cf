"""Web pages: headings, paragraphs, list items, tables as rows; parsed by lxml (BSD), which python-docx needs anyway.

Left out: scripts and styles, forms, hidden elements, and what a saved page marks as its frame: navigation, footer,
banner, breadcrumbs, share buttons (by element, role, or a class or id of exactly such a name). Where a page marks its
one main part, only that is read. An ordered list gets the numbers a browser prints; a table of one column, or one
with a table inside, only lays the page out, so its cells are read as text. Frames and pictures are not read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from ingest.errors import UnreadableFileError
from ingest.readers.docx_numbering import numeral
from ingest.readers.text import decode
from ingest.schema import RawDocument, RawLine, RawPage

MAX_CELLS = 200_000
_MAX_SPAN = 100
_MAX_DEPTH = 200  # libxml2 itself stops at 256

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "utf-8": "utf-8"}
_DROPPED = frozenset(
    """script style noscript template svg math canvas iframe object embed audio video map head title
    nav footer aside dialog menu button select option input textarea label datalist rt rp""".split()
)
_BLOCKS = frozenset(
    """address article blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4
    h5 h6 header hgroup hr html li main ol p pre section summary table tbody td tfoot th thead tr ul""".split()
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar"})
_FRAMES = frozenset(
    """nav navbar navigation topnav mainnav subnav menu topbar toolbar footer foot bottom sidebar aside breadcrumb
    breadcrumbs crumb crumbs share sharebar bdsharebuttonbox copyright pager pagination login search searchbox
    related relevant comments comment advert ads ad qrcode skip-link""".split()
)
_OWN_HEADS = frozenset({"article", "main", "section"})
_BANNERS = frozenset({"header", "head", "banner", "top", "logo", "site-header", "page-header"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…"
_WRAP = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|-{2,}).*\Z", re.S)


def read(data: bytes, name: str) -> RawDocument:
    """Read a web page."""
    source = _decoded(data, name)
    try:
        lines = tuple(_Page(source, name).lines())
    except UnreadableFileError:
        raise
    except Exception as error:  # lxml's parser errors, and whatever a damaged tree leads to
        raise UnreadableFileError(f"“{name}”不是可以解析的网页，请用浏览器打开后打印成PDF再试。") from error
    if not any(line.text.strip() for line in lines):
        raise UnreadableFileError(f"“{name}”这个网页里没有正文文字（可能由脚本生成），请用浏览器打开后打印成PDF再试。")
    return RawDocument(format="html", pages=(RawPage(1, lines),))


def _decoded(data: bytes, name: str) -> str:
    """By its mark, by what the page says of itself if that is true, else as any text."""
    said = _META.search(data[:4096])
    if said and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = _CHARSETS.get(said[1].decode("ascii").lower())
        try:
            if encoding:
                return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decode(data, name)


class _Page:
    """Walks one page; text gathers in `_words` until a block begins or ends."""

    def __init__(self, source: str, name: str) -> None:
        from lxml import etree

        self._name = name
        source = re.sub(r"\A\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
        if root is None:
            raise ValueError
        if any("depth" in entry.message.lower() for entry in parser.error_log):  # libxml2 drops what is below
            raise UnreadableFileError(self._too_deep())
        self._root = root
        self._words: list[str] = []
        self._found: list[RawLine] = []
        self._cells = 0
        self._lists: list[tuple[Iterator[int], str | None]] = []  # of each open list: the numbers to come, their form

    def lines(self) -> list[RawLine]:
        self._walk(_main_part(self._root), 0)
        self._close()
        body = "".join(line.text for line in self._found)
        title = " ".join("".join(self._root.xpath("string(//head/title)")).split())
        title = _SITE.sub("", title)
        if title and re.sub(r"\s", "", title) not in re.sub(r"\s", "", body):
            self._found.insert(0, RawLine(title, "paragraph"))
        return self._found

    def _walk(self, element: Any, depth: int) -> None:
        if not isinstance(element.tag, str) or (depth and _is_dropped(element)):
            return
        if depth > _MAX_DEPTH:
            raise UnreadableFileError(self._too_deep())
        tag = element.tag.lower()
        if tag == "br":
            self._close()
            return
        if tag == "table" and not _only_lays_out(element):
            self._close()
            self._found.extend(self._rows(element, depth))
            return
        block = tag in _BLOCKS
        if block:
            self._close()
        if tag in {"ol", "ul"}:
            self._lists.append(_numbers_of(element))
        if tag == "li" and self._lists:
            place, kind = next(self._lists[-1][0]), self._lists[-1][1]
            self._words.append(f"{numeral(place, kind)}. " if kind else "")
        self._add(element.text, tag)
        for child in element:
            self._walk(child, depth + 1)
            self._add(child.tail, tag)
        if block:
            self._close()
        if tag in {"ol", "ul"}:
            self._lists.pop()

    def _too_deep(self) -> str:
        return f"“{self._name}”这个网页嵌套过深，请用浏览器打开后打印成PDF再试。"

    def _add(self, text: str | None, tag: str) -> None:
        if not text:
            return
        if tag != "pre":
            self._words.append(text)
            return
        for line in text.split("\n"):
            self._words.append(line)
            self._close()

    def _close(self) -> None:
        text = _squeezed("".join(self._words))
        self._words.clear()
        if text:
            self._found.append(RawLine(text, "paragraph"))

    def _rows(self, table: Any, depth: int) -> Iterator[RawLine]:
        below: dict[int, int] = {}  # column: rows for which a cell from above still fills it
        for caption in table.iterchildren("caption"):
            if _is_hidden(caption):
                continue
            yield RawLine(self._text(caption, depth), "paragraph")
        for row in _rows_of(table):
            texts: list[str] = []
            filled = {column for column, rows in below.items() if rows > 0}
            below = {column: rows - 1 for column, rows in below.items() if rows > 1}
            for cell in row.iterchildren("td", "th"):
                while len(texts) in filled:
                    texts.append("")
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for column in range(len(texts), len(texts) + across):
                    if down > 1:
                        below[column] = down - 1
                # a hidden cell keeps its place, so that those behind it stay below their heads
                texts += ["" if _is_hidden(cell) else self._text(cell, depth), *[""] * (across - 1)]
                self._cells += across
                if self._cells > MAX_CELLS:
                    raise UnreadableFileError(f"“{self._name}”里的表格过大，已停止读取，请拆分后再试。")
            texts += [""] * sum(column >= len(texts) for column in filled)
            if any(texts):
                yield RawLine("\t".join(texts), "row")

    def _text(self, element: Any, depth: int) -> str:
        """All text of a cell or a caption in one line."""
        kept, self._found, self._words = self._found, [], []
        for part in (element.text, *element):
            if part is None or isinstance(part, str):
                self._add(part, "td")
            else:
                self._walk(part, depth + 2)
                self._add(part.tail, "td")
        self._close()
        text = " ".join(line.text.replace("\t", " ") for line in self._found)
        self._found = kept
        return text


def _main_part(root: Any) -> Any:
    """What the page itself marks as its main part, if it is one part and holds text."""
    for path in ("//main | //*[@role='main']", "//article"):
        found = [part for part in root.xpath(path) if not any(_is_dropped(above) for above in part.iterancestors())]
        if len(found) == 1 and len(_squeezed(found[0].xpath("string()"))) >= 100:
            return found[0]
    return root


def _is_dropped(element: Any) -> bool:
    tag = element.tag.lower() if isinstance(element.tag, str) else ""
    if tag in _DROPPED or _is_hidden(element) or element.get("role", "").lower() in _ROLES:
        return True
    if tag in {"body", "html"}:
        return False
    names = set(f"{element.get('class', '')} {element.get('id', '')}".lower().replace("_", "-").split())
    if (tag == "header" or names & _BANNERS) and not any(above.tag in _OWN_HEADS for above in element.iterancestors()):
        return not element.xpath(".//h1")  # a site's banner; one with the headline in it is the document's own
    return bool(names & _FRAMES)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(element.get("style", "")) is not None


def _only_lays_out(table: Any) -> bool:
    if table.get("role") in {"presentation", "none"} or next(table.iterdescendants("table"), None) is not None:
        return True
    return all(sum(1 for _ in row.iterchildren("td", "th")) <= 1 for row in _rows_of(table))


def _rows_of(table: Any) -> Iterator[Any]:
    """The rows that show. By their being hidden alone: a class “head” or “top” is a table's own here."""
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if not _is_hidden(child):
            rows = [child] if child.tag == "tr" else child.iterchildren("tr")
            yield from (row for row in rows if not _is_hidden(row))


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _numbers_of(element: Any) -> tuple[Iterator[int], str | None]:
    """The numbers a browser prints before the items of a list, and their form; None for bullets."""
    if element.tag != "ol" or "none" in element.get("style", "").lower():
        return count(), None
    start = element.get("start", "1").strip()
    kinds = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return count(int(start) if re.fullmatch("[0-9]{1,4}", start) else 1), kinds.get(element.get("type", "1"), "decimal")


def _squeezed(text: str) -> str:
    """One space for any white space, none where the source was broken between Chinese characters."""
    return " ".join(_WRAP.sub("", text).split())
