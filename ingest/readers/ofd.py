"""OFD (GB/T 33190): the text layer of each page, read with zipfile and defusedxml alone.

Read: all documents of the package one after the other, page templates, nested blocks, composite objects, CTM and
Boundary, per-character offsets (ofd_content.py); lines by baseline, columns, ruled tables as rows (ofd_layout.py).
Not read: pictures (a page of pictures is reported, a file of them refused), text drawn as outlines, annotations and
attachments, slanted text (watermarks), encrypted packages. Signatures are not checked.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers.ofd_content import Canvas, Drawn, local, number, numbers
from ingest.readers.ofd_layout import lines_of, raw_lines
from ingest.readers.packages import Package
from ingest.readers.text import odd_share
from ingest.schema import RawDocument, RawPage

MAX_PAGES = 3_000
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
    package = Package(data, name, "OFD阅读器")
    try:
        found = _pages(package, name)
    except ZhengwenError:
        raise
    except Exception as error:  # whatever a damaged tree leads to
        raise UnreadableFileError(f"“{name}”已损坏，无法解析，请重新下载或重新导出OFD。") from error
    pages = raw_lines([lines_of(drawn) for drawn in found])
    whole = "".join(line.text for lines in pages for line in lines)
    if not whole.strip():
        raise UnreadableFileError(f"“{name}”：这份OFD没有文字层，{_why_bare(found)}，请先做文字识别（OCR）或换用电子版。")
    if odd_share(whole) > _MAX_ODD_SHARE:
        raise UnreadableFileError(f"“{name}”的文字层是乱码（字体用了自造编码），请从原始文件重新导出OFD。")
    return RawDocument(
        format="ofd",
        pages=tuple(RawPage(number, lines) for number, lines in enumerate(pages, 1)),
        paged=True,
        warnings=_warnings(name, found, whole),
    )


def _pages(package: Package, name: str) -> list[Drawn]:
    root = package.locate("OFD.xml")
    if root is None:
        raise UnreadableFileError(f"“{name}”里没有OFD.xml，不是完好的OFD文件，请重新导出。")
    entry = package.xml(root)
    if _is_encrypted(package, entry):
        raise UnreadableFileError(f"“{name}”是加密的OFD文件，请用OFD阅读器解密另存后再试。")
    books = [_book(package, element) for element in entry.iter() if local(element) == "DocRoot"]
    count = sum(len(book.pages) for book in books)
    if count == 0:
        raise UnreadableFileError(f"“{name}”里没有页面，请重新导出OFD。")
    if count > MAX_PAGES:
        raise UnreadableFileError(f"“{name}”有{count}页，超过{MAX_PAGES}页的上限，请拆分后再试。")
    drawn: list[Drawn] = []
    for book in books:
        templates: dict[str, Any] = {}  # parsed once, drawn on every page
        for location in book.pages:
            too_much = f"“{name}”第{len(drawn) + 1}页内容过大，请重新导出OFD后再试。"
            drawn.append(_page(package, book, location, templates, too_much))
    return drawn


def _is_encrypted(package: Package, entry: Any) -> bool:
    """By GM/T 0099 an encrypted package lists its keys in a part of its own."""
    marks = ("encryptions.xml", "encryptinfo.xml", "decryptseed.dat", "encryptseed.dat")
    return any(posixpath.basename(part) in marks for part in package.names()) or any(
        local(element) == "Encryptions" for element in entry.iter()
    )


def _book(package: Package, doc_root: Any) -> _Book:
    part = package.locate(doc_root.text or "")
    if part is None:
        return _Book("", _A4_HEIGHT, [], {}, {})
    document = package.xml(part)
    base = posixpath.dirname(part)
    pages: list[str] = []
    templates: dict[str, str] = {}
    units: dict[str, Any] = {}
    height = _A4_HEIGHT
    for element in document:
        if local(element) == "CommonData":
            height = _height(element, height)
        if local(element) == "Pages":
            pages += [page.get("BaseLoc", "") for page in element if local(page) == "Page"]
    for element in document.iter():
        if local(element) == "TemplatePage":
            templates[element.get("ID", "")] = element.get("BaseLoc", "")
        elif local(element) in {"DocumentRes", "PublicRes"}:
            _add_units(package, element.text or "", base, units)
    return _Book(base, height, pages, templates, units)


def _add_units(package: Package, location: str, base: str, units: dict[str, Any]) -> None:
    """The composites that a resource part defines; a missing part only lacks what it would have drawn."""
    part = package.locate(location, base)
    if part is None:
        return
    for element in package.xml(part).iter():
        if local(element) == "CompositeGraphicUnit":
            units[element.get("ID", "").strip()] = element


def _page(package: Package, book: _Book, location: str, templates: dict[str, Any], too_much: str) -> Drawn:
    page = package.xml(package.locate(location, book.base) or location)
    units = book.units
    own = [child.text or "" for child in page if local(child) == "PageRes"]
    if own:
        units = dict(units)
        for resource in own:
            _add_units(package, resource, book.base, units)
    canvas = Canvas(_height(page, book.height), units, too_much)
    for child in page:
        if local(child) != "Template":
            continue
        wanted = child.get("TemplateID", "")
        if wanted not in templates:
            part = package.locate(book.templates.get(wanted, "?"), book.base)
            templates[wanted] = package.xml(part) if part else ()
        canvas.draw(templates[wanted])
    canvas.draw(page)
    return canvas.drawn


def _height(element: Any, default: float) -> float:
    """The height of the page, by its own area or the document's."""
    for area in element.iter():
        if local(area) == "PhysicalBox":
            box = numbers(area.text)
            if len(box) >= 4 and 0 < box[3] <= _MAX_SIDE:
                return number(str(box[3]), default)
    return default


def _why_bare(pages: list[Drawn]) -> str:
    if any(page.images for page in pages):
        return "页面是图片"
    if any(page.paths for page in pages):
        return "文字画成了图形"
    return "页面是空白"


def _warnings(name: str, pages: list[Drawn], whole: str) -> tuple[str, ...]:
    found: list[str] = []
    bare = [str(at) for at, page in enumerate(pages, 1) if not page.runs and not page.columns]
    if bare:
        shown = "、".join(bare[:10]) + ("等" if len(bare) > 10 else "")
        found.append(f"“{name}”第{shown}页没有文字（可能是图片或空白页），请核对这些页的内容。")
    private = sum("\ue000" <= char <= "\uf8ff" for char in whole)
    if private:
        found.append(f"“{name}”有{private}个字用了自造编码，读不出来，请核对原文。")
    if any(page.slanted for page in pages):
        found.append(f"“{name}”里斜排的文字（多为水印）没有读入。")
    return tuple(found)
