"""Numbers with their units: what a question asks to be counted, and which text counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.folding import fold

_NUM = r"(?:\d[\d,]*(?:\.\d+)?(?:[-—–~至]\d+(?:\.\d+)?)?|[一二两三四五六七八九十百千]+)(?:余|多|几)?"
_SCALE = r"(?:万亿|千万|百万|亿|万|千)?(?:余|多)?"
# 5G, 3D, 8K and IPv6 count nothing
DIGITS = re.compile(r"(?<![A-Za-z\d.])\d[\d,]*+(?:\.\d+)?+(?![gGdDkK](?![A-Za-z\d]))")
_NUMBERED = re.compile(r"^[(（]?\d{1,2}[.、)）](?!\d)")  # the number of an item
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|[-—~至]|$)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something asked to be counted: how it is named, and the pattern of a text that gives it."""

    name: str
    pattern: re.Pattern[str]
    loose: re.Pattern[str] | None = None  # gives it in part: the unit without the thing counted

    def matches(self, folded: str) -> list[re.Match[str]]:
        """Where a folded text gives it; in part, where it gives it nowhere else."""
        return list(self.pattern.finditer(folded)) or list(self.loose.finditer(folded) if self.loose else ())


def _unit(*units: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUM}{_SCALE}(?:{'|'.join(units)})")


_SHARE = re.compile(r"\d+(?:\.\d+)?[%％]|百分之")
_KINDS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "share",
        r"(?:金额|总额|总量|总数|收入|收益|成本|造价|面积)的多少|占比|比重|比例|几成|几折|费率|利率|(?<![功频汇速])(?<!分辨)(?<!入选)(?<!通过)率(?:是|为|有|达到?|到了?)?(?:多少|几)|(?:(?:投入|经费)强度|覆盖率|比率|占有率)[^，。？]{0,4}多少|百分之(?:几|多少)|几个(?:百分)?点|百分比|增长率|增速|占(?!地)[^，,。？?]{0,12}多少(?![张个家项条名位种件台套支座所场亩篇辆艘间批人钱])|补偿比例",
        re.compile(
            r"\d+(?:\.\d+)?[%％‰]|[百千万]分之|[一二三四五六七八九十]分之|\d+[:∶]\d+(?![:\d])|一半|[过近]半|[一二三四五六七八九]点?[五\d]?(?:折|成(?=$|[^为立员效果本功就年]))"
        ),
    ),
    (
        "money",
        r"(?<!哪)几(?:块钱?|个钱|毛钱?|百块|千块|万块)(?!地)|多少(?:块|资金|经费|钱|元|亿(?![吨千斤度立人户株])|万(?![人名位亩平吨件家个台户辆次千头斤度立株p])|投入|补贴|补助|奖励|拨款|投资|(?:贷款|信贷|融资|税费|国债)(?=[，。,?？]|$))|金额(?!的多少)|总投资|投资(?:额|总额)?(?:是|为|有|达到?)?多少|投资总额|投资估算|资金需求|投入(?!强度).{0,4}多少|"
        r"(?:补|奖|罚|收|交|赔|领|掏|砸|垫|欠|拨|抵|最[多高]给)(?:[下出掉走])?[了去]?多少(?![个家项条名位次人天年分])|(?:投|拿|出|花)[了去]?多少(?=[，。,?？]|$)|"
        r"多少[\u4e00-\u9fff]{0,2}(?:[费款息薪税]|工资|产值)(?!局|务)|补[助贴][^,，]{0,6}多少(?!人|家|个|项|名)|奖励[^,，]{0,4}多少(?!人|家|个|项|名)|经费|额度|规模有?多大|盘子|交易额|价格|费用",
        _unit("[美港欧日]?元", "英镑"),
    ),
    (
        "growth",
        r"(?:增长|上涨|涨|增加|下降|提高|降低|上浮|下浮|上调|下调)了?多少(?=[，。,?？]|$)",
        re.compile(r"\d+(?:\.\d+)?(?:[%％]|倍|个?百分点)|百分之|翻"),
    ),
    (
        "rank",
        r"(?:第|排|老)几(?=[，。,?？名位]|$)|位次|名次",
        re.compile(r"第[一二三四五六七八九十\d]+|首位|榜首|前[一二三四五六七八九十\d]+"),
    ),
    ("age", r"年龄|多大年纪|几岁|多少岁|岁数", re.compile(r"\d+(?:周)?岁")),
    ("area", r"占地|(?<!大)面积|多少亩|平方", _unit("亩", "平方米", "平方公里", "平方千米", "公顷", "㎡", "万平方米")),
    (
        "people",
        r"多少万?(?:人|名|位|[\u4e00-\u9fff]{0,4}(?:人员|人才|专家|教师|学生|员工|职工|博士|院士|市民|群众))|几(?:人|名|位)|人数|人次|客商",
        _unit("余?人次?", "名", "位", "多位"),
    ),
)
_RISEN = re.compile(r"(?:[增涨降减]|提高|上调|下调)[^，,。；;]{0,14}?\d")
_SPECIFIC = re.compile(r"(?:多少|几)个([\u4e00-\u9fff]{2})")
_COUNTED = re.compile(
    r"(?:多少[万亿]?(?=斤|公斤|立方米)|多少|(?<![这近前后那])几)(公斤|斤|立方米|个月|个(?!钱)|家|项|条|名|位|种|类|次|笔|份|章|节|点|款|支|件|台|套|座|所|批|镇街|区|部分|块|场|期|天|年|门|平方米|亩|元|人次|人|起|架次|处|口|吨|辆|艘|公里|户|间|栋|头|只|株|盏|册|篇|班|组|片|根|栋|幢|届|g(?![a-z])|单(?![位独人项价体元户]))"
)


