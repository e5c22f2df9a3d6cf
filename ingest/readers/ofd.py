"""OFD (GB/T 33190): the text layer of each page, read with zipfile and defusedxml alone.

Read: all documents of the package one after the other, page templates, nested blocks, composite objects, CTM and
Boundary, per-character offsets (ofd_content.py); lines by baseline, columns, ruled tables as rows (ofd_layout.py);
pages that a picture covers, by OCR. Not read: other pictures, text drawn as outlines, annotations and attachments,
slanted text (watermarks), encrypted packages. Signatures are not checked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers import ocr
from ingest.readers.image import first_picture, mosaic
from ingest.readers.ocr_page import Picture
from ingest.readers.ofd_content import Canvas, Drawn, Placed, local, numbers
from ingest.readers.ofd_layout import PageLines, lines_of, raw_lines
from ingest.readers.packages import Package
from ingest.readers.scan import read_scan, say_pages
from ingest.readers.text import odd_share
from ingest.schema import RawDocument, RawLine, RawPage

MAX_PAGES = 3_000
MAX_GLYPHS = 2_500_000  # of all pages: 4,000 official ones, and twenty seconds of work
MAX_OBJECTS = 10_000_000
_MAX_BOOKS = 100
_MAX_RESOURCES = 200
_MAX_ODD_SHARE = 0.2  # as in pdf.py
_A4 = 210.0, 297.0
_FEW = 60  # characters; as in pdf_scan.py: a scanner's own mark is no text layer
_COVERED = 0.5  # of the page's area, by one picture: a scan
_MOST_DRAWN = 50  # pictures of one page that are shown
_MAX_STRIPS = 20  # that a scanner cuts a page into; more are icons
_MAX_SIDE = 50_000.0  # millimetres; a page of fifty metres is a damaged number


@dataclass(frozen=True, slots=True)
class _Book:
    """One DocBody: its parts by number. `base` is the folder of its Document.xml, `size` the pages' in millimetres."""

    base: str
    size: tuple[float, float]
    pages: list[str]
    templates: dict[str, str]
    resources: _Resources


@dataclass(frozen=True, slots=True)
class _Resources:
    """What resource parts define, by number: composites, and the parts that hold pictures."""

    units: dict[str, Any]
    pictures: dict[str, str]

    def with_more(self, more: _Resources) -> _Resources:
        return _Resources(self.units | more.units, self.pictures | more.pictures)


