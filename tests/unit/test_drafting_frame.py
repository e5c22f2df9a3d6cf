"""The frame around a reply: whom it speaks to, who speaks, what is said of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.attributing import aim_of, attribution
from assistant.drafting.framing import addressee, frame
from assistant.drafting.schema import Proposal, Suggestion
from assistant.drafting.wording import dated_words
from ingest.pipeline import parse

ASKED = (Suggestion(1, "修路", "修路。", ("修路",)),)


def proposal(**changes: object) -> Proposal:
    return replace(Proposal("提案", "关于修路的提案", ASKED), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "names", "wanted"),
    [
        ("提案", "秦望舒", "秦望舒委员："),
        ("提案", "秦望舒、陆野等", "秦望舒、陆野等委员："),
        ("建议", "秦望舒等", "秦望舒等代表："),
        ("提案", "民盟云溪市委会", "民盟云溪市委会："),
        ("提案", "教育界", "教育界："),
        ("提案", None, "【待补：提出人】委员："),
    ],
)
def test_whom_the_letter_speaks_to(kind: str, names: str | None, wanted: str) -> None:
    assert addressee(proposal(kind=kind, proposers=names)) == wanted


def test_you_is_one_or_several() -> None:
    assert frame(proposal(proposers="秦望舒"), (), (), (), ()).opening.startswith("您提出的")
    assert frame(proposal(proposers="秦望舒、陆野"), (), (), (), ()).opening.startswith("你们提出的")


def test_what_is_said_in_the_office_s_name_is_to_be_confirmed() -> None:
    reply = frame(proposal(co_agencies="市水利局", lead_agency="市园林局"), (), (), (), ())
    assert "会同市水利局" in reply.opening
    assert any("请确认已征求意见" in warning for warning in reply.warnings)
    assert any("资料库还是空的" in warning for warning in reply.warnings)
    assert reply.issuer == "市园林局"


def test_an_aim_has_its_year_and_a_report_is_no_bid(tmp_path: Path) -> None:
    path = tmp_path / "规划.txt"
    path.write_text(
        "云溪市道路发展规划\n云溪市交通局\n2021年12月\n一、目标\n到2025年，道路成网。\n（一）通达。建成乡道300公里。\n"
        "（二）安全。护栏装到每一处弯道。\n二、基础\n2020年新增乡道12公里。\n",
        encoding="utf-8",
    )
    plan = parse(path)
    plan = replace(
        plan, metadata=replace(plan.metadata, doc_type="规划", title="云溪市道路发展规划", issued_on="2021-12")
    )
    start = plan.text.index("建成乡道300公里")
    section = next(i for i, s in enumerate(plan.sections) if s.title.startswith("通达"))
    aim = aim_of(plan, section, start, "建设乡道300公里。")
    assert aim == "2025"
    assert attribution(plan, "建设乡道300公里。", date(2026, 1, 1), aim=aim) == "《云溪市道路发展规划》提出，到2025年，"
    assert attribution(plan, "2020年新增乡道12公里。", date(2026, 1, 1)) == "据《云溪市道路发展规划》，"
    assert aim_of(plan, section, start, "到2023年建设乡道300公里。") == ""
    assert attribution(plan, "到2025年，完成护栏100处。", date(2026, 1, 1)) == "《云溪市道路发展规划》提出，"
    assert attribution(plan, "路网密度提高，到2025年，完成护栏100处。", date(2026, 1, 1)).endswith("提出，")
    assert attribution(plan, "养护现有道路。", date(2026, 1, 1)) == "《云溪市道路发展规划》提出，"


def test_words_of_time_that_age() -> None:
    assert dated_words("目前已有14家，8月底申报截止，近5年来增长。") == ["8月底", "目前", "近5年来"]
    assert dated_words("2025年6月印发，9月施行。") == []


def test_a_title_inside_a_title_has_single_marks() -> None:
    reply = frame(proposal(title="关于落实《修路办法》的提案"), (), (), (), ())
    assert "《关于落实〈修路办法〉的提案》" in reply.opening
