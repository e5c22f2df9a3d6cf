"""The pages of originals: drawn, with a quote boxed on them, turned, and shown to whoever may read the document."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.schema import Citation
from assistant.ui.originals import document_page
from assistant.ui.originals.citation_panel import panel
from assistant.ui.originals.document_page import DocumentPages, parts_of
from assistant.ui.originals.original_pages import OriginalPages
from ingest.pipeline import build_document, parse
from ingest.readers import image, ofd_page
from ingest.readers.image import _picture as picture
from ingest.readers.packages import Package
from ingest.readers.page_images import draw_page, page_count, quote_boxes
from ingest.schema import Document, RawDocument, RawLine, RawPage, Span
from tests.support.ofd_writer import Ofd, content, text_object
from tests.support.pdf_writer import typeset

FIRST = "一、关于“延长集市营业时间”的建议"
SECOND = "步道全长4.7公里，已整修2.9公里。"


@dataclass
class Shelf:
    """Documents in memory with their originals."""

    held: dict[str, tuple[Document, Path]] = field(default_factory=dict)

    def document(self, doc_id: str) -> Document | None:
        return self.held[doc_id][0] if doc_id in self.held else None

    def file_of(self, doc_id: str) -> Path | None:
        return self.held[doc_id][1] if doc_id in self.held else None


def on_shelf(path: Path, document: Document | None = None) -> tuple[Shelf, Document]:
    document = document or parse(path)
    return Shelf({document.doc_id: (document, path)}), document


@pytest.fixture(scope="module")
def ofd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages."""
    path = tmp_path_factory.mktemp("ofd") / "答复.ofd"
    pages = [
        content(text_object("澜川市商务局文件", 30, 40) + text_object(FIRST, 30, 60)),
        content(text_object("二、关于“修缮<沿江>步道”的建议", 30, 40) + text_object(SECOND, 30, 60)),
    ]
    path.write_bytes(Ofd(pages).save())
    return path


def client_of(shelf: Shelf | None) -> TestClient:
    def reader_of(_: Request) -> Shelf | None:
        return shelf

    routes = [*OriginalPages(reader_of).routes(), *DocumentPages(reader_of).routes()]
    return TestClient(Starlette(routes=routes), follow_redirects=False)


def citation(document: Document, quote: str, page: int | None) -> Citation:
    start = document.text.index(quote)
    return Citation(1, document.doc_id, document.source, None, None, "", page, quote, start, start + len(quote))


def test_a_page_of_an_ofd_is_drawn_and_its_words_boxed(ofd: Path) -> None:
    first, second = draw_page(ofd, "ofd", 1), draw_page(ofd, "ofd", 2)
    assert first is not None
    assert second is not None
    assert first.media == "image/svg+xml"
    assert "澜川市商务局文件" in first.data.decode()
    assert "&lt;沿江&gt;" in second.data.decode()
    assert draw_page(ofd, "ofd", 3) is None
    [box] = quote_boxes(ofd, "ofd", 2, SECOND)
    millimetres = box.left * 2.1, box.top * 2.97
    assert millimetres[0] == pytest.approx(30, abs=1)
    assert 52 < millimetres[1] < 62
    assert quote_boxes(ofd, "ofd", 1, SECOND) == ()
    assert quote_boxes(ofd, "ofd", 9, SECOND) == ()
    assert draw_page(ofd, "docx", 1) is None
    assert quote_boxes(ofd, "docx", 1, SECOND) == ()


def test_pages_without_words_count_and_can_be_turned_to(tmp_path: Path) -> None:
    """A title's empty back, a table of contents, an annex that is a picture: the text knows nothing of them."""
    path = tmp_path / "空页.ofd"
    pages = [content(text_object(FIRST, 30, 60)), content(""), content(text_object(SECOND, 30, 40)), content("")]
    path.write_bytes(Ofd(pages).save())
    assert page_count(path, "ofd") == 4
    shelf, document = on_shelf(path)
    start = document.text.index(SECOND)
    client = client_of(shelf)
    cited = client.get(f"/documents/{document.doc_id}?page=3&mark={start}-{start + 6}").text
    assert f'src="/pages/{document.doc_id}/3"' in cited
    assert '<span class="zw-box" id=box data-page="3"' in cited
    assert "第3页，共4页" in cited
    assert "这一页没有文字。" in client.get(f"/documents/{document.doc_id}?page=4").text
    assert 'data-pages="4" data-at="3"' in panel(shelf, citation(document, SECOND, 3))  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["pdf", "image", "docx"])
