"""From a file to a `RawDocument`: pages of lines, before anything is mended.

`read_file` chooses the reader by the file's content; the suffix only breaks ties (a Markdown file is text like any
other) and catches files that are not what they claim. What goes wrong is said in one Chinese sentence.

text.py      plain text: UTF-8, UTF-16 with a mark, GB18030
markdown.py  Markdown, its marks removed
pdf.py       PDF (pypdf; boxes from pypdfium2 in pdf_layout.py; measured first in pdf_forms.py)
docx.py      Word .docx (python-docx; Word's own numbering in docx_numbering.py)
office.py    .doc and .wps, by LibreOffice or antiword where one is installed
ofd.py       OFD with a text layer (zipfile and defusedxml; ofd_content.py, ofd_layout.py)
html.py      web pages (lxml)
image.py     .png .jpg .tif .bmp, read by OCR (ocr.py, a process of its own), as are scanned pages of a PDF
sheet.py     .xlsx (openpyxl), .csv and .tsv: a table a sheet
archive.py   .zip: not a document; its members are, and a library takes them in one by one

Not read: .rtf, .odt, .xls, slides. The packages behind the formats are imported when the first such
file comes, not before.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
import zipfile
from pathlib import Path

from ingest.errors import UnreadableFileError, UnsupportedFormatError, UserError
from ingest.schema import RawDocument

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"})
SUFFIXES = (
    frozenset({".txt", ".text", ".pdf", ".docx", ".doc", ".wps", ".ofd", ".xlsx", ".zip"})
    | MARKDOWN_SUFFIXES
    | HTML_SUFFIXES
    | TABLE_SUFFIXES
    | IMAGE_SUFFIXES
)
"""The suffixes worth looking at when a folder is walked; a file named by itself may have any."""

MAX_BYTES = 200 * 1024 * 1024  # far above any policy document; keeps a mistaken video out of memory

MAX_TEXT = 40 * 1024 * 1024  # of a file that is text itself: a hundred times the longest plan, and ten seconds of work
MAX_LINES = 200_000  # each becomes an object, be it empty, and may become a heading with a passage of its own
MAX_CHARACTERS = 20_000_000  # what MAX_TEXT holds in Chinese; other formats may unpack to anything

_HEAD = 1024  # a PDF's header may stand anywhere in the first kilobyte
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {
    ".doc": "WordDocument".encode("utf-16-le"),
    ".xls": "Workbook".encode("utf-16-le"),
    ".ppt": "PowerPoint Document".encode("utf-16-le"),
}
_PASSWORD_STREAM = "EncryptedPackage".encode("utf-16-le")  # what a .docx with a password is wrapped in
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_HTML = re.compile(
    rb"(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|meta)[\s>]", re.I | re.S
)  # a saved page may begin with a comment that says where it was found
_NOTHING = frozenset({b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"})  # or only a byte order mark
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_FOREIGN = {
    ".doc": "是旧版Word文件，请用Word或WPS另存为.docx后再试",
    ".wps": "是WPS文字文件，请用WPS另存为.docx后再试",
    ".rtf": "是RTF文件，请用Word或WPS另存为.docx后再试",
    ".xls": "是旧版电子表格，请用Excel或WPS另存为.xlsx后再试",
    ".ppt": "是演示文稿，请导出为PDF后再试",
    ".pptx": "是演示文稿，请导出为PDF后再试",
    ".odt": "是OpenDocument文件，请另存为.docx后再试",
    ".zip": "是压缩包，请用“导入”收进里面的文件，或先解压再读",
    ".rar": "是zip以外的压缩包，请先解压，或改用.zip格式",
}
_PACKAGES = {
    ".docx": "不是完好的Word文件，请用Word打开并重新另存为.docx",
    ".xlsx": "不是完好的电子表格，请用Excel或WPS打开并重新另存为.xlsx",
    ".ofd": "不是完好的OFD文件，请重新下载或重新导出",
}
PACKAGE_SUFFIXES = frozenset(_PACKAGES)
# what a file called .pdf may be all the same; a web page is most often the error page of a failed download
_TAKEN_FOR_PDF = frozenset({".pdf", ".docx", ".doc", ".ofd", ".xlsx"})
_PROMISES = {
    ".pdf": {"pdf"},
    ".docx": {"docx"},
    ".doc": {"doc", "docx"},
    ".wps": {"doc", "docx"},
    ".txt": {"txt"},
    ".text": {"txt"},
    ".md": {"md"},
    ".ofd": {"ofd"},
    ".xlsx": {"xlsx"},
} | {suffix: {"html"} for suffix in HTML_SUFFIXES}


def read_file(path: Path) -> RawDocument:
    """Read one file. Raises UnreadableFileError or UnsupportedFormatError, nothing else."""
    name = _printable(path.name)
    data = _load(path, name)
    suffix = path.suffix.lower()
    kind = _sniff(data)
    if suffix == ".pdf" and kind not in _TAKEN_FOR_PDF:
        raise UnreadableFileError(f"“{name}”不是PDF文件，请检查后缀或重新导出。")
    if kind == ".ole" and _PASSWORD_STREAM in data:
        raise UnreadableFileError(f"“{name}”设了打开密码，请在Word、Excel或WPS中去掉密码后再试。")
    if suffix in _PACKAGES and kind in {"", ".zip"}:
        raise UnreadableFileError(f"“{name}”{_PACKAGES[suffix]}。")
    if kind in {"", ".html"} and len(data) > MAX_TEXT:
        raise UnreadableFileError(f"“{name}”的文字超过{MAX_TEXT // 1024 // 1024}MB，请拆分后再试。")
    if not kind and max(data.count(b"\n"), data.count(b"\r"), data.count(b"\f")) > MAX_LINES:
        raise UnreadableFileError(f"“{name}”超过{MAX_LINES // 10_000}万行，请拆分后再试。")
    if kind == ".pdf":
        from ingest.readers.pdf import read as read_pdf

        document = read_pdf(data, name)
    elif kind == ".docx":
        from ingest.readers.docx import read as read_docx

        document = read_docx(data, name)
    elif kind == ".doc":
        from ingest.readers.office import read as read_office

        document = read_office(data, name, _FOREIGN[".wps" if suffix == ".wps" else ".doc"])
    elif kind == ".ofd":
        from ingest.readers.ofd import read as read_ofd

        document = read_ofd(data, name)
    elif kind == ".xlsx":
        from ingest.readers.sheet import read_xlsx

        document = read_xlsx(data, name)
    elif kind == ".png":
        from ingest.readers.image import read as read_image

        document = read_image(data, name)
    elif kind == ".html" or (not kind and suffix in HTML_SUFFIXES and b"<" in data):
        from ingest.readers.html import read as read_html

        document = read_html(data, name)
    elif kind:
        known = kind if kind != ".ole" else suffix if suffix in _FOREIGN else ".doc"
        raise UnsupportedFormatError(f"“{name}”{_FOREIGN[known]}。")
    elif suffix in TABLE_SUFFIXES:
        from ingest.readers.sheet import read_csv

        document = read_csv(data, name)
    elif suffix in IMAGE_SUFFIXES:
        raise UnreadableFileError(f"“{name}”不是完好的图片，请重新扫描或重新导出。")
    elif suffix in _FOREIGN and suffix not in {".doc", ".wps"}:
        raise UnsupportedFormatError(f"“{name}”{_FOREIGN[suffix]}。")
    elif suffix in MARKDOWN_SUFFIXES:
        from ingest.readers.markdown import read as read_markdown

        document = read_markdown(data, name)
    elif (
        suffix
        and suffix not in SUFFIXES
        and b"\x00" in data[:_HEAD]
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise UnsupportedFormatError(f"“{name}”不是能读的文件，请换成PDF、Word、OFD、图片、网页、表格或文本。")
    else:
        from ingest.readers.text import read as read_text

        document = read_text(data, name)
    if sum(len(page.lines) for page in document.pages) > MAX_LINES:
        raise UnreadableFileError(f"“{name}”超过{MAX_LINES // 10_000}万行，请拆分后再试。")
    if sum(len(line.text) for page in document.pages for line in page.lines) > MAX_CHARACTERS:
        raise UnreadableFileError(f"“{name}”文字过多，请拆分后再试。")
    return _noting_suffix(document, name, suffix)


def forget_recognised(path: Path) -> None:
    """Drops what is kept of the recognised pages of a file; a file that cannot be read keeps its own."""
    from ingest.readers.ocr import forgetting

    with forgetting(), contextlib.suppress(UserError):
        read_file(path)


def _noting_suffix(document: RawDocument, name: str, suffix: str) -> RawDocument:
    """Warn where a suffix promised another format than the one that was found."""
    promised = _PROMISES.get(suffix)
    if promised is None or document.format in promised:
        return document
    note = f"“{name}”的后缀与内容不符，已按{document.format}格式读取。"
    return dataclasses.replace(document, warnings=(note, *document.warnings))


def _printable(name: str) -> str:
    """A file name that can stand in a one-line message, whatever bytes it is made of."""
    return "".join(c if c.isprintable() else "?" for c in name) or "?"


def _load(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFileError(f"“{name}”是文件夹，请指定其中的文件。")
        if path.exists() and not path.is_file():  # a pipe or a device would be read for ever
            raise UnreadableFileError(f"“{name}”不是普通文件，请换成文件再试。")
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UnreadableFileError(f"“{name}”超过{MAX_BYTES // 1024 // 1024}MB，请拆分后再试。")
    except FileNotFoundError:
        raise UnreadableFileError(f"找不到文件“{name}”，请检查路径。") from None
    except PermissionError:
        raise UnreadableFileError(f"没有权限读取“{name}”，请检查文件权限。") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
        raise UnreadableFileError(f"“{name}”读取失败，请检查磁盘或重新复制文件。") from error
    if data.strip(b" \t\r\n\f\v\x00") in _NOTHING:
        raise UnreadableFileError(f"“{name}”：文件是空的，请检查是否保存完整。")
    return data


def _sniff(data: bytes) -> str:
    """The format by content, as the suffix it ought to have; "" for what may be text."""
    head = data[:_HEAD]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-") or (b"%PDF-" in head and b"\x00" in data[:4096]):
        return ".pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _sniff_zip(data)
    if head.startswith(_OLE):
        return next((kind for kind, stream in _OLE_STREAMS.items() if stream in data), ".ole")
    if head.startswith(_ARCHIVES):
        return ".rar"
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if _HTML.match(start.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else start):
        return ".html"
    if head.startswith(_IMAGES) and b"\x00" in data[:4096]:
        return ".png"
    return ""


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception:  # zipfile raises a dozen kinds on damaged input; a cut .docx is named as such by its reader
        marks = {b"OFD.xml": ".ofd", b"xl/workbook.xml": ".xlsx", b"word/": ".docx", b"[Content_Types].xml": ".docx"}
        return next((kind for mark, kind in marks.items() if mark in data), ".zip")
    return package_kind(names)


def package_kind(names: set[str]) -> str:
    """What a zip package is, by the parts it must have; ".zip" for an archive."""
    if "word/document.xml" in names:
        return ".docx"
    for suffix, part in ((".xlsx", "xl/workbook.xml"), (".pptx", "ppt/presentation.xml")):
        if part in names:
            return suffix
    if any(part.strip("/\\").lower() == "ofd.xml" for part in names):
        return ".ofd"
    if "content.xml" in names and "mimetype" in names:
        return ".odt"
    return ".docx" if "[Content_Types].xml" in names else ".zip"
