"""Which sentences go into a letter: the newest of figures that several papers tell, none twice, none beside the point."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafting.finding import Asked, Support
from assistant.drafting.schema import Suggestion
from assistant.drafting.selecting import select
from assistant.reading.terms import Term
from assistant.reading.units import Unit
from ingest.schema import Span

_ASKED = Asked((Term("孵化器", 3.0),), ((Term("孵化器", 3.0),),))
_SUGGESTION = Suggestion(1, "增加科技企业孵化器", "增加科技企业孵化器。", ("增加孵化器数量",))


def _support(text: str, score: float, paper: str, issued: str, spoken: float = 0.9, cosine: float = 0.5) -> Support:
    unit = Unit(paper, Span(0, len(text)), text, text, "", "", "", "", "", 0)
    return Support(unit, 0, score, spoken, (spoken,), cosine, issued)


def _said(*supports: Support) -> list[str]:
    found = sorted(supports, key=lambda s: -s.score)
    return [s.unit.text for s in select([_SUGGESTION], [found], [_ASKED])[0].chosen]


def test_of_figures_told_again_the_newest_are_said() -> None:
    older = _support("市级以上科技企业孵化器27家。", 1.6, "规划", "20210301")
    newer = _support("市级以上科技企业孵化器41家。", 1.2, "总结", "20250110")
    assert _said(older, newer) == [newer.unit.text]


def test_an_older_sentence_that_goes_further_is_said_beside_it() -> None:
    older = _support(
        "天使基金已投项目19个，投资金额9850万元，带动社会资本投入4.1亿元，其中种子期项目占六成。", 1.6, "函", "20240601"
    )
    newer = _support("天使基金已投项目24个，投资金额1.31亿元。", 1.2, "总结", "20250110")
    assert set(_said(older, newer)) == {older.unit.text, newer.unit.text}


def test_where_enough_is_said_a_section_that_only_comes_near_is_left_out() -> None:
    """科技保险818家 under another matter: a sentence of a section whose headings and sentences are of something else."""
    names = (
        "认定孵化器五家并挂牌运行。", "在孵企业新增三百户。", "场地扩到八万平方米。", "毕业企业一百二十户。",
        "导师队伍达九十人。", "租金减免两成。", "路演每月一场。",
    )  # fmt: skip
    about = [_support(text, 1.5 - n / 20, f"函{n}", "20240601") for n, text in enumerate(names)]
    near = _support("科技保险补贴覆盖企业九十户。", 0.62, "报", "20240601", spoken=0.9, cosine=0.2)
    assert near.unit.text in _said(*about[:3], near), "it would be told where little is"
    assert _said(*about, near) == [s.unit.text for s in about]
    assert near.unit.text in _said(*about, replace(near, headed=0.5))


@pytest.mark.parametrize(
    ("older", "newer", "kept"),
    [
        ("市级孵化器的认定尚未启动，我局已着手起草办法。", "全市已认定市级孵化器7家。", False),
        ("我市尚未出台孵化器管理办法。", "2024年11月，市政府印发《孵化器建设与管理办法》。", False),
        ("孵化器服务中心正在建设。", "孵化器服务中心于2024年建成投用。", False),
        ("孵化器服务中心计划2024年建成投用。", "2024年9月，孵化器服务中心挂牌。", False),
        ("孵化器服务中心计划2027年建成投用。", "孵化器服务中心一期于2024年挂牌。", True),
        ("县级孵化器的认定尚未启动。", "全市已认定市级孵化器7家。", True),
        ("第三批市级孵化器的认定尚未启动。", "第二批市级孵化器的认定已经完成。", True),
        ("市级孵化器的认定尚未启动。", "市级孵化器的认定正在研究。", True),
        ("市级孵化器12家，在孵企业410家。", "市级孵化器认定已经完成。", True),
    ],
)
def test_what_is_not_done_yet_is_not_said_where_a_newer_paper_says_it_is_done(
    older: str, newer: str, kept: bool
) -> None:
    before, now = _support(older, 1.6, "旧函", "20230712"), _support(newer, 1.5, "新函", "20250903")
    assert (older in _said(before, now)) is kept
    later = replace(before, issued="20260712"), replace(now, issued="20250903")
    assert older in _said(*later), "what the newest paper says is said"


def test_what_shares_a_word_and_no_meaning_is_not_said() -> None:
    good = _support("全市建成科技企业孵化器12家，在孵企业410家。", 1.5, "函", "20240601")
    stray = _support("鸡苗孵化车间改造完成，日供热水30吨。", 0.6, "报", "20240601", spoken=0.2, cosine=0.0)
    assert _said(good, stray) == [good.unit.text]
