"""OFD (GB/T 33190): the text layer of each page, read with zipfile and defusedxml alone.

Read: all documents of the package one after the other, page templates, nested blocks, composite objects, CTM and
Boundary, per-character offsets (ofd_content.py); lines by baseline, columns, ruled tables as rows (ofd_layout.py).
Not read: pictures (a page of pictures is reported, a file of them refused), text drawn as outlines, annotations and
attachments, slanted text (watermarks), encrypted packages. Signatures are not checked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers.ofd_content import Canvas, Drawn, local, number, numbers
from ingest.readers.ofd_layout import PageLines, lines_of, raw_lines
from ingest.readers.packages import Package
from ingest.readers.text import odd_share
from ingest.schema import RawDocument, RawPage

MAX_PAGES = 3_000
MAX_GLYPHS = 2_500_000  # of all pages: 4,000 official ones, and twenty seconds of work
MAX_OBJECTS = 10_000_000
_MAX_BOOKS = 100
_MAX_RESOURCES = 200
_MAX_ODD_SHARE = 0.2  # as in pdf.py
_A4_HEIGHT = 297.0
_MAX_SIDE = 50_000.0  # millimetres; a page of fifty metres is a damaged number


@dataclass(frozen=True, slots=True)
class _Book:
    """One DocBody: its parts by number. `base` is the folder of its Document.xml."""

    base: str
    height: float
    pages: list[str]
    templates: dict[str, str]
    units: dict[str, Any]


def read(data: bytes, name: str) -> RawDocument:
    """Read an OFD file."""
    file = _File(Package(data, name, "OFD阅读器"), name)
    try:
        pages = raw_lines(list(file.pages()))
    except ZhengwenError:
        raise
    except Exception as error:  # whatever a damaged tree leads to
        raise UnreadableFileError(f"“{name}”已损坏，无法解析，请重新下载或重新导出OFD。") from error
    whole = "".join(line.text for lines in pages for line in lines)
    if not whole.strip():
        why = "页面是图片" if file.images else "文字画成了图形" if file.paths else "页面是空白"
        raise UnreadableFileError(f"“{name}”：这份OFD没有文字层，{why}，请先做文字识别（OCR）或换用电子版。")
    if odd_share(whole) > _MAX_ODD_SHARE:
        raise UnreadableFileError(f"“{name}”的文字层是乱码（字体用了自造编码），请从原始文件重新导出OFD。")
    return RawDocument(
        format="ofd",
        pages=tuple(RawPage(number, lines) for number, lines in enumerate(pages, 1)),
        paged=True,
        warnings=file.warnings(whole),
    )


class _File:
    """One package: yields its pages one by one, so that only one is held with all its characters."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        self._resources: dict[str, dict[str, Any]] = {}  # by part: the composites it defines
        self._left = MAX_GLYPHS, MAX_OBJECTS
        self._bare: list[int] = []
        self._slanted = False
        self.images = self.paths = False

    def pages(self) -> Iterator[PageLines]:
        root = self._package.locate("OFD.xml")
        if root is None:
            raise UnreadableFileError(f"“{self._name}”里没有OFD.xml，不是完好的OFD文件，请重新导出。")
        entry = self._package.xml(root)
        if _is_encrypted(self._package, entry):
            raise UnreadableFileError(f"“{self._name}”是加密的OFD文件，请用OFD阅读器解密另存后再试。")
        roots = [element for element in entry.iter() if local(element) == "DocRoot"]
        if len(roots) > _MAX_BOOKS:
            raise UnreadableFileError(f"“{self._name}”里有{len(roots)}份文档，请拆分后再试。")
        books = [self._book(element) for element in roots]
        count = sum(len(book.pages) for book in books)
        if count == 0:
            raise UnreadableFileError(f"“{self._name}”里没有页面，请重新导出OFD。")
        if count > MAX_PAGES:
            raise UnreadableFileError(f"“{self._name}”有{count}页，超过{MAX_PAGES}页的上限，请拆分后再试。")
        number = 0
        for book in books:
            templates: dict[str, Any] = {}  # parsed once, drawn on every page
            for location in book.pages:
                number += 1
                drawn = self._page(book, location, templates, number)
                self._note(drawn, number)
                yield lines_of(drawn)

    def warnings(self, whole: str) -> tuple[str, ...]:
        found: list[str] = []
        if self._bare:
            shown = "、".join(map(str, self._bare[:10])) + ("等" if len(self._bare) > 10 else "")
            found.append(f"“{self._name}”第{shown}页没有文字（可能是图片或空白页），请核对这些页的内容。")
        private = sum("\ue000" <= char <= "\uf8ff" for char in whole)
        if private:
            found.append(f"“{self._name}”有{private}个字用了自造编码，读不出来，请核对原文。")
        if self._slanted:
            found.append(f"“{self._name}”里斜排的文字（多为水印）没有读入。")
        return tuple(found)

    def _note(self, drawn: Drawn, number: int) -> None:
        if not drawn.runs and not drawn.columns:
            self._bare.append(number)
        self.images = self.images or drawn.images > 0
        self.paths = self.paths or drawn.paths > 0
        self._slanted = self._slanted or drawn.slanted > 0
        self._left = self._left[0] - drawn.glyphs, self._left[1] - drawn.objects
        if min(self._left) < 0:
            raise UnreadableFileError(f"“{self._name}”的内容过多，读到第{number}页已停止，请拆分后再试。")

    def _book(self, doc_root: Any) -> _Book:
        part = self._package.locate(doc_root.text or "")
        if part is None:
            return _Book("", _A4_HEIGHT, [], {}, {})
        document = self._package.xml(part)
        base = posixpath.dirname(part)
        pages: list[str] = []
        templates: dict[str, str] = {}
        units: dict[str, Any] = {}
        height = _A4_HEIGHT
        for element in document:
            if local(element) == "CommonData":
                height = _height(element, height)
            if local(element) == "Pages":
                pages += [_location(page) for page in element if local(page) == "Page"]
        for element in document.iter():
            if local(element) == "TemplatePage":
                templates[element.get("ID", "")] = _location(element)
            elif local(element) in {"DocumentRes", "PublicRes"}:
                units |= self._units(element.text or "", base)
        return _Book(base, height, pages, templates, units)

    def _units(self, location: str, base: str) -> dict[str, Any]:
        """The composites that a resource part defines; a missing part only lacks what it would have drawn."""
        part = self._package.locate(location, base)
        if part is None:
            return {}
        if part not in self._resources:
            if len(self._resources) >= _MAX_RESOURCES:
                raise UnreadableFileError(f"“{self._name}”的资源过多，请重新导出OFD后再试。")
            units = (element for element in self._package.xml(part).iter() if local(element) == "CompositeGraphicUnit")
            self._resources[part] = {unit.get("ID", "").strip(): unit for unit in units}
        return self._resources[part]

    def _page(self, book: _Book, location: str, templates: dict[str, Any], number: int) -> Drawn:
        page = self._package.xml(self._package.locate(location, book.base) or location)
        units = book.units
        for child in page:
            if local(child) == "PageRes":
                units = units | self._units(child.text or "", book.base)
        too_much = f"“{self._name}”第{number}页内容过大，请重新导出OFD后再试。"
        canvas = Canvas(_height(page, book.height), units, too_much)
        for child in page:
            if local(child) != "Template":
                continue
            wanted = child.get("TemplateID", "")
            if wanted not in templates:
                part = self._package.locate(book.templates.get(wanted, "?"), book.base)
                templates[wanted] = self._package.xml(part) if part else ()
            canvas.draw(templates[wanted])
        canvas.draw(page)
        return canvas.drawn


def _is_encrypted(package: Package, entry: Any) -> bool:
    """By GM/T 0099 an encrypted package lists its keys in a part of its own."""
    marks = ("encryptions.xml", "encryptinfo.xml", "decryptseed.dat", "encryptseed.dat")
    return any(posixpath.basename(part) in marks for part in package.names()) or any(
        local(element) == "Encryptions" for element in entry.iter()
    )


def _location(page: Any) -> str:
    """Where a page's part lies; some programs write it as an element of its own."""
    inner = (child.text for child in page if local(child) == "BaseLoc")
    return page.get("BaseLoc") or next(inner, None) or ""


def _height(element: Any, default: float) -> float:
    """The height of the page, by its own area or the document's."""
    for area in element.iter():
        if local(area) == "PhysicalBox":
            box = numbers(area.text)
            if len(box) >= 4 and 0 < box[3] <= _MAX_SIDE:
                return number(str(box[3]), default)
    return default
