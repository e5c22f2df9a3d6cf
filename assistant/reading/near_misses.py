"""Why a sentence, however alike, answers another question: each rule is one way in which what it tells is not what is
asked for, named after what is wrong. The first that holds decides; the cheap ones stand first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import rjieba

from assistant.reading.contacts import asked_about
from assistant.reading.entities import (
    is_only_part,
    named_entities,
    names_other_places,
    of_another_city,
    speaks_of,
    speaks_of_another_site,
    tells_the_opposite,
)
from assistant.reading.fields import CONTACT
from assistant.reading.fitting import ANNOUNCES, PREAMBLE, dates_beyond, new_items
from assistant.reading.focus import alternatives, counted, focus, gives_head, is_plan, measured, role_asked
from assistant.reading.folding import fold
from assistant.reading.followups import follow_up_subject
from assistant.reading.moments import of_another_month
from assistant.reading.naming import EACH_NAME, NAME_ASKED, gives_name, names_holder
from assistant.reading.passages import Scored
from assistant.reading.periods import of_period, periods
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage, foreign, presence

_SPOKEN = 0.4  # from which on a text speaks of a word
_TELLING = 2.5  # a word so common as “十四五” is no name
_MONEY = frozenset("补贴 补助 奖励 奖金 津贴 资助 扶持 罚款 赔偿 贷款 工资 保费 门票 租金 学费".split())
# what is done to the thing that is named before it
_WORKS = re.compile("扩建|改建|新建|迁建|改造|翻新|修缮|维修|装修|整修|拆除|搬迁|采购|购置|租赁")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条")
_AIMS = frozenset("目标 任务".split())  # 到2030年，突破200家 needs not say that it is one
_WHO = re.compile(r"([\u4e00-\u9fff]{2})方?(?:是|为|叫)谁")
_ASKED = 0.5  # of the heaviest word's weight: a lighter one says too little of what is asked
_CALLED = 0.5  # of the words that say about what somebody is to be called
_NAMED = 0.6  # of the pairs of characters of what a follow-up asks about
_DIGITS = re.compile(r"[\d.%]+")
# what happens on a day, each in its several words
_EVENTS = tuple(
    map(
        re.compile,
        (
            "建成|竣工|完工|落成|投用|启用|投入使用|投产|建好|盖好|用上",
            "开工|动工|奠基|开建",
            "印发|出台|发布|公布|下发|颁布|发文",
            "成立|设立|组建|注册|登记|揭牌|挂牌",
            "施行|实施|生效|执行|有效期",
            "举办|举行|召开|开幕",
            "签订|签署|签约",
        ),
    )
)
_VALID = re.compile("有效期?限?[^，,。；;]{0,8}[\\d一二三四五六七八九十]|[施执]行至")
_REACHED = re.compile(r"\d{7}|\d-\d{6}|电话|联系|@|咨询|热线|邮箱|找")  # how somebody is reached
_DISTRICT = re.compile("(?:目前|现在|那么?|请问)?([\u4e00-\u9fff]{2})[县镇乡](?![域级区])")
_COUNTED = re.compile("(?:多少|几)[个家项条名位种类件台套款支座所]([\u4e00-\u9fff]{2})")
_CODE = re.compile(r"(?<![a-z\d])[a-z]{1,6}-\d{1,4}(?!\d)")
_NARROWS_NOT = re.compile("^会上$|^现场$|[年月季度底末初期]$|^全[市县区]$")
_NUMBERED = re.compile("[一二三四五]是|[（(][一二三四五][）)]|首先|其一")
_WHICH_ONES = re.compile("哪几家|哪些(?:家|企业|单位|公司|机构|高校|医院|学校|银行)")
_QUOTED = re.compile('“[^”]*”|"[^"]*"')
_HOUSE = re.compile("公司|集团|研究院|研究所|大学|学院|医院|银行")
_SEVERAL, _ALL = 3, 0.9
_OF_LETTER = re.compile("提案|建议|来信|来函|收悉|请示|意见|提的|提出")
_CLASS = re.compile("(?<![a-z])[a-d]类")
_GRADE = re.compile("([一二三四五]级)(?:公立|甲等)?(医院|学校|资质|响应)")
_LEVEL = re.compile("(国家|省|市|县|区)级([\u4e00-\u9fff]{3})")
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


@dataclass(frozen=True)
class _Case:
    """A question, its words, and a sentence; `talk` as in `speaks_of_another`. What stands near a sentence is what the
    sentences before it, its headings and its paper's title say; around it, also the rest of its paragraph."""

    query: Query
    terms: tuple[Term, ...]
    best: Scored
    talk: bool

    @cached_property
    def asked(self) -> str:
        return fold(self.query.text)

    @cached_property
    def own(self) -> str:
        return f"{self.best.unit.folded}\n{self.best.unit.headings}"

    @cached_property
    def near(self) -> str:
        unit = self.best.unit
        return "\n".join((unit.folded, unit.before, unit.headings, unit.title))

    @cached_property
    def around(self) -> str:
        return f"{self.near}\n{self.best.unit.context}"

    @cached_property
    def with_lead(self) -> str:
        return self.around + self.best.unit.lead

    @cached_property
    def beside(self) -> tuple[Term, ...]:
        """The words right beside the question word that an answer must say."""
        return focus(self.query.question.text, self.terms, binding=True)

    @property
    def counts(self) -> bool:
        return "number" in self.query.wants

    @cached_property
    def calls(self) -> bool:
        return CONTACT.cue.search(self.query.text) is not None


