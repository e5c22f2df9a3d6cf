"""How sure one may be that a sentence answers, as a number from 0 to 1 that means the same for every question."""

from __future__ import annotations

import re

import rjieba

from assistant.reading.contacts import asked_about
from assistant.reading.entities import (
    is_only_part,
    named_entities,
    named_places,
    names_other_places,
    of_another_city,
    speaks_of,
    speaks_of_another_site,
    tells_the_opposite,
)
from assistant.reading.fields import CONTACT
from assistant.reading.fitting import ANNOUNCES, PREAMBLE, new_items
from assistant.reading.focus import alternatives, counted, focus, gives_head, is_plan, measured, role_asked
from assistant.reading.folding import fold
from assistant.reading.moments import of_another_month
from assistant.reading.passages import Scored
from assistant.reading.periods import of_period, periods
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query, follow_up_subject
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.units import Unit
from ingest.schema import Document

SURE = 0.52  # below it the library is said not to hold the answer; set on questions that are not in the repository
_TELLING = 2.5  # a word so common as “十四五” is no name
DOUBT = 0.45  # what a sentence about another year, body or phase may reach at the most
_MONEY = frozenset("补贴 补助 奖励 奖金 津贴 资助 扶持 罚款 赔偿 贷款 工资 保费 门票 租金 学费".split())
# what is done to the thing that is named before it
_WORKS = re.compile("扩建|改建|新建|迁建|改造|翻新|修缮|维修|装修|整修|拆除|搬迁|采购|购置|租赁")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条")
_AIMS = frozenset("目标 任务".split())  # 到2025年，突破60项 needs not say that it is one
_WHO = re.compile(r"([\u4e00-\u9fff]{2})方?(?:是|为|叫)谁")
_ASKED = 0.5  # of the heaviest word's weight: a lighter one says too little of what is asked
_OWN_PLACE = re.compile("[\u4e00-\u9fff]{2}(?:省|市|区|县|州)")
_HERE = re.compile("[我本全](?:省|市|区|县|州)")
_HELD = r"{0}[^,。;]{{0,6}}由[^,。;]{{2,14}}?[担兼]任|由[^,。;]{{1,12}}任(?:总|副)?{0}|{0}[:为]"  # 主任由市长担任
_CALLED = 0.5  # of the words that say about what somebody is to be called
_NAMED = 0.6  # of the pairs of characters of what a follow-up asks about
_DIGITS = re.compile(r"[\d.%]+")
_CODE = re.compile(r"(?<![a-z\d])[a-z]{1,6}-\d{1,4}(?!\d)")
# what a rate is counted by, and how else papers write it
_RATES = tuple(
    (re.compile(f"每{asked}"), re.compile(told))
    for asked, told in (
        ("立方米?", "立方|m³|m3"),
        ("平方米|平米", "平方米|平米|㎡|m2|m²"),
        ("(?:公里|千米)", "公里|千米|km"),
        ("(?:千瓦时|度)", "千瓦时|度|kwh"),
        ("(?:公斤|千克)", "公斤|千克|kg"),
        *((unit, unit) for unit in ("亩", "公顷", "吨", "升", "千瓦(?!时)", "车位", "床位", "学位")),
    )
)


def confidence(query: Query, terms: tuple[Term, ...], best: Scored) -> float:
    """How sure the sentence answers, from 0 to 1: what it covers, whether it holds what is asked, its year."""
    value = 0.62 * best.covered + 0.2 * best.own + 0.18 * best.fit
    if query.years and best.year <= 0:
        value -= 0.2  # nothing here speaks of the year asked for
    if _lacks_quantity(query, best):
        value = min(value - 0.2, 0.5)
    missing = max((t.weight for t in terms if _absent(t, best)), default=0.0)
    value -= 0.35 * missing / (sum(t.weight for t in terms) or 1.0)
    if speaks_of_another(query, terms, best):
        value = min(value, DOUBT)
    return max(0.0, min(1.0, value))


