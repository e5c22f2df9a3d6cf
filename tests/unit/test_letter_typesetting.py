"""The Word file of a letter: GB/T 9704-2012 in its XML, a comment to every sentence, nothing lost on reading it again."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from assistant.drafting.filing import evidence_path, file_reply
from assistant.drafting.schema import Paragraph, Part, Proposal, Reply, Said, Suggestion
from assistant.home import LETTERHEAD
from assistant.schema import Citation
from assistant.ui.drafting import draft_view
from ingest.errors import InputError
from ingest.pipeline import parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def reply(*, quote: str = "已认定平台7家。") -> Reply:
    cited = Citation(1, "d", "甲.txt", "云科函〔2025〕63号", "甲的函", "一、（二）", 3, quote, 0, len(quote))
    suggestion = Suggestion(1, "建设平台", "建设平台。办好七家。", ("办好七家",))
    said = (Said("已认定平台7家。", cited), Said("另有4家在库。", cited))
    paragraphs = (Paragraph("再建平台", "据2025年答复，", said), Paragraph("", "", said[:1]))
    empty = Suggestion(2, "养海龟", "养海龟。", ("养海龟",))
    parts = (
        Part("一、", suggestion, "吸收采纳", paragraphs, ()),
        Part("二、", empty, None, (), ("【待补：养海龟的情况，建议向有关主管部门核实】",)),
    )
    proposal = Proposal("提案", "关于建设平台的提案", (suggestion, empty), "12")
    return Reply(
        proposal, "云溪市科学技术局关于市政协六届四次会议第12号提案答复的函", "秦望舒委员：",
        "《关于建设平台的提案》（提案第12号）收悉。经认真研究，现答复如下：", parts, "专此答复。",
        "云溪市科学技术局", "主动公开", "市政府办公室",
    )  # fmt: skip


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "答复.docx"
    file_reply(reply(), path)
    return path


def part(path: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as package:
        return ElementTree.fromstring(package.read(name))


def fonts(run: ElementTree.Element) -> tuple[str | None, str | None]:
    """(East Asian font, size in half points) of a run."""
    face, size = run.find(f"{W}rPr/{W}rFonts"), run.find(f"{W}rPr/{W}sz")
    return (
        face.get(f"{W}eastAsia") if face is not None else None,
        size.get(f"{W}val") if size is not None else None,
    )


def test_the_page_is_that_of_the_standard(letter: Path) -> None:
    section = part(letter, "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    size, margin, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert size is not None and margin is not None and grid is not None  # noqa: PT018

    def millimetres(element: ElementTree.Element, name: str) -> float:
        return round(int(element.get(f"{W}{name}") or 0) / 1440 * 25.4)

    assert [millimetres(size, name) for name in ("w", "h")] == [210, 297]
    assert [millimetres(margin, name) for name in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "560")
    # 22 lines of 28 points stand on what the margins leave
    assert 22 * 28 <= (297 - 37 - 35) / 25.4 * 72 < 23 * 28


def test_fonts_sizes_and_lines(letter: Path) -> None:
    found: dict[str, tuple[str | None, str | None]] = {}
    spacings: set[str | None] = set()
    for line in part(letter, "word/document.xml").iter(f"{W}p"):
        spacing = line.find(f"{W}pPr/{W}spacing")
        spacings.add(spacing.get(f"{W}line") if spacing is not None else None)
        for run in line.findall(f"{W}r"):
            found["".join(text.text or "" for text in run.findall(f"{W}t"))] = fonts(run)
    assert found["云溪市科学技术局关于市政协六届四次会议第12号提案答复的函"] == ("方正小标宋简体", "44")
    assert found["一、关于“建设平台”的建议"] == ("黑体", "32")
    assert found["（一）再建平台。"] == ("楷体_GB2312", "32")
    assert found["据2025年答复，已认定平台7家。"] == ("仿宋_GB2312", "32")
    assert "560" in spacings  # 28 points


def test_page_numbers_stand_outside(letter: Path) -> None:
    document = docx.Document(str(letter))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert [run.text for run in footer.paragraphs[0].runs][::2] == ["— ", " —"]
        assert " PAGE " in footer.paragraphs[0]._p.xml
    assert section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment


def test_every_sentence_has_its_comment(letter: Path) -> None:
    comments = [
        "".join(text.text or "" for text in comment.iter(f"{W}t"))
        for comment in part(letter, "word/comments.xml").findall(f"{W}comment")
    ]
    assert len(comments) == 3
    assert comments[0].startswith("依据1：云科函〔2025〕63号 一、（二） 第3页")
    assert "已认定平台7家。" in comments[0]


def test_the_letter_can_be_read_again(letter: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    docx.Document(str(letter)).save(str(again))
    one, two = parse(letter), parse(again)
    assert one.text == two.text
    assert [s.number for s in one.sections if s.level == 1][:2] == ["一、", "二、"]
    assert one.metadata.proposal_number == "12"
    assert one.metadata.disclosure == "主动公开"
    assert "【待补：养海龟的情况" in one.text


def test_what_is_open_is_counted_through_the_whole_letter(tmp_path: Path) -> None:
    """The frame's 【待补】 too: a letter with six of them was reported to have none."""
    asked = replace(reply(), addressee="【待补：提出人】委员：", title="某局关于【待补：会议届次】第12号提案答复的函")
    for issuer in ("云溪市科学技术局", None):
        made = replace(asked, issuer=issuer)
        path = tmp_path / f"{issuer}.docx"
        file_reply(made, path)
        paper = docx.Document(str(path))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(line.text for line in paper.paragraphs), *cells])
        assert len(made.open_places) == text.count("【待补")
        assert [gap for number, gap in made.open_places if number == "二、"] == list(made.parts[1].gaps)
        rows = [row.cells[1].text for row in docx.Document(str(evidence_path(path))).tables[1].rows]
        assert {"【待补：提出人】", "【待补：会议届次】", "【待补：发文字号】"} <= set(rows)


