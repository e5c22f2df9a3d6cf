"""Short reply letters that differ by number, subject and amount."""

from __future__ import annotations

LETTER = """云港市科学技术局

云港科函〔2025〕{serial}号

云港市科学技术局关于市政协六届四次会议第{item}号提案答复的函

李委员：

您提出的《关于{subject}的提案》收悉，经研究，现答复如下：

一、关于加大资金支持的建议

我局设立了{subject}专项，每年安排资金{money}万元。

二、关于引进人才的建议

今年新增人才公寓{money}套，优先提供给{subject}领域的人才。

专此答复。

云港市科学技术局
2025年6月3日
"""


def letter(serial: int, subject: str, money: int = 800) -> str:
    return LETTER.format(serial=serial, item=4000 + serial, subject=subject, money=money)