def speaks_of_another(query: Query, terms: tuple[Term, ...], best: Scored, *, talk: bool = False) -> bool:
    """Whether a sentence, however alike, tells of another year, body, paper or matter than the question asks for.
    `talk`: unknown words may be how people say what papers put otherwise (救火车 for 消防车)."""
    case = _Case(query, terms, best, talk)
    return any(rule(case) for rule in _RULES)


def is_absent(term: Term, scored: Scored) -> bool:
    """Whether nothing in or around a sentence speaks of a word."""
    unit = scored.unit
    return max(presence(term, part) for part in (unit.folded, unit.headings, unit.context, unit.title)) < _SPOKEN


def cites(folded: str, number: str) -> bool:
    """Whether a folded text cites a paper of a number (〔2021〕7号), whatever brackets it writes."""
    runs = re.findall(r"\d+", fold(number))
    return re.search(r"(?<!\d)" + r"\D{0,3}".join(runs) + r"\D?号", folded) is not None


def _another_year(case: _Case) -> bool:
    return bool(case.query.years) and case.best.year <= 0


def _no_day(case: _Case) -> bool:
    """No day or span of time is told."""
    return case.query.wants == {"date"} and case.best.fit < 0.5


def _another_event(case: _Case) -> bool:
    """When something was decreed (7月出台方案) tells no day on which it was built."""
    if case.query.wants != {"date"}:
        return False
    if "有效期" in case.query.question.text:
        return _VALID.search(case.best.unit.folded) is None
    asked = next((words for words in _EVENTS if words.search(case.query.question.text)), None)
    if asked is None or asked.search(case.own):
        return False
    clauses = re.split("[,，;；。]", case.best.unit.folded)
    dated = [clause for clause in clauses if dates_beyond(case.query, clause)]
    return bool(dated) and all(any(words.search(clause) for words in _EVENTS) for clause in dated)


def _another_name(case: _Case) -> bool:
    """What the question puts in quotation marks, or a name, is spoken of elsewhere; of 甲还是乙 one is enough."""
    either = set(alternatives(case.query.question.text) or ())
    exact = (t for t in case.terms if t.exact and t.weight >= _TELLING)
    lacking = {t.text for t in exact if presence(t, case.near) < _SPOKEN}
    return bool(lacking - either) or bool(either and lacking >= either)


def _numbers_alone(case: _Case) -> bool:
    """Of the question's words only its numbers stand there, which are everywhere."""
    words = [t for t in case.terms if not _DIGITS.fullmatch(t.text)]
    return bool(words) and all(is_absent(t, case.best) for t in words)


def _work_on_another(case: _Case) -> bool:
    """The same work is done to another thing: 车间改造 where 食堂改造 is asked for."""
    for work in _WORKS.finditer(case.asked):
        things = [term for term in case.terms if case.asked.endswith(term.text, 0, work.start())]
        lacks = any(presence(thing, case.near) < _SPOKEN for thing in things)
        if lacks and _is_done_to_a_thing(work.group(), case.best.unit.folded):
            return True
    return False


def _is_done_to_a_thing(work: str, folded: str) -> bool:
    before = [rjieba.tag(folded[: at.start()])[-1] for at in re.finditer(work, folded) if at.start()]
    return any(tag.startswith("n") and len(word) > 1 for word, tag in before)