def test_a_part_on_which_nothing_is_said_takes_no_stance(letter: Path) -> None:
    lines = [line.text for line in docx.Document(str(letter)).paragraphs]
    at = next(n for n, line in enumerate(lines) if line.startswith("二、"))
    assert lines[at + 1].startswith("【待补：")
    assert not any(line in {"吸收采纳。", "留作参考。", "None。"} for line in lines[at:])
    assert "None" not in draft_view.letter_view(reply(), 1)


def test_a_heading_quotes_once() -> None:
    asked = Suggestion(1, "给予“一企一策”支持", "给予“一企一策”支持。", ("支持",))
    assert Part("一、", asked, None, (), ()).heading == "关于“给予‘一企一策’支持”的建议"


def test_the_evidence_table(letter: Path) -> None:
    rows = docx.Document(str(evidence_path(letter))).tables[0].rows
    assert [cell.text for cell in rows[1].cells] == [
        "1",
        "一、",
        "已认定平台7家。",
        "云科函〔2025〕63号 一、（二） 第3页",
        "已认定平台7家。",
    ]


def test_control_characters_of_a_document_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    file_reply(reply(quote="坏\x0b字\x00符\ufffe"), path)
    assert docx.Document(str(path)).paragraphs
    assert docx.Document(str(evidence_path(path))).tables


def test_the_offices_own_letterhead(tmp_path: Path) -> None:
    own = tmp_path / LETTERHEAD
    own.parent.mkdir()
    head = docx.Document()
    head.add_paragraph("云溪市科学技术局（自己的信头）")
    head.save(str(own))
    path = tmp_path / "a.docx"
    file_reply(reply(), path, letterhead=own)
    letter = docx.Document(str(path))
    lines = [line.text for line in letter.paragraphs]
    assert lines[0] == "云溪市科学技术局（自己的信头）"
    assert "云溪市科学技术局" not in lines[:4]  # ours is left out
    assert "【待补：发文字号】" in lines
    assert round(letter.sections[0].page_width.mm) == 210  # the page is the standard's whoever's head it bears
    assert " PAGE " in letter.sections[0].footer.paragraphs[0]._p.xml


@pytest.mark.parametrize("name", ["a.doc", "没有/a.docx"])
def test_a_letter_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="。"):
        file_reply(reply(), tmp_path / name)
    assert not list(tmp_path.rglob("*依据*"))
    assert not list(tmp_path.glob(".zhengwen*"))


def test_what_lay_there_before_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "答复.docx"
    assert file_reply(reply(), path) == ()
    path.write_bytes(b"worked on by hand")
    kept = file_reply(reply(), path, json_path=tmp_path / "答复.json")
    assert [file.name for file in kept] == ["答复.旧稿1.docx", "答复_依据.旧稿1.docx"]
    assert kept[0].read_bytes() == b"worked on by hand"
    assert docx.Document(str(path)).paragraphs


def test_all_are_written_or_none(tmp_path: Path) -> None:
    path = tmp_path / "答复.docx"
    path.write_bytes(b"before")
    evidence_path(path).mkdir()
    with pytest.raises(InputError, match="依据"):
        file_reply(reply(), path)
    with pytest.raises(InputError, match="没有"):
        file_reply(reply(), tmp_path / "b.docx", json_path=tmp_path / "nowhere" / "b.json")
    assert path.read_bytes() == b"before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["答复.docx", "答复_依据.docx"]


@pytest.mark.parametrize(
    ("name", "json_name"),
    [("提案.docx", None), ("答复.docx", "提案.docx"), ("答复.docx", "答复.docx"), ("答复.docx", "答复_依据.docx")],
)
def test_a_proposal_is_never_written_over(tmp_path: Path, name: str, json_name: str | None) -> None:
    source = tmp_path / "提案.docx"
    source.write_bytes(b"proposal")
    with pytest.raises(InputError):
        file_reply(reply(), tmp_path / name, json_path=tmp_path / json_name if json_name else None, sources=[source])
    assert source.read_bytes() == b"proposal"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letterhead_that_is_none(tmp_path: Path) -> None:
    own = tmp_path / "letterhead.docx"
    own.write_bytes(b"no Word file")
    with pytest.raises(InputError, match="信头文件"):
        file_reply(reply(), tmp_path / "a.docx", letterhead=own)