def read(data: bytes, name: str) -> RawDocument:
    """Read an OFD file."""
    file = _File(Package(data, name, "OFD阅读器"), name)
    try:
        pages = raw_lines(list(file.pages()))
        pages = [file.scans.get(number, lines) for number, lines in enumerate(pages, 1)]
    except ZhengwenError:
        raise
    except Exception as error:  # whatever a damaged tree leads to
        raise UnreadableFileError(f"“{name}”已损坏，无法解析，请重新下载或重新导出OFD。") from error
    whole = "".join(line.text for lines in pages for line in lines)
    if not whole.strip():
        if file.images and not ocr.available():
            raise UnreadableFileError(f"“{name}”的页面是图片，{ocr.INSTALL}，请安装后再试，或换用电子版。")
        if file.unrecognised:
            raise UnreadableFileError(f"“{name}”的页面是图片，文字识别没有成功，请稍后重新导入或换用电子版。")
        why = "页面是图片" if file.images else "文字画成了图形" if file.paths else "页面是空白"
        raise UnreadableFileError(f"“{name}”：这份OFD没有文字层，{why}，请先做文字识别（OCR）或换用电子版。")
    if odd_share(whole) > _MAX_ODD_SHARE:
        raise UnreadableFileError(f"“{name}”的文字层是乱码（字体用了自造编码），请从原始文件重新导出OFD。")
    return RawDocument(
        format="ofd",
        pages=tuple(RawPage(number, lines, ocr=number in file.scans) for number, lines in enumerate(pages, 1)),
        paged=True,
        warnings=file.warnings(whole),
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page shows, its width and height in millimetres, and its pictures with their bytes."""

    drawn: Drawn
    size: tuple[float, float]
    pictures: tuple[tuple[Placed, bytes], ...]


def count_pages(data: bytes, name: str) -> int:
    """How many pages an OFD file has."""
    return _File(Package(data, name, "OFD阅读器"), name).count()


def drawing(data: bytes, name: str, number: int) -> Drawing | None:
    """The page `number` (from 1) of an OFD file; None when it has no such page."""
    return _File(Package(data, name, "OFD阅读器"), name).drawing(number)


class _File:
    """One package: yields its pages one by one, so that only one is held with all its characters."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        self._resources: dict[str, _Resources] = {}  # by part
        self.scans: dict[int, tuple[RawLine, ...]] = {}  # by page: what was recognised on its picture
        self._left = MAX_GLYPHS, MAX_OBJECTS
        self._bare: list[int] = []
        self._failed: list[int] = []  # recognition broke off
        self._slanted = False
        self.images = self.paths = False

    def pages(self) -> Iterator[PageLines]:
        number = 0
        for book in self._books():
            templates: dict[str, Any] = {}  # parsed once, drawn on every page
            for location in book.pages:
                number += 1
                drawn, resources, size = self._page(book, location, templates, number)
                self._recognise(drawn, resources, size, number)
                self._note(drawn, number)
                yield lines_of(drawn)

    def count(self) -> int:
        return sum(len(book.pages) for book in self._books())

    def drawing(self, number: int) -> Drawing | None:
        before = 0
        for book in self._books():
            if before < number <= before + len(book.pages):
                drawn, resources, size = self._page(book, book.pages[number - before - 1], {}, number)
                parts = [
                    (image, self._package.locate(resources.pictures.get(image.resource, "?"))) for image in drawn.images
                ]
                shown = [(image, part) for image, part in parts[:_MOST_DRAWN] if part is not None]
                held = {part: self._read_picture(part) for part in {part for _, part in shown}}
                pictures = ((image, held[part]) for image, part in shown)
                return Drawing(drawn, size, tuple((image, data) for image, data in pictures if data))
            before += len(book.pages)
        return None

    def _read_picture(self, part: str) -> bytes:
        try:
            return self._package.read(part)
        except UnreadableFileError:  # the words are shown without it
            return b""

    def _books(self) -> list[_Book]:
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
        return books

    @property
    def unrecognised(self) -> bool:
        return bool(self._failed)

    def warnings(self, whole: str) -> tuple[str, ...]:
        found: list[str] = []
        if self.scans:
            found.append(f"第{say_pages(list(self.scans))}页是扫描件，文字由OCR识别，引用前请核对原件。")
        if self._failed:
            pages = say_pages(self._failed)
            found.append(f"“{self._name}”第{pages}页是扫描件，没有识别成功，请稍后重新导入或换用电子版。")
        if self._bare:
            shown = "、".join(map(str, self._bare[:10])) + ("等" if len(self._bare) > 10 else "")
            found.append(f"“{self._name}”第{shown}页没有文字（可能是图片或空白页），请核对这些页的内容。")
        private = sum("\ue000" <= char <= "\uf8ff" for char in whole)
        if private:
            found.append(f"“{self._name}”有{private}个字用了自造编码，读不出来，请核对原文。")
        if self._slanted:
            found.append(f"“{self._name}”里斜排的文字（多为水印）没有读入。")
        return tuple(found)

    def _recognise(self, drawn: Drawn, resources: _Resources, size: tuple[float, float], number: int) -> None:
        """Reads the pictures that cover a page without usable text of its own; a page that it fails on stays bare."""
        written = "".join(glyph.char for run in (*drawn.runs, *drawn.columns) for glyph in run)
        garbled = odd_share(written) > _MAX_ODD_SHARE
        if (len(written) >= _FEW and not garbled) or not ocr.available():
            return
        try:
            picture = self._picture(drawn.images, resources, size)
            lines = read_scan(picture) if picture is not None else ()
        except ocr.OcrError:
            self._failed.append(number)
        except UnreadableFileError:  # a damaged picture, or one of a kind that nobody here reads
            return
        else:
            if lines and (garbled or sum(len(line.text) for line in lines) > len(written)):
                self.scans[number] = lines

    def _picture(self, images: list[Placed], resources: _Resources, size: tuple[float, float]) -> Picture | None:
        """The picture of a page: the one that covers it, or the strips that do together; None where none does."""
        area = size[0] * size[1]
        parts = [(image, self._package.locate(resources.pictures.get(image.resource, "?"))) for image in images]
        known = [(image, part) for image, part in parts if part is not None]
        image, part = max(known, key=lambda found: found[0].area, default=(None, ""))
        if image is not None and image.area >= _COVERED * area:
            return first_picture(self._package.read(part), self._name)
        if not 1 < len(known) <= _MAX_STRIPS or sum(image.area for image, _ in known) < _COVERED * area:
            return None
        strips = [
            ((image.left, image.top, image.right, image.bottom), first_picture(self._package.read(part), self._name))
            for image, part in known
        ]
        return mosaic(strips, size)

    def _note(self, drawn: Drawn, number: int) -> None:
        if not drawn.runs and not drawn.columns and number not in self.scans and number not in self._failed:
            self._bare.append(number)
        self.images = self.images or bool(drawn.images)
        self.paths = self.paths or drawn.paths > 0
        self._slanted = self._slanted or drawn.slanted > 0
        self._left = self._left[0] - drawn.glyphs, self._left[1] - drawn.objects
        if min(self._left) < 0:
            raise UnreadableFileError(f"“{self._name}”的内容过多，读到第{number}页已停止，请拆分后再试。")

    def _book(self, doc_root: Any) -> _Book:
        part = self._package.locate(doc_root.text or "")
        if part is None:
            return _Book("", _A4, [], {}, _Resources({}, {}))
        document = self._package.xml(part)
        base = posixpath.dirname(part)
        pages: list[str] = []
        templates: dict[str, str] = {}
        resources = _Resources({}, {})
        size = _A4
        for element in document:
            if local(element) == "CommonData":
                size = _size(element, size)
            if local(element) == "Pages":
                pages += [_location(page) for page in element if local(page) == "Page"]
        for element in document.iter():
            if local(element) == "TemplatePage":
                templates[element.get("ID", "")] = _location(element)
            elif local(element) in {"DocumentRes", "PublicRes"}:
                resources = resources.with_more(self._read_resources(element.text or "", base))
        return _Book(base, size, pages, templates, resources)

    def _read_resources(self, location: str, base: str) -> _Resources:
        """What a resource part defines; a missing part only lacks what it would have drawn."""
        part = self._package.locate(location, base)
        if part is None:
            return _Resources({}, {})
        if part not in self._resources:
            if len(self._resources) >= _MAX_RESOURCES:
                raise UnreadableFileError(f"“{self._name}”的资源过多，请重新导出OFD后再试。")
            root = self._package.xml(part)
            folder = posixpath.join(posixpath.dirname(part), (root.get("BaseLoc") or "").replace("\\", "/").lstrip("/"))
            units: dict[str, Any] = {}
            pictures: dict[str, str] = {}
            for element in root.iter():
                number = element.get("ID", "").strip()
                if local(element) == "CompositeGraphicUnit":
                    units[number] = element
                elif local(element) == "MultiMedia":
                    files = (child.text or "" for child in element if local(child) == "MediaFile")
                    pictures[number] = self._package.locate(next(files, "?"), folder) or "?"
            self._resources[part] = _Resources(units, pictures)
        return self._resources[part]

    def _page(
        self, book: _Book, location: str, templates: dict[str, Any], number: int
    ) -> tuple[Drawn, _Resources, tuple[float, float]]:
        """What a page draws, what it draws with, and its width and height in millimetres."""
        page = self._package.xml(self._package.locate(location, book.base) or location)
        resources = book.resources
        for child in page:
            if local(child) == "PageRes":
                resources = resources.with_more(self._read_resources(child.text or "", book.base))
        too_much = f"“{self._name}”第{number}页内容过大，请重新导出OFD后再试。"
        width, height = _size(page, book.size)
        canvas = Canvas(height, resources.units, too_much)
        for child in page:
            if local(child) != "Template":
                continue
            wanted = child.get("TemplateID", "")
            if wanted not in templates:
                part = self._package.locate(book.templates.get(wanted, "?"), book.base)
                templates[wanted] = self._package.xml(part) if part else ()
            canvas.draw(templates[wanted])
        canvas.draw(page)
        return canvas.drawn, resources, (width, height)


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


def _size(element: Any, default: tuple[float, float]) -> tuple[float, float]:
    """The width and height of the page, by its own area or the document's."""
    for area in element.iter():
        if local(area) == "PhysicalBox":
            box = numbers(area.text)
            if len(box) >= 4 and 0 < box[2] <= _MAX_SIDE and 0 < box[3] <= _MAX_SIDE:
                return box[2], box[3]
    return default