def _lacks_quantity(query: Query, best: Scored) -> bool:
    """Whether the quantity asked for is not given."""
    return "number" in query.wants and best.fit < 0.5 and bool(asked_quantities(query.question.text))


def speaks_of_another(query: Query, terms: tuple[Term, ...], best: Scored, *, talk: bool = False) -> bool:
    """Whether a sentence, however alike, tells of another year, body, paper or matter than the question asks for.
    `talk`: unknown words may be how people say what papers put otherwise (救火车 for 消防车)."""
    unit = best.unit
    near = "\n".join((unit.folded, unit.before, unit.headings, unit.title))
    around = "\n".join((near, unit.context))
    own = f"{unit.folded}\n{unit.headings}"
    if query.years and best.year <= 0:
        return True
    if query.wants == {"date"} and best.fit < 0.5:
        return True  # no day or span of time is told
    either = alternatives(query.question.text) or ()
    lacking = {t.text for t in terms if t.exact and t.weight >= _TELLING and presence(t, near) < 0.4}
    if lacking - set(either) or (either and lacking >= set(either)):
        return True  # what the question puts in quotation marks, or a name, is spoken of elsewhere
    words = [t for t in terms if not _DIGITS.fullmatch(t.text)]
    if words and all(_absent(t, best) for t in words):
        return True  # numbers alone are everywhere
    if _works_on_another(query.text, terms, unit.folded, near):
        return True
    article = _ARTICLE.search(fold(query.text))
    if article is not None and article.group() not in near:
        return True  # 第三十八条 of a paper that ends before it
    heaviest = max((t.weight for t in terms), default=0.0)
    beside = focus(query.question.text, terms, binding=True)
    unsaid = [t for t in beside if not (t.text in _AIMS and is_plan(unit.folded))]
    asked = [t for t in unsaid if (not t.known and not talk) or t.weight >= _ASKED * heaviest or t.text in _MONEY]
    if asked and all(presence(t, own) < 0.4 for t in asked):
        return True  # 补贴多少 is not answered by what a contract is worth
    if any(presence(t, around) < 0.4 for t in _narrowing(query.question.text, terms, beside)):
        return True  # 高新技术企业多少家 is not answered where no 高新技术 is spoken of
    role, who = role_asked(query.text), _WHO.search(query.text)
    if role and (role not in around or not _names_holder(role, query.text, unit)):
        return True  # 市长是谁 is answered only where a 市长 is spoken of and somebody is named
    if who is not None and not beside and who.group(1) not in around:
        return True
    if (
        not role
        and _NAME_ASKED.search(query.text)
        and query.wants <= {"name", "list"}
        and not _gives_name(query.text, best)
    ):
        return True  # 叫什么 is told by names
    if not all(re.search(grade, around) for grade in _grades(query.text)):
        return True  # what holds of 三级医院 and A类人才 is no answer about 二级医院 and B类人才
    if _is_of_another_level(fold(query.text), around):
        return True
    if query.scope and unit.doc_id not in query.scope and CONTACT.cue.search(query.text):
        return True  # whom to call about another paper
    matter = asked_about(terms) if CONTACT.cue.search(query.text) else ()
    if matter and coverage(matter, f"{own}\n{unit.title}") < _CALLED:
        return True  # nor about another matter
    subject = follow_up_subject(query.question)
    if subject and sum(subject[i : i + 2] in around for i in range(len(subject) - 1)) < _NAMED * (len(subject) - 1):
        return True  # 那南部新城呢 is answered where 南部新城 is spoken of
    if not all(of_period(period, around + unit.lead) for period in periods(query.text)):
        return True
    if of_another_city(query.text, unit.title, around) or tells_the_opposite(fold(query.text), unit.folded, near):
        return True
    if not all(code in around for code in _CODE.findall(fold(query.text))):
        return True  # JB-09 is no other project of the list
    counts = "number" in query.wants
    if names_other_places(query.text, unit.title, unit.folded, unit.before + unit.headings, alone=counts):
        return True
    head, thing = counted(query.question.text, terms), measured(query.question.text, terms)
    if head is not None and head.known and presence(head, near) < 0.4:
        return True  # 14款药品 are no 医疗器械
    if thing is not None and presence(thing, around) < 0.4:
        return True  # the size of an institute is not that of a 科学馆
    if counts and of_another_month(query, unit.folded):
        return True
    if counts and is_only_part(query.text, unit.folded, _given_at(query, unit.folded)):
        return True
    if query.wants == {"list"} and _lists_nothing(query, best):
        return True
    if unit.section is None and PREAMBLE.search(unit.text) and not _OF_LETTER.search(query.text):
        return True  # that a letter came in tells nothing of its matter
    if any(asked.search(fold(query.text)) and not told.search(around + unit.lead) for asked, told in _RATES):
        return True  # 每立方米 is not answered by what a school gets
    if query.unknown and not any(cites(unit.folded + unit.before, number) for number in query.unknown):
        return True  # a paper that the library lacks is known only by those who cite it
    if (foreign(terms, around) and not talk) or not gives_head(query.text, own):
        return True
    written = {t.text for t in terms if t.known and not t.variants and len(t.text) > 1}
    if speaks_of_another_site(fold(query.text), unit.folded, unit.headings, written):
        return True
    named = named_entities(query.text)
    each = any if len(named) > 1 and re.search("分别|各", query.text) else all  # A和B的规模分别是多少
    return bool(named) and not each(speaks_of(entity, around + unit.lead) for entity in named)


