"""Pictures of pages (.png .jpg .tif .bmp): every picture of the file is a page, read by OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.errors import UnreadableFileError
from ingest.readers import ocr
from ingest.readers.ocr_page import Picture
from ingest.readers.scan import read_scan, say_pages
from ingest.schema import RawDocument, RawPage

MAX_PAGES = 500
_MAX_PIXELS = 120_000_000  # an A3 page at 600 dpi has 70 million
_MAX_SIDE = 4000  # the worker takes no more; an A4 page at 300 dpi has 3,508


def read(data: bytes, name: str) -> RawDocument:
    """Read a picture file."""
    if not ocr.available():
        raise UnreadableFileError(f"“{name}”是图片，{ocr.INSTALL}，请安装后再试，或换用带文字层的PDF。")
    failed: list[int] = []
    try:
        pages = list(_pages(data, name, failed))
    except UnreadableFileError:
        raise
    except Exception as error:  # Pillow raises a dozen kinds on damaged files
        raise UnreadableFileError(f"“{name}”已损坏，无法打开，请重新扫描或重新导出图片。") from error
    if not any(line.text for page in pages for line in page.lines):
        raise UnreadableFileError(f"“{name}”里没有识别出文字，请换用清晰端正的图片或电子版。")
    notes = ["图片里的文字由OCR识别，引用前请核对原件。"]
    if failed:
        notes.append(f"第{say_pages(failed)}页没有识别成功，请核对原件。")
    return RawDocument(format="image", pages=tuple(pages), paged=True, warnings=tuple(notes))


def _pages(data: bytes, name: str, failed: list[int]) -> Iterator[RawPage]:
    for number, picture in enumerate(pictures(data, name), 1):
        try:
            yield RawPage(number, read_scan(picture), ocr=True)
        except ocr.OcrError:
            failed.append(number)
            yield RawPage(number, (), ocr=True)


def first_picture(data: bytes, name: str) -> Picture:
    """The first picture of a file. Raises UnreadableFileError for what is none."""
    try:
        return next(pictures(data, name))
    except UnreadableFileError:
        raise
    except Exception as error:  # Pillow raises a dozen kinds on damaged files
        raise UnreadableFileError(f"“{name}”里的图片已损坏，无法打开。") from error


def mosaic(parts: list[tuple[tuple[float, float, float, float], Picture]], size: tuple[float, float]) -> Picture:
    """Pictures put together as they lie on a page: each with its left, top, right and bottom in the units of `size`."""
    from PIL import Image

    # as fine as the finest of them, within what the worker takes
    fine = max(picture.width / max(box[2] - box[0], 1e-3) for box, picture in parts)
    scale = min(fine, _MAX_SIDE / max(*size, 1.0))
    paper = Image.new("L", (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))), 255)
    for (left, top, right, bottom), picture in parts:
        high, wide = max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))
        if max(high, wide) <= 2 * _MAX_SIDE:
            part = Image.frombytes("L", (picture.width, picture.height), picture.pixels).resize((wide, high))
            paper.paste(part, (round(left * scale), round(top * scale)))
    return Picture(paper.width, paper.height, paper.tobytes())


def pictures(data: bytes, name: str) -> Iterator[Picture]:
    """The pictures of a file, as they are recognised."""
    with _opened(data, name) as (file, count):
        for at in range(count):
            file.seek(at)
            yield _picture(file, name)


def picture_at(data: bytes, name: str, number: int) -> Picture | None:
    """The picture `number` (from 1) of a file, without decoding those before it; None when there is no such."""
    with _opened(data, name) as (file, count):
        if not 1 <= number <= count:
            return None
        file.seek(number - 1)
        return _picture(file, name)


def count_pictures(data: bytes, name: str) -> int:
    """How many pictures a file has."""
    with _opened(data, name) as (_, count):
        return count


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[tuple[Any, int]]:
    """A file of pictures, and how many it has. Raises UnreadableFileError for one that has too many."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of big or odd pictures; limits are checked here
        with Image.open(io.BytesIO(data)) as file:
            count = int(getattr(file, "n_frames", 1))
            if count > MAX_PAGES:
                raise UnreadableFileError(f"“{name}”有{count}页，超过{MAX_PAGES}页的上限，请拆分后再试。")
            yield file, count


def _picture(file: Any, name: str) -> Picture:
    """The current picture in grey, upright, transparent parts as white paper."""
    from PIL import Image, ImageOps

    if file.width * file.height > _MAX_PIXELS:
        raise UnreadableFileError(f"“{name}”的图片过大（{file.width}×{file.height}），请缩小后再试。")
    file.draft("L", (_MAX_SIDE, _MAX_SIDE))  # JPEG can be decoded at a half or a quarter
    image = ImageOps.exif_transpose(file)
    image.thumbnail((_MAX_SIDE, _MAX_SIDE))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    if image.mode.startswith(("I", "F")):  # 16 bits a pixel
        image = image.point(lambda value: value / 256).convert("L")
    grey = image.convert("L")
    return Picture(grey.width, grey.height, grey.tobytes())
