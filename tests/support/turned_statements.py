"""Sentences of invented papers, each told rightly in other words and told falsely with every fact of it kept.

What is false keeps the numbers and names, and turns them round: growth for decline, one county's amount for another's,
the year before for this one, an aim for what is reached, the deputy for the head, those left out for those meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

PLACES = ("东湖县", "西山县", "云溪区", "青禾区", "白石镇", "甲县", "乙县")
BODIES = ("市科技局", "市财政局", "市教育局", "市商务局", "市农业农村局", "市发展改革局")
PERSONS = ("周允恒", "林晓舟", "沈书瑶", "唐致远", "顾南星", "韩一苇")
THINGS = ("技术合同成交额", "科技贷款余额", "中试平台数量", "研发经费支出", "孵化器在孵企业数")
GROUPS = ("小微企业", "涉密项目", "外资企业", "民办学校", "农民合作社")
UP, DOWN = ("增长", "上升", "提高", "增加"), ("下降", "减少", "降低")
AIMS = ("力争", "争取", "预计")
PLANS = ("计划", "拟", "预计")
HIGHEST, LOWEST = ("不超过", "最高", "不高于", "至多"), ("不少于", "不低于", "至少")


@dataclass(frozen=True, slots=True)
class Turned:
    """What a paper says, an honest and a false telling of it."""

    quote: str
    honest: str
    false: str


def direction(chance: random.Random) -> Turned:
    share, other = two_numbers(chance, 3, 40)
    one, two = chance.sample(THINGS, 2)
    here, there = chance.sample((UP, DOWN), 2)
    quote = f"{one}比上年{chance.choice(here)}{share}%，{two}比上年{chance.choice(there)}{other}%。"
    return Turned(quote, f"{one}比上年{chance.choice(here)}{share}%", f"{one}比上年{chance.choice(there)}{share}%")


def change(chance: random.Random) -> Turned:
    low, high = sorted(two_numbers(chance, 2, 90))
    thing = chance.choice(("资金池规模", "贷款限额", "年度预算"))
    grown, shrunk = chance.choice(("增至", "扩大到", "提高到")), chance.choice(("降至", "减少到", "缩减为"))
    quote = f"{thing}由{low}亿元{grown}{high}亿元。"
    false = chance.choice((f"{thing}由{high}亿元{shrunk}{low}亿元", f"{thing}由{high}亿元{grown}{low}亿元"))
    return Turned(quote, f"{thing}从{low}亿元增加到{high}亿元", false)


def place(chance: random.Random) -> Turned:
    one, two = chance.sample(PLACES, 2)
    here, there = two_numbers(chance, 20, 900)
    verb = chance.choice(("补助", "安排资金", "获得补贴", "下达经费"))
    quote = f"{one}{verb}{here}万元，{two}{verb}{there}万元。"
    false = chance.choice((f"{two}{verb}{here}万元", f"{one}{verb}{there}万元，{two}{verb}{here}万元"))
    return Turned(quote, f"{two}{verb}{there}万元，{one}为{here}万元", false)


def year(chance: random.Random) -> Turned:
    first = chance.randrange(2015, 2024)
    here, there = two_numbers(chance, 11, 300)
    what = chance.choice(("新增企业", "立项", "认定平台", "引进团队"))
    quote = chance.choice(
        (
            f"{first}年{what}{here}个，{first + 1}年{what}{there}个。",
            f"{first}年{what}{here}个，{first + 1}年{there}个。",
            f"{first}年，全市{what}{here}个；{first + 1}年，全市{what}{there}个。",
        )
    )
    false = chance.choice((f"{first}年{what}{there}个", f"{first + 1}年{what}{here}个"))
    return Turned(quote, f"{first}年和{first + 1}年分别{what}{here}个、{there}个", false)


def aim(chance: random.Random) -> Turned:
    thing, word, goal = chance.choice(THINGS), chance.choice(AIMS), chance.randrange(100, 3000)
    by = chance.randrange(2026, 2031)
    quote = f"{word}到{by}年，全市{thing}达到{goal}家。"
    return Turned(quote, f"全市{thing}{chance.choice(AIMS)}到{by}年达到{goal}家", f"全市{thing}达到{goal}家")


def plan(chance: random.Random) -> Turned:
    word, amount = chance.choice(PLANS), chance.randrange(2, 90)
    what = chance.choice(("新建孵化器", "改造园区", "建设检测中心", "支持农业项目"))
    quote = f"{word}{what}{amount}个，投资由市级统筹。"
    return Turned(quote, f"{chance.choice(PLANS)}{what}{amount}个", f"{what}{amount}个")


def bound(chance: random.Random) -> Turned:
    words, amount = chance.choice((HIGHEST, LOWEST)), chance.randrange(10, 900)
    what = chance.choice(("单个项目资助", "对每家企业补助", "贷款贴息", "配套资金"))
    quote = f"{what}{chance.choice(words)}{amount}万元。"
    return Turned(quote, quote.rstrip("。").replace("万元", "0000元"), f"{what}{amount}万元")


def sides(chance: random.Random) -> Turned:
    one, two = chance.sample(BODIES, 2)
    task = chance.choice(("审核申报材料", "制定实施方案", "组织现场核查"))
    quote = f"{one}会同{two}{task}。"
    return Turned(quote, f"由{one}会同{two}{task}", f"{two}会同{one}{task}")


def role(chance: random.Random) -> Turned:
    if chance.random() < 0.5:
        one, two = chance.sample(PERSONS, 2)
        return Turned(f"{one}任组长，{two}任副组长。", f"组长是{one}，副组长是{two}", f"{two}任组长，{one}任副组长")
    one, two = chance.sample(BODIES, 2)
    quote = f"{one}牵头，{two}配合。"
    return Turned(quote, f"由{one}牵头、{two}配合", f"{two}牵头，{one}配合")


def exception(chance: random.Random) -> Turned:
    group, amount = chance.choice(GROUPS), chance.randrange(2, 90)
    duty = chance.choice((f"须缴纳保证金{amount}万元", f"应当自筹资金{amount}万元", f"可以申请补贴{amount}万元"))
    quote = chance.choice((f"除{group}外，其他单位{duty}。", f"各单位{duty}（{group}除外）。"))
    return Turned(quote, f"除{group}以外的单位{duty}", f"{group}{duty}")


def two_numbers(chance: random.Random, least: int, most: int) -> tuple[int, int]:
    one, two = chance.sample(range(least, most), 2)
    return one, two


KINDS: dict[str, Callable[[random.Random], Turned]] = {
    "direction": direction,
    "direction of a change": change,
    "another place": place,
    "year exchanged": year,
    "aim for what is reached": aim,
    "plan for what is done": plan,
    "bound left out": bound,
    "sides turned round": sides,
    "roles exchanged": role,
    "exception for the rule": exception,
}
