"""Whom to call about a letter: the line of its closing block that names a person and a number."""

from __future__ import annotations

import re

_PHONE = re.compile(
    r"(?<!\d)((?:[（(]?0\d{2,3}\s*+[）)]?\s*+[-—－]?\s*+)?\d{4}[\s-]?\d{3,4}(?:\s*+转\s*+\d+)?|1\d{2}\s?\d{4}\s?\d{4})(?!\d)"
)
_NAME = r"(?:[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])|[\u4e00-\u9fff·]{2,6}?)"  # 张 三 is one
_NAMES = rf"({_NAME}(?:、{_NAME})*)(?=[^\u4e00-\u9fff·]|联系|电话|手机|$)"
_LABEL = r"(?:联\s*系|[经承]\s*办)\s*人(?:及(?:联系)?(?:电话|方式)|、(?:联系)?电话)?\s*[：:]\s*"
_NAMED = re.compile(_LABEL + _NAMES)
_NAMED_AT_DESK = re.compile(rf"{_LABEL}[\u4e00-\u9fff]{{2,16}}(?:[科处室股组]|中心|[局委办])\s*+{_NAMES}")  # 农村科某某
_DESK = re.compile("[科处室股组局委办心]$")


def read_contact(tail: list[str]) -> tuple[str | None, str | None]:
    """Name and number of the line of a closing block that says whom to call; None for what it does not say."""
    text = "；".join(line for line in tail if "联系" in line or "电话" in line or "办人" in line)
    if not text:
        return None, None
    name = _NAMED_AT_DESK.search(text)
    if name is None or _DESK.search(name.group(1)):  # 农业科技科 is one desk
        name = _NAMED.search(text)
    phone = _PHONE.search(text)
    return (name.group(1) if name else None), (_as_written(phone.group(1)) if phone else None)


def _as_written(phone: str) -> str:
    """A number in the groups in which it stands; blanks beside its signs say nothing: 5562 0317转802."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", re.sub(r"(?<=\d)\s+(?=\d)", " ", phone))
