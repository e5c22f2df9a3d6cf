"""PDF: what is refused and why, ruled tables, paragraph starts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest.errors import UnreadableFileError
from ingest.readers import pdf
from ingest.readers.pdf_layout import Glyph
from ingest.readers.pdf_tables import Rule, find_tables
from ingest.schema import RawLine
from tests.support.quickly import within

LETTER = (Path(__file__).parents[2] / "samples" / "library" / "云科函〔2025〕63号.pdf").read_bytes()


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def copy() -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(LETTER)))


def test_pages_are_numbered_and_paged() -> None:
    document = pdf.read(LETTER, "a.pdf")
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert document.paged
    assert [page.lines[-1].text for page in document.pages] == ["- 1 -", "- 2 -", "- 3 -", "- 4 -"]


def test_a_password_is_asked_for_only_where_one_is_needed() -> None:
    locked = copy()
    locked.encrypt("secret", algorithm="AES-256")
    with pytest.raises(UnreadableFileError, match="密码"):
        pdf.read(written(locked), "a.pdf")
    printing_forbidden = copy()
    printing_forbidden.encrypt("", "owner", algorithm="AES-256")
    assert pdf.read(written(printing_forbidden), "a.pdf").pages == pdf.read(LETTER, "a.pdf").pages


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.995])
def test_a_cut_file_is_named_as_such(share: float) -> None:
    with pytest.raises(UnreadableFileError, match="不完整"):
        pdf.read(LETTER[: int(len(LETTER) * share)], "a.pdf")


def test_a_file_with_an_end_but_no_inside(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableFileError, match="已损坏"):
        pdf.read(b"%PDF-1.4\n" + b"x" * 500 + b"\n%%EOF\n", "a.pdf")
    assert capfd.readouterr().err == ""


def test_pages_without_text() -> None:
    blank = PdfWriter()
    blank.add_blank_page(595, 842)
    with pytest.raises(UnreadableFileError, match="没有文字层，可能是扫描件"):
        pdf.read(written(blank), "a.pdf")
    mixed = copy()
    mixed.add_blank_page(595, 842)
    assert "第5页没有文字" in pdf.read(written(mixed), "a.pdf").warnings[0]


def test_more_pages_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    with pytest.raises(UnreadableFileError, match="超过3页的上限"):
        pdf.read(LETTER, "a.pdf")


def test_a_page_that_expands_too_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CONTENT", 100)
    with pytest.raises(UnreadableFileError, match="第1页内容过大"):
        pdf.read(LETTER, "a.pdf")


def test_a_rotated_page_keeps_its_words() -> None:
    turned = copy()
    turned.pages[1].rotate(90)
    kept = pdf.read(written(turned), "a.pdf").pages[1].lines
    assert all(line.kind == "line" for line in kept)
    straight = pdf.read(LETTER, "a.pdf").pages[1].lines
    assert squeezed(kept) == squeezed(straight)


def drawn(words: list[tuple[float, float, str]]) -> bytes:
    """A page with each piece of text placed by itself."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Courier"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data("".join(f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in words).encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def test_characters_placed_one_by_one_make_a_line() -> None:
    letters = [(72 + 6 * n, 700, char) for n, char in enumerate("abc")]
    lines = pdf.read(drawn([*letters, (100, 700, "def"), (72, 680, "next")]), "a.pdf").pages[0].lines
    assert [line.text for line in lines] == ["abc def", "next"]


def test_a_chart_of_many_strokes_is_given_up_quickly() -> None:
    strokes = [Rule(0, 4.0 * n, 9000, 4.0 * n) for n in range(2000)] + [
        Rule(4.0 * n, 0, 4.0 * n, 9000) for n in range(2000)
    ]
    assert find_tables(strokes) == []


def squeezed(lines: tuple[RawLine, ...]) -> str:
    return "".join("".join(line.text.split()) for line in lines)


def test_boxes_change_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [page.extract_text() for page in PdfReader(io.BytesIO(LETTER)).pages]
    for page, text in zip(pdf.read(LETTER, "a.pdf").pages, plain, strict=True):
        assert squeezed(page.lines) == "".join(text.split())

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ingest.readers.pdf_layout.lay_out", broken)
    assert [squeezed(page.lines) for page in pdf.read(LETTER, "a.pdf").pages] == ["".join(t.split()) for t in plain]


@dataclass
class Drawn:
    """A table drawn for a test: a grid of 100 by 20 points a cell, less the strokes that are left out."""

    columns: int
    rows: int
    without: frozenset[tuple[float, float]] = frozenset()  # middles of the strokes left out

    def rules(self) -> list[Rule]:
        strokes = [
            Rule(100.0 * c, 20.0 * r, 100.0 * (c + 1), 20.0 * r)
            for c in range(self.columns)
            for r in range(self.rows + 1)
        ] + [
            Rule(100.0 * c, 20.0 * r, 100.0 * c, 20.0 * (r + 1))
            for c in range(self.columns + 1)
            for r in range(self.rows)
        ]
        return [s for s in strokes if ((s.x0 + s.x1) / 2, (s.y0 + s.y1) / 2) not in self.without]


def word(text: str, x: float, y: float) -> list[Glyph]:
    return [Glyph(char, x + 10 * n, x + 10 * n + 10, y) for n, char in enumerate(text)]


def test_a_grid_gives_rows() -> None:
    (grid,) = find_tables(Drawn(2, 2).rules())
    lines = [word("指标", 5, 25), word("数量", 105, 25), word("企业", 5, 5), word("612", 105, 5), word("表外", 5, 60)]
    assert grid.fill(lines) == ["指标\t数量", "企业\t612"]
    assert [grid.holds(line[0]) for line in lines] == [True, True, True, True, False]


def test_merged_cells_stand_once() -> None:
    # three columns; in the top row the last two are one, in the first column the lower two rows are one
    (grid,) = find_tables(Drawn(3, 3, frozenset({(200.0, 50.0), (50.0, 20.0)})).rules())
    lines = [
        word("类别", 5, 45),
        word("年度目标", 180, 45),
        word("企业", 5, 16),
        word("一", 105, 25),
        word("二", 205, 25),
        word("三", 105, 5),
        word("四", 205, 5),
    ]
    assert grid.fill(lines) == ["类别\t年度目标\t", "企业\t一\t二", "\t三\t四"]


def test_frames_and_single_rules_are_no_tables() -> None:
    assert find_tables(Drawn(1, 1).rules()) == []
    assert find_tables(Drawn(1, 5).rules()) == []
    assert find_tables([Rule(0, 0, 400, 0)]) == []
    (grid,) = find_tables(Drawn(2, 2).rules())
    assert grid.fill([word("仅一格有字", 5, 25)]) == []


def test_two_tables_on_a_page_are_apart() -> None:
    second = [Rule(r.x0, r.y0 + 300, r.x1, r.y1 + 300) for r in Drawn(2, 2).rules()]
    assert len(find_tables([*Drawn(3, 2).rules(), *second])) == 2


def paged(resources: str, *streams: str) -> bytes:
    """A page that draws its first stream; the others are forms, 5 0 R and on, each given with its dictionary. Written
    by hand: a writer would not let a form draw itself."""
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>",
    ]
    for n, stream in enumerate(streams):
        entries, _, content = stream.rpartition("|")
        kind = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]{entries}" if n else entries
        bodies.append(f"<<{kind}/Length {len(content)}>>stream\n{content}\nendstream")
    data, places = b"%PDF-1.7\n", []
    for n, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def draws(name: int) -> str:
    return f"/XObject<</A {name} 0 R>>"


