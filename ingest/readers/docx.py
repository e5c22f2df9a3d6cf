"""Word .docx: the body's paragraphs and tables in their order.

A paragraph becomes a `paragraph`, with the number Word prints before it; a table row a `row` of tab-joined cells,
where a merged cell's text stands once and leaves its other places empty, so columns stay columns. A table of a single
column is a frame drawn around text (a 专栏 box): its paragraphs are read as such. Foot- and endnotes follow the
paragraph that calls them as 〔注：…〕, on its line where that is a sentence, below it where it may be a heading. Left
out: headers, footers, comments, deleted and hidden text, tables of contents, pictures. There are no pages before Word
lays it out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers.docx_numbering import Numbering
from ingest.schema import RawDocument, RawLine, RawPage

MAX_EXPANDED = 300 * 1024 * 1024  # python-docx holds every part in memory; the largest real file we saw needs 40 MB
MAX_PARTS = 20_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Children of a paragraph whose text the reader of the page does not see, or sees elsewhere.
_SKIPPED = frozenset({_W + "del", _W + "moveFrom", _W + "txbxContent", _W + "rt", _W + "pPr", _W + "rPr", _FALLBACK})


def read(data: bytes, name: str) -> RawDocument:
    """Read a .docx file."""
    _check_size(data, name)
    try:
        lines = tuple(_Body(data).lines())
    except ZhengwenError:
        raise
    except Exception as error:  # python-docx, lxml and zipfile raise many kinds on damaged files, none documented
        raise UnreadableFileError(f"“{name}”已损坏，请用Word打开修复并重新另存为.docx。") from error
    if not any(line.text for line in lines):
        raise UnreadableFileError(f"“{name}”里没有文字（可能只有图片），请换用带文字的文件。")
    return RawDocument(format="docx", pages=(RawPage(1, lines),))


def _check_size(data: bytes, name: str) -> None:
    """Refuse zip bombs by the declared sizes; zipfile itself never yields more than is declared."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except Exception as error:  # zipfile: BadZipFile, struct.error, NotImplementedError, ValueError…
        raise UnreadableFileError(f"“{name}”已损坏或不完整，请重新下载，或用Word打开后重新另存。") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_EXPANDED:
        raise UnreadableFileError(f"“{name}”解压后过大，已停止读取，请拆分或另存后再试。")


class _Body:
    """Walks the body of one document."""

    def __init__(self, data: bytes) -> None:
        from docx import Document

        document = Document(io.BytesIO(data))
        self._root = document.element.body
        styles = document.part.styles.element
        self._style_names = {s.get(_W + "styleId"): s.find(_W + "name") for s in styles.iter(_W + "style")}
        self._numbering = Numbering(_numbering_root(document), styles)
        self._notes = _notes(document)

    def lines(self) -> Iterator[RawLine]:
        yield from self._blocks(self._root)

    def _blocks(self, parent: Any) -> Iterator[RawLine]:
        for child in parent:
            if child.tag == _W + "p":
                yield from self._paragraph(child)
            elif child.tag == _W + "tbl":
                yield from self._table(child)
            elif child.tag in {_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins", _W + "smartTag"}:
                yield from self._blocks(child)

    def _paragraph(self, element: Any) -> Iterator[RawLine]:
        if self._is_contents(element):
            return
        texts = [" ".join(part.split()) for part in _text(element).split("\n")]
        texts = [text for text in texts if text]
        marker = self._numbering.marker(element, empty=not texts)
        notes = self._called(element)
        if texts:
            texts[0] = marker + texts[0]
            if notes and texts[-1][-1] in "。！？；”）":
                texts[-1] += "".join(notes)
            else:
                texts += notes
            yield from (RawLine(text, "paragraph") for text in texts)
        for box in _boxes(element):
            yield from self._blocks(box)

    def _called(self, element: Any) -> list[str]:
        """The notes that a paragraph calls, in its order."""
        if not self._notes:
            return []
        calls = element.iter(_W + "footnoteReference", _W + "endnoteReference")
        found = (self._notes.get((call.tag.removesuffix("Reference"), call.get(_W + "id"))) for call in calls)
        return [f"〔注：{note}〕" for note in found if note]

    def _is_contents(self, element: Any) -> bool:
        style = element.find(f"{_W}pPr/{_W}pStyle")
        if style is None:
            return False
        name = self._style_names.get(style.get(_W + "val"))
        return name is not None and str(name.get(_W + "val")).lower().startswith("toc ")

    def _table(self, table: Any) -> Iterator[RawLine]:
        rows = [list(_cells(row)) for row in table.iter(_W + "tr") if _owner(row) is table]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell, _ in row:
                    yield from self._blocks(cell)
            return
        for row in rows:
            texts: list[str] = []
            for cell, width in row:
                inner = () if _continues(cell) else self._blocks(cell)
                texts.append(" ".join(line.text.replace("\t", " ") for line in inner if line.text))
                texts.extend([""] * (width - 1))
            if any(texts):
                yield RawLine("\t".join(texts), "row")


def _numbering_root(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except Exception:  # python-docx raises NotImplementedError or KeyError where the part is missing
        return None


def _notes(document: Any) -> dict[tuple[str, str | None], str]:
    """The texts of foot- and endnotes by kind and number; separators and empty ones are left out."""
    from docx.oxml import parse_xml

    notes = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in {"footnotes", "endnotes"} or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iter(_W + kind[:-1]):
            text = " ".join(" ".join(_text(paragraph).split()) for paragraph in note.iter(_W + "p")).strip()
            if text and note.get(_W + "type", "normal") == "normal":
                notes[_W + kind[:-1], note.get(_W + "id")] = text
    return notes


def _text(element: Any) -> str:
    """The visible text of a paragraph; line and page breaks as newlines."""
    found: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or (tag == _W + "r" and _hidden(child)):
            continue
        if tag == _W + "t":
            found.append(child.text or "")
        elif tag == _W + "tab":
            found.append(" ")
        elif tag in {_W + "br", _W + "cr"}:
            found.append("\n")
        elif tag == _W + "noBreakHyphen":
            found.append("-")
        else:
            found.append(_text(child))
    return "".join(found)


def _hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val") not in {"0", "false", "off"}


def _boxes(element: Any) -> list[Any]:
    """The text boxes anchored in a paragraph, outermost only; Word stores each twice, the fallback is skipped."""
    boxes = []
    for box in element.iter(_W + "txbxContent"):
        above = {ancestor.tag for ancestor in box.iterancestors() if ancestor is not element}
        inside = _within(box, element)
        if _FALLBACK not in above and _W + "txbxContent" not in inside:
            boxes.append(box)
    return boxes


def _within(box: Any, element: Any) -> set[str]:
    tags = set()
    for ancestor in box.iterancestors():
        if ancestor is element:
            break
        tags.add(ancestor.tag)
    return tags


def _owner(row: Any) -> Any:
    return next((a for a in row.iterancestors() if a.tag == _W + "tbl"), None)


def _cells(row: Any) -> Iterator[tuple[Any, int]]:
    """The cells of a row with the number of columns each takes."""
    for cell in row.iter(_W + "tc"):
        if next(a for a in cell.iterancestors() if a.tag == _W + "tr") is not row:
            continue
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(_W + "val", "1") if span is not None else "1"
        yield cell, min(int(width), 100) if width.isdigit() else 1


def _continues(cell: Any) -> bool:
    """Whether the cell only goes on with the one above."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(_W + "val") != "restart"
