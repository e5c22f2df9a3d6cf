from __future__ import annotations

import pytest

from ingest.effect import read_effect

FILL = "茶园养护的一般要求。" * 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2024年3月1日起施行，有效期5年。", ("2024-03-01", "5年", None)),
        ("本通知自印发之日起执行，有效期至2026年12月31日。", ("2024-02-05", "至2026年12月31日", None)),
        ("本条例自二〇二三年十月一日起生效。", ("2023-10-01", None, None)),
        ("没有写明何时施行。", (None, None, None)),
        ("检验报告有效期2年，逾期重新检验。", (None, None, None)),
        ("市政府印发《若干措施》，自发布之日起施行，有效期三年。", ("2024-02-05", None, None)),
        ("市政府印发《若干措施》，支持专精企业。该措施有效期三年。", (None, None, None)),
    ],
)
def test_from_when_to_when(text: str, expected: tuple[str | None, ...]) -> None:
    assert read_effect(text, "云溪市茶园办法", "2024-02-05") == expected


def test_its_own_date_goes_before_that_of_another() -> None:
    text = "《甲地条例》自2010年1月1日起施行后，情况有变。" + FILL + "本办法自2024年5月1日起施行。"
    assert read_effect(text, None, None)[0] == "2024-05-01"


def test_a_date_in_the_middle_that_is_nobodys_own_is_none() -> None:
    assert read_effect(FILL + "新国标自2019年7月1日起实施。" + FILL, None, None)[0] is None


def test_standing_from_the_title() -> None:
    assert read_effect("正文。", "云溪市茶园办法（试行）", None)[2] == "试行"
    assert read_effect("【已废止】\n云溪市旧办法\n正文。", None, None)[2] == "已废止"
