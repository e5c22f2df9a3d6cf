from __future__ import annotations

from ingest.furniture import undouble
from ingest.normalize import Paragraph, normalise
from ingest.schema import RawDocument, RawLine, RawPage


def paragraphs(*pages: str, paged: bool = False) -> list[Paragraph]:
    raw = RawDocument(
        "txt",
        tuple(
            RawPage(n, tuple(RawLine(line, "row" if line.count("\t") else "line") for line in page.split("\n")))
            for n, page in enumerate(pages, 1)
        ),
        paged=paged,
    )
    return list(normalise(raw).paragraphs)


def texts(*pages: str, paged: bool = False) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(*pages, paged=paged)]


WRAPPED = """云科函〔2024〕8号

关于市政协六届三次会议提案答复的函

陈若水委员：

您提出的关于支持山区科技特派员工作的提案收悉，经我局认

真研究，现答复如下：

一、关于扩大队伍的建议

今年以来，我局会同市农业农村局面向全市三家科研院所选派

了科技特派员126名，覆盖全部9个乡镇，帮助农户解决技术难题



- 2 -

340个，带动增收1500万元，得到了群众的普遍欢迎和肯定。

二、关于保障经费的建议

明年起，市财政每年安排专项资金800万元用于特派员工作。"""


def test_hard_wraps_and_page_numbers_inside_a_sentence_are_mended() -> None:
    found = texts(WRAPPED)
    assert (
        "今年以来，我局会同市农业农村局面向全市三家科研院所选派了科技特派员126名，覆盖全部9个乡镇，"
        "帮助农户解决技术难题340个，带动增收1500万元，得到了群众的普遍欢迎和肯定。" in found
    )
    assert "一、关于扩大队伍的建议" in found
    assert not any("- 2 -" in text for text in found)


def test_a_sentence_over_a_page_break_knows_both_pages() -> None:
    first = "一、关于平台建设的建议\n\n我市已经建成了云溪茶叶研究中心和山地农业\n装备研究所两家机构，正在筹建第三家，并且\n与省农科院签订"
    second = "了合作协议，约定每年派驻专家二十名来市开\n展技术指导，为期三年，费用由市财政承担。"
    found = paragraphs(first, second, paged=True)
    joined = next(p for p in found if "签订了合作协议" in p.text)
    offset = joined.text.index("了合作协议")
    assert [number for _, number in joined.pages] == [1, 2]
    assert joined.pages[1][0] == offset


def test_contents_are_dropped_and_headings_stay() -> None:
    found = texts(
        "云溪规划\n\n目 录\n\n一、发展基础.......1\n（一）现状..........2\n二、主要任务……………5\n\n一、发展基础\n\n正文内容。"
    )
    assert found == ["云溪规划", "一、发展基础", "正文内容。"]


def test_rows_of_a_table_stay_rows() -> None:
    found = paragraphs("专栏1 主要指标\n指标\t2020年\t2025年\n研发投入\t2.1\t3.0\n\n下一段的文字在这里。")
    assert [p.kind for p in found] == ["text", "row", "row", "text"]


def test_running_heads_go() -> None:
    pages = [f"云溪市科技创新规划\n\n第{n}段的内容各不相同，{'甲乙丙丁戊'[n]}方负责。\n\n{n + 1}" for n in range(5)]
    found = texts(*pages, paged=True)
    assert len(found) == 5
    assert not any("规划" in text for text in found)


def test_stamp_becomes_the_category() -> None:
    raw = RawDocument("txt", (RawPage(1, (RawLine("关于提案的答复"), RawLine("（A类）"), RawLine("正文。"))),))
    normalised = normalise(raw)
    assert normalised.category == "A类"
    assert [p.text for p in normalised.paragraphs] == ["关于提案的答复", "正文。"]


def test_overlaid_print_is_told_from_repetition() -> None:
    assert undouble("茶旅茶旅融合走出新路子融合走出新路子") == "茶旅融合走出新路子"
    assert undouble("研究研究再研究，反复推敲后定稿") == "研究研究再研究，反复推敲后定稿"


def test_blank_runs_between_chinese_characters_of_a_wrap_go_but_not_in_titles() -> None:
    found = texts("我市印发了《关于加快成果转化 促进产业发展的意见》，建立了覆盖全 市的服务网络，共有服务站六十家。")
    assert "覆盖全市的服务网络" in found[0]
    assert "《关于加快成果转化 促进产业发展的意见》" in found[0]
