"""From when to when a paper holds: date of effect, 有效期, and what it says of its own standing."""

from __future__ import annotations

import re

from ingest.dates import DATE, HAN_DATE, iso_date

_DATE = rf"(?:{DATE.pattern}|{HAN_DATE.pattern})"
_FORCE = r"(?:正式|开始)?(?:施行|实施|执行|生效|试行)"
_SELF = (
    r"(?:本|该)(?:[\u4e00-\u9fff]{0,6}(?:法|条例|规定|办法|细则|规则|意见|通知|方案|措施|政策|标准|制度|决定|规范|"
    r"通告|公告|指南|规程|解释))"
)
_FROM_DATE = re.compile(rf"自({_DATE})\s*起{_FORCE}")
_FROM_ISSUE = re.compile(rf"自(?:印发|发布|公布|发文|颁布|下发)之日起{_FORCE}")
_OWN = re.compile(rf"{_SELF}[^。；\n]{{0,16}}$")
_VALIDITY = re.compile(
    rf"有效期(?:限)?为?\s*([一二三四五六七八九十两\d]{{1,3}}\s*年(?!\s*\d)|(?:截止到|截至|至|到)?\s*{_DATE})"
)
_STANDING = re.compile(r"[（(【\[](已废止|废止|已失效|失效|已修改|部分失效|现行有效|有效|试行|暂行)[）)】\]]")
_HEAD, _TAIL = 1500, 1500  # characters in which a paper says so of itself without naming itself


def read_effect(text: str, title: str | None, issued_on: str | None) -> tuple[str | None, str | None, str | None]:
    """(date of effect, 有效期 as written, standing). A date is ISO; from the day of issue is that day."""
    return _effective_on(text, issued_on), _validity(text), _standing(text, title)


def _effective_on(text: str, issued_on: str | None) -> str | None:
    if "自" not in text:
        return None
    best: tuple[int, str | None] = (0, None)
    for match in [*_FROM_DATE.finditer(text), *_FROM_ISSUE.finditer(text)]:
        own = _OWN.search(text[max(0, match.start() - 40) : match.start()]) is not None
        near = match.start() < _HEAD or match.end() > len(text) - _TAIL
        sure = 3 if own else 1 if near else 0
        if sure > best[0]:
            best = (sure, iso_date(match.group()) if match.re is _FROM_DATE else issued_on)
    return best[1]


def _validity(text: str) -> str | None:
    at = text.find("有效期")
    while at >= 0:
        match = _VALIDITY.match(text, at)
        before = text[max(0, at - 60) : at]
        if match is not None and _OWN_VALIDITY.search(before) and not _OF_ANOTHER.search(before):
            return re.sub(r"\s", "", match.group(1))
        at = text.find("有效期", at + 1)
    return None


# 印发《……》，自发布之日起施行，有效期三年 and 该措施有效期三年 speak of another paper
_OF_ANOTHER = re.compile(rf"》(?!印发给)(?:(?!{_SELF})[^。\n])*$|该[\u4e00-\u9fff]{{0,6}}$")
_OWN_VALIDITY = re.compile(rf"(?:{_SELF}|之日起|日起)[^。\n]{{0,40}}$")


def _standing(text: str, title: str | None) -> str | None:
    for place in (title or "", text[:200]):
        match = _STANDING.search(place)
        if match is not None:
            return match.group(1)
    return None
