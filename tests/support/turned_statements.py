"""Sentences of invented papers, each told rightly in other words and told falsely with every fact of it kept.

What is false keeps the numbers and names, and turns them round: growth for decline, one county's amount for another's,
the year before for this one, an aim for what is reached, the deputy for the head, those left out for those meant, the
opposite verb, another level, the other side of a number or a date.
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
LEVELS = ("国家级", "省级", "市级", "区级", "县级")
# words of one meaning, those of the opposite one, and a sentence in which they stand
OPPOSITES = (
    (("补助", "补贴", "资助"), ("罚款", "处罚"), "对{group}一次性{word}{n}万元"),
    (("免征", "免收"), ("征收", "收取"), "对{group}{word}占用费{n}万元"),
    (("印发", "出台", "发布"), ("废止",), "2024年{word}《云溪市{thing}管理办法》"),
    (("施行", "实施", "生效"), ("废止", "失效"), "本办法自2025年3月{day}日起{word}"),
    (("设立", "组建", "成立"), ("撤销", "注销"), "2024年{word}{thing}服务中心{n}个"),
    (("启动", "开工"), ("停工", "终止"), "2024年{word}{group}改造项目{n}个"),
    (("拨付", "下达"), ("收回", "追回"), "2024年{word}{thing}专项经费{n}万元"),
    (("允许", "支持"), ("限制", "禁止"), "{word}{group}参加第{n}批申报"),
    (("应当", "须", "必须"), ("可以", "可自愿"), "{group}{word}在收到通知之日起{n}个工作日内提交材料"),
    (("可以", "有权"), ("应当", "必须"), "{group}{word}在收到通知之日起{n}个工作日内申请复核"),
)
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


def opposite(chance: random.Random) -> Turned:
    same, other, sentence = chance.choice(OPPOSITES)
    group, thing, n, day = (
        chance.choice(GROUPS),
        chance.choice(THINGS),
        chance.randrange(2, 90),
        chance.randrange(1, 29),
    )

    def told(word: str) -> str:
        return sentence.format(group=group, thing=thing, n=n, day=day, word=word)

    return Turned(told(same[0]) + "。", told(chance.choice(same)), told(chance.choice(other)))


def level(chance: random.Random) -> Turned:
    here, there = chance.sample(LEVELS, 2)
    thing, n = chance.choice(("中试平台", "重点实验室", "科技企业孵化器")), chance.randrange(3, 90)
    quote = f"截至2025年6月，已认定{here}{thing}{n}家，运行情况良好。"
    return Turned(quote, f"{here}{thing}已认定{n}家", f"{there}{thing}已认定{n}家")


def ranking(chance: random.Random) -> Turned:
    thing, n = chance.choice(THINGS), chance.randrange(2, 20)
    quote = f"2024年{thing}居全省第{n}位，比上年前移一位。"
    false = chance.choice((f"{thing}居全省倒数第{n}位", f"{thing}居全国第{n}位"))
    return Turned(quote, f"2024年，{thing}排在全省第{n}位", false)


def over_or_under(chance: random.Random) -> Turned:
    over, under = ("超过", "高于", "大于"), ("不足", "低于", "不到")
    here, there = chance.sample((over, under), 2)
    what, share = chance.choice(("实际税负", "自筹比例", "研发投入占比")), chance.randrange(3, 60)
    quote = f"{what}{here[0]}{share}%的部分由县级统筹。"
    return Turned(
        quote, f"{what}{chance.choice(here)}{share}%的部分，由县级统筹", quote.replace(here[0], there[0])[:-1]
    )


def before_or_after(chance: random.Random) -> Turned:
    month, task = chance.randrange(1, 12), chance.choice(("报送材料", "完成主体工程", "组织验收"))
    by, after = (
        f"2025年{month}月底{word}" for word in (chance.choice(("前", "以前", "之前")), chance.choice(("后", "以后")))
    )
    here, there = chance.sample((by, after), 2)
    false = chance.choice((f"{there}{task}", f"已于{by}{task}" if here == by else f"应于{by}{task}"))
    return Turned(f"各单位在{here}{task}。", f"{here}，由各单位{task}", false)


def payer(chance: random.Random) -> Turned:
    n, whole, task = (
        chance.randrange(100, 900),
        chance.randrange(2, 9),
        chance.choice(("实验室", "检测中心", "数据中心")),
    )
    quote = f"{task}总投资{whole}亿元，其中市级财政安排{n}万元。"
    return Turned(
        quote, f"市级财政为{task}安排{n}万元", chance.choice((f"{task}由企业自筹{n}万元", f"其中省级财政安排{n}万元"))
    )


def new_or_all(chance: random.Random) -> Turned:
    new, whole = sorted(two_numbers(chance, 20, 900))
    quote = f"2024年全市新增科技企业{new}家，总数达到{whole}家。"
    honest = chance.choice((f"2024年新增{new}家科技企业", f"科技企业总数为{whole}家"))
    false = chance.choice((f"2024年全市科技企业总数达到{new}家", f"2024年全市新增科技企业{whole}家"))
    return Turned(quote, honest, false)


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
    "the opposite word": opposite,
    "another level": level,
    "another rank": ranking,
    "over for under": over_or_under,
    "before for after": before_or_after,
    "another payer": payer,
    "new for all": new_or_all,
}