_EACH_NAME = re.compile("分别|逐个|逐一|哪几|名单|都有谁")
_NUMBERED = re.compile("[一二三四五]是|[（(][一二三四五][）)]|首先|其一")


def _given_at(query: Query, folded: str) -> list[int]:
    """Where a text gives the quantities that a question asks for."""
    asked = asked_quantities(query.question.text)
    return [match.start() for quantity in asked for match in quantity.pattern.finditer(folded)]


def _lists_nothing(query: Query, best: Scored) -> bool:
    """Whether a sentence says all that a question does of several things, and names none of them: 认定5家 is no answer
    to which five."""
    if (query.count or 0) < _SEVERAL or best.own < _ALL or not _EACH_NAME.search(query.text):
        return False
    text = best.unit.text
    if text.count("、") > (query.count or 0) - _SEVERAL:
        return False  # names may end in the words of the question
    return new_items(query, best.unit.folded) < _SEVERAL and not (ANNOUNCES.search(text) or _NUMBERED.search(text))


_SEVERAL, _ALL = 3, 0.9
_OF_LETTER = re.compile("提案|建议|来信|来函|收悉|请示|意见|提的|提出")


_NAME_ASKED = re.compile("叫什么|名称是什么|什么名字|哪几个名字")
_CLASS = re.compile("(?<![a-z])[a-d]类")
_NAMES = re.compile('[“《"]|集团|医院|学校|合作社')
_GRADE = re.compile("([一二三四五]级)(?:公立|甲等)?(医院|学校|资质|响应)")


def _grades(text: str) -> list[str]:
    """Patterns of the grades and classes that a question speaks of: 三级医院 is a 三级公立医院."""
    folded = fold(text)
    return [f"{m[1]}[^，,。；;]{{0,4}}{m[2]}" for m in _GRADE.finditer(folded)] + _CLASS.findall(folded)


_LEVEL = re.compile("(国家|省|市|县|区)级([\u4e00-\u9fff]{3})")


