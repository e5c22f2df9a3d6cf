"""OFD: what is placed how and read in which order, and what is refused and why. The files are made by our own writer."""

from __future__ import annotations

import io
import re
import time
import zipfile

import pytest

from ingest.errors import UnreadableFileError
from ingest.readers import ofd, ofd_content, packages
from ingest.readers.ofd_content import Matrix, deltas
from ingest.schema import RawDocument, RawLine
from tests.support.ofd_writer import EM, LEFT, Ofd, content, rule, table, text_object, typeset

BODY = "为加快科技成果转化，我局会同有关单位研究制定了若干措施，明确了工作目标和责任分工，确保各项任务落到实处。"


def read(*pages: str, **parts: object) -> RawDocument:
    return ofd.read(Ofd(list(pages), **parts).save(), "a.ofd")  # type: ignore[arg-type]


def texts(*pages: str, **parts: object) -> list[str]:
    return [line.text for page in read(*pages, **parts).pages for line in page.lines if line.text]


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        ofd.read(data, "a.ofd")
    assert "“a.ofd”" in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_lines_go_from_top_to_bottom_whatever_the_order_of_drawing() -> None:
    document = read(text_object("第二行", 28, 60) + text_object("第一行", 28, 50), text_object("次页", 28, 50))
    assert [[line.text for line in page.lines] for page in document.pages] == [["第一行", "第二行"], ["次页"]]
    assert (document.format, document.paged, document.warnings) == ("ofd", True, ())


@pytest.mark.parametrize("prefix", ["ofd", "", "x"])
@pytest.mark.parametrize("place", ["Pages/Page_{n}/Content.xml", r"pages\PAGE_{n}\content.xml", "/Doc_0/Pages/Page_{n}/Content.xml", "Doc_0/Pages/Page_{n}/Content.xml"])  # fmt: skip
def test_prefixes_slashes_and_case_do_not_matter(prefix: str, place: str) -> None:
    assert texts(text_object("正文", 28, 50), prefix=prefix, base_loc=place) == ["正文"]


def test_a_template_is_drawn_on_each_page() -> None:
    found = texts(text_object("甲", 28, 50), text_object("乙", 28, 50), template=text_object("页眉", 28, 20))
    assert found == ["页眉", "甲", "页眉", "乙"]


def test_offsets_from_character_to_character() -> None:
    assert deltas("g 3 5.5 2 g 2 1", 10) == [5.5, 5.5, 5.5, 2.0, 1.0, 1.0]
    assert deltas("g 999999999999 5", 4) == [5.0] * 4
    assert deltas("g", 4) == []
    assert deltas("g x y 1e999 nan", 9) == [0.0, 0.0]
    assert deltas(None, 4) == []
    wide = text_object("2025年", 28, 50, deltas=f"g 4 {EM}")  # digits set as wide as Chinese are still one number
    apart = text_object("ab", 28, 60, deltas="20")
    spaced = text_object("Ａ cd", 28, 70)
    assert texts(wide + apart + spaced) == ["2025年", "a b", "Ａ cd"]


def test_pieces_of_a_line_are_joined_by_where_they_stand() -> None:
    pieces = [text_object("投入", 28, 50), text_object("1.2", 28 + 2 * EM, 50), text_object("亿元", 28 + 3.5 * EM, 50)]
    assert texts("".join(reversed(pieces))) == ["投入1.2亿元"]
    assert texts(pieces[0] + text_object("签发人", 100, 50)) == ["投入 签发人"]
    raised = text_object("2", 28 + 2 * EM, 48.5, size=3)
    assert texts(pieces[0] + raised + text_object("次行", 28, 60)) == ["投入2", "次行"]


def test_a_giant_letter_leaves_the_lines_beside_it_alone() -> None:
    giant = text_object("密", 60, 75, size=40)
    assert texts(giant + text_object("第一行文字", 28, 60) + text_object("第二行文字", 28, 70)) == [
        "第一行文字",
        "第二行文字",
        "密",
    ]


def test_a_page_s_place_as_an_element() -> None:
    data = Ofd([text_object("正文", 28, 50)]).save()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            whole = re.sub(
                rb"BaseLoc='([^']*)'/>|BaseLoc=\"([^\"]*)\"/>",
                rb"><BaseLoc>\1\2</BaseLoc></ofd:Page>",
                source.read(name),
            )
            target.writestr(name, whole)
    assert ofd.read(stream.getvalue(), "a.ofd").pages[0].lines[0].text == "正文"


def test_boundary_and_ctm_place_a_run() -> None:
    small = '<TextObject Boundary="28 40 60 9" CTM="2 0 0 2 0 0" Size="2.8"><TextCode X="0" Y="3" DeltaX="2.8">放大</TextCode></TextObject>'
    assert texts(small + text_object("之前", 28, 42) + text_object("之后", 28, 60)) == ["之前", "放大", "之后"]
    assert Matrix(2, 0, 0, 2, 1, 1).then(Matrix(e=10, f=20)).on(3, 4) == (17, 29)