def _another_article(case: _Case) -> bool:
    """第三十八条 of a paper that ends before it."""
    article = _ARTICLE.search(case.asked)
    return article is not None and article.group() not in case.near


def _another_thing_asked(case: _Case) -> bool:
    """补贴多少 is not answered by what a contract is worth."""
    heaviest = max((t.weight for t in case.terms), default=0.0)
    unsaid = [t for t in case.beside if not (t.text in _AIMS and is_plan(case.best.unit.folded))]
    asked = [t for t in unsaid if (not t.known and not case.talk) or t.weight >= _ASKED * heaviest or t.text in _MONEY]
    return bool(asked) and all(presence(t, case.own) < _SPOKEN for t in asked)


def _not_narrowed(case: _Case) -> bool:
    """高新技术企业多少家 is not answered where no 高新技术 is spoken of."""
    asked = fold(case.query.question.text)
    named = [t for t in case.terms if t.known and not _NARROWS_NOT.search(t.text)]
    narrowing = [t for t in named if any(t.text + n.text in asked and t.weight > n.weight for n in case.beside)]
    return any(presence(t, case.around) < _SPOKEN for t in narrowing)


def _nobody_in_office(case: _Case) -> bool:
    """市长是谁 is answered only where a 市长 is spoken of and somebody is named."""
    role, who = role_asked(case.query.text), _WHO.search(case.query.text)
    if role and (role not in case.around or not names_holder(role, case.query.text, case.best.unit)):
        return True
    return who is not None and not case.beside and who.group(1) not in case.around


def _no_name(case: _Case) -> bool:
    """叫什么 is told by names."""
    asks = NAME_ASKED.search(case.query.text) is not None and case.query.wants <= {"name", "list"}
    return asks and not role_asked(case.query.text) and not gives_name(case.query.text, case.best)


def _another_grade(case: _Case) -> bool:
    """What holds of 三级医院 and A类人才 is no answer about 二级医院 and B类人才; a 三级公立医院 is a 三级医院."""
    grades = [f"{m[1]}[^，,。；;]{{0,4}}{m[2]}" for m in _GRADE.finditer(case.asked)] + _CLASS.findall(case.asked)
    return not all(re.search(grade, case.around) for grade in grades)


def _another_level(case: _Case) -> bool:
    """国家级众创空间 alone are spoken of, where 省级众创空间 are asked for."""
    for level, thing in _LEVEL.findall(case.asked):
        other = re.search(f"(?:国家|省|市|县|区)级[^,，。;；、]{{0,3}}{thing}", case.around)
        own = re.search(f"{level}[^,，。;；]{{0,6}}级[^,，。;；]{{0,8}}{thing}|{thing}[^。;；]*{level}级", case.around)
        if other is not None and own is None:
            return True
    return False


def _another_contact(case: _Case) -> bool:
    """Whom to call about another paper, or about another matter."""
    if not case.calls:
        return False
    unit = case.best.unit
    if (case.query.scope and unit.doc_id not in case.query.scope) or not _REACHED.search(unit.folded):
        return True
    matter = asked_about(case.terms)
    return bool(matter) and coverage(matter, f"{case.own}\n{unit.title}") < _CALLED


def _another_subject(case: _Case) -> bool:
    """那南部新城呢 is answered where 南部新城 is spoken of."""
    subject = follow_up_subject(case.query.question)
    pairs = [subject[i : i + 2] for i in range(len(subject) - 1)]
    return bool(subject) and sum(pair in case.around for pair in pairs) < _NAMED * len(pairs)


def _not_followed(case: _Case) -> bool:
    """什么时候建成 is not answered by what the question before it asked: none of its own words is spoken of."""
    question = case.query.question
    if not question.history or case.query.text == question.text or fold(question.text) not in case.asked:
        return False
    text = fold(question.text)
    own = [t for t in case.terms if t.text in text and t.text not in case.asked.removesuffix(text)]
    return bool(own) and all(presence(t, case.own) < _SPOKEN for t in own)


def _another_period(case: _Case) -> bool:
    return not all(of_period(period, case.with_lead) for period in periods(case.query.text))


def _another_place(case: _Case) -> bool:
    unit = case.best.unit
    return of_another_city(case.query.text, unit.title, case.around) or names_other_places(
        case.query.text, unit.title, unit.folded, unit.before + unit.headings, alone=case.counts
    )


def _another_district(case: _Case) -> bool:
    """What holds of the whole city is no answer about one of its counties."""
    named = _DISTRICT.match(case.asked) if case.counts else None
    return named is not None and named.group(1) not in case.near


