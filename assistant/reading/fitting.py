"""Whether a sentence holds the kind of thing that is asked for: a number, a day, a name, a list, a meaning."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.quantities import Quantity, gives
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage, presence
from assistant.reading.times.periods import PLAN
from assistant.reading.units import Unit

_ON_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天]"
_WEEKDAY, _WEEKDAY_ASKED = re.compile(_ON_WEEKDAY), re.compile("(?:礼拜|星期|周)几")
DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|底|初|中旬|上旬|下旬)?|"
    rf"“?{PLAN}|(?:上|下)半年|\d{{2,4}}-\d{{2}}|年内|年底前|{_ON_WEEKDAY}|[今明]年(?:[底内初]|[春夏秋冬]|[一二三四]季度)|(?:五一|国庆|元旦|春节)前"
)
DURATION = re.compile(
    r"(?<![\d年月至到—–~～-])\d{1,3}日|"  # and no day of a month: 5月8日至9日
    r"(?<![\d年月])(?!(?:19|20)\d\d年)(?:\d+|[一二两三四五六七八九十半]+)"
    r"个?(?:工作日|自然日|天|日内|日以内|个月|年(?!度)|小时|分钟|分\d+秒|周)(?!代)"
)
_HOW_LONG = re.compile(r"多久|多长时间|(?<!哪)几(?:个?工作日|天|晚|个月|年|个?小时|周)|期限(?:是|有)?多")
_DAY_ASKED, _MONTH_ASKED = (
    re.compile("哪(?:一)?(?:几)?天|几号(?![文函令])|日期"),
    re.compile("[哪几]个?月(?!.{0,2}(?:多|长|内))"),
)
_YEAR_ASKED = re.compile("哪一?年|何年|几几年")
_MONTH = re.compile(r"\d月")
_SOME_YEAR = re.compile(r"(?:19|20)\d\d(?![\d.])|[今去前明本当]年|\d{2}年")
NAME = re.compile(
    r"公司|中心|研究院|大学|学院|局|厅|委员会|医院|银行|协会|基金|园区?|镇|区|平台|实验室|计划|项目|模式|《"
)
PREAMBLE = re.compile(
    r"收悉[。，]|(?:通知|答复|函复|批复|报告|通报|公告|意见|方案|安排|决定|规定|说明)如下[：:。]?\s*$"
)
ANNOUNCES = re.compile(r"(?:[：:]|(?:以下|如下)[^，。；]{0,8}[：:。]?)\s*$")  # the list comes in the lines below

_WITHIN = re.compile(
    r"(?:(?:以下|如下|下列|分为|分成|包括)[^：:，,；;。]{0,14}|(?:以下|下列)[^：:，,；;。]{0,8}之一的[^：:；;。]{0,16})[：:](?=[\u4e00-\u9fff])"
)


_FIRST_OF_SEVERAL = re.compile("[\u4e00-\u9fff][：:](?:一是|1[.、])")  # 存在明显短板：一是……；


def announced_within(text: str) -> int:
    """Where in a sentence that announces a list (分为以下三类：……) its first item begins; 0 in other sentences."""
    announced = _WITHIN.search(text)
    return announced.end() if announced else 0


def fit_of(query: Query, asked: tuple[Quantity, ...], unit: Unit) -> float:
    """Whether the sentence holds the kind of thing that is asked for, from 0 to 1."""
    fits: list[float] = []
    text = unit.folded
    if "number" in query.wants:
        fits.append(gives(asked, text))
    if "date" in query.wants:
        told = dates_beyond(query, text)
        vague = _YEAR_ASKED.search(query.text) and not _SOME_YEAR.search(text) and not _MONTH.search(text)
        # “十四五”期间 is no year; 7月 is one of the letter's
        fits.append(0.0 if not told else 0.4 if vague else 1.0)
    if "name" in query.wants:
        fits.append(0.8 if names_beyond(query, text) else 0.2)
    if "list" in query.wants:
        items = max(new_items(query, text), len(re.findall(r"\+|[”\"》][“\"《]", unit.text)) + 1)
        wanted = query.count or 3
        begins = announced_within(text) > 0 or _FIRST_OF_SEVERAL.search(text) is not None
        announces = ANNOUNCES.search(unit.text) is not None or (begins and unit.text.endswith("；"))
        fits.append(1.0 if items == wanted or announces else min(1.0, items / max(3, wanted)) * 0.9)
    if "manner" in query.wants and not fits:
        fits.append(min(1.0, len(text) / 60))
    if "choice" in query.wants and not fits:
        fits.append(0.5 + 0.5 * bool(re.search(r"可以|能够|允许|支持|不得|应当|须|免|无需|禁止|只能|不予|一律", text)))
    return max(fits) if fits else min(1.0, len(text) / 40)


def new_items(query: Query, folded: str) -> int:
    """How many items a text lists that the question does not say itself."""
    asked = fold(query.text)
    parts = re.split("、", folded)
    listed = sum(part[-4:] not in asked and part[:4] not in asked for part in parts[1:-1]) + 1 + (len(parts) > 1)
    return max(listed, links_of(folded))


_CHAIN = re.compile("[\u4e00-\u9fff]{2,12}(?:(?:-|—|–|→){1,2}[\u4e00-\u9fff]{2,12}){2,8}")
_LINK = re.compile("-|—|–|→")


def links_of(folded: str) -> int:
    """How many links the longest chain in a text has (种子—苗圃—加速器: three); 0 where it has none."""
    return max((len(list(filter(None, _LINK.split(chain)))) for chain in _CHAIN.findall(folded)), default=0)


_PROPER = r"(?!建设|打造|成立|设立|组建|推动|支持|依托|通过)[\u4e00-\u9fff]{2}(?<![的在和与及或于对把为等])"
_DEFINES = re.compile(r"(?:是|什么)?(?:指什么|指的?是什么|什么意思|是什么意思|指哪些|是指谁|是指|含义|的定义|定义)")
_ASIDE = re.compile("(?:是|被|怎么?样?|如何|具体|到底|究竟)+$")  # between a name and 什么意思
_MAY_DEFINE = 0.8
_MEANS = r"[^,。，;；]{0,4}[,，]?(?:是指|指的是|系指|即(?!可)|指)"


_SHORT_NAME = 3  # characters of a name that a paper shortens


def defines(query: Query, folded: str) -> float:
    """Whether a text says what the thing asked for means (本办法所称X，是指……; “321”行动，建3个园区、2个平台……): 1
    where it does, less where it may be another thing that begins so (X平台，是指……), 0 where it does not."""
    asked, folded = (re.sub(r"[?？。“”\"]", "", text) for text in (fold(query.question.text), folded))
    if before := _DEFINES.search(asked):
        name = _ASIDE.sub("", asked[: before.start()]).removesuffix("的").rpartition("的")[2]
    elif coined := re.fullmatch(r"(?:什么是)?([\d+]{3,}[^是]{0,6}?)(?:是什么|(?:的)?具体内容)?", asked):
        name = coined.group(1)  # “321”行动是什么
    elif thing := re.fullmatch(r"(?:什么是)?(.{2,16}?)(?:到底|究竟)?是个?什么(?:东西|玩意儿?|概念)", asked):
        name = thing.group(1)
    elif kind := re.search(r"什么样的.{1,8}?(?:才?算是?|叫做?|称为|属于)(.{3,16})$", asked):
        name = kind.group(1)
    elif behind := re.search(r"什么(?:是|叫)(?:做)?(.{2,16})$", asked):
        name = behind.group(1)
    else:
        return 0.0
    if len(name) < 2:
        return 0.0
    digits = re.findall(r"\d", name) if re.match(r"[\d+]{3,}", name) else []
    if digits and name in folded:
        rest = folded.partition(name)[2]
        return float(all(re.search(rf"(?<!\d){digit}0*[\u4e00-\u9fff]", rest) for digit in digits))
    if re.search(rf"所称[“\"]?{re.escape(name)}[”\"]?[,，]?(?:是(?!否)|指|即)", folded):
        return 1.0  # 本办法所称科创券，是由市级财政出资……的电子凭证
    if re.search(rf"{re.escape(name)}(?:[(（][^（()）]*[)）])?[,，]?(?:是指|指的是|系指)", folded):
        return 1.0
    if re.search(rf"[(（]以下(?:简)?称{re.escape(name)}(?:试点)?[)）、,，]", folded):
        return 1.0  # 开展……证书制度试点（以下称1+X证书制度试点）
    short = "|".join(re.escape(name[i:]) for i in range(1, len(name) - _SHORT_NAME + 1))
    if short and re.search(rf"所称[“\"]?(?:{short})[”\"]?[,，]?(?:是指|指的是|系指)", folded):
        return 1.0  # 本办法所称创新券，是指…… for 科技创新券
    loosely = (
        re.search(
            f"{re.escape(name)}{_MEANS}|{re.escape(name)}[^,，。；]{{0,2}}[(（][^（()）]{{6,}}[)）]|^{re.escape(name)}是(?!否|不|[有指])",
            folded,
        )
        is not None
    )
    return _MAY_DEFINE * loosely


def dated(query: Query, terms: tuple[Term, ...], asks: tuple[Term, ...], unit: Unit) -> float:
    """Whether what is asked for stands beside a date: 9月底登记截止 for 什么时候截止."""
    if "date" not in query.wants or not asks:
        return 0.0
    clauses = [fold(clause) for clause in re.split(r"[，,；;。]", unit.text)]
    return max(
        (max(presence(t, c) for t in asks) * coverage(terms, c) for c in clauses if dates_beyond(query, c)), default=0.0
    )


def dates_beyond(query: Query, folded: str) -> list[str]:
    """The dates in a text that are as exact as the question asks and more than the years it names itself."""
    asked = fold(query.question.text)
    if _HOW_LONG.search(asked):
        return [match.group() for match in DURATION.finditer(folded)]
    unit = "日" if _DAY_ASKED.search(asked) else "月" if _MONTH_ASKED.search(asked) else ""
    # 2019年《政府工作报告》 dates a paper, and nothing that it speaks of
    found = [match.group() for match in DATE.finditer(folded) if not folded.startswith("《", match.end())]
    if _WEEKDAY_ASKED.search(asked):
        return [date for date in found if _WEEKDAY.fullmatch(date)]
    return [
        date
        for date in found
        if (unit in date or (unit == "日" and _WEEKDAY.fullmatch(date))) and re.sub(r"\D", "", date) not in query.years
    ]


def names_beyond(query: Query, folded: str) -> list[str]:
    """The names in a text that the question does not hold already."""
    asked = fold(query.text)
    return [match.group() for match in NAME.finditer(folded) if _is_news(match, folded, asked)]


def _is_news(name: re.Match[str], folded: str, asked: str) -> bool:
    """Whether a question does not say a name: 南岸国际会展中心 is more than the 会展中心 asked for."""
    start = name.start()
    if name.group() not in asked:
        return True
    while start and folded[start - 1 : name.end()] in asked:
        start -= 1
    return re.fullmatch(_PROPER, folded[max(0, start - 2) : start]) is not None and start < name.start()
