"""What a paper says with reserve and a statement must not say flatly: what is only aimed at or planned (力争, 拟),
what is only a bound (不超过100万元), and those whom a rule leaves out (除小微企业外).

A statement may say it in other words: any word for what is yet to come does for a plan, any upper bound for another.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.verifying.clauses import OR_LESS, OR_MORE, Numbered, clauses, sentences, with_same

_TITLE = re.compile(r"《[^《》]*》")
_PLAN = (
    r"力争|争取|有望|预计|打算|预期(?!性|目标|效果)|(?<![模虚草研])拟(?![订定合态稿议人物声])"
    r"|(?<![动作技项度施年展育高划究])计划(?!项目|书|单列|生育|的|中|内|管理|任务|总投资|[》,;。:、]|$)"
)
_AIM = re.compile(r"力争|争取")  # goes on through the clauses of a sentence: 力争到2027年达到1500家，成交额60亿元
_DONE = re.compile(r"已|完成|实现了|目前|现有|截至|累计|实际")
_PLANNED = re.compile(rf"(?:{_PLAN})(?:(?:到|至|在|于)?\d{{4}}年(?:底|末|前)?,?)?([\u4e00-\u9fff]{{2}})")
_TO_COME = re.compile(
    rf"{_PLAN}|计划|规划(?=[建投到])|目标|将|(?<![主重需])要|努力|确保|希望|准备|下一步|未来|可能|期望|预期"
)
_HIGHEST = re.compile(r"不(?:得)?超过|不超出|不高于|不大于|不多于|至多|最多|最高|上限")
_LOWEST = re.compile(r"不(?:得)?(?:少于|低于|小于)|至少|最低|最少|下限")
_EXCEPT = re.compile(
    r"(?<![免排消解去扣剔])除(?:了)?([^,;。\d]{2,20}?)(?:之外|以外|外),?+(?!还|也|另|均|都|又|同时|我市|全市|其他(?:均|都))"
)
_LEFT_OUT = re.compile(r"[除外不无免未非]")
_EXCEPTED = re.compile(r"([\u4e00-\u9fff]{2,8})除外")


def dropped_reserves(said: str, known: str) -> list[str]:
    """What a folded statement says flatly and its sources only with reserve."""
    said, known = _TITLE.sub("", said), _TITLE.sub("", known)  # 《三年行动计划》 plans nothing
    return [*_numbers(said, known), *_plans(said, known), *_exceptions(said, known)]


def _numbers(said: str, known: str) -> list[str]:
    """Numbers that the sources give only as a bound or an aim."""
    wrong: list[str] = []
    for one, same in with_same(said, known):
        there = list(map(_reserve, same))
        needed = set[str].intersection(*there) if there else set[str]()
        own = _reserve(one) | ({"plan"} if _TO_COME.search(one.sentence + one.clause) else set())
        own |= {"highest"} if one.after.startswith("内") else set()  # 30日内 says 30日以内
        if needed - own:
            wrong.append(one.number.text)
    return wrong


def _reserve(one: Numbered) -> set[str]:
    """With which reserves a number is given."""
    found = {"plan"} if re.search(_PLAN, one.before) else set()
    if not _DONE.search(one.clause) and (aim := list(_AIM.finditer(one.sentence))):
        found |= set() if _DONE.search(one.sentence, aim[-1].end()) else {"plan"}
    if _HIGHEST.search(one.before) or OR_LESS.search(one.after):
        found.add("highest")
    if _LOWEST.search(one.before) or OR_MORE.search(one.after):
        found.add("lowest")
    return found


def _plans(said: str, known: str) -> list[str]:
    """What the sources only plan to do: the word behind 拟 or 计划 stands nowhere else, and here without it."""
    planned = [match.group(1) for match in _PLANNED.finditer(known)]
    wrong: list[str] = []
    for word in dict.fromkeys(planned):
        if known.count(word) == planned.count(word):
            for sentence in sentences(said):
                parts = ["", *clauses(sentence)]
                pairs = pairwise(parts)  # 目标是到2027年，… says it in the clause before
                wrong += [word for before, part in pairs if word in part and not _TO_COME.search(before + part)]
    return wrong


def _exceptions(said: str, known: str) -> list[str]:
    """Those whom the sources only leave out, and of whom the statement says what is said of the others."""
    wrong: list[str] = []
    for match in (*_EXCEPT.finditer(known), *_EXCEPTED.finditer(known)):
        word = match.group(1)
        if word in said and known.count(word) == 1 and not _LEFT_OUT.search(said.replace(word, "")):
            wrong.append(word)
    return wrong