def _the_opposite(case: _Case) -> bool:
    return tells_the_opposite(case.asked, case.best.unit.folded, case.near)


def _another_code(case: _Case) -> bool:
    """JB-09 is no other project of the list."""
    return not all(code in case.around for code in _CODE.findall(case.asked))


def _another_counted(case: _Case) -> bool:
    """14款药品 are no 医疗器械, and the size of an institute is not that of a 科学馆."""
    asked = case.query.question.text
    head, thing = counted(asked, case.terms), measured(asked, case.terms)
    if head is not None and head.known and presence(head, case.near) < _SPOKEN:
        return True
    behind = _COUNTED.search(case.asked) if case.counts else None
    alone = next((t for t in case.terms if behind is not None and t.text.startswith(behind.group(1))), None)
    if alone is not None and alone.known and alone.weight >= _TELLING and presence(alone, case.near) < _NAMED:
        return True  # 试验线几条 is not told by 服务企业19家
    return thing is not None and presence(thing, case.around) < _SPOKEN


def _another_share(case: _Case) -> bool:
    """How things stood at the end of another month, or a part of what is asked for."""
    if not case.counts:
        return False
    folded = case.best.unit.folded
    quantities = asked_quantities(case.query.question.text)
    given = [match.start() for quantity in quantities for match in quantity.pattern.finditer(folded)]
    return of_another_month(case.query, folded) or is_only_part(case.query.text, folded, given)


def _lists_nothing(case: _Case) -> bool:
    """All that the question does is said of several things, and none of them is named: 认定5家 does not tell which."""
    query, text = case.query, case.best.unit.text
    if query.wants != {"list"}:
        return False
    if _WHICH_ONES.search(query.question.text):
        told = _QUOTED.sub("", text)
        return (
            re.search(r"\d家", case.best.unit.folded) is not None and told.count("、") < 2 and not _HOUSE.search(told)
        )
    if (query.count or 0) < _SEVERAL:
        return False
    if case.best.own < _ALL or not EACH_NAME.search(query.text):
        return False
    if text.count("、") > (query.count or 0) - _SEVERAL:
        return False  # names may end in the words of the question
    new = new_items(query, case.best.unit.folded)
    return new < _SEVERAL and not (ANNOUNCES.search(text) or _NUMBERED.search(text))


def _preamble(case: _Case) -> bool:
    """That a letter came in tells nothing of its matter."""
    unit = case.best.unit
    opens = unit.section is None and PREAMBLE.search(unit.text) is not None
    return opens and not _OF_LETTER.search(case.query.text)


def _another_rate(case: _Case) -> bool:
    """每立方米 is not answered by what a school gets."""
    return any(asked.search(case.asked) and not told.search(case.with_lead) for asked, told in _RATES)


def _another_paper(case: _Case) -> bool:
    """A paper that the library lacks is known only by those who cite it."""
    unit, unknown = case.best.unit, case.query.unknown
    return bool(unknown) and not any(cites(unit.folded + unit.before, number) for number in unknown)


def _foreign(case: _Case) -> bool:
    return (foreign(case.terms, case.around) and not case.talk) or not gives_head(case.query.text, case.own)


def _another_site(case: _Case) -> bool:
    unit = case.best.unit
    written = {t.text for t in case.terms if t.known and not t.variants and len(t.text) > 1}
    return speaks_of_another_site(case.asked, unit.folded, unit.headings, written)


def _another_body(case: _Case) -> bool:
    named = named_entities(case.query.text)
    each = any if len(named) > 1 and re.search("分别|各", case.query.text) else all  # A和B的规模分别是多少
    return bool(named) and not each(speaks_of(entity, case.with_lead) for entity in named)


_RULES: tuple[Callable[[_Case], bool], ...] = (
    _another_year,
    _no_day,
    _another_event,
    _another_name,
    _numbers_alone,
    _work_on_another,
    _another_article,
    _another_thing_asked,
    _not_narrowed,
    _nobody_in_office,
    _no_name,
    _another_grade,
    _another_level,
    _another_contact,
    _another_subject,
    _not_followed,
    _another_period,
    _another_place,
    _another_district,
    _the_opposite,
    _another_code,
    _another_counted,
    _another_share,
    _lists_nothing,
    _preamble,
    _another_rate,
    _another_paper,
    _foreign,
    _another_site,
    _another_body,
)