def nested(levels: int, times: int) -> bytes:
    inner = [f"/Resources<<{draws(6 + n)}>>|" + "/A Do " * times for n in range(levels)]
    return paged(draws(5), "/A Do", *inner, "|0 0 1 1 re f")


@pytest.mark.parametrize(
    "data",
    [
        paged(draws(5), "/A Do", f"/Resources<<{draws(5)}>>|/A Do /A Do"),  # a form that draws itself
        paged(draws(5), "/A Do", "|/A Do /A Do"),  # by the page's name for it
        paged(draws(5), "/A Do", f"/Resources<<{draws(5)}>>|/#41 %x\n Do (A)Do"),  # in other writings
        paged(draws(5), "/A Do", f"/Resources<<{draws(6)}>>|/A Do", f"/Resources<<{draws(5)}>>|/A Do"),
        paged(draws(5), "/A Do", f"/Filter/Nonsense/Resources<<{draws(5)}>>|x"),  # what pypdf cannot unpack
        nested(34, 10),
        nested(5, 10),
        nested(13, 1),
        paged(draws(5), "/A Do " * 300, "|" + "0 0 1 1 re f " * 10_000),  # 39 MB of drawing commands
    ],
)
def test_forms_that_expand_without_bound_are_refused_before_anybody_expands_them(data: bytes) -> None:
    with within(2), pytest.raises(UnreadableFileError, match="第1页内容过大"):
        pdf.read(data, "a.pdf")


def test_what_a_note_looks_like_is_measured_too() -> None:
    data = paged("", " ", f"/Resources<<{draws(5)}>>|/A Do /A Do").replace(
        b"/Type/Page/", b"/Type/Page/Annots[<</Subtype/Stamp/Rect[0 0 9 9]/AP<</N 5 0 R>>>>]/"
    )
    with within(2), pytest.raises(UnreadableFileError, match="第1页内容过大"):
        pdf.read(data, "a.pdf")


def test_forms_in_forms_are_read() -> None:
    font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>"
    words = f"/Resources<<{font}>>|BT /F1 10 Tf 72 700 Td (a stamp) Tj ET"
    # all of a file's names in one dictionary, as some programs write it: a name alone draws nothing
    data = paged(draws(5), "/A Do", "/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>|/B Do", words)
    assert [line.text for line in pdf.read(data, "a.pdf").pages[0].lines] == ["a stamp"]


def test_more_text_than_a_page_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("MAX_PAGE_TEXT", "MAX_TEXT"):
        with monkeypatch.context() as patched:
            patched.setattr(pdf, limit, 100)
            with pytest.raises(UnreadableFileError, match="文字过多，请拆分"):
                pdf.read(LETTER, "a.pdf")


def test_a_font_that_writes_a_book_for_a_sign() -> None:
    """pypdf gives up where one sign stands for so many characters; PDFium would take gigabytes."""
    table = f"|begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <{'8865' * 4000}> "
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/ToUnicode 5 0 R/DescendantFonts[<<"
        "/Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>>>]>>"
    )
    data = paged(f"/Font<</F1 {font}>>", f"BT /F1 12 Tf 50 700 Td <{'0001' * 5000}> Tj ET", f"{table}endbfchar endcmap")
    with pytest.raises(UnreadableFileError, match="文字过多，请拆分"):
        pdf.read(data, "a.pdf")


def test_an_empty_page_is_not_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of them would take OCR a minute."""
    asked: list[object] = []
    monkeypatch.setattr("ingest.readers.ocr.available", lambda: True)
    monkeypatch.setattr("ingest.readers.scan.draw", asked.append)
    mixed = copy()
    mixed.add_blank_page(595, 842)
    assert "第5页没有文字" in pdf.read(written(mixed), "a.pdf").warnings[0]
    assert asked == []