def test_several_codes_in_one_object_inherit_their_places() -> None:
    codes = '<TextCode X="0" Y="5" DeltaX="5">一行</TextCode><TextCode Y="15" DeltaX="5">二行</TextCode>'
    assert texts(f'<TextObject Boundary="28 40 60 30" Size="5">{codes}</TextObject>') == ["一行", "二行"]


def test_an_indented_printer_of_xml_adds_no_characters() -> None:
    code = '<TextCode X="0" Y="5" DeltaX="g 2 5">\n      三个字\n    </TextCode>'
    assert texts(f'<TextObject Boundary="28 40 60 9" Size="5">{code}</TextObject>') == ["三个字"]


def test_nested_blocks_and_composite_objects() -> None:
    nested = "<PageBlock><PageBlock>" + text_object("块中", 28, 50) + "</PageBlock></PageBlock>"
    unit = f"<CompositeGraphicUnits><CompositeGraphicUnit ID='77'>{content(text_object('组合', 0, 10))}</CompositeGraphicUnit></CompositeGraphicUnits>"
    used = (
        '<CompositeObject ResourceID="77" Boundary="28 60 50 20"/><CompositeObject ResourceID="no" Boundary="0 0 1 1"/>'
    )
    assert texts(nested + used, resources=unit) == ["块中", "组合"]


def test_what_is_invisible_or_slanted_is_left_out() -> None:
    hidden = text_object("看不见", 28, 50, more=' Visible="false"')
    slanted = text_object("内部资料", 28, 80, more=' CTM="0.7 0.7 -0.7 0.7 0 0"')
    document = read(hidden + slanted + text_object("正文", 28, 60))
    assert [line.text for line in document.pages[0].lines] == ["正文"]
    assert document.warnings == ("“a.ofd”里斜排的文字（多为水印）没有读入。",)


def test_print_on_its_own_place_is_read_once() -> None:
    twice = text_object("加粗标题", 28, 50) + text_object("加粗标题", 28.15, 50)
    assert texts(twice + text_object("研究研究", 28, 60)) == ["加粗标题", "研究研究"]


def test_vertical_runs_are_read_from_right_to_left() -> None:
    columns = "".join(
        f'<TextObject Boundary="{x} 40 9 60" Size="5"><TextCode X="0" Y="5" DeltaY="g 3 5">{text}</TextCode></TextObject>'
        for x, text in ((28, "左边一列"), (128, "右边一列"))
    )
    assert texts(columns) == ["右边一列", "左边一列"]


def test_a_ruled_table_becomes_rows_where_it_stands() -> None:
    rows = [["指标", "2020年", "2025年目标"], ["研发投入强度（%）", "2.5", ""], ["高新技术企业（家）", "612", "1000"]]
    drawn, high = table(rows, LEFT, 70, [50, 40, 40])
    found = read(text_object("表前", 28, 60) + drawn + text_object("表后", 28, 80 + high)).pages[0].lines
    assert found == (
        RawLine("表前"),
        RawLine("指标\t2020年\t2025年目标", "row"),
        RawLine("研发投入强度（%）\t2.5\t", "row"),
        RawLine("高新技术企业（家）\t612\t1000", "row"),
        RawLine("表后"),
    )


def test_a_frame_or_a_drawing_is_no_table() -> None:
    frame = rule(20, 40, 190, 40) + rule(20, 90, 190, 90) + rule(20, 40, 20, 90) + rule(190, 40, 190, 90)
    assert texts(frame + text_object("框内文字", 28, 50)) == ["框内文字"]
    curve = '<PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0 B 1 1 2 2 3 3 A 1 1 0 0 1 5 5 Z 9 9 L 1 x C</AbbreviatedData></PathObject>'
    assert texts(curve + text_object("文字", 28, 50)) == ["文字"]


def test_indented_lines_begin_paragraphs() -> None:
    lines = [line.text for page in ofd.read(typeset([BODY, BODY, BODY]), "a.ofd").pages for line in page.lines]
    assert [n for n, text in enumerate(lines) if not text] == [2, 5]
    assert "".join(lines).removesuffix("— 1 —") == BODY * 3


def test_columns_are_read_one_after_the_other() -> None:
    left = ["左栏的文字写满了整个一行没有空余" for _ in range(10)]
    right = ["右栏的文字同样写满了一整行的宽度" for _ in range(10)]
    size = 4.0
    drawn = [text_object("通栏标题在两栏的上面占据了全部的宽度一直写到右边", 28, 40, size=6)]
    for n, (one, other) in enumerate(zip(left, right, strict=True)):
        drawn += [text_object(one, 28, 50 + 7 * n, size=size), text_object(other, 110, 52 + 7 * n, size=size)]
    assert texts("".join(drawn))[1:] == left + right


