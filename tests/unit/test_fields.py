"""Which fields of a paper's frame a question asks for, in whatever words and order."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading.frame.locating import locate
from assistant.reading.frame.read import fields_asked
from ingest.metadata import read_metadata
from tests.support.reading_papers import read


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("云科函〔2025〕63号能挂到网上去吗", ["公开方式"]),
        ("答复0137号建议的那份函能不能直接上网公开？", ["公开方式"]),
        ("提2024118号提案的是哪几位委员？", ["主送对象"]),
        ("63号函找谁问", ["联系人"]),
        ("《云溪市创新券管理办法》的文号是什么，哪两家发的？", ["发文机关", "文号"]),
        ("63号函提了哪些措施", []),
        ("185号函对外合作怎么样", []),
        ("47号函里哪几个单位提了意见", []),
    ],
)
def test_a_clause_of_nothing_but_a_fields_words_asks_for_it(question: str, fields: list[str]) -> None:
    assert [field.name for field in fields_asked(question)] == fields


def test_a_desk_may_stand_between_a_contact_and_the_number(tmp_path: Path) -> None:
    document = read(tmp_path, "（联系人：简秋池，农村与社会发展科；电话：5821377）")
    span = locate(document, "简秋池，5821377")
    assert span is not None
    assert span.of(document.text).endswith("5821377")


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("（2023年7月11日云溪市科学技术局、云溪市财政局联合印发）", "云溪市科学技术局、云溪市财政局"),
        ("（2024年6月28日云溪市人民政府令第3号公布）", "云溪市人民政府"),
        ("（2024年6月28日印发）", None),
    ],
)
def test_rules_are_of_those_who_issued_them(line: str, issuer: str | None) -> None:
    assert read_metadata(["云溪市创新券管理办法", line], [], None).issuer == issuer
