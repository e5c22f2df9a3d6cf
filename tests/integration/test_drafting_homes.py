"""A shelf with papers of two cities: the letter of the one says nothing of what the other did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.drafting.homes import city_in, city_of, home_of
from assistant.drafting.letters import draft
from assistant.drafting.proposals import read_proposal
from assistant.drafting.schema import Proposal
from assistant.library import Library

LETTER = """{city}科学技术局关于市政协五届三次会议第{number}号提案答复的函
秦望舒委员：
您提出的《关于建设中试平台的提案》（第{number}号）收悉，现答复如下：
一、关于“建设中试平台”的建议
{said}
专此答复。
{city}科学技术局
2025年6月3日
（公开方式：{disclosure}）
"""
PROPOSAL = "关于建好中试平台的提案\n{lead}建议：\n一、建设中试平台。多认定市级中试平台。\n"
OURS = "全市已认定市级中试平台3家，每家补助40万元。"
THEIRS = "全市已认定市级中试平台7家，下一步将认定市级中试平台12家。"


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """Two letters of 望川市, one of 临江市, a paper of the province."""
    papers = {
        "望川一": LETTER.format(city="望川市", number="101", said=OURS, disclosure="主动公开"),
        "望川二": LETTER.format(city="望川市", number="102", said="路灯换了新的。", disclosure="主动公开"),
        "临江": LETTER.format(city="临江市", number="103", said=THEIRS, disclosure="依申请公开"),
        "省": "海东省科学技术厅关于中试平台的通知\n各市：\n一、认定\n省级对市级中试平台择优奖励90万元。\n"
        "海东省科学技术厅\n2025年2月1日\n",
    }
    for name, text in papers.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    library = Library.open(tmp_path / "home")
    assert [result.status for result in library.ingest(sorted(tmp_path.glob("*.txt")))] == ["added"] * len(papers)
    return library


def proposal(folder: Path, lead: str = "") -> Proposal:
    path = folder / "提案.txt"
    path.write_text(PROPOSAL.format(lead=f"承办单位：{lead}\n" if lead else ""), encoding="utf-8")
    return read_proposal(path)


@pytest.mark.parametrize("lead", ["", "市科技局"])
def test_what_another_city_did_is_no_evidence_and_a_line_says_so(shelf: Library, tmp_path: Path, lead: str) -> None:
    with shelf:
        made = draft(shelf, proposal(tmp_path, lead))
    said = "".join(paragraph.text for part in made.parts for paragraph in part.paragraphs)
    assert "3家" in said
    assert "90万元" in said, "the province's paper holds here too"
    assert "7家" not in said
    assert made.issuer == "望川市科学技术局"
    assert {precedent.source for precedent in made.precedents} == {"望川一.txt", "望川二.txt"}
    assert [w for w in made.warnings if "临江" in w] == [
        "这份答复按望川市的起草，资料库里临江市的文件没有用作依据，要参考请自行写入并注明是哪个市的。"
    ]


def test_the_body_that_is_to_answer_says_whose_letter_it_is(shelf: Library, tmp_path: Path) -> None:
    with shelf:
        made = draft(shelf, proposal(tmp_path, "临江市科学技术局"))
    said = "".join(paragraph.text for part in made.parts for paragraph in part.paragraphs)
    assert "7家" in said
    assert "3家" not in said
    assert made.disclosure == "依申请公开"


def test_where_nothing_tells_whose_letter_it_is_both_are_named(shelf: Library, tmp_path: Path) -> None:
    with shelf:
        records = [r for r in shelf.documents() if r.source != "望川二.txt"]
        home = home_of(proposal(tmp_path), records)
        assert home_of(proposal(tmp_path), [r for r in records if r.source != "临江.txt"]).told == ()
    assert (home.city, home.foreign) == (None, frozenset())
    assert "看不出这份答复是哪个市的" in home.told[0]


def test_a_plan_without_an_issuer_is_of_the_city_in_its_title(shelf: Library, tmp_path: Path) -> None:
    plan = tmp_path / "规划.txt"
    plan.write_text("临江市中试平台发展规划\n一、目标\n到2027年，市级中试平台达到28家。\n", encoding="utf-8")
    with shelf:
        assert [result.status for result in shelf.ingest([plan])] == ["added"]
        made = draft(shelf, proposal(tmp_path))
    assert "28家" not in "".join(paragraph.text for part in made.parts for paragraph in part.paragraphs)
    assert any("临江市的文件没有用作依据" in warning for warning in made.warnings)


@pytest.mark.parametrize(
    ("title", "city"),
    [
        ("关于推动临江市低空经济发展的提案", "临江市"),
        ("关于低空经济在临江市先行先试的提案", "临江市"),
        ("关于推动白沙市低空经济发展的提案", "白沙市"),
        ("关于学习临江市经验发展低空经济的提案", "望川市"),
        ("关于学习白沙市经验发展低空经济的提案", "望川市"),
        ("关于推动望川市与临江市协同发展的提案", "望川市"),
        ("关于加强我市城市更新的提案", "望川市"),
    ],
)
def test_a_proposal_speaks_for_the_city_in_its_title(shelf: Library, tmp_path: Path, title: str, city: str) -> None:
    with shelf:
        asked = replace(proposal(tmp_path), title=title)
        assert home_of(asked, shelf.documents()).city == city


@pytest.mark.parametrize(
    ("title", "city"),
    [
        ("云溪市科技创新“十四五”规划（节选）", "云溪市"),
        ("关于印发《海东省云溪市中试平台管理办法》的通知", "云溪市"),
        ("2025年云溪市科技工作要点", "云溪市"),
        ("进一步推动盐城市中试平台建设行动方案", "盐城市"),
        ("恩施土家族苗族自治州旅游条例", "恩施土家族苗族自治州"),
        ("智慧城市建设方案", None),
        ("超大城市治理办法", None),
        ("企业上市扶持办法", None),
        ("科技强市三年行动方案", None),
        ("关于支持我市企业发展的若干措施", None),
        ("加快全市中试平台建设方案", None),
        ("农贸市场管理办法", None),
        ("大都市圈规划", None),
        ("省级实验区推动云溪高质量发展", None),
        (None, None),
    ],
)
def test_the_city_of_a_title(title: str | None, city: str | None) -> None:
    assert city_in(title) == city


@pytest.mark.parametrize(
    ("body", "city"),
    [
        ("海东省望川市科学技术局", "望川市"),
        ("广州市科学技术局", "广州市"),
        ("盐城市科学技术局", "盐城市"),
        ("中共望川市委办公室", "望川市"),
        ("恩施土家族苗族自治州人民政府", "恩施土家族苗族自治州"),
        ("海东省市场监督管理局", None),
        ("国家市场监督管理总局", None),
        ("海东省住房和城市建设厅", None),
        ("市科技局", None),
        ("望川县科技局", None),
        (None, None),
    ],
)
def test_the_city_of_a_body(body: str | None, city: str | None) -> None:
    assert city_of(body) == city
