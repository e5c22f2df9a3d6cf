"""Words that say the opposite of each other, and what they are said of: who is fined is not subsidised, what was
repealed was not issued, what one may do one need not.

A word of a statement is held against the clause of the sources that speaks of the same (the same numbers, dates and
titles, else most of the same words), then against its sentence, then against all. It is wrong where only its opposites
stand there. Words of no pair, and those that a statement leaves out, are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading.facts import Facts, facts_of, same_amount, same_date
from assistant.verifying.clauses import HAN_PAIR, clauses, sentences

_TITLE = re.compile(r"《[^《》]*》")
# each line: words that mean much the same, and those that mean the opposite; a word may stand on two sides
_OPPOSED = tuple(
    tuple(map(re.compile, sides))
    for sides in (
        ("补助|补贴|奖励|奖补|资助|奖金|贴息|扶持", "罚款|处罚|罚没|罚金", "贷款|信贷|授信|借款|融资"),
        (
            "免征|免收|免缴|免除|免税|免费|免予|减免|豁免",
            "减征|减半|减按|减收|减免",
            "(?<!免)(?:征收|收取|缴纳|收费)|加征|计征",
        ),
        ("印发|出台|发布|颁布|公布|制定|施行|实施|执行|生效|继续有效", "废止|失效|停止执行|作废"),
        ("设立|成立|组建|新设|建成|建设|新建|保留|增设", "撤销|取消|关停|解散|注销|拆除|停办|裁撤"),
        ("新增|净增|新认定|新引进|新设立", "总数|总量|累计|存量|总计|合计", "注销|流失|迁出|退出|减少"),
        ("支持|鼓励|允许|扩大|放宽", "限制(?!性)|禁止|严禁|收紧"),
        ("批准|同意|核准", "驳回|否决|拒绝"),
        ("拨付|下达|拨款", "收回|追回|追缴|退回|扣回"),
        ("启动|开工|启用|开通|投产|开放", "停止|停工|停用|停产|关闭|终止|中止|叫停"),
        ("提前", "推迟|延后|延期|顺延|逾期"),
        ("公开(?!招标|竞争)|公示", "保密|不公开"),
        ("有偿", "无偿|免费"),
        ("线上|网上", "线下|现场|窗口"),
        ("一次性", "每年|逐年|分期|分年|按年|按月|每月"),
        ("同比|比上年|较上年", "环比|比上月|较上月"),
        ("进口", "出口"),
        ("转入|流入|迁入|引进", "转出|流出|迁出"),
        ("加强|强化|加大", "削弱|弱化|放松"),
        ("个人所得税|个税", "企业所得税", "增值税"),
    )
)
# whose money it is, whether one must, whether it is done: said in the same clause or not at all
_IN_CLAUSE = tuple(
    tuple(map(re.compile, sides))
    for sides in (
        ("财政|政府出资|政府投资", "自筹|自行承担|自行解决|自担|自负|企业出资|社会资本|社会投资"),
        (
            "应当|(?<![供响适反对相效感理])应(?![用急对收届答链变聘征激邀])|必须|(?<!无)须|(?<!无)需(?!求)|务必",
            "可以|可(?=申请|提出|选择|自主|自行|根据|按|由|向)|允许|有权|自愿",
        ),
        ("已(?!知|婚)", "将[于在会]|即将|拟|力争|争取|计划|预计"),
    )
)
_OF_A_FACT = 3  # pairs of characters that a fact in common weighs


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    sentence: str
    facts: Facts
    pairs: frozenset[str]


def opposed(said: str, known: str) -> list[str]:
    """The words of a folded statement in whose place the sources say the opposite."""
    ground = _clauses(known)
    wrong: list[str] = []
    for clause in _clauses(said):
        own = _same(clause, ground)
        texts = ["\n".join(other.text for other in own), "\n".join(other.sentence for other in own)]
        for sides in _OPPOSED:
            wrong += _opposite(clause.text, (*texts, _plain(known)), sides)
        for sides in _IN_CLAUSE:
            wrong += _opposite(clause.text, texts[:1], sides)
    return list(dict.fromkeys(wrong))


def _opposite(said: str, texts: Sequence[str], sides: tuple[re.Pattern[str], ...]) -> list[str]:
    here = [match for side in sides if (match := side.search(said))]
    if not here:
        return []
    for text in texts:
        there = [side for side in sides if side.search(text)]
        if there:
            return [] if any(match.re in there for match in here) else [here[0].group()]
    return []


def _same(said: _Clause, ground: tuple[_Clause, ...]) -> list[_Clause]:
    """The source clauses most similar to this one, by shared facts, else by at least half of its character pairs."""
    shared = [(_facts_in_common(said.facts, other.facts), len(said.pairs & other.pairs)) for other in ground]
    weights = [_OF_A_FACT * facts + words if facts or 2 * words >= len(said.pairs) else 0 for facts, words in shared]
    most = max(weights, default=0)
    return [other for other, weight in zip(ground, weights, strict=True) if most and weight == most]


def _facts_in_common(said: Facts, other: Facts) -> int:
    numbers = sum(any(same_amount(one, there) for there in other.numbers) for one in said.numbers)
    dates = sum(any(same_date(one, there) for there in other.dates) for one in said.dates)
    return numbers + dates + len(set(said.titles) & set(other.titles))


@lru_cache(maxsize=256)  # a statement is compared with several sources, and a source with several statements
def _clauses(text: str) -> tuple[_Clause, ...]:
    found: list[_Clause] = []
    for sentence in sentences(_TITLE.sub(lambda title: re.sub(r"[,;。、:]", "", title.group()), text)):
        for clause in clauses(sentence):
            pairs = frozenset(HAN_PAIR.findall(clause))
            found.append(_Clause(_plain(clause), _plain(sentence), facts_of(clause), pairs))
    return tuple(found)


def _plain(text: str) -> str:
    return _TITLE.sub("", text)  # 《专项资金管理办法》 pays nothing
