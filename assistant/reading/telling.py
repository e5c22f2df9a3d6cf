"""Whether what would be told tells what is asked at all: the last look at a statement of running text.

The rules of near_misses/ look at the sentence; these look at the clauses of it that would be said. 那11笔里信用贷几笔
is not answered by 代偿11笔: whoever asks said that number himself.
"""

from __future__ import annotations

import re

from assistant.reading.focus import focus
from assistant.reading.folding import fold
from assistant.reading.near_misses.cases import SPOKEN
from assistant.reading.pieces import CLAUSE_MARKS
from assistant.reading.quantities import ANYTHING, DIGITS, asked_quantities
from assistant.reading.questions import Query
from assistant.reading.terms import Term, presence
from assistant.reading.times.moments import HAVE_NOW, asks_what_came_about
from ingest.numbering import han_to_int

# with its scale, or the character behind it: 3亿元 is not 3家
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:个(?=[亿万]))?(万亿|千万|百万|亿|万|千|.)?")
_YEARS = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?")
# what came about is asked for: 实际来了多少家, 已经招了几个
_CAME_ABOUT = re.compile(
    f"实际|{HAVE_NOW}|真[正的]?[批办落盖建]|已经|眼下|如今|到手|至今|迄今|到账|落地投产|"
    "[\u4e00-\u9fff](?:出|进|掉|走|到|成|来|完|下|好)?了(?=多少|几)|[建盖办批招签做]成(?=多少|几)"
)
_SHALL_BE = re.compile("计划(?![^《]*》)|预计|(?<!模)拟|力争|争取|设计|限额|名额")
# 186个特派员里，分到白水县的有几个: a part of what is known as a whole
_PART = re.compile(
    "(?:(?:(?<![公海])里(?:头|面|边)?|[其当]?中)[，,]|里[头面])([^，,。？?]{2,14}?)(?:自己|单独|一家|一共|总共)?"
    "(?:占|有|是|拿|签|出|掏|投|办|花|轮到|分到)?[了到]?(?=几|多少)"
)
# what one of something costs: 一小时收几块钱, 多少钱一张
_PRICE = re.compile(
    "一个?(?:(?:机时|小时|课时|平米|平方米|吨|张|晚|天|亩|公斤|斤)[^，。？?]{0,6}?(?:收|卖|租|付|掏|交|多少钱|几块)|(?<!第一)[次趟场]收)|"
    "(?:多少钱|几块钱?)一[张次晚天吨趟斤份小平]"
)
_EACH = re.compile("每|/|均|一[个张次晚天吨趟斤份小平]|按|单价")
_WHICH_ONES = re.compile(
    "哪(?:[几二两三四五六七八九十]|\\d+)(?![年天月])|哪些|都有谁|(?:各|分别)(?:是|由)?哪|(?:都|分别)是谁"
)
_BODIES = re.compile("公司|集团|中心|研究院|研究所|大学|学院|医院|银行|协会|促进局")
_SEVERAL = re.compile("[、；+：—–→]|[和与及或]|”“|》《")


def tells(query: Query, terms: tuple[Term, ...], said: str) -> bool:
    """Whether a statement in the documents' words tells what a question asks for."""
    if query.wants == {"number"}:
        counting = _counting(query, fold(said))
        wrong = (
            _only_planned(query, counting)
            or _of_another_part(query, terms, counting)
            or _no_price(query, counting)
            or _counted_otherwise(query, terms, fold(said), counting)
        )
        return bool(counting) and not wrong
    if _lacks_names(query, said):
        return False
    if "list" in query.wants and query.wants <= {"list", "name"}:
        if _of_other_steps(query, said):
            return False
        return (
            _WHICH_ONES.search(query.question.text) is None
            or _SEVERAL.search(said) is not None
            or len(_BODIES.findall(said)) > 1
        )
    return True


