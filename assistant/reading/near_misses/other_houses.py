"""Rules of near_misses/: another person, body, place, site or paper than is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.reading.entities import (
    PHASE,
    named_entities,
    named_places,
    names_other_places,
    of_another_city,
    of_province,
    speaks_of,
    speaks_of_another_site,
    tells_the_opposite,
)
from assistant.reading.focus import role_asked
from assistant.reading.frame.contacts import asked_about
from assistant.reading.naming import names_holder
from assistant.reading.near_misses.cases import SPOKEN, Case, cites, is_absent
from assistant.reading.pieces import ASKS, CLAUSE_MARKS
from assistant.reading.segments import without_papers
from assistant.reading.terms import coverage, presence

_WHO = re.compile(r"([\u4e00-\u9fff]{2})方?(?:是|为|叫)谁")
_CALLED = 0.5  # of the words that say about what somebody is to be called
_CAN_BE_CALLED = re.compile(r"\d{7}|\d-\d{6}|@|联系人")
_REACHED = re.compile(r"\d{7}|\d-\d{6}|电话|联系|@|咨询|热线|邮箱|找")  # how somebody is reached
# 北禾区, 临川县; not 园区, 高新区, which people and papers call in many ways
_DISTRICT_NAME = re.compile("[\u4e00-\u9fff](?:[^社地园片城校景新辖小厂山发高工港全各]区|[^全各县]县)")
_DISTRICT = re.compile(
    "(?:目前|现在|那么?|请问|(?:19|20)[0-9]{2}年(?:底|末|上半年)?)?([\u4e00-\u9fff]{2})[县镇乡](?![域级区])"
)


def nobody_in_office(case: Case) -> bool:
    """市长是谁 is answered only where a 市长 is spoken of and somebody is named."""
    role, who = role_asked(case.query.text), _WHO.search(case.query.text)
    if role and (role not in case.around or not names_holder(role, case.query.text, case.best.unit)):
        return True
    return who is not None and not case.beside and who.group(1) not in case.around


def another_office(case: Case) -> bool:
    """东区教育局局长 where the 教育局局长 of the whole city is asked for."""
    asked = _OFFICE.search(case.asked)
    if asked is None:
        return False
    held = re.findall(rf"([\u4e00-\u9fff]{{2}}[省市县区镇]){re.escape(asked.group(2))}", case.best.unit.folded)
    return bool(held) and asked.group(1) not in held


_OFFICE = re.compile(
    "([\u4e00-\u9fff]{2}[省市县区镇])([\u4e00-\u9fff]{2,8}(?:局长|主任|书记|院长|校长|主席|经理|负责人|厂长|所长))"
)


def another_contact(case: Case) -> bool:
    """Whom to call about another paper, or about another matter."""
    if not case.calls:
        return False
    unit = case.best.unit
    if (case.query.scope and unit.doc_id not in case.query.scope) or not _REACHED.search(unit.folded):
        return True
    matter = asked_about(case.terms)
    if not matter and not _CAN_BE_CALLED.search(unit.folded):
        return True  # 找谁咨询 is not told by 购买咨询服务
    return bool(matter) and coverage(matter, f"{case.own}\n{unit.title}") < _CALLED


# what is set up, run or paid for under a name of its own
_NAMED_SO = (
    "(?:研究|创新|经济|技术|产业|科技|试点|示范|服务|孵化)*"
    "(?:基地|平台|中心|计划|项目|工程|专项|行动|园区?|联盟|实验室|研究院|基金)"
)


def unknown_kind(case: Case) -> bool:
    """What holds of 中试平台 is no answer about 月球基地, where no paper has a word of that name."""
    asking = "，".join(clause for clause in CLAUSE_MARKS.split(case.asked) if ASKS.search(clause))
    return any(
        not term.known
        and rjieba.has_word(term.text)
        and rjieba.tag(term.text)[0][1] in {"n", "nr", "ns", "nz", "s"}
        and re.search(term.text + _NAMED_SO, asking) is not None
        and presence(term, case.around) < SPOKEN
        for term in case.terms
    )


def another_place(case: Case) -> bool:
    """What is told of another city or place."""
    unit = case.best.unit
    # a paragraph on a whole province names many of its cities
    around = case.own + unit.before if of_province(unit.title) else case.around
    return of_another_city(case.query.text, unit.title, around) or names_other_places(
        case.query.text, unit.title, unit.folded, unit.before + unit.headings, alone=case.counts
    )


def another_district(case: Case) -> bool:
    """What holds of the whole city is no answer about one of its counties."""
    if not case.counts:
        return False
    named = _DISTRICT.match(case.asked)
    if named is not None and named.group(1) not in case.near:
        return True
    own = _WHOLE_CITY.search(case.best.unit.folded) is not None  # 全市1758家, whatever the next sentence is on
    return any(
        _DISTRICT_NAME.fullmatch(t.text)
        and t.known
        and (presence(t, case.near) < SPOKEN if own else is_absent(t, case.best))
        for t in case.terms
    )


_WHOLE_CITY = re.compile("全[市省]")


def the_opposite(case: Case) -> bool:
    """老馆 is not 新馆."""
    return tells_the_opposite(case.asked, case.best.unit.folded, case.near)


def another_site(case: Case) -> bool:
    """Another site of the kind that is asked for (先进陶瓷中试基地)."""
    unit = case.best.unit
    written = {t.text for t in case.terms if t.known and not t.variants and len(t.text) > 1}
    asked = _TIMES.sub("", without_papers(case.asked))  # 178号函里今年市级中试平台
    return speaks_of_another_site(asked, unit.folded, unit.headings, written)


_TIMES = re.compile("[里中]?(?:[今去明]年|目前|现在|如今|眼下)")


def another_house(case: Case) -> bool:
    """Somebody else than who is named in full (海州农业大学), another time it was held (第四届)."""
    return _lacks(case, [name for name in named_entities(case.query.text) if _is_full_name(name)])


def another_owner(case: Case) -> bool:
    """What the plant of one company cost is no answer about that of another: 甲钢的水处理设施花了多少钱."""
    opens = _OWNED.match(case.asked) if case.counts else None
    return opens is not None and any(
        term.known
        and opens.group(1).endswith(term.text)
        and rjieba.tag(term.text)[0][1] in {"nr", "nrt", "nt", "nz"}
        and presence(term, case.near) < SPOKEN
        for term in case.terms
    )


_OWNED = re.compile("(?:请问)?([\u4e00-\u9fff]{2,8})的(?=[\u4e00-\u9fff]{2})")


def another_phase(case: Case) -> bool:
    """What 首期 comes to where 二期 is asked for."""
    phases = [name for name in named_entities(case.query.text) if PHASE.fullmatch(name)]
    told = _PHASE_TOLD.search(case.best.unit.folded) is not None
    return told and bool(phases) and not any(speaks_of(phase, case.with_lead) for phase in phases)


_PHASE_TOLD = re.compile(rf"首[期批届轮]|{PHASE.pattern}")


def no_city(case: Case) -> bool:
    """In which city something is held is told by the name of one."""
    if _CITY_ASKED.search(case.asked) is None:
        return False
    told = case.best.unit.folded
    return _A_CITY.search(told) is None and not named_places(told)


_CITY_ASKED, _A_CITY = re.compile("哪[一几]?[个座些](?:城市|地市)"), re.compile("[\u4e00-\u9fff]{2}市")


def another_body(case: Case) -> bool:
    """Somebody else than who is named, be it as people call it (种业公司); of A和B分别 one is enough."""
    return _lacks(case, named_entities(case.query.text))


def _lacks(case: Case, named: Sequence[str]) -> bool:
    each = any if len(named) > 1 and re.search("分别|各", case.query.text) else all  # A和B的规模分别是多少
    return bool(named) and not each(speaks_of(entity, case.with_lead) for entity in named)


# 海州农业大学, 第四届, 第三水厂, 竹浆中试车间; not 创投公司, 公立医院, 整只基金
_FULL_NAME = re.compile(
    r"(?![整那这每全各某哪几一两其本我你他])[\u4e00-\u9fff()]{2,}(?:大学|学院|研究院|研究所|中心|银行|基金|集团)|第[一二三四五六七八九十\d]+[\u4e00-\u9fff]+|"
    r"[\u4e00-\u9fff()]{6,}(?<!公司|医院|企业)"
)


def _is_full_name(name: str) -> bool:
    """Whether a name is one that is written out, and no kind of body (创投公司) or what is done to one (评上……中心)."""
    return _FULL_NAME.fullmatch(name) is not None and not rjieba.tag(name)[0][1].startswith("v")


def another_paper(case: Case) -> bool:
    """A paper that the library lacks is known only by those who cite it."""
    unit, unknown = case.best.unit, case.query.unknown
    return bool(unknown) and not any(cites(unit.folded + unit.before, number) for number in unknown)
