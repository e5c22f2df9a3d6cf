from __future__ import annotations

import pytest

from ingest.links import read_links
from ingest.schema import Metadata

OWN = Metadata(title="云溪市茶园水土保持办法", doc_number="云府规〔2024〕6号")


def relations(text: str) -> dict[str, str]:
    return {str(link.title or link.doc_number): link.relation for link in read_links(text, OWN).references}


def short_names(text: str) -> dict[str, str]:
    return {name.short: name.long for name in read_links(text, OWN).abbreviations}


def test_a_paper_named_twice_is_one_reference_with_both_places() -> None:
    text = "依照《云溪市河湖条例》（云人发〔2021〕3号）办理。《云溪市河湖条例》另有规定的，从其规定。云人发〔2021〕3号同时印送。"
    [link] = read_links(text, OWN).references
    assert (link.title, link.doc_number, link.relation) == ("云溪市河湖条例", "云人发〔2021〕3号", "based_on")
    assert [span.of(text) for span in link.spans] == [
        "《云溪市河湖条例》（云人发〔2021〕3号）",
        "《云溪市河湖条例》",
        "云人发〔2021〕3号",
    ]


def test_its_own_name_books_and_newspapers_are_no_references() -> None:
    assert relations("《云溪市茶园水土保持办法》（云府规〔2024〕6号）刊于《云溪日报》，并收入《茶经》。") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "根据《甲地条例》制定本办法，《乙地办法》（云府〔2019〕1号）、《丙地细则》同时废止。",
            {"甲地条例": "based_on", "乙地办法": "repeals", "丙地细则": "repeals"},
        ),
        ("云府办〔2018〕7号文件自即日起停止执行。", {"云府办〔2018〕7号": "repeals"}),
        ("《甲地条例》尚未废止，仍应遵守。", {"甲地条例": "cites"}),
        ("本标准代替《旧茶园标准》。", {"旧茶园标准": "replaces"}),
        ("现将《茶农培训方案》印发给你们。", {"茶农培训方案": "issues"}),
        ("对《采茶规则》作如下修改：删去第三条。", {"采茶规则": "amends"}),
        ("废止《甲地办法》《乙地办法》。", {"甲地办法": "repeals", "乙地办法": "repeals"}),
        ("根据云科发〔2022〕9号要求开展验收。", {"云科发〔2022〕9号": "based_on"}),
    ],
)
def test_relations_come_from_the_words_beside_the_mention(text: str, expected: dict[str, str]) -> None:
    assert relations(text) == expected


def test_titles_inside_titles() -> None:
    assert relations("转发《关于印发〈茶园补贴办法〉的通知》。") == {"关于印发〈茶园补贴办法〉的通知": "issues"}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("由云溪市农业农村局（以下简称“市农业局”）负责。", "市农业局", "云溪市农业农村局"),
        ("各县自然资源部门（以下简称自然资源部门）协助。", "自然资源部门", "各县自然资源部门"),
        ("依据《云溪市茶叶条例》（以下简称《条例》）办理。", "《条例》", "《云溪市茶叶条例》"),
        ("海关、边检等查验单位（以下统称“查验单位”）配合。", "查验单位", "海关、边检等查验单位"),
        ("成立茶产业振兴领导小组，以下简称“领导小组”，统筹推进。", "领导小组", "茶产业振兴领导小组"),
    ],
)
def test_abbreviations_with_what_they_stand_for(text: str, short: str, long: str) -> None:
    links = read_links(text, OWN)
    assert short_names(text) == {short: long}
    assert links.abbreviations[0].span.of(text).startswith(long)


def test_nothing_to_find() -> None:
    links = read_links("普通的一句话。", OWN)
    assert links.references == ()
    assert links.abbreviations == ()


def test_a_short_title_is_the_one_it_stands_for() -> None:
    text = "依据《云溪市茶叶条例》（以下简称《条例》）办理。违反《条例》的，依法处理。"
    [link] = read_links(text, OWN).references
    assert link.title == "云溪市茶叶条例"
    assert [span.of(text) for span in link.spans] == ["《云溪市茶叶条例》", "《条例》", "《条例》"]
