"""What a paper said was not done yet is told with its year, once later papers are there."""

from __future__ import annotations

import pytest

from assistant.reading.times.undone import may_be_past


@pytest.mark.parametrize(
    ("said", "past"),
    [
        ("市级试验区的认定尚未启动", True),
        ("我局正在起草管理办法", True),
        ("计划2024年出台管理办法", True),
        ("计划2030年建成三座中心", False),
        ("全市有效期内高新技术企业974家", False),
    ],
)
def test_what_was_not_done_may_be_past(said: str, past: bool) -> None:
    assert may_be_past(said, "2023", "2025") is past


def test_the_newest_paper_tells_how_things_are() -> None:
    assert not may_be_past("认定尚未启动", "2025", "2025")
    assert not may_be_past("认定尚未启动", "", "2025")
