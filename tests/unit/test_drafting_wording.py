"""A document's sentence as a later letter says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.agencies import department_for
from assistant.drafting.attributing import attribution
from assistant.drafting.comparing import Telling, differing_figures
from assistant.drafting.finding import Finder
from assistant.drafting.quoting import quoted
from assistant.drafting.run_ins import run_in
from assistant.drafting.run_ins import titled as with_titles
from assistant.drafting.schema import Paragraph, Said, Suggestion
from assistant.drafting.wording import (
    dated_words,
    enumerator,
    full_width,
    points_back,
    sentence,
    speaks_to_members,
    with_years,
)
from assistant.library import Library
from assistant.zh import titled
from ingest.pipeline import parse
from ingest.schema import Document


def document(folder: Path, text: str = "2025年的话。", **metadata: str) -> Document:
    path = folder / "文.txt"
    path.write_text(text, encoding="utf-8")
    read = parse(path)
    return replace(read, metadata=replace(read.metadata, **metadata))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2.培育计划：每年 12 家,最高50万元；", "培育计划：每年12家，最高50万元。"),
        ("1.5亿元已经到位", "1.5亿元已经到位。"),
        ("三是搭建平台。", "搭建平台。"),
        ("同时，继续支持银行。", "继续支持银行。"),
        ('全国首创"政府+银行"模式。', "全国首创“政府+银行”模式。"),
        ("（溪上·云溪赛区）,2025年共有3家", "（溪上·云溪赛区），2025年共有3家。"),
        ("全市共认定7家，名单如下。", "全市共认定7家。"),
    ],
)
def test_a_sentence_by_itself(text: str, wanted: str) -> None:
    assert sentence(text, numbered=False, follows=False) == wanted


def test_a_sentence_in_its_place_keeps_its_number_and_its_joints() -> None:
    assert sentence("一是建立体系；", numbered=True, follows=False) == "一是建立体系。"
    assert sentence("同时，继续支持银行。", numbered=False, follows=True) == "同时，继续支持银行。"
    assert enumerator("四是积极开展评定") == 4
    assert enumerator("一直是这样") == 0


def test_words_that_point_back() -> None:
    assert points_back("该基金以生物医药为核心。")
    assert points_back("其中，三家在镇里。")
    assert not points_back("其他单位也参加。")
    assert not points_back("此外，还有两家。")


def test_years_are_named_where_the_document_proves_them(tmp_path: Path) -> None:
    letter = document(tmp_path, "去年即2024年办了两场。", issued_on="2025-08-18")
    assert with_years("今年以来新增3家，去年2场", letter) == ("2025年以来新增3家，2024年2场", [])
    silent = document(tmp_path, "办了两场。", issued_on="2025-08-18")
    assert with_years("去年2场", silent) == ("去年2场", ["去年"])
    assert with_years("近年来有进步", silent) == ("近年来有进步", [])


@pytest.mark.parametrize(
    ("said", "before", "wanted", "left"),
    [
        ("截至2022年底共974家，比上年净增131家", "", "截至2022年底共974家，比上年净增131家", []),
        ("2022年新增3家，今年又增2家", "", "2022年新增3家，今年又增2家", ["今年"]),
        ("2021年办了1场，比去年多", "", "2021年办了1场，比去年多", ["去年"]),
        ("2023年上半年新增3家，比上年同期多1家", "", "2023年上半年新增3家，比2022年同期多1家", []),
        ("按《2020年工作要点》，去年办了2场", "", "按《2020年工作要点》，2022年办了2场", []),
        ("比上年净增131家", "截至2021年底共843家。", "比上年净增131家", ["上年"]),
        ("去年办了2场", "截至2021年底共843家。", "2022年办了2场", []),
        ("比上年净增131家", "", "比2022年净增131家", []),
    ],
)
def test_a_sentence_that_names_its_own_year_means_that_one(
    tmp_path: Path, said: str, before: str, wanted: str, left: list[str]
) -> None:
    letter = document(tmp_path, "2021年、2022年、2023年的话。", issued_on="2023-07-12")
    assert with_years(said, letter, before) == (wanted, left)


def test_the_year_before_in_a_rule_is_any(tmp_path: Path) -> None:
    rule = document(tmp_path, "2022年、2023年的话。", issued_on="2023-07-12", doc_type="管理办法")
    assert with_years("按上年研发投入的10%补助", rule) == ("按上年研发投入的10%补助", [])


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("对提案提出的“设立养蜂保险”一项，我局将先行研究。", True),
        ("我局将先行研究，年内向各位委员书面反馈。", True),
        ("您提出的意见很有价值。", True),
        ("关于代表所提的第二条，我局正在办理。", True),
        ("下一步，我局将就建议中提出的两处桥面组织检修。", True),
        ("专家委员会提出的标准已经发布。", False),
        ("中心每年向会员单位反馈检测结果。", False),
        ("提案办理满意率达到98%。", False),
        ("对企业提出的诉求，5个工作日内答复。", False),
    ],
)
def test_what_is_said_to_the_members_of_another_proposal(text: str, spoken: bool) -> None:
    assert speaks_to_members(text) is spoken


def test_what_is_promised_within_the_year_is_of_its_time() -> None:
    assert dated_words("年内向各位委员反馈，三年内建成") == ["年内"]


@pytest.mark.parametrize(
    ("kind", "issued", "said", "wanted"),
    [
        ("政协提案答复函", "2024-08-18", "新增3家。", "据2024年答复，"),
        ("政协提案答复函", "2026-02-01", "新增3家。", ""),
        ("规划", "2021-12", "建设10家平台。", "《云溪市规划》提出，"),
        ("规划", "2021-12", "截至2020年，已建成3家。", "据《云溪市规划》，"),
        ("管理办法", "2024-11", "补助50万元。", "《云溪市规划》规定，"),
    ],
)
def test_whose_words_they_are(tmp_path: Path, kind: str, issued: str, said: str, wanted: str) -> None:
    paper = document(tmp_path, doc_type=kind, issued_on=issued, title="云溪市规划")
    assert attribution(paper, said, date(2026, 11, 21)) == wanted


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("孵化器74家，众创空间9家。", "2024"), ("科技企业孵化器85家。", "2024"), False),  # nothing tells they are one
        (("科技企业孵化器74家，众创空间9家。", "2024"), ("科技企业孵化器85家。", "2024"), True),
        (("科技企业孵化器74家。", "2024"), ("科技企业孵化器用地85亩。", "2024"), False),
        (("科技企业孵化器74家。", "2024"), ("众创空间85家。", "2024"), False),
        (("科技企业孵化器74家。", "2024"), ("到2025年，科技企业孵化器达到85家。", "2021"), False),
        (("科技企业孵化器74家。", "2023"), ("科技企业孵化器85家。", "2025"), False),
        (("2020年，科技企业孵化器74家。", ""), ("2024年，科技企业孵化器85家。", ""), False),
        (("2024年，科技企业孵化器74家。", ""), ("2024年，科技企业孵化器85家。", ""), True),
        (("截至2024年6月，科技企业孵化器74家。", "2025"), ("截至2024年12月，科技企业孵化器85家。", "2025"), False),
        (("截至2024年6月，科技企业孵化器74家。", "2025"), ("2024年，科技企业孵化器85家。", "2025"), True),
        (("到2026年底科技企业孵化器达到74家。", "2025"), ("到2025年，科技企业孵化器达到85家。", "2021"), False),
        (("到2026年底科技企业孵化器达到74家。", "2025"), ("到2026年，科技企业孵化器达到85家。", "2021"), True),
        (("已有科技企业孵化器9家，力争到2026年科技企业孵化器达到74家。", "2025"), ("科技企业孵化器9家。", "2025"), False),
        (("到2024年底科技企业孵化器达到74家。", "2025"), ("2024年科技企业孵化器85家。", "2025"), True),
    ],
)  # fmt: skip
def test_two_figures_for_one_thing(one: tuple[str, str], other: tuple[str, str], differ: bool) -> None:
    found = list(differing_figures(Telling(*one), Telling(*other)))
    assert [(here, there) for _, here, there, _ in found] == ([("74家", "85家")] if differ else [])


def test_what_a_plan_proposes_is_an_aim() -> None:
    plan = Telling("科技企业孵化器85家。", "2025", proposed=True)
    assert not list(differing_figures(Telling("科技企业孵化器74家。", "2025"), plan))
    [(*_, aim)] = differing_figures(Telling("力争科技企业孵化器达到74家。", "2025"), plan)
    assert aim


def test_departments_are_named_in_general_words() -> None:
    assert department_for("每个街道建一个养老服务中心") == "民政部门"
    assert department_for("给予财政补助，列入财政预算") == "财政部门"
    assert department_for("在创业园区周边增建健身场地") == "体育部门"
    assert department_for("扩大医疗保险报销范围") == "医疗保障部门"
    assert department_for("见面要问好") == "有关主管部门"
    assert department_for("修缮校园围墙", "所需经费列入预算，给予补助") == "教育部门"


def test_full_width_leaves_what_is_no_chinese() -> None:
    assert full_width("采用 CMC/CMO 服务, see (a), 共 3 家") == "采用CMC/CMO服务，see (a)，共3家"


def test_the_heading_of_an_earlier_letters_part_runs_in(tmp_path: Path) -> None:
    letter = document(
        tmp_path,
        "现答复如下：\n一、关于加快出台政策,发挥首批效应的建议\n政策已经出台。\n二、关于“办好学院”的建议\n（一）2024年\n"
        "学院已经办好。\n三、委员的建议\n都已采纳。\n",
    )
    named = {section.title: run_in(letter, n) for n, section in enumerate(letter.sections)}
    assert named["关于加快出台政策,发挥首批效应的建议"] == "加快出台政策，发挥首批效应"
    assert named["关于“办好学院”的建议"] == "办好学院"
    assert named["2024年"] == "办好学院", "a heading that is none to run in gives way to the one above it"
    assert named["委员的建议"] == "委员的建议"


def test_run_in_headings_fit_and_stand_at_all_paragraphs_or_at_none(sample_library: Library) -> None:
    def titles(*pairs: tuple[str, str]) -> list[str]:
        paragraphs = [Paragraph(title, "", (Said(said, None),)) for title, said in pairs]
        asked = Suggestion(1, "建设中试平台", "建设中试平台。", ("建设中试平台",))
        return [paragraph.title for paragraph in with_titles(paragraphs, asked, Finder(sample_library))]

    fitting = ("再建平台", "全市已认定市级中试平台7家。")
    assert titles(fitting, ("办好学院", "云溪技术转移学院累计开班12期。")) == ["再建平台", "办好学院"]
    assert titles(fitting, ("", "每季度举办一场“中试开放日”。")) == ["", ""]
    assert titles(fitting, ("面临形势", "科技信贷风险补偿资金池现有规模2.4亿元。")) == ["", ""]


def test_marks_inside_marks() -> None:
    assert quoted('给予“一企一策”和"一事一议"支持') == "“给予‘一企一策’和‘一事一议’支持”"
    assert titled("关于落实《办法》的提案") == "《关于落实〈办法〉的提案》"
