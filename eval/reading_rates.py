"""How fast files are read, without a library: text from bytes to chunks, PDF pages with a text layer, scanned pages.

Processor time; PDF and scans are our own samples. Short runs are repeated until the start does not count.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples" / "library"
_TEXT_BYTES = 2_000_000
_PDF_TIMES = 10


def reading_rates(folder: Path, samples: Path = SAMPLES) -> list[tuple[str, str]]:
    """Rows of the table of `eval.bench`."""
    rows = [("文本：从字节到段落", f"{_text_rate(folder):.1f} MB/秒")]
    pdf = next(samples.glob("*.pdf"))
    rows.append(("PDF文字层", f"{_pdf_rate(pdf):.0f} 页/秒"))
    seconds = _ocr_seconds(pdf)
    rows.append(("OCR（含启动，每页）：处理器时间", "没有安装" if seconds is None else f"{seconds:.1f} 秒"))
    return rows


def _text_rate(folder: Path) -> float:
    """Megabytes a second over the folder's text files."""
    from ingest.chunking import chunk
    from ingest.pipeline import parse

    files = sorted(folder.rglob("*.txt")) or sorted(SAMPLES.glob("*.txt"))
    size = sum(file.stat().st_size for file in files)
    times = -(-_TEXT_BYTES // size)

    def read() -> None:
        for _ in range(times):
            for file in files:
                chunk(parse(file))

    return times * size / 1e6 / _processor(read)


def _pdf_rate(pdf: Path) -> float:
    from ingest.pipeline import parse

    pages = len(parse(pdf).pages)
    return _PDF_TIMES * pages / _processor(lambda: [parse(pdf) for _ in range(_PDF_TIMES)])


def _ocr_seconds(pdf: Path) -> float | None:
    """Seconds a page, of the process that recognises included; None where the packages are missing."""
    from ingest.readers import ocr, pdf_page, read_file

    if not ocr.available():
        return None
    with tempfile.TemporaryDirectory(prefix="zhengwen-bench-") as folder:
        pages: list[Path] = []
        while (page := pdf_page.pdf_png(pdf, len(pages) + 1)) is not None:
            picture = Path(folder) / f"{len(pages) + 1}.png"
            picture.write_bytes(page)
            pages.append(picture)
        kept = os.environ.get("ZHENGWEN_OCR_CACHE")
        os.environ["ZHENGWEN_OCR_CACHE"] = ""  # what was recognised before would cost nothing
        try:
            ocr.stop()
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            own = _processor(lambda: [read_file(picture) for picture in pages])
            ocr.stop()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        finally:
            os.environ.pop("ZHENGWEN_OCR_CACHE")
            if kept is not None:
                os.environ["ZHENGWEN_OCR_CACHE"] = kept
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (own + spent) / len(pages)


def _processor(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began