def test_several_documents_in_one_package_follow_each_other() -> None:
    stream = io.BytesIO(Ofd([text_object("甲", 28, 50)]).save())
    other = zipfile.ZipFile(io.BytesIO(Ofd([text_object("乙", 28, 50)]).save()))
    one = zipfile.ZipFile(stream)
    merged = io.BytesIO()
    with zipfile.ZipFile(merged, "w") as target:
        for name in one.namelist():
            if name != "OFD.xml":
                target.writestr(name, one.read(name))
                target.writestr(name.replace("Doc_0", "Doc_1"), other.read(name))
        bodies = "".join(f"<DocBody><DocRoot>Doc_{n}/Document.xml</DocRoot></DocBody>" for n in (0, 1))
        target.writestr("OFD.xml", f"<OFD>{bodies}</OFD>")
    document = ofd.read(merged.getvalue(), "a.ofd")
    assert [(page.number, page.lines[0].text) for page in document.pages] == [(1, "甲"), (2, "乙")]


def test_pages_without_a_text_layer() -> None:
    image = '<ImageObject Boundary="0 0 210 297" ResourceID="5"/>'
    assert "没有文字层，页面是图片" in refused(Ofd([image]).save())
    assert "没有文字层，文字画成了图形" in refused(Ofd([rule(0, 0, 9, 0)]).save())
    assert "没有文字层，页面是空白" in refused(Ofd([""]).save())
    assert "第2页没有文字" in read(text_object("正文", 28, 50), image).warnings[0]


def test_private_use_characters_are_reported() -> None:
    assert "有1个字用了自造编码" in read(text_object("正文只有一个字读不出\ue123", 28, 50)).warnings[0]
    assert "乱码" in refused(Ofd([text_object("\ue123\ue124\ue125文", 28, 50)]).save())


def test_encrypted_packages_are_named_as_such() -> None:
    good = [text_object("正文", 28, 50)]
    assert "加密" in refused(Ofd(good, entry_extra="<Encryptions>Encryptions.xml</Encryptions>").save())
    assert "加密" in refused(Ofd(good, extra={"encryptions.xml": b"<a/>"}).save())


@pytest.mark.parametrize(
    ("part", "data", "words"),
    [
        ("Doc_0/Pages/Page_0/Content.xml", b"<Page><Content>", "已损坏"),
        ("Doc_0/Document.xml", b"<Document/>", "没有页面"),
        ("Doc_0/Document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>', "已损坏"),
        ("OFD.xml", b"<OFD/>", "没有页面"),
    ],
)
def test_broken_parts(part: str, data: bytes, words: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(Ofd([text_object("正文", 28, 50)]).save()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, data if name == part else source.read(name))
    assert words in refused(stream.getvalue())


def test_a_missing_page_is_damage() -> None:
    assert "已损坏" in refused(Ofd([text_object("正文", 28, 50)], base_loc="Pages/None_{n}.xml").save())


def test_absurd_sizes_are_refused_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.monotonic()
    with monkeypatch.context() as patched:
        patched.setattr(ofd, "MAX_PAGES", 1)
        assert "超过1页的上限" in refused(Ofd([text_object("甲", 28, 50)] * 2).save())
    with monkeypatch.context() as patched:
        patched.setattr(ofd, "MAX_GLYPHS", 1)
        assert "读到第2页已停止" in refused(Ofd([text_object("甲", 28, 50)] * 3).save())
    bodies = "<DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody>" * 101
    assert "里有102份文档" in refused(Ofd([text_object("甲", 28, 50)], entry_extra=bodies).save())
    bomb = Ofd([text_object("甲", 28, 50)], extra={f"b{n}": bytes(40 << 20) for n in range(8)}).save()
    assert "解压后过大" in refused(bomb)
    huge = "".join(text_object("甲" * 500, 28, 50) for _ in range(500))
    assert "第1页内容过大" in refused(Ofd([huge]).save())
    assert "第1页内容过大" in refused(Ofd(["<PageBlock>" * 5000 + "</PageBlock>" * 5000]).save())
    units = "".join(
        f"<CompositeGraphicUnit ID='{n}'>" + f"<CompositeObject ResourceID='{n + 1}'/>" * 20 + "</CompositeGraphicUnit>"
        for n in range(10)
    )
    assert "第1页内容过大" in refused(Ofd(["<CompositeObject ResourceID='0'/>"], resources=units).save())
    with monkeypatch.context() as patched:
        patched.setattr(packages, "MAX_XML", 100)
        assert "过大" in refused(Ofd([text_object("甲", 28, 50)]).save())
    assert time.monotonic() - start < 30


def test_damaged_numbers_place_nothing_at_the_end_of_the_world() -> None:
    far = text_object("远方", 28, 50, more=' CTM="1e8 0 0 1e8 0 0"')
    odd = '<TextObject Boundary="a b" Size="x"><TextCode X="?" Y="">字</TextCode></TextObject>'
    assert texts(far + odd + text_object("正文", 28, 50)) == ["字", "正文"]
    assert ofd_content.number("1e999", 3.0) == 3.0
