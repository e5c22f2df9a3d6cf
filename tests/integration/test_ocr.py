"""A scan of our own letter is recognised, marked as such, cited exactly and boxed; its process can fail and go."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from assistant.library import Library
from ingest.errors import UnreadableFileError
from ingest.pipeline import parse
from ingest.readers import ocr, ocr_cache, page_images, pdf, read_file
from ingest.readers.ocr_page import Picture
from ingest.readers.ocr_worker import HEADER
from tests.support.character_errors import character_error_rate
from tests.support.ofd_writer import Ofd, text_object
from tests.support.pdf_writer import as_pdf, scanned

ROOT = Path(__file__).parents[2]
LETTER = (ROOT / "samples" / "library" / "云科函〔2025〕63号.pdf").read_bytes()
pytestmark = pytest.mark.skipif(not ocr.available(), reason="rapidocr is not installed")


@pytest.fixture(scope="module")
def picture() -> Any:
    (page,) = scanned(LETTER, [1])
    return page


@pytest.fixture(scope="module")
def scan(picture: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "扫描件.pdf"
    path.write_bytes(as_pdf([picture]))
    return path


def test_a_scan_reads_like_its_original(scan: Path, tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(LETTER)).pages[0])
    writer.write(original)
    found, wanted = parse(scan), parse(original)
    assert found.pages[0].ocr
    assert found.warnings == ("第1页是扫描件，文字由OCR识别，引用前请核对原件。",)
    assert character_error_rate(found.text, wanted.text) <= 0.02
    assert found.metadata.doc_number == "云科函〔2025〕63号"
    assert [section.path for section in found.sections] == [section.path for section in wanted.sections]


def test_an_ofd_of_pictures_reads_like_its_original(picture: Any, scan: Path, tmp_path: Path) -> None:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    drawn = '<ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="11"/>'
    media = '<MultiMedias><MultiMedia ID="11" Type="Image"><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias>'
    path = tmp_path / "扫描.ofd"
    # the second page's picture is damaged, the third has words of its own
    broken = drawn.replace("11", "12")
    media = media.replace(
        "</MultiMedias>", '<MultiMedia ID="12"><MediaFile>b.png</MediaFile></MultiMedia></MultiMedias>'
    )
    words = text_object("第三页是正文，印章盖在文字上面。" * 5, 20, 100) + drawn
    extra = {"Doc_0/a.png": stream.getvalue(), "Doc_0/b.png": b"\x89PNG\r\n\x1a\nxx"}
    path.write_bytes(Ofd([drawn, broken, words], resources=media, extra=extra).save())
    found, wanted = parse(path), parse(scan)
    assert [page.ocr for page in found.pages] == [True, False]
    assert found.text.startswith(wanted.text)
    assert "第三页是正文" in found.text
    assert any("第1页是扫描件" in warning for warning in found.warnings)
    assert any("第2页没有文字" in warning for warning in found.warnings)


def test_processes_that_read_beside_each_other_recognise_too(picture: Any, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for n in (1, 2):
        (folder / f"{n}.pdf").write_bytes(as_pdf([picture.crop((0, 0, picture.width, 500 + n))]))
    with Library.open(tmp_path / "home") as library:
        results = list(library.ingest([folder], None, 2))
    assert [(result.source, result.status, result.ocr) for result in results] == [
        ("1.pdf", "added", True),
        ("2.pdf", "added", True),
    ]


def test_a_page_that_a_scanner_cut_into_strips_is_read_whole(picture: Any, scan: Path, tmp_path: Path) -> None:
    drawn, media, extra = "", "", {}
    cuts = [0.0, 100.0, 200.0, 297.0]  # millimetres from the top; the second goes through a line
    for n, (top, bottom) in enumerate(itertools.pairwise(cuts)):
        stream = io.BytesIO()
        rows = [round(picture.height * at / 297) for at in (top, bottom)]
        picture.crop((0, rows[0], picture.width, rows[1])).save(stream, "PNG")
        drawn += f'<ImageObject ID="5{n}" Boundary="0 {top} 210 {bottom - top}" ResourceID="{n}"/>'
        media += f'<MultiMedia ID="{n}"><MediaFile>{n}.png</MediaFile></MultiMedia>'
        extra[f"Doc_0/{n}.png"] = stream.getvalue()
    garbled = text_object("\ue123\ue124\ue125" * 30, 20, 100)  # and a text layer that is none
    path = tmp_path / "扫描.ofd"
    path.write_bytes(Ofd([drawn + garbled], resources=f"<MultiMedias>{media}</MultiMedias>", extra=extra).save())
    found, wanted = parse(path), parse(scan)
    assert [page.ocr for page in found.pages] == [True]
    assert character_error_rate(found.text, wanted.text) < 0.02


def test_an_ofd_whose_pictures_cannot_be_recognised_is_no_empty_document(
    picture: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_picture: object) -> None:
        raise ocr.OcrError("识别超时")

    monkeypatch.setattr("ingest.readers.ocr.recognise", broken)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    drawn = '<ImageObject ID="5" Boundary="0 0 210 297" ResourceID="11"/>'
    media = '<MultiMedias><MultiMedia ID="11"><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias>'
    path = tmp_path / "扫描.ofd"
    path.write_bytes(Ofd([drawn], resources=media, extra={"Doc_0/a.png": stream.getvalue()}).save())
    with pytest.raises(UnreadableFileError, match="文字识别没有成功"):
        parse(path)


def test_a_library_marks_it_and_the_page_shows_the_quote(scan: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "home") as library:
        (result,) = library.ingest([scan])
        assert (result.status, result.ocr, result.pages) == ("added", True, 1)
        assert result.doc_id is not None
        document = library.document(result.doc_id)
        assert document is not None
        where = document.text.index("2024年，全市技术合同成交额")
        quote = document.text[where : where + 40]
        path = library.file_of(result.doc_id)
        assert path is not None
        boxes = page_images.quote_boxes(path, document.format, 1, quote)
        assert page_images.draw_page(path, document.format, 1) is not None
    assert len(boxes) in {2, 3}
    assert all(0 <= box.left < box.left + box.width <= 100 and 30 < box.top < 80 for box in boxes)


def test_what_was_read_once_needs_no_process(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_file(scan)
    monkeypatch.setattr(ocr, "_WORKER", None)
    assert read_file(scan) == first


def test_what_was_recognised_goes_with_its_original(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_OCR_CACHE", str(tmp_path / "pages"))
    with Library.open(tmp_path / "home") as library:
        [result] = library.ingest([scan])
        assert any((tmp_path / "pages").iterdir())
        library.remove(str(result.doc_id))
        assert any((tmp_path / "pages").iterdir()), "while it can be brought back"
        monkeypatch.setattr(ocr, "_WORKER", None)  # nothing is recognised for that
        library.forget(str(result.doc_id))
    assert not any((tmp_path / "pages").iterdir())


def test_pictures_are_pages(picture: Any, tmp_path: Path) -> None:
    path = tmp_path / "照片.png"
    picture.crop((0, 0, picture.width, 700)).save(path)
    document = parse(path)
    assert (document.format, document.paged, document.pages[0].ocr) == ("image", True, True)
    assert document.metadata.doc_number == "云科函〔2025〕63号"
    shown = page_images.draw_page(path, document.format, 1)
    assert shown is not None
    assert shown.media == "image/png"
    assert page_images.quote_boxes(path, document.format, 1, document.text[:9])
    assert page_images.draw_page(path, document.format, 2) is None


def test_a_page_that_lies_on_its_side_is_turned(picture: Any, tmp_path: Path) -> None:
    path = tmp_path / "横放.png"
    picture.crop((0, 200, picture.width, 700)).rotate(90, expand=True).save(path)
    assert "云科函〔2025〕63号" in [line.text for line in read_file(path).pages[0].lines]


def test_a_scanners_own_mark_is_no_text_layer(picture: Any, tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "扫描全能王.pdf"
    canvas = Canvas(str(path), pagesize=(595, 180))
    canvas.drawImage(ImageReader(picture.crop((0, 200, picture.width, 700))), 0, 0, 595, 180)
    canvas.drawString(400, 5, "scanned by an app")
    canvas.save()
    document = read_file(path)
    assert document.pages[0].ocr
    assert "云科函〔2025〕63号" in [line.text for line in document.pages[0].lines]


@pytest.mark.parametrize("garbled", ["\ue000\ue001\ue002" * 40, "ÖÐÉ½ÊÐ¿ÆÑ§" * 20, ""])
def test_a_bad_text_layer_is_read_by_the_other_library(garbled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise", None)
    wanted = pdf.read(LETTER, "a.pdf")
    extract = pdf._extract
    monkeypatch.setattr(pdf, "_extract", lambda *given: [garbled, *extract(*given)[1:]])
    found = pdf.read(LETTER, "a.pdf")
    assert found.warnings == ()
    assert ["".join("".join(line.text for line in page.lines).split()) for page in found.pages] == [
        "".join("".join(line.text for line in page.lines).split()) for page in wanted.pages
    ]


def test_a_broken_recognition_is_said_aloud(scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Picture) -> None:
        raise ocr.OcrError("识别超时")

    monkeypatch.setattr(ocr, "recognise", broken)
    with pytest.raises(UnreadableFileError, match="文字识别没有成功"):
        read_file(scan)
    writer = PdfWriter()
    for page in (PdfReader(io.BytesIO(LETTER)).pages[0], PdfReader(scan).pages[0]):
        writer.add_page(page)
    writer.write(tmp_path / "一页有字.pdf")
    found = read_file(tmp_path / "一页有字.pdf")
    assert [page.ocr for page in found.pages] == [False, False]
    assert "第2页是扫描件，没有识别成功" in found.warnings[0]


def test_a_page_without_ink_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_WORKER", None)
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(tmp_path / "白.pdf")
    with pytest.raises(UnreadableFileError, match="没有识别出文字"):
        read_file(tmp_path / "白.pdf")


def test_without_the_packages_a_scan_is_refused(scan: Path, picture: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    monkeypatch.setattr(ocr, "recognise", None)
    with pytest.raises(UnreadableFileError, match="没有文字层，可能是扫描件"):
        read_file(scan)
    path = scan.with_name("a.png")
    picture.save(path)
    with pytest.raises(UnreadableFileError, match="是图片，没有安装文字识别组件"):
        read_file(path)


STAND_INS = {
    "dies at the start": "import sys; sys.exit(1)",
    "dies at a page": "print('\"ready\"', flush=True); import sys; sys.stdin.buffer.read(8)",
    "never answers": "print('\"ready\"', flush=True); import time; time.sleep(60)",
    "answers nonsense": "print('\"ready\"\\nnonsense', flush=True); import time; time.sleep(60)",
}


@pytest.mark.parametrize("kind", STAND_INS)
def test_a_failing_process_costs_the_page_only(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = tmp_path / "ocr_worker.py"
    stand_in.write_text(STAND_INS[kind], encoding="utf-8")
    monkeypatch.setattr(ocr, "__file__", str(tmp_path / "ocr.py"))
    monkeypatch.setattr(ocr, "_PAGE_SECONDS", 0.5)
    worker = ocr._Worker()
    for _ in range(2):
        with pytest.raises(ocr.OcrError):
            worker.ask(Picture(400, 400, bytes(160_000)))
        assert worker._process is None


def test_recognition_reports_to_nobody(tmp_path: Path) -> None:
    """ONNX Runtime's telemetry leaves a device id in the user's cache folder as soon as it is on."""
    worker = str(ROOT / "ingest" / "readers" / "ocr_worker.py")
    page = HEADER.pack(64, 64) + bytes(4096)
    homes = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    done = subprocess.run(
        [sys.executable, "-P", worker, "1"], env={"PATH": ""} | homes, input=page, capture_output=True, check=False
    )
    assert done.stdout.split(b"\n")[0] == b'"ready"', done.stderr
    assert done.stdout.split(b"\n")[1].startswith(b"["), done.stdout
    assert list(tmp_path.rglob("*deviceid*")) == []
    assert list(tmp_path.rglob("*.db")) == []


def test_the_cache_forgets_what_was_not_used_for_longest(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / str(n)).write_bytes(bytes(100))
        os.utime(tmp_path / str(n), (n, n))
    ocr_cache.prune(tmp_path, 250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4"]


@pytest.mark.parametrize("damage", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_cache_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    monkeypatch.setenv("ZHENGWEN_OCR_CACHE", str(tmp_path))
    (tmp_path / "key").write_bytes(damage)
    assert ocr_cache.get("key") is None
    ocr_cache.put("key", [["字", [0] * 8]])
    assert ocr_cache.get("key") == [["字", [0] * 8]]
    monkeypatch.setenv("ZHENGWEN_OCR_CACHE", "")
    assert ocr_cache.get("key") is None
