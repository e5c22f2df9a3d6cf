from __future__ import annotations

import pytest

from ingest.closing import annex_list, find_closing, inner_closings, read_signature
from ingest.disclosure import disclosure_note
from ingest.headings import Block


def blocks(text: str) -> list[Block]:
    out, position = [], 0
    for line in text.split("\n"):
        out.append(Block(line, position))
        position += len(line) + 1
    return out


def closing(text: str) -> str:
    return text[find_closing(blocks(text)) :]


HEAD = "关于茶园防冻的通知\n云农发〔2024〕2号\n各乡镇人民政府：\n请抓紧落实各项措施。\n"


@pytest.mark.parametrize(
    "tail",
    [
        "特此通知。\n云溪市农业农村局\n2024年1月5日",
        "云溪市农业农村局\n云溪市财政局\n2024年1月5日\n（此件公开发布）",
        "云溪市人民政府办公室\n二〇二四年一月五日\n云溪市人民政府办公室 2024年1月8日印发",
        "市长 陆行之\n2024年1月5日",
    ],
)
def test_where_a_paper_closes(tail: str) -> None:
    assert closing(HEAD + tail) == tail


def test_a_sentence_that_ends_in_a_body_is_no_closing() -> None:
    assert closing(HEAD + "具体工作由各乡镇负责，报市农业农村局。") == ""


def test_a_notice_that_sends_another_paper_closes_in_the_middle() -> None:
    text = (
        HEAD
        + "云溪市农业农村局\n2024年1月5日\n（此件公开发布）\n茶园防冻方案\n为做好防冻工作，制定本方案。\n一、目标\n减少损失。"
    )
    found = inner_closings(blocks(text), len(text))
    assert found == [(4, 6)]


def test_annexes_listed_before_the_signature() -> None:
    text = HEAD + "附件：1.申报表\n2.汇总表\n云溪市农业农村局\n2024年1月5日\n附件1\n申报表\n一、基本情况"
    assert annex_list(blocks(text)) == {4, 5}


def test_several_signatories_and_the_day_of_printing() -> None:
    lines = ["云溪市科学技术局 云溪市财政局", "2024年1月5日", "云溪市人民政府办公室 2024年1月8日印发"]
    assert read_signature(lines) == ("云溪市科学技术局、云溪市财政局", "2024-01-05")
    assert read_signature(["云 溪 市 财 政 局", "二〇二四年三月九日"]) == ("云溪市财政局", "2024-03-09")
    assert read_signature(["普通的一句话。"]) == (None, None)


def test_the_note_on_publication() -> None:
    assert disclosure_note(["云溪市财政局", "（此件公开发布）"]) == "公开发布"
    assert disclosure_note(["云溪市财政局"]) is None