# 新增的两家叫什么名字, 那12家都是谁, 5家平台分别叫什么
_SO_MANY_NAMES = re.compile(
    r"([二两三四五六七八九十]|\d{1,3})[家款个项位名所种][^，,。？?]{0,24}?(?:叫(?:什么|啥)|(?:什么|啥)名[字称]|名[字称单]是|(?:都|分别|各)是谁)"
)
_NO_NAME = re.compile(r"[\d.]+[家款个项位名所种]|等$")


def _lacks_names(query: Query, said: str) -> bool:
    """Whether the names of so many are asked for, and what is said only counts them, or names fewer than a few."""
    asked = _SO_MANY_NAMES.search(fold(query.question.text))
    if asked is None or not query.wants_any("name", "list"):
        return False
    number = asked.group(1).replace("两", "二")
    count = int(number) if number.isdigit() else han_to_int(number)
    names = map(fold, _BETWEEN.split(said))  # folding takes the quotation marks away
    named = [name for name in names if len(name) > 1 and not _NO_NAME.search(name)]
    return len(named) < min(count or 0, _FEW)


_BETWEEN, _FEW = re.compile("[、；;]|[和与及]|”“|》《"), 3


_STEPS = re.compile("哪([二三四五六七八九])([级环档层])")


def _of_other_steps(query: Query, said: str) -> bool:
    """Whether a statement speaks of another number of steps than is asked for: 三级培育 for 哪四级."""
    asked = _STEPS.search(query.question.text)
    if asked is None:
        return False
    number, unit = asked.groups()
    numbers = re.findall(f"([二三四五六七八九]){unit}", said)
    return bool(numbers) and number not in numbers


def counts_anything(said: str) -> bool:
    """Whether a statement has a number that is no year."""
    return DIGITS.search(re.sub(r"(?:19|20)\d\d(?!\d)", "", _YEARS.sub("", fold(said)))) is not None


def _counting(query: Query, folded: str) -> list[str]:
    """The clauses with a number of the kind asked for that the question does not say itself."""
    known = {number.groups() for number in _NUMBER.finditer(_YEARS.sub("", fold(query.text)))}
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)
    clauses = [
        _NUMBER.sub(lambda number: "" if number.groups() in known else number.group(), _YEARS.sub("", clause))
        for clause in CLAUSE_MARKS.split(folded)
    ]
    if not asked:
        return [clause for clause in clauses if DIGITS.search(clause) or ANYTHING.matches(clause)]
    return [clause for clause in clauses if any(quantity.matches(clause) for quantity in asked)]


def _only_planned(query: Query, counting: list[str]) -> bool:
    """Whether it is asked what came about, and all that is counted is what shall be."""
    return asks_what_came_about(query, _CAME_ABOUT) and all(_SHALL_BE.search(clause) for clause in counting)


def _no_price(query: Query, counting: list[str]) -> bool:
    """Whether it is asked what one of something costs, and no amount is of one."""
    return _PRICE.search(query.text) is not None and not any(_EACH.search(clause) for clause in counting)


def _counted_otherwise(query: Query, terms: tuple[Term, ...], folded: str, counting: list[str]) -> bool:
    """Whether what is asked about is told by another kind of number (强度居全国第7位), and the kind asked for is told
    of something else (人员增长11.2%)."""
    beside = [term.text for term in focus(query.question.text.replace("百分之多少", "多少"), terms)]
    told = [clause for clause in CLAUSE_MARKS.split(folded) if any(word in clause for word in beside)]
    asked = asked_quantities(query.question.text)
    return (
        bool(asked)
        and bool(told)
        and not any(word in clause for clause in counting for word in beside)
        and any(_RANKED.search(clause) for clause in told)
        and not any(quantity.matches(clause) for quantity in asked for clause in told)
    )


_RANKED = re.compile(r"第\d+[位名]")


def _of_another_part(query: Query, terms: tuple[Term, ...], counting: list[str]) -> bool:
    """Whether a part is asked for, and nothing that is counted is of it."""
    part = _PART.search(fold(query.question.text))
    if part is None:
        return False
    named = [term for term in terms if term.text in part.group(1)]
    return bool(named) and all(presence(term, clause) < SPOKEN for term in named for clause in counting)
