"""The table that a government site prints above a paper (索引号, 发文机关, 成文日期 …), as lines or as rows."""

from __future__ import annotations

import re
from itertools import pairwise

_NAMES = (
    "索引号 主题分类 发文机关 成文日期 标题 发文字号 文号 发布日期 发文日期 主题词 有效性 生效日期 废止日期 发布机构 "
    "公开方式 发文单位 发布文号 是否有效 信息名称 信息索引号 生成日期 发布时间 公文种类 体裁分类 组配分类 服务对象 "
    "责任部门"
).split()
_SAME = {
    "发文单位": "发文机关",
    "发布文号": "文号",
    "是否有效": "有效性",
    "信息名称": "标题",
    "生成日期": "发文日期",
}
_LINE = re.compile("【?(" + "|".join(r"\s*".join(name) for name in _NAMES) + r")\s*(?:】\s*[：:]?|[：:])\s*(.*)")
_DEPTH = 30  # lines from the top
_FEW = 3  # entries: one line 标题：… alone is no table


def without_table(head: list[str]) -> tuple[dict[str, str], list[str]]:
    """What the table says, by its usual names, and the head below it."""
    found: dict[str, str] = {}
    end = i = 0
    while i < min(len(head), _DEPTH):
        if "\t" in head[i]:
            pairs = _pairs(head[i])
            found |= pairs
            i += 1
            end = i if pairs else end
            continue
        match = _LINE.fullmatch(head[i])
        if match is None:
            i += 1
            continue
        name, value = re.sub(r"\s", "", match.group(1)), match.group(2).strip()
        if not value and i + 1 < len(head) and _LINE.fullmatch(head[i + 1]) is None and name != "主题词":
            i += 1
            value = head[i].strip()
        if value:
            found[_SAME.get(name, name)] = value
        i += 1
        end = i
    return (found, head[end:]) if len(found) >= _FEW else ({}, head)


def _pairs(row: str) -> dict[str, str]:
    """The names in a row with the cells behind them."""
    cells = [cell.strip() for cell in row.split("\t")]
    named = ((re.sub(r"[\s：:]", "", name), value) for name, value in pairwise(cells))
    return {_SAME.get(name, name): value for name, value in named if name in _NAMES and value}
