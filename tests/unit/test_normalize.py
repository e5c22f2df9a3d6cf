from __future__ import annotations

import pytest

from ingest.furniture import Stamp
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


def test_a_title_that_fills_its_line_does_not_swallow_the_addressee() -> None:
    lines = WRAPPED.replace(
        "关于市政协六届三次会议提案答复的函\n\n", "云溪市科技局关于市政协六届三次会议第十二号提案答复的函\n"
    )
    assert "陈若水委员：" in texts(lines)


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


def test_stamp_is_taken_out_of_the_text() -> None:
    raw = RawDocument("txt", (RawPage(1, (RawLine("关于提案的答复"), RawLine("（A类）"), RawLine("正文。"))),))
    normalised = normalise(raw)
    assert normalised.stamp == Stamp("（A类）", "A类")
    assert [p.text for p in normalised.paragraphs] == ["关于提案的答复", "正文。"]


def test_blank_runs_between_chinese_characters_of_a_wrap_go_but_not_in_titles() -> None:
    found = texts("我市印发了《关于加快成果转化 促进产业发展的意见》，建立了覆盖全 市的服务网络，共有服务站六十家。")
    assert "覆盖全市的服务网络" in found[0]
    assert "《关于加快成果转化 促进产业发展的意见》" in found[0]


PROSE = (
    "今年以来全市茶园面积稳步扩大，新建标准化茶园三千二百亩，改造低产茶园一千一百亩，茶农户均增收两千四百元。"
    "下一步将继续完善茶园水利设施，推广绿色防控技术，力争到2027年建成山区茶产业示范带两条，带动农户五千户以上。"
)


@pytest.mark.parametrize("columns", [22, 28, 38, 50])
@pytest.mark.parametrize("margin", ["", "\u3000\u3000", "      "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hard_wraps_of_any_width_and_margin(columns: int, margin: str, end: str) -> None:
    paper = ["一、发展茶园", PROSE, "二、保障措施", PROSE[:50] + PROSE[60:], PROSE]
    wrapped: list[str] = []
    for paragraph in paper:
        whole = ("\u3000\u3000" if len(paragraph) > 30 else "") + paragraph
        wrapped += [margin + whole[i : i + columns] for i in range(0, len(whole), columns)]
    assert texts(end.join(wrapped)) == paper


def test_one_paragraph_a_line_stays_so_though_every_line_is_indented() -> None:
    paper = [PROSE, "短的一段。", PROSE[:40] + "。", "没有句号的标题", PROSE + PROSE, "最后一段写在这里。", "再见。"]
    assert texts("\n".join("\u3000\u3000" + paragraph for paragraph in paper)) == paper


def test_short_lines_of_a_list_are_kept_apart() -> None:
    paper = ["参会单位：", "市发展改革局", "市财政局", "市农业农村局", "市水利局", "市文化和旅游局", "各镇街"]
    assert texts("\n".join(paper)) == paper


def test_english_words_and_numbers_over_a_wrap() -> None:
    lead = "我市引进的茶叶检测系统采用了一种新的识别方法，该方法名为Tea Leaf"
    text = (
        f"{lead}\nRecognition，由山区农业科学研究院研制成功，全年共检测样品一万二千三百一十5\n67份。"
        + f"\n{PROSE[:33]}" * 6
    )
    assert "Tea Leaf Recognition，" in texts(text)[0]
    assert "567份" in texts(text)[0]


def test_the_space_behind_an_article_stays() -> None:
    [found] = texts("第三条 与茶叶生产有关的单位应当依照本办法的规定建立生产记录，记录保存两年以上备查。")
    assert found.startswith("第三条 与茶叶")


def test_labelled_lines_stand_apart_and_a_signature_behind_its_letter() -> None:
    lines = [
        "一是继续支持企业开展检验检测服务，推动仪器设备向社会开放",
        "共享，二是鼓励高校院所面向企业开放实验室和检测仪器设备，",
        "三是会同有关部门加强跟踪评价，评价结果与下一年度经费挂钩。",
        "再次感谢您对我市科技创新工作的关心支持，欢迎继续监督我们。",
        "云溪市科学技术局",
        "政策咨询：成果转化科，柳承泽，七七一二零三四五，工作日可",
        "寄送地址：云溪市堤口路五十六号四零九室，逾期寄到的不收取",
    ]
    assert texts("\n\n".join(lines))[-4:] == lines[-4:]
