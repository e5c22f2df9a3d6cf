"""Whether a row of a table tells what a question asks: of the thing, the time and the place that it names."""

from __future__ import annotations

import re

from assistant.reading.entities import named_entities, named_places, of_another_city, speaks_of
from assistant.reading.focus import focus, gives_head, role_asked
from assistant.reading.folding import fold
from assistant.reading.near_misses.cases import SPOKEN
from assistant.reading.questions import Query
from assistant.reading.tables.asked_columns import columns_asked
from assistant.reading.tables.columns import LEAST_TOLD, Columns
from assistant.reading.tables.row_lookup import ASKS_HOLDER
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.times.periods import of_period, periods
from ingest.schema import Document, Row

_CONTACT = re.compile(r"电话|邮箱|联系人|地址|找谁")
_AMOUNT = re.compile("总?投资|资金|经费|金额|面积|占地|补[贴助]|奖励|成本|费用|价格|造价")
_WHERE_TO = re.compile("哪个(系统|平台|网站|窗口|渠道|地方)")
_DAY = re.compile(r"(?:19|20)\d\d|\d月|\d日|[前底]$|工作日|天|\d个月|\d年$")
# 白水区的高新技术企业 is asked for, and not those of the whole city
_DISTRICT = re.compile(
    r"(?:^|[，,。；;的在])(?!全|各|本|这|那|哪|每|几|高新|开发|工业|产业|科技|沿海|山|园|片|地|社|城|辖|县|市|老|新)"
    r"([\u4e00-\u9fff]{2,3}(?<!高新|开发|工业|产业)(?:区|县|镇|街道))(?!域|位|间|分|级|属|企业)"
)
_CAME_ABOUT = re.compile("实际(?:完成|到位|投入|使用|拨付)|(?:已经?|累计|目前|现在|至今)(?:完成|投入|到位)")
_CAME_ABOUT_TOLD = re.compile(r"实际|完成(?!时[限间]|日期|期限)|累计|到位|(?:19|20)\d\d年")
# 中标单位是谁, where a table has only who 出题
_ROLE = re.compile(
    "(中[榜标选]|揭榜|合作|监理|设计|施工|供货|中试|投资|评审|推荐)(?:单位|企业|公司|机构|方|人)(?:是|为|有)?(?:谁|哪)"
)


def tells_of_another(query: Query, reading: Columns, held: str) -> bool:
    """Whether a row is certainly of another thing than a question asks for: `held`: it, with what stands around it."""
    text = fold(query.text)
    if _CAME_ABOUT.search(text) and not _CAME_ABOUT_TOLD.search(fold("".join(reading.table.header))):
        return True  # 实际完成投资 is not told by 总投资
    role, district = _ROLE.search(text), _DISTRICT.search(text)
    if role is not None and role.group(1) not in held:
        return True  # who 揭榜 is not told by who 发榜
    return district is not None and district.group(1) not in held


def tells_what_is_asked(query: Query, terms: tuple[Term, ...], row: Row, reading: Columns, held: str) -> bool:
    """Whether the row, with what stands around it (`held`), speaks of what the question asks of it: a row called like
    the topic of a question is no answer to what the question asks of the topic."""
    if query.wants == {"date"} and not any(_DAY.search(cell) for cell in row.cells):
        return False  # how many there are tells no day
    text = fold(query.text)
    if tells_of_another(query, reading, held):
        return False
    if foreign(terms, held) or any(term.exact and presence(term, held) < SPOKEN for term in terms):
        return False  # “某某贷”的利率 is told by no row that does not name it
    contact = _CONTACT.search(text)
    if coverage(terms, held) < LEAST_TOLD or (contact and contact.group() not in held):
        return False
    beside = focus(query.question.text, terms, binding=True) if "name" in query.wants else ()
    if beside and all(presence(term, held) < SPOKEN for term in beside) and not ASKS_HOLDER.search(text):
        return False  # 首席专家是谁 is not told by how much is grown
    place = _WHERE_TO.search(text)
    if place is not None and place.group(1) not in held:
        return False  # 在哪个系统里填 is not told by how many copies there are
    amount = _AMOUNT.search(text)
    if amount is not None and amount.group() not in held:
        return False  # the total of what is only named here
    # 提高几个百分点 is told by what it was and what it shall be
    rise = len(query.years) > 1 and len(columns_asked(row, reading, query)) > 1
    return (rise or gives_head(text, held)) and role_asked(text) in held


def is_of(query: Query, document: Document, row: Row, reading: Columns, held: str) -> bool:
    """Whether the row is of the period, the bodies and the places that the question names."""
    if not all(of_period(period, held) for period in periods(query.text)):
        return False
    if not all(speaks_of(entity, held) for entity in named_entities(query.text)):
        return False
    home = f"{document.metadata.title or ''}{document.metadata.issuer or ''}"
    if not all(place in home or place in held for place in named_places(query.text)):
        return False  # of a county a row of the whole city tells nothing
    told = fold(" ".join([*reading.table.header, *row.cells]))
    return not of_another_city(query.text, home, told)