def test_pages_are_counted_and_numbered_alike(tmp_path: Path, format: str) -> None:
    path = tmp_path / "件"
    if format == "pdf":
        path.write_bytes(typeset([FIRST, SECOND]))
    elif format == "image":
        sheets = [Image.new("L", (40, 60), shade) for shade in (255, 0, 128)]
        sheets[0].save(path, "TIFF", save_all=True, append_images=sheets[1:])
    count = {"pdf": 1, "image": 3, "docx": 0}[format]
    assert page_count(path, format) == count
    assert [draw_page(path, format, n) is not None for n in range(count + 2)] == [False, *[True] * count, False]
    if format == "image":
        last = draw_page(path, format, 3)
        assert last is not None
        assert Image.open(BytesIO(last.data)).convert("L").getpixel((5, 5)) == 128


def test_a_picture_far_behind_is_drawn_without_those_before_it(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "扫描.tif"
    sheets = [Image.new("L", (40, 60)) for _ in range(9)]
    sheets[0].save(path, "TIFF", save_all=True, append_images=sheets[1:])
    decoded = []
    monkeypatch.setattr(image, "_picture", lambda *given: decoded.append(1) or picture(*given))
    assert draw_page(path, "image", 9) is not None
    assert len(decoded) == 1


def test_a_page_that_says_it_is_a_mile_wide_is_drawn_coarser(tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.save(tmp_path / "大.pdf")
    drawn = draw_page(tmp_path / "大.pdf", "pdf", 1)
    assert drawn is not None
    assert max(Image.open(BytesIO(drawn.data)).size) <= 4000


def test_a_picture_placed_many_times_is_read_once_and_does_not_swell_the_page(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(ofd_page, "_MOST_SHOWN", 10_000)
    sheet = BytesIO()
    Image.effect_noise((60, 60), 90).save(sheet, "PNG")
    media = "<MultiMedias><MultiMedia ID='{}' Type='Image'><MediaFile>{}</MediaFile></MultiMedia></MultiMedias>"
    objects = "".join(f"<ImageObject ID='{n}' ResourceID='{5 + n % 2}' Boundary='0 0 9 9'/>" for n in range(40))
    whole = Ofd(
        [content(text_object(FIRST, 30, 40) + objects)],
        resources=media.format(5, "a.png") + media.format(6, "b.png"),
        extra={"Doc_0/a.png": sheet.getvalue(), "Doc_0/b.png": sheet.getvalue()},
    ).save()
    path = tmp_path / "多.ofd"
    path.write_bytes(_with_a_broken_part(whole, "Doc_0/b.png"))
    read = []
    package_read = Package.read
    monkeypatch.setattr(Package, "read", lambda *given: read.append(given[1]) or package_read(*given))
    drawn = draw_page(path, "ofd", 1)
    assert drawn is not None
    assert 0 < drawn.data.count(b"<image") < 20
    assert len(drawn.data) < 20_000
    assert read.count("doc_0/a.png") == 1
    assert FIRST in drawn.data.decode(), "a picture that is damaged does not take the words along"


def _with_a_broken_part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        info = archive.getinfo(name)
    at = info.header_offset + 30 + len(name) + 20
    return package[:at] + bytes([package[at] ^ 255]) + package[at + 1 :]


def test_the_route_asks_who_comes_and_what_they_may_read(ofd: Path) -> None:
    shelf, document = on_shelf(ofd)
    address = f"/pages/{document.doc_id}/1"
    assert client_of(None).get(address).status_code == 401
    got = client_of(shelf).get(address)
    assert got.headers["content-type"] == "image/svg+xml"
    assert got.headers["cache-control"] == "no-store"
    assert "sandbox" in got.headers["content-security-policy"]
    assert client_of(shelf).get(f"/pages/{document.doc_id}/3").status_code == 404
    assert client_of(Shelf()).get(address).status_code == 404, "what was drawn for one is not handed to another"
    assert client_of(shelf).get("/pages/x/1").status_code == 404
    for odd in ("0", "-1", "x", "1.0", "9" * 30, "9" * 5000):
        refused = client_of(shelf).get(f"/pages/{document.doc_id}/{odd}")
        assert (refused.status_code, refused.json()["detail"]) == (404, "没有这一页。")
        assert refused.headers["cache-control"] == "no-store"


def test_a_file_that_cannot_be_drawn_is_one_sentence(tmp_path: Path, ofd: Path, capfd) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 no more")
    shelf, document = on_shelf(broken, replace(parse(ofd), format="pdf"))
    got = client_of(shelf).get(f"/pages/{document.doc_id}/1")
    assert (got.status_code, got.json()["detail"]) == (500, "这一页画不出来，请看文字。")
    assert "Traceback" in capfd.readouterr().err


def test_the_panel_turns_pages_and_boxes_only_the_cited_ones(ofd: Path) -> None:
    shelf, document = on_shelf(ofd)
    shown = panel(shelf, citation(document, "步道全长4.7公里", 2))  # type: ignore[arg-type]
    assert 'data-pages="2" data-at="2"' in shown
    assert "第2页，共2页" in shown
    assert re.findall(r'class="zw-box" data-page="(\d)"(?: (hidden))?', shown) == [("2", "")]
    assert f'src="/pages/{document.doc_id}/2"' in shown
    assert "data:image" not in shown
    assert re.search(rf'href="/documents/{document.doc_id}\?page=2&amp;mark=\d+-\d+#box"', shown)


def test_a_quote_that_goes_on_overleaf_is_boxed_there_too(ofd: Path) -> None:
    shelf, document = on_shelf(ofd)
    quote = document.text[document.text.index(FIRST) :]
    shown = panel(shelf, citation(document, quote, 1))  # type: ignore[arg-type]
    assert ("1", "") in re.findall(r'class="zw-box" data-page="(\d)"(?: (hidden))?', shown)
    assert ("2", "hidden") in re.findall(r'class="zw-box" data-page="(\d)"(?: (hidden))?', shown)


def test_a_whole_document_page_by_page(ofd: Path) -> None:
    shelf, document = on_shelf(ofd)
    start = document.text.index(SECOND)
    client = client_of(shelf)
    got = client.get(f"/documents/{document.doc_id}?mark={start}-{start + 6}")
    assert got.status_code == 200
    assert "img-src 'self'" in got.headers["content-security-policy"]
    assert "script-src" not in got.headers["content-security-policy"]
    assert f'src="/pages/{document.doc_id}/2"' in got.text, "the page of the quote is opened"
    assert '<span class="zw-box" id=box data-page="2"' in got.text
    assert '<mark id="mark">步道全长4.</mark>' in got.text
    back = client.get(f"/documents/{document.doc_id}?page=1&mark={start}-{start + 6}").text
    assert 'class="zw-box"' not in back
    assert 'rel="next"' in back
    assert 'rel="prev"' not in back
    for odd in ("?page=99", "?page=-1", "?page=x&mark=9-1", "?mark=1-99999999", "?mark=a"):
        assert client.get(f"/documents/{document.doc_id}{odd}").status_code == 200


def test_a_mark_as_long_as_the_book_costs_one_page(ofd: Path, monkeypatch) -> None:
    shelf, document = on_shelf(ofd)
    looked: list[int] = []
    monkeypatch.setattr(
        "assistant.ui.originals.citation_panel.quote_boxes", lambda *given: looked.append(given[2]) or ()
    )
    client_of(shelf).get(f"/documents/{document.doc_id}?mark=0-{len(document.text)}&page=2")
    assert looked == [2]


def test_a_pdf_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "函.pdf"
    path.write_bytes(typeset([FIRST, SECOND]))
    shelf, document = on_shelf(path)
    got = client_of(shelf).get(f"/pages/{document.doc_id}/1")
    assert got.content.startswith(b"\x89PNG")


def test_a_document_without_pages_is_laid_out_by_its_sections(tmp_path: Path, monkeypatch) -> None:
    lines = [
        "澜川市夜市管理办法",
        "一、总则",
        "（一）<b>适用</b>范围。本办法适用于夜市。",
        "二、罚则",
        "违者罚款500元。",
    ]
    raw = RawDocument("txt", (RawPage(1, tuple(RawLine(line, "paragraph") for line in lines)),))
    shelf, document = on_shelf(tmp_path / "办法.txt", build_document(raw, "0123456789abcdef", "办法.txt"))
    client = client_of(shelf)
    whole = client.get("/documents/0123456789abcdef").text
    assert re.search(r'<h2 id="?s\d+"? class="zw-heading zw-level-1">一、总则</h2>', whole)
    assert "&lt;b&gt;适用" in whole
    assert 'class="zw-turning"' not in whole
    monkeypatch.setattr(document_page, "MOST", 40)
    parts = parts_of(document)
    assert len(parts) > 1
    assert "".join(part.of(document.text) for part in parts) == document.text
    start = document.text.index("500元")
    told = client.get(f"/documents/0123456789abcdef?mark={start}-{start + 4}").text
    assert "500元</mark>" in told
    assert f"第{len(parts)}页，共{len(parts)}页" in told


def test_a_document_that_is_gone_or_hidden_is_said_so(ofd: Path) -> None:
    _, document = on_shelf(ofd)
    got = client_of(Shelf()).get(f"/documents/{document.doc_id}")
    assert got.status_code == 404
    assert "不再对您开放" in got.text
    assert client_of(None).get(f"/documents/{document.doc_id}").status_code == 303


def test_parts_cover_the_text_whatever_stands_in_it(monkeypatch) -> None:
    monkeypatch.setattr(document_page, "MOST", 10)
    raw = RawDocument("txt", (RawPage(1, (RawLine("没有换行的一长段文字" * 9, "paragraph"),)),))
    document = build_document(raw, "0123456789abcdef", "长.txt")
    parts = parts_of(document)
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert all(0 < part.end - part.start <= 10 for part in parts)
    assert parts[-1] == Span(parts[-1].start, len(document.text))
