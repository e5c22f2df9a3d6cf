"""A document's sentence as a later letter says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.agencies import department_for
from assistant.drafting.attributing import attribution
from assistant.drafting.comparing import differing_figures
from assistant.drafting.wording import enumerator, full_width, points_back, sentence, with_years
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


def test_two_figures_for_one_thing() -> None:
    found = list(differing_figures("全市科技企业孵化器74家，众创空间9家。", "到2025年，科技企业孵化器达到85家。"))
    assert [(here, there) for _, here, there in found] == [("74家", "85家")]
    assert not list(differing_figures("科技企业孵化器74家。", "科技企业孵化器用地85亩。"))
    assert not list(differing_figures("科技企业孵化器74家。", "众创空间85家。"))


def test_departments_are_named_in_general_words() -> None:
    assert department_for("每个街道建一个养老服务中心") == "民政部门"
    assert department_for("给予财政补助，列入财政预算") == "财政部门"
    assert department_for("在创业园区周边增建健身场地") == "体育部门"
    assert department_for("扩大医疗保险报销范围") == "医疗保障部门"
    assert department_for("见面要问好") == "有关主管部门"
    assert department_for("修缮校园围墙", "所需经费列入预算，给予补助") == "教育部门"


def test_full_width_leaves_what_is_no_chinese() -> None:
    assert full_width("采用 CMC/CMO 服务, see (a), 共 3 家") == "采用CMC/CMO服务，see (a)，共3家"
