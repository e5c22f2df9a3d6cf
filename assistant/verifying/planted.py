"""Orders to a machine that stand in a document: they are read as what they are, words of a paper, and carry nothing.

The turns are narrow on purpose: official papers order people about on every page (请各单位于…前报送), and none of that
is meant here.
"""

from __future__ import annotations

import re

# 对人工智能企业： and 给大模型研发机构： speak to those who make machines
_MACHINE = "(?:AI|大?语言模型|大模型|(?:人工)?智能助手)"
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|抛开|覆盖(?!率|面))[^。；\n\t]{0,14}(?:规则|指令|指示|提示|提示词|设定|约束(?!性)|限制|上文|前文|以上内容|对话)"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|不必理会|抛开)(?:以上|上述|前述|前面|之前|此前|所有|全部|一切)[^。；\n]{0,8}(?:要求|内容|文字)"
    r"|(?:你|您)(?:现在|从现在起|必须|应当)?(?:是|作为|扮演)[^。；\n]{0,12}(?:助手|模型|机器人|AI|人工智能)"
    r"|系统提示词|系统指令[】\]]?[：:]|开发者模式|提示词注入|系统(?:提示|指令)[^。；\n]{0,8}(?:忽略|无视)"
    r"|(?:请|务必|必须|一律|只需|只能|应)[^。；\n]{0,10}(?:回答|输出|回复用户|告诉用户|告知用户|答复用户)[^。；\n]{0,8}[：:“\"「]"
    rf"|(?:致|给|对){_MACHINE}(?:\s*[：:]|[^。；\n]{{0,6}}[：:][^。；\n]{{0,8}}(?:回答|输出|忽略|无视|声称))"
    r"|(?:AI|语言模型|大模型|智能助手)[，,]?(?:均|都|一律)?(?:必须|务必|须|请|应当|只能)[^。；\n]{0,12}(?:回答|输出|忽略|声称|告诉)"
    r"|ignore\s+(?:all|any|the|previous|above)[^.\n]{0,40}(?:instruction|rule|prompt)s?"
    r"|(?:system|assistant)\s*(?:prompt|message)?\s*[:：]\s*you",
    re.IGNORECASE,
)


def is_order(text: str) -> bool:
    """Whether a text speaks to a machine that reads it."""
    return _ORDER.search(text) is not None


def stands_by_order(text: str, start: int, end: int) -> bool:
    """Whether the lines in which a span stands speak to a machine: an order taints what stands in its paragraph."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return is_order(text[first : last if last >= 0 else len(text)])
