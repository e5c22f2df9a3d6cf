"""What a web site prints around a paper: where you are, buttons, counters, neighbours, who runs the site.

Pages saved as text or pasted into Word carry it along. Only lines near the two ends are looked at, and only lines that
are nothing else.
"""

from __future__ import annotations

import re
from typing import Protocol, TypeVar

_DEPTH = 40  # lines from either end
_LONGEST = 160

_BUTTON = (
    r"(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|(?:加入)?收藏(?:本页)?|返回(?:顶部|首页|列表|上级)?|分享|复制链接|"
    r"下载(?:文字版|图片版|正文)?|(?:我要)?纠错|语音播报|朗读|无障碍(?:浏览)?|大|中|小)"
)
_HERE = re.compile(r"您?(?:的|现在的?|当前的?|所在的?|目前的?)?位置\s*[：:].*")
# Possessive (*+, ++): a line that is nearly such a one would else be tried in every way of cutting it up.
_CHROME = re.compile(
    r"(?:网站)?(?:首页|主页)\s*+[>＞›»/|-](?!\Z)(?:\s*+[^。；>＞›»/|-]{0,40}+[>＞›»/|-])*+\s*+[^。；>＞›»/|-]{0,40}"
    r"|[^。；：]{1,20}(?:[>＞›»]++(?!\Z)\s*+[^。；>＞›»]{0,30}+\s*+){2,}+"
    r"|.{0,60}(?:浏览|阅读|点击|访问)(?:次数|量|数|人次)\s*[：:].{0,60}"
    r"|(?:(?:发布|更新|发表|公开)(?:时间|日期)|时间|日期|(?:信息)?来源)\s*[：:].{0,60}(?:字[体号]|打印|关闭|来源\s*[：:]).{0,60}"
    r"|[【\[（(]?\s*字[体号]\s*[：:].{0,20}"
    rf"|(?:[\[【（(]?\s*+{_BUTTON}\s*+[\]】）)]?[\s|｜/·]*+)++"
    r"|(?:分享到|分享至|扫一扫|微信扫|用微信).{0,30}"
    r"|(?:上|下)一[篇条]\s*[：:].{0,80}"
    r"|责任编辑\s*[：:]\s*[\u4e00-\u9fff·]{2,5}|(?:发布|发表|更新)时间\s*[：:]|-->|<!--"
    r"|.{0,100}(?:网站标识码|ICP备|公网安备|版权所有|Copyright).{0,100}",
    re.IGNORECASE,
)
_SEPARATORS = frozenset({">", "＞", "›", "»", ">>", "|"})
_LOOSE = frozenset({"大", "中", "小", "】", "]", "）"})  # buttons only beside others


class _Text(Protocol):
    text: str
    kind: str


_L = TypeVar("_L", bound=_Text)


def without_chrome(lines: list[_L]) -> list[_L]:
    """The lines without those that the site added."""
    ends = {*range(min(_DEPTH, len(lines))), *range(max(0, len(lines) - _DEPTH), len(lines))}
    dropped: set[int] = set()
    for i in sorted(ends):
        text = lines[i].text
        if i in dropped or lines[i].kind == "row" or len(text) > _LONGEST:
            continue
        if _HERE.fullmatch(text):
            dropped.update(_crumbs(lines, i))
        elif text in _LOOSE:
            if i - 1 in dropped:
                dropped.add(i)
        elif _CHROME.fullmatch(text):
            dropped.add(i)
    return [line for i, line in enumerate(lines) if i not in dropped] if dropped else lines


def _crumbs(lines: list[_L], start: int) -> list[int]:
    """The line 当前位置：, and the steps that follow it a line each, with the column's name that repeats the last."""
    out = [start]
    last = ""
    for i in range(start + 1, min(len(lines), start + 16)):
        text = lines[i].text.strip()
        step = text in _SEPARATORS or (text in {"首页", "网站首页", "主页"} and i == start + 1)
        if not step and lines[i - 1].text.strip() not in _SEPARATORS and text != last:
            break
        out.append(i)
        last = text
    return out
