"""Whole letters of shapes that offices use and the samples do not have: what a clerk would read in them. Invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.reading_papers import frame, outline, read

SUGGESTION = """
B1
云港市教育局
云港教函〔2024〕36号　　　　　　签发人：周海平

云港市教育局关于市十五届人大四次会议
第0127号建议的答复

陈晓岚、吴建国代表：
　　您们在市十五届人大四次会议上提出的《关于优化学区划分的建议》（第0127号）收悉。现将办理情况答复如下：
　　一、基本情况
　　2023年新建改扩建学校12所，新增学位1.8万个。
　　二、关于“动态调整学区”的建议
　　（一）建立预警机制。每年3月底前公布学位预警。
　　（二）科学划定学区。一是坚持就近入学。按照“划片招生”的原则执行。二是坚持总体稳定。学区原则上三年不变。
　　四、下一步工作
　　1．扩大覆盖面。到2025年，集团化办学覆盖率达到85%以上。
　　2．加强教师交流。每年交流教师不少于10%。
　　衷心感谢您们对我市教育工作的关心和支持！

　　　　　　　　　　　　　　云港市教育局
　　　　　　　　　　　　　　2024年5月28日
（联系人：林小燕联系电话：（0591）8332-1456）
公开方式：主动公开
抄送：市人大常委会代表工委，市政府办公室。
"""


def test_a_letter_to_deputies(tmp_path: Path) -> None:
    document = read(tmp_path, SUGGESTION)
    assert frame(document) == {
        "issuer": "云港市教育局",
        "doc_number": "云港教函〔2024〕36号",
        "title": "云港市教育局关于市十五届人大四次会议第0127号建议的答复",
        "issued_on": "2024-05-28",
        "addressee": "陈晓岚、吴建国代表",
        "proposal_number": "0127",
        "proposal_title": "关于优化学区划分的建议",
        "session": "市十五届人大四次会议",
        "contact_name": "林小燕",
        "contact_phone": "（0591）8332-1456",
        "disclosure": "主动公开",
        "cc": "市人大常委会代表工委、市政府办公室",
        "category": "B类",
        "doc_type": "人大建议答复函",
    }
    assert outline(document) == [
        "一、 基本情况",
        "二、 关于“动态调整学区”的建议",
        "二、（一） 建立预警机制",
        "二、（二） 科学划定学区",
        "四、 下一步工作",  # the office skipped 三、
        "四、1. 扩大覆盖面",
        "四、2. 加强教师交流",
    ]
    assert [s.path for s in document.sections if s.kind == "run_in"] == ["二、（二）一是", "二、（二）二是"]


JOINT = """
云港市文化和旅游局
云港市财政局
云港文旅提〔2023〕18号
关于市政协十二届二次会议第20230045号
提案的答复
民革云港市委员会：
贵委提出的《关于加快发展夜间文旅经济的提案》（提案第20230045号）收悉。感谢贵委的关心，现将有关情况答复如下：
一、工作开展情况
（一）加强政策引导
安排专项资金600万元。
二、下步打算
（一）强化要素保障。
①资金。市财政每年安排不少于500万元。
②人才。每年培训从业人员300人次。
感谢贵委对我们工作的理解与支持。
　云港市文化和旅游局　　　云港市财政局（云港市国有资产监督管理局）
2023年7月6日
联系单位及电话：市文化和旅游局产业科，87654321
"""


def test_a_letter_of_two_bureaus(tmp_path: Path) -> None:
    document = read(tmp_path, JOINT)
    assert document.metadata.issued_on == "2023-07-06"
    assert document.metadata.addressee == "民革云港市委员会"
    assert document.metadata.contact_phone == "87654321"
    assert "云港市文化和旅游局" in str(document.metadata.issuer)
    assert "云港市财政局" in str(document.metadata.issuer)
    assert outline(document)[-2:] == ["二、（一）① 资金", "二、（一）② 人才"]
    closing = document.sections[-1]
    assert closing.kind == "closing"
    assert closing.span.of(document.text).startswith("感谢贵委")


@pytest.mark.parametrize(
    "written",
    [
        "云港水函［2023］8号",
        "云港水函[2023]8号",
        "云港水函(2023)8号",
        "云港水函【2023】8号",
        "云港水函〔2023〕第8号",
        "云港水函〔２０２３〕８号",
        "云港水函 〔 2023 〕 8 号",
        "文号：云港水函〔2023〕8号",
        "云港水函〔2023〕8号  签发人：李四",
    ],
)
def test_a_number_in_any_brackets(tmp_path: Path, written: str) -> None:
    text = f"云港市水务局\n{written}\n关于市政协十二届二次会议第88号提案答复的函\n李委员：\n收悉，现答复如下：\n一、总体情况\n已建成泵站30座。\n云港市水务局\n2023年6月1日"
    document = read(tmp_path, text)
    assert document.metadata.doc_number == "云港水函〔2023〕8号"
    assert document.metadata.title == "关于市政协十二届二次会议第88号提案答复的函"
    assert document.metadata.issuer == "云港市水务局"


@pytest.mark.parametrize("written", ["云港水函2023-8号", "云港水（2023）函字第8号"])
def test_a_number_of_another_form_is_no_part_of_the_title(tmp_path: Path, written: str) -> None:
    text = (
        f"云港市水务局\n{written}\n关于第88号提案答复的函\n李委员：\n收悉，现答复如下：\n一、总体情况\n已建成泵站30座。"
    )
    assert read(tmp_path, text).metadata.title == "关于第88号提案答复的函"


def test_a_reply_without_numbers_or_thanks(tmp_path: Path) -> None:
    text = "云港市残疾人联合会\n云港残联函〔2023〕5号\n对市政协十三届二次会议第2045号提案的答复\n林小红委员：\n您提出的《关于加大就业帮扶力度的提案》收悉，现答复如下：\n近年来，全市新增残疾人就业1350人，其中按比例就业420人。\n市级残疾人就业保障金投入860万元。\n云港市残疾人联合会\n2023年5月"
    document = read(tmp_path, text)
    assert outline(document) == []
    assert document.metadata.issued_on == "2023-05"
    assert document.sections[-1].kind == "closing"
