"""Words for the user: labels of documents, dates and refusals, in one place so that they read alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.schema import Metadata

# what stands before values that papers give differently
DIFFERING, OF_DIFFERENT_TIMES = "不一致", "不同时间的数字不同"

_GREETING = (
    "你好|您好|大家好|早上好|上午好|下午好|晚上好|早安|嗨|哈喽|哈啰|hello|hi|在吗|谢谢|多谢|感谢|辛苦|再见|拜拜|好的|太好了"
    "|[你您](?:是谁|是什么|叫什么|[能会]做什么|[能会]干什么|[能会]回答什么|可以做什么|会什么)"
)
_AROUND = "非常|十分|很|真是|了|啊|呀|哦|啦|你|您|大家|助手|政问"
_COURTEOUS = re.compile(rf"(?:{_AROUND})*(?:{_GREETING})(?:{_GREETING}|{_AROUND})*", re.I)
_LONGEST_COURTESY = 20
_THANKFUL = re.compile(r"谢谢|多谢|感谢|辛苦|再见|拜拜|好的|太好了")
COURTESY = "您好，我按资料库里的文件回答问题，可以问某份文件是谁、什么时候发的，或某项政策的对象、标准和时限。"
WELCOME = "不客气，还有要问的，请随时提问。"  # to thanks and farewells
COURTESIES = frozenset({COURTESY, WELCOME})


def courtesy(said: str) -> str:
    """What to say to words that ask nothing of the papers (谢谢, 你好, 你是谁); "" for a question."""
    words = re.sub(r"[\W_]+", "", said)
    if len(words) > _LONGEST_COURTESY or not _COURTEOUS.fullmatch(words):
        return ""
    return WELCOME if _THANKFUL.search(words) else COURTESY


def titled(title: str) -> str:
    """A title in 《》; those in it become 〈〉 (GB/T 15834-2011, 4.15)."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def called(doc_number: str | None, title: str | None, otherwise: str) -> str:
    """The shortest name by which an official would know a paper: its 文号, else its title, else what the file is
    called."""
    return doc_number or (titled(title) if title else otherwise)


def place_words(
    doc_number: str | None, title: str | None, source: str, section: str, page: int | None, *, whole: bool = False
) -> str:
    """Where a citation stands: 文号 (or title, or file), section, page. `whole`: the title beside the 文号."""
    name = called(doc_number, title, source)
    if whole and doc_number and title:
        name += titled(title)
    return " ".join(part for part in (name, section, f"第{page}页" if page else "") if part)


def label(metadata: Metadata, source: str) -> str:
    """How an answer names a document: as `called`, but the title with its own marks, in which it can be asked for."""
    return called(metadata.doc_number, None, f"《{metadata.title}》" if metadata.title else f"“{source}”")


def chinese_date(iso: str) -> str:
    """2025-09-23 → 2025年9月23日; 2021-12 → 2021年12月; "" for no date."""
    parts = [str(int(part)) for part in iso.split("-") if part]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))


def not_held(number: str) -> str:
    return f"资料库中没有{number}。"


def unknown_number(number: str, nearest: str | None) -> str:
    hint = f"；库中相近的是{nearest}" if nearest else ""
    return f"资料库中没有{number}{hint}，无法回答。"


def not_said(value: str) -> str:
    """That the papers name no such value."""
    return f"资料库中没有找到“{value}”这个数。"


def nothing_found(question: str, paper: str = "") -> str:
    """That the library, or one paper of it, has no answer."""
    topic = re.sub(r"[？?。！!]+$", "", question.strip())
    topic = topic if len(topic) <= 40 else topic[:40] + "……"
    return f"{paper or '资料库'}中没有找到能回答“{topic}”的内容。"


def with_nearest(refusal: str, said: str) -> str:
    """A refusal that shows what comes nearest."""
    return f"{refusal.removesuffix('。')}；最接近的一处是：{said}。"


def nothing_within(limits: str) -> str:
    return f"没有符合范围“{limits}”的文件，请放宽范围再问。"


def refused_within(sentence: str, limits: str) -> str:
    """A refusal that does not claim more than was looked at."""
    return f"只查了“{limits}”：{re.sub('^资料库[中里]', '其中', sentence)}"


def looked_within(limits: str, count: int) -> str:
    return f"只在“{limits}”的{count}份文件里查找，没有看资料库里的其他文件。"


def taken_for(right: Mapping[str, str]) -> str:
    """What words of a question were taken for others that sound alike."""
    return f"{'，'.join(f'“{typed}”按“{meant}”理解' for typed, meant in right.items())}。"


def nothing_for_year(year: str) -> str:
    return f"资料库中没有{year}年的这项内容，无法回答。"


def said_then(year: str) -> str:
    """That an answer tells how things stood when its paper was written."""
    return f"这是{year}年文件里的说法，后来的情况请再查较新的文件。"


def without_part(name: str, part: str, whole: str = "") -> str:
    """What is said of a paper that lacks the part asked for; `whole`: how many it has (5个部分)."""
    return f"{name}共{whole}，没有{part}，无法回答。" if whole else f"{name}没有{part}，无法回答。"


def other_count(name: str, whole: str) -> str:
    """What is said of a paper that has more parts, or fewer, than the question says; `whole`: how many (5个部分)."""
    return f"{name}共{whole}，与所问的数目不符，无法回答。"


def no_such_papers(kind: str) -> str:
    """That the library has papers, and none that is asked for."""
    return f"资料库中没有这样的{kind}。"


def no_letter_of(year: str) -> str:
    return f"资料库中没有{year}年的答复函，无法回答。"


LEFT_OUT = "已略去"  # the last words of every note on statements that could not be confirmed


def unconfirmed(count: int, words: list[str]) -> str:
    """Which words could not be found in what they cite."""
    shown = "、".join(f"“{word}”" for word in list(dict.fromkeys(words))[:3])
    return f"有{count}处说法未能在引文中核对（{shown}），{LEFT_OUT}。"
