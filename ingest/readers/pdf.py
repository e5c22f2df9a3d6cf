"""PDF with a text layer: pypdf gives each page's lines, pypdfium2 (pdf_layout.py) where they stand.

A page's visual lines stay lines. Where the boxes say so, a ruled table becomes rows, and an empty line goes before a
line that is indented by two characters, since that is how these documents begin a paragraph and pypdf drops it.
Page numbers, headers and footers are left for the normaliser. No OCR: a file without text is refused, single pages
without text are named in a warning.
"""

from __future__ import annotations

import io
import logging

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers.text import odd_share
from ingest.schema import RawDocument, RawLine, RawPage

MAX_PAGES = 3_000
MAX_CONTENT = 20_000_000  # bytes of drawing commands a page may expand to; a dense text page needs 0.1 MB
_TAIL = 4_096  # where a whole file has its end mark; some programs write after it
_MAX_ODD_SHARE = 0.2  # private-use or undefined characters: the fonts lack a table back to Unicode


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
    whole = "".join(texts)
    if not whole.strip():
        raise UnreadableFileError(f"“{name}”：这份PDF没有文字层，可能是扫描件，请先做文字识别（OCR）或换用电子版。")
    if odd_share(whole) > _MAX_ODD_SHARE:
        raise UnreadableFileError(f"“{name}”的文字层是乱码（字体缺少对照表），请从原始文件重新导出PDF。")
    return RawDocument(format="pdf", pages=_pages(data, texts), paged=True, warnings=_warnings(name, texts))


def _extract(data: bytes, name: str) -> list[str]:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableFileError(f"“{name}”设了打开密码，请去掉密码后再试。")
    count = len(reader.pages)
    if count == 0:
        raise UnreadableFileError(f"“{name}”里没有页面，请重新导出PDF。")
    if count > MAX_PAGES:
        raise UnreadableFileError(f"“{name}”有{count}页，超过{MAX_PAGES}页的上限，请拆分后再试。")
    texts: list[str] = []
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_CONTENT:
            raise UnreadableFileError(f"“{name}”第{len(texts) + 1}页内容过大，请重新导出PDF后再试。")
        texts.append(page.extract_text())
    return texts


def _pages(data: bytes, texts: list[str]) -> tuple[RawPage, ...]:
    """The pages' lines, laid out by the boxes where pypdfium2 can open the file, else as pypdf gives them."""
    from ingest.readers import pdf_layout

    plain = [text.split("\n") for text in texts]
    try:
        laid_out = pdf_layout.lay_out(data, plain)
    except Exception:  # the boxes only improve what was already read: never lose a document over them
        laid_out = [[RawLine(line.strip()) for line in lines] for lines in plain]
    return tuple(RawPage(number, tuple(lines)) for number, lines in enumerate(laid_out, 1))


def _warnings(name: str, texts: list[str]) -> tuple[str, ...]:
    bare = [str(number) for number, text in enumerate(texts, 1) if not text.strip()]
    if not bare:
        return ()
    shown = "、".join(bare[:10]) + ("等" if len(bare) > 10 else "")
    return (f"“{name}”第{shown}页没有文字（可能是图片或空白页），请核对这些页的内容。",)
