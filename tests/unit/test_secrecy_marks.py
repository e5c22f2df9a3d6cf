"""Papers that say of themselves that they are not for everybody. Invented city, invented papers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from docx import Document as WordFile

from assistant.access import Role, stated_level
from assistant.library import Library
from assistant.people.view import LibraryView
from ingest.disclosure import secrecy_mark
from ingest.metadata import read_metadata
from ingest.pipeline import parse
from ingest.schema import Metadata
from tests.support.exact_index import ExactIndex
from tests.support.uploading import uploaded
from vectorstore.embedder import Embedder

NOTICE = """云溪市科学技术局文件

云科发〔2026〕8号

云溪市科学技术局关于量子园区建设的通知

各县（区）人民政府：

现将量子园区建设有关事项通知如下。

一、加大投入

安排专项资金730万元，注意保护商业秘密。

二、加强内部管理

各单位要健全内部控制制度，不予公开的信息不得外传。

云溪市科学技术局
2026年6月3日
"""
TITLE = "云溪市科学技术局关于量子园区建设的通知"
PLAN = "云溪市茶产业发展规划\n\n2026年5月\n\n为加快茶产业发展，制定本规划。\n\n一、发展基础\n\n茶园稳步扩大。\n\n二、保障措施\n\n严守国家秘密。\n"


def read(folder: Path, text: str) -> Metadata:
    (folder / "文.txt").write_text(text, "utf-8")
    return parse(folder / "文.txt").metadata


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年",
        "秘密",
        "绝密",
        "机 密 ★ 1 年",
        "000012\n机密★1年\n特急",
        "000012　　机密★1年　　特急",
        "秘密★启用前",
        "密级：秘密",
        "密级：\n机密★长期",
        "密级\t秘密\t编号\t12",
        "工作秘密",
        "内部资料",
        "内部文件，注意保存",
        "（内部资料 注意保存）",
        "内部刊物，请勿外传",
        "【内部】",
        "公开类别：不公开",
        "信息公开选项：不予公开",
        "是否公开：否",
        "是否公开：□是 ☑否",
        "编号：12 是否公开：否",
        "公开方式：□主动公开 □依申请公开 ☑不予公开",
        "公开方式：主动公开□ 依申请公开□ 不予公开☑",
    ],
)
def test_a_mark_above_the_title_is_for_administrators(tmp_path: Path, mark: str) -> None:
    found = read(tmp_path, f"{mark}\n\n{NOTICE}")
    assert stated_level(found) == Role.ADMINISTRATOR
    assert (found.title, found.doc_number, found.issued_on) == (TITLE, "云科发〔2026〕8号", "2026-06-03")
    assert (found.issuer, found.doc_type) == ("云溪市科学技术局", "通知")


@pytest.mark.parametrize(
    "mark",
    [
        "机密",
        "（内部资料，注意保存）",
        "内部文件 注意保存",
        "（内部资料，注意保存）\n（联系人：何田田，0762-5562317）",
        "公开类别：不公开",
        "信息公开选项：不予公开",
        "（公开方式：不予公开）",
        "是否公开：否",
        "是否公开：是□ 否☑",
        "是否同意公开：否",
        "（此件不公开）",
        "（本文不予公开）",
    ],
)
def test_a_mark_behind_the_signature_is_for_administrators(tmp_path: Path, mark: str) -> None:
    found = read(tmp_path, f"{NOTICE}{mark}\n")
    assert stated_level(found) == Role.ADMINISTRATOR
    assert (found.issuer, found.issued_on) == ("云溪市科学技术局", "2026-06-03")


def test_a_plan_and_a_paper_without_headings(tmp_path: Path) -> None:
    assert stated_level(read(tmp_path, "秘密★3年\n" + PLAN)) == Role.ADMINISTRATOR
    assert read(tmp_path, "秘密★3年\n" + PLAN).title == "云溪市茶产业发展规划"
    assert stated_level(read(tmp_path, PLAN + "（内部资料，注意保存）\n")) == Role.ADMINISTRATOR
    assert stated_level(read(tmp_path, "茶情简报\n今年春茶开采。\n（内部资料，注意保存）\n")) == Role.ADMINISTRATOR
    assert stated_level(read(tmp_path, "云溪市茶产业分析报告（内部资料）\n\n今年春茶开采。\n")) == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("paper", "level"),
    [
        (NOTICE, None),
        (PLAN, None),
        (NOTICE + "（此件公开发布）\n", Role.READER),
        (NOTICE + "公开方式：主动公开\n", Role.READER),
        (NOTICE + "信息公开类别：依申请公开\n", Role.EDITOR),
        (NOTICE + "是否公开：是\n", Role.READER),
        (NOTICE + "是否公开：是☑ 否□\n", Role.READER),
        ("密级：无\n" + NOTICE, None),
        (NOTICE.replace(TITLE, "云溪市科学技术局关于印发内部资料管理办法的通知"), None),
        (NOTICE.replace(TITLE, "云溪市科学技术局关于加强商业秘密保护的通知"), None),
        (NOTICE.replace("一、加大投入", "一、内部资料\n\n秘密"), None),
        (NOTICE.replace("现将量子园区建设有关事项通知如下。", "请核对密级。各密级为：\n绝密\n机密\n秘密"), None),
        ("云溪市内部资料性出版物管理办法\n\n第一条 为了加强内部资料性出版物管理，制定本办法。\n第二条 保守秘密。\n", None),
        ("云溪市商业秘密保护规定\n\n商业秘密\n\n第一条 为了保护商业秘密，制定本规定。\n第二条 内部文件从严管理。\n", None),
        ("云溪市科学技术局2026年内部控制工作方案\n\n一、内部管理\n\n完善制度。\n", None),
        ("名称\t密级\t公开方式\n茶园图\t秘密\t不予公开\n", None),
    ],
)  # fmt: skip
def test_a_mere_mention_closes_no_paper(tmp_path: Path, paper: str, level: Role | None) -> None:
    assert stated_level(read(tmp_path, paper)) == level


@pytest.mark.parametrize("line", ["商业秘密", "内部控制", "内部管理", "内部资料管理办法", "秘密级事项范围", "国家机密", "内部", "公开", "密级：公开"])  # fmt: skip
def test_what_is_no_mark(line: str) -> None:
    assert secrecy_mark(line) is None


def test_a_mark_is_asked_for_in_no_time() -> None:
    start = time.monotonic()
    for text in ("内部资料" + "不得" * 17 + "x", "内部资料" + "，" * 35, "机密" + "★" * 38, " " * 79 + "x"):
        assert secrecy_mark(text) is None
    assert time.monotonic() - start < 1


PROPOSAL = [
    "政协第六届云溪市委员会第三次会议提案",
    "提案编号：20260112",
    "案由：关于加快中试平台建设的建议",
    "公开方式：不予公开",
    "提案人：陈若水",
]


def test_a_proposal_keeps_what_it_says_of_itself(tmp_path: Path) -> None:
    tail = ["联系人：何田田，0762-5562317", "抄送：市财政局"]
    found = read_metadata(PROPOSAL, tail, None)
    assert (found.title, found.disclosure) == ("关于加快中试平台建设的建议", "不予公开")
    assert (found.contact_name, found.contact_phone, found.cc) == (
        "何田田",
        "0762-5562317",
        "市财政局",
    )
    reasons = ["政协云溪市委员会提案", "案由：" + "中试平台不足。" * 20, "是否公开：否"]
    assert read_metadata(reasons, tail, None).disclosure == "不公开"
    assert read_metadata(reasons, tail, None).contact_name == "何田田"
    book = WordFile()
    for line in [*PROPOSAL, "一、存在问题", "中试平台数量不足。", "二、建议", "加大投入。"]:
        book.add_paragraph(line)
    book.save(str(tmp_path / "提案.docx"))
    assert stated_level(parse(tmp_path / "提案.docx").metadata) == Role.ADMINISTRATOR


@pytest.mark.parametrize("said", ["是否公开：否", "公开类别：不公开", "信息公开选项：不予公开"])
def test_the_title_of_a_proposal_does_not_go_on_in_a_field(tmp_path: Path, said: str) -> None:
    text = "\n".join([*PROPOSAL[:3], said, PROPOSAL[4], "", "一、存在问题", "中试平台数量不足，服务能力弱。", "二、建议", "（一）加大投入。安排资金100万元。"])  # fmt: skip
    found = read(tmp_path, text)
    assert found.title == "关于加快中试平台建设的建议"
    assert stated_level(found) == Role.ADMINISTRATOR


def test_a_mark_at_the_head_of_every_page_is_not_lost(tmp_path: Path) -> None:
    pages = NOTICE.split("\n一、加大", maxsplit=1)[0], "一、加大投入\n安排资金。", "二、加强管理\n健全制度。"
    text = "\f".join(f"内部资料 注意保存\n{page}\n- {n} -\n" for n, page in enumerate(pages, 1))
    assert stated_level(read(tmp_path, text)) == Role.ADMINISTRATOR


def test_a_reader_sees_no_paper_that_is_marked(tmp_path: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as library:
        for name, mark in (("密.txt", "机密★1年"), ("内.txt", "内部资料"), ("开.txt", "")):
            (tmp_path / name).write_text(f"{mark}\n\n{NOTICE}\n{name}", "utf-8")
            assert [result.status for result in uploaded(library, name, tmp_path / name)] == ["added"]
        assert [record.source for record in LibraryView(library, Role.READER).documents()] == ["开.txt"]
        assert len(LibraryView(library, Role.ADMINISTRATOR).documents()) == 3
