"""PDF: pypdf gives each page's lines, pypdfium2 (pdf_layout.py) where they stand, OCR the pages that are pictures.

A page's visual lines stay lines. Where the boxes say so, a ruled table becomes rows, and an empty line goes before a
line that is indented by two characters, since that is how these documents begin a paragraph and pypdf drops it.
Page numbers, headers and footers are left for the normaliser. A page whose text layer is empty or garbled is read a
second time by PDFium and then recognised (pdf_scan.py); a page that has both text and pictures is read by its text.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers import ocr, pdf_scan
from ingest.readers.pdf_forms import Forms, TooMuchDrawnError
from ingest.readers.pdf_scan import MAX_PAGE_TEXT, Scans, TooMuchTextError
from ingest.readers.scan import say_pages
from ingest.schema import RawDocument, RawLine, RawPage

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_PAGES = 3_000
MAX_CONTENT = 20_000_000  # bytes of drawing commands a page may expand to; a dense text page needs 0.1 MB
MAX_TEXT = 5_000_000  # characters of the whole file: a font may say that each of its signs stands for a hundred
_TAIL = 4_096  # where a whole file has its end mark; some programs write after it


def read(data: bytes, name: str) -> RawDocument:
    """Read a PDF file. pypdf's own limits on decompression (75 MB a stream) are left as they are."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise UnreadableFileError(f"“{name}”不完整（缺少PDF结尾），请重新下载或重新导出。")
    # pypdf logs every fault it mends; a damaged file would write hundreds of lines to standard error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        texts = _extract(data, name)
    except ZhengwenError:
        raise
    except Exception as error:  # pypdf raises its own tree, but also KeyError, RecursionError… on damaged files
        raise UnreadableFileError(f"“{name}”已损坏，无法解析，请重新下载或重新导出PDF。") from error
    try:
        scans = pdf_scan.read_pages(data, texts)
    except TooMuchTextError as error:
        raise UnreadableFileError(_too_much_text(name)) from error
    for number, text in scans.texts.items():
        texts[number - 1] = text
    if sum(map(len, texts)) > MAX_TEXT:
        raise UnreadableFileError(_too_much_text(name))
    pages = tuple(
        RawPage(page.number, scans.lines[page.number], ocr=True) if page.number in scans.lines else page
        for page in _pages(data, texts)
    )
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise UnreadableFileError(_no_text(name, scans))
    return RawDocument(format="pdf", pages=pages, paged=True, warnings=_warnings(name, scans))


def _extract(data: bytes, name: str) -> list[str]:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import LimitReachedError

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableFileError(f"“{name}”设了打开密码，请去掉密码后再试。")
    count = len(reader.pages)
    if count == 0:
        raise UnreadableFileError(f"“{name}”里没有页面，请重新导出PDF。")
    if count > MAX_PAGES:
        raise UnreadableFileError(f"“{name}”有{count}页，超过{MAX_PAGES}页的上限，请拆分后再试。")
    texts: list[str] = []
    length = 0
    forms = Forms(MAX_CONTENT)
    for page in reader.pages:
        contents = page.get_contents()
        try:
            forms.check(page, contents.get_data() if contents is not None else b"")
        except TooMuchDrawnError as error:
            raise UnreadableFileError(f"“{name}”第{len(texts) + 1}页内容过大，请重新导出PDF后再试。") from error
        try:
            texts.append(_text(page))
        except LimitReachedError as error:  # PDFium has no limits: it must not try what was too much for pypdf
            raise UnreadableFileError(_too_much_text(name)) from error
        length += len(texts[-1])
        if len(texts[-1]) > MAX_PAGE_TEXT or length > MAX_TEXT:
            raise UnreadableFileError(_too_much_text(name))
    return texts


def _text(page: PageObject) -> str:
    from pypdf.errors import LimitReachedError

    try:
        return page.extract_text()
    except LimitReachedError:
        raise
    except Exception:  # one damaged page among good ones: PDFium tries it next
        return ""


def _pages(data: bytes, texts: list[str]) -> tuple[RawPage, ...]:
    """The pages' lines, laid out by the boxes where pypdfium2 can open the file, else as pypdf gives them."""
    from ingest.readers import pdf_layout

    plain = [text.split("\n") for text in texts]
    try:
        laid_out = pdf_layout.lay_out(data, plain)
    except Exception:  # the boxes only improve what was already read: never lose a document over them
        laid_out = [[RawLine(line.strip()) for line in lines] for lines in plain]
    return tuple(RawPage(number, tuple(lines)) for number, lines in enumerate(laid_out, 1))


def _too_much_text(name: str) -> str:
    return f"“{name}”文字过多，请拆分后再试。"


def _no_text(name: str, scans: Scans) -> str:
    if scans.garbled and not ocr.available():
        return f"“{name}”的文字层是乱码（字体缺少对照表），请从原始文件重新导出PDF。"
    if not ocr.available():
        return f"“{name}”：这份PDF没有文字层，可能是扫描件，请先做文字识别（OCR）或换用电子版。"
    if scans.failed:
        return f"“{name}”没有文字层，文字识别没有成功，请稍后重新导入或换用电子版。"
    return f"“{name}”没有文字层，可能是扫描件，但没有识别出文字，请换用清晰的扫描件或电子版。"


def _warnings(name: str, scans: Scans) -> tuple[str, ...]:
    notes = []
    if scans.lines:
        notes.append(f"第{say_pages(list(scans.lines))}页是扫描件，文字由OCR识别，引用前请核对原件。")
    if scans.failed:
        notes.append(f"“{name}”第{say_pages(scans.failed)}页是扫描件，没有识别成功，请稍后重新导入或换用电子版。")
    if scans.garbled:
        notes.append(f"“{name}”第{say_pages(scans.garbled)}页的文字层是乱码，没有收录，请核对这些页的内容。")
    if scans.bare:
        notes.append(f"“{name}”第{say_pages(scans.bare)}页没有文字（可能是图片或空白页），请核对这些页的内容。")
    return tuple(notes)