def _is_of_another_level(asked: str, around: str) -> bool:
    """Whether a text speaks of 国家级众创空间 alone, where 省级众创空间 are asked for."""
    for level, thing in _LEVEL.findall(asked):
        other = re.search(f"(?:国家|省|市|县|区)级[^,，。;；、]{{0,3}}{thing}", around)
        own = re.search(f"{level}[^,，。;；]{{0,6}}级[^,，。;；]{{0,8}}{thing}|{thing}[^。;；]*{level}级", around)
        if other is not None and own is None:
            return True
    return False


def _gives_name(asked: str, best: Scored) -> bool:
    text = best.unit.text
    if _EACH_NAME.search(asked) and not re.search("[、和与及]", text):
        return False  # one name is not each
    return best.fit >= 0.5 or _NAMES.search(text) is not None or _names_person(text, asked)


def _narrowing(text: str, terms: tuple[Term, ...], beside: tuple[Term, ...]) -> list[Term]:
    """The words right before the words that are asked for: 高新技术 of 高新技术企业."""
    asked = fold(text)
    named = [t for t in terms if t.known and not _NARROWS_NOT.search(t.text)]
    return [t for t in named if any(t.text + noun.text in asked and t.weight > noun.weight for noun in beside)]


_NARROWS_NOT = re.compile("^会上$|^现场$|[年月季度底末初期]$|^全[市县区]$")


def _works_on_another(text: str, terms: tuple[Term, ...], folded: str, near: str) -> bool:
    """Whether a sentence tells of the same work on another thing: 车间改造 where 食堂改造 is asked for."""
    asked = fold(text)
    for work in _WORKS.finditer(asked):
        things = [term for term in terms if asked.endswith(term.text, 0, work.start())]
        if any(presence(thing, near) < 0.4 for thing in things) and _is_done_to_a_thing(work.group(), folded):
            return True
    return False


def _is_done_to_a_thing(work: str, folded: str) -> bool:
    before = [rjieba.tag(folded[: at.start()])[-1] for at in re.finditer(work, folded) if at.start()]
    return any(tag.startswith("n") and len(word) > 1 for word, tag in before)


def _names_holder(role: str, asked: str, unit: Unit) -> bool:
    """Whether a sentence says who holds an office: a person, or, where no name is asked for, another office."""
    if role in unit.folded and not re.search(f"(?<!副){role}", unit.folded):
        return False
    office = not re.search("叫什么|名字|姓", asked) and re.search(_HELD.format(role), unit.folded) is not None
    return office or _names_person(unit.text)


# 院长某某说: whoever is named between an office and what he says
_SPEAKER = re.compile(
    r"(?:长|主任|书记|主席|经理|负责人)[\u4e00-\u9fff]{2,3}(?=说|介绍|表示|指出|告诉|认为|强调|透露|解释|坦言)"
)


def _names_person(text: str, asked: str = "") -> bool:
    """Whether a text names somebody whom the question does not."""
    tagged = any(tag == "nr" and len(word) > 1 and word not in asked for word, tag in rjieba.tag(text))
    return tagged or _SPEAKER.search(text) is not None


def cites(folded: str, number: str) -> bool:
    """Whether a folded text cites a paper of a number (〔2021〕7号), whatever brackets it writes."""
    runs = re.findall(r"\d+", fold(number))
    return re.search(r"(?<!\d)" + r"\D{0,3}".join(runs) + r"\D?号", folded) is not None


def of_another_place(query: Query, document: Document) -> bool:
    """Whether a question names a place that the paper never speaks of: what is said of one place is not said of
    another."""
    named = f"{document.metadata.title or ''}{document.metadata.issuer or ''}{document.source}"
    if not _OWN_PLACE.search(named) and _HERE.search(document.text):
        return False  # a paper of 我市 that does not say which
    return not all(place in document.text or place in named for place in named_places(query.text))


def _absent(term: Term, scored: Scored) -> bool:
    unit = scored.unit
    return max(presence(term, part) for part in (unit.folded, unit.headings, unit.context, unit.title)) < 0.4