_GE = "个(?!工作日|月|小时|百分点|季度|星期)"
_LIKE = (
    *(_GE, "家", "项", "种", "款", "所", "座", "支", "条", "件", "类", "间", "艘", "辆", "台", "架", "栋", "处", "张"),
    *("名", "位", "人"),
)  # people say one for another
ANYTHING = Quantity("any", re.compile(rf"{_NUM}{_SCALE}[\u4e00-\u9fff%％]"))  # a number of whatever is counted


def asked_quantities(question: str) -> tuple[Quantity, ...]:
    """What a question asks to be counted, in the order asked: units after 多少 and 几, money, shares, areas."""
    folded = fold(question)
    found: list[tuple[int, Quantity]] = []
    for name, cue, pattern in _KINDS:
        match = re.search(cue, folded)
        if match:
            if name == "growth":  # by how much, if not by what share: 每月提高85元
                part: re.Pattern[str] | None = _RISEN
            else:
                part = _SHARE if name == "money" and re.search("[补奖返退报收]", match.group()) else None  # 补贴40%
            found.append((match.start(), Quantity(name, pattern, part)))
    if len(found) > 1:  # 比例上浮多少 asks by how much, 补贴提高多少 for money
        less = "share" if {quantity.name for _, quantity in found} == {"share", "growth"} else "growth"
        found = [pair for pair in found if pair[1].name != less]
    for match in _COUNTED.finditer(folded):
        unit = match.group(1)
        if unit in {"元", "亩", "平方米", "块"} and any(q.name in {"money", "area"} for _, q in found):
            continue
        if unit in {"人", "名", "位", "人次"} and any(q.name == "people" for _, q in found):
            continue
        units = {
            "部分": ("个?部分",),
            "镇街": ("个镇街",),
            "块": ("块", _GE),
            "个": (_GE,),
            "个月": ("个?月",),
            "家": ("家", _GE),
            "届": ("届", "次", "年"),
            "次": ("次", "届", "年(?=[^,，。；;]{0,20}办)"),  # 连续4年办会
            "天": ("天", "日(?=内|前|以内|之内|[。，；,;])", "个?工作日"),
        }.get(unit, (unit,))
        loose = _unit(*_LIKE) if unit == "个" or unit in _LIKE else None
        found.append((match.start(), Quantity(unit, _unit(*units), loose)))
    for match in _SPECIFIC.finditer(folded):  # 多少个镇街: the thing counted tells more than 个
        noun = match.group(1)
        if noun != "部分":
            same = [pair for pair in found if pair[0] == match.start() and pair[1].name == "个"]
            if same:
                found.remove(same[0])
                found.append((match.start(), Quantity(noun, _things(noun), _unit(*_LIKE))))
    found.sort(key=lambda pair: pair[0])
    return tuple(quantity for _, quantity in found)


GIVEN = 0.6  # of `gives`, from which on a text tells a number of what is counted


def without_said(question: str, folded: str) -> str:
    """A folded text without the amounts that a question says itself: 3亿元的准备金撬动多少亿 does not ask for 3亿元."""
    said = _AMOUNT.findall(fold(question))
    return re.sub(rf"(?<![\d.])(?:{'|'.join(map(re.escape, said))})", "", folded) if said else folded


_AMOUNT = re.compile(r"\d[\d.]*(?:千万|百万|万|亿)元?")


def gives(quantities: tuple[Quantity, ...], folded: str) -> float:
    """How far a folded text gives the asked quantities: the share that it gives; for none named, whether it has any."""
    without_years = _NUMBERED.sub("", _YEAR.sub("", folded))
    if not quantities:
        return 0.7 if DIGITS.search(without_years) else 0.0
    hit = sum(_given(quantity, without_years) for quantity in quantities) / len(quantities)
    return max(hit, 0.4 if DIGITS.search(without_years) else 0.0)


def _things(noun: str) -> re.Pattern[str]:
    """17个单位, or 单位17个."""
    return re.compile(rf"{_NUM}{_SCALE}个?{noun}|{noun}[^，,。；;]{{0,6}}?{_NUM}{_SCALE}个")


def _given(quantity: Quantity, text: str) -> float:
    if quantity.pattern.search(text):
        return 1.0
    return 0.6 if quantity.loose is not None and quantity.loose.search(text) else 0.0
