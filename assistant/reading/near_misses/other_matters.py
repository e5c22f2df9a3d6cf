"""Rules of near_misses/: another thing than is asked for, or a part of it, or of another kind."""

from __future__ import annotations

import re

import rjieba

from assistant.reading.entities import (
    is_only_part,
)
from assistant.reading.fitting import ANNOUNCES, PREAMBLE, new_items
from assistant.reading.focus import alternatives, counted, gives_head, is_plan, measured, role_asked
from assistant.reading.folding import fold, ordinal_forms, synonyms
from assistant.reading.followups import follow_up_subject
from assistant.reading.naming import EACH_NAME, NAME_ASKED, gives_name
from assistant.reading.near_misses.cases import SPOKEN, TELLING, Case, is_absent
from assistant.reading.quantities import asked_quantities
from assistant.reading.segments import CLASS
from assistant.reading.terms import Term, foreign, presence
from assistant.reading.times.moments import of_another_month
from ingest.numbering import han_to_int

_MONEY = frozenset("补贴 补助 奖励 奖金 津贴 资助 扶持 罚款 赔偿 贷款 工资 保费 门票 租金 学费".split())
# what is done to the thing that is named before it
_WORKS = re.compile("扩建|改建|新建|迁建|改造|翻新|修缮|维修|装修|整修|拆除|搬迁|采购|购置|租赁")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条")
_AIMS = frozenset("目标 任务".split())  # 到2030年，突破200家 needs not say that it is one
_ASKED = 0.5  # of the heaviest word's weight: a lighter one says too little of what is asked
_NAMED = 0.6  # of the pairs of characters of what a follow-up asks about
_DIGITS = re.compile(r"[\d.%]+")
_COUNTED = re.compile("(?:多少|(?<!^)几)[个家项条名位种类件台套款支座所](?!构成|组成)([\u4e00-\u9fff]{2})")
_CODE = re.compile(r"(?<![a-z\d])[a-z]{1,6}-\d{1,4}(?!\d)")
_NARROWS_NOT = re.compile("^会上$|^计划$|^预计$|^打算$|^现场$|[年月季度底末初期]$|^全[市县区]$")
_NUMBERED = re.compile("[一二三四五]是|[（(][一二三四五][）)]|首先|其一")
_WHICH_ONES = re.compile("哪几家|哪些(?:家|企业|单位|公司|机构|高校|医院|学校|银行|[^，。？]{0,6}(?:工厂|车间))")
# 已投的3个项目分别是哪几个
_THOSE = re.compile(
    r"([三四五六七八九十]|\d{1,2})[个项家名位种份](?:[\u4e00-\u9fff]{1,8}?)(?:最[终后])?(?:分别|都|各)(?:是|有|叫|为|由)?(?:哪|什么)"
)
_QUOTED = re.compile('“[^”]*”|"[^"]*"')
_HOUSE = re.compile("公司|集团|研究院|研究所|大学|学院|医院|银行")
_SEVERAL, _ALL = 3, 0.9
_OF_LETTER = re.compile("提案|建议|来信|来函|收悉|请示|意见|提的|提出")
_CLASS = re.compile(CLASS)
_GRADE = re.compile("([一二三四五]级)(?:公立|甲等)?(医院|学校|资质|响应)")
_LEVEL = re.compile("(国家|省|市|县|区)级([\u4e00-\u9fff]{3})")
_OF_STATE = re.compile("国家(?!级)([\u4e00-\u9fff]{4})")
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


def another_name(case: Case) -> bool:
    """What the question puts in quotation marks, or a name, is spoken of elsewhere; of 甲还是乙 one is enough."""
    either = set(alternatives(case.query.question.text) or ())
    exact = (t for t in case.terms if t.exact and t.weight >= TELLING)
    lacking = {t.text for t in exact if presence(t, case.near) < SPOKEN}
    return bool(lacking - either) or bool(either and lacking >= either)


# 给多少钱 is not told by what one must have: 实缴资本不少于300万元
_AMOUNT_ASKED = re.compile(
    "多少钱|几块钱|[补奖给发拿领]多少|(?:补[助贴]|奖励|资助|支持)(?:额度|标准|金额)?(?:是|有|为)?多少"
)
_LEAST_ASKED = re.compile("至少|最少|最低|不少于|不低于|资本|投入|门槛|条件|要求|注册|[花交缴投]")
_REQUIRED, _GIVEN = re.compile(r"不[少低]于\d[\d.,]*[万亿]*元"), re.compile("[薪酬奖补]|给予|资助|支持|发放")


def only_required(case: Case) -> bool:
    """How much is given is asked for, and every amount is what one must have."""
    asked = case.query.text
    if not _AMOUNT_ASKED.search(asked) or _LEAST_ASKED.search(asked):
        return False
    amounts = [
        clause for clause in re.split("[,，;；。]", case.best.unit.folded) if re.search(r"\d[\d.,]*[万亿]*元", clause)
    ]
    return bool(amounts) and all(_REQUIRED.search(clause) and not _GIVEN.search(clause) for clause in amounts)


def numbers_alone(case: Case) -> bool:
    """Of the question's words only its numbers stand there, which are everywhere."""
    words = [t for t in case.terms if not _DIGITS.fullmatch(t.text)]
    return bool(words) and all(is_absent(t, case.best) for t in words)


def work_on_another(case: Case) -> bool:
    """The same work is done to another thing: 车间改造 where 食堂改造 is asked for."""
    for work in _WORKS.finditer(case.asked):
        things = [term for term in case.terms if case.asked.endswith(term.text, 0, work.start())]
        lacks = any(presence(thing, case.near) < SPOKEN for thing in things)
        if lacks and _is_done_to_a_thing(work.group(), case.best.unit.folded):
            return True
    return False


def _is_done_to_a_thing(work: str, folded: str) -> bool:
    before = [rjieba.tag(folded[: at.start()])[-1] for at in re.finditer(work, folded) if at.start()]
    return any(tag.startswith("n") and len(word) > 1 for word, tag in before)


def another_article(case: Case) -> bool:
    """第三十八条 of a paper that ends before it."""
    article = _ARTICLE.search(case.asked)
    return article is not None and not any(form in case.near for form in ordinal_forms(article.group()))


def another_payment(case: Case) -> bool:
    """补贴多少 is not answered by what a contract is worth."""
    asked = [t for t in case.beside if _is_money(t)]
    return bool(asked) and all(presence(t, case.own) < SPOKEN for t in asked)


def _is_money(term: Term) -> bool:
    return term.text in _MONEY or (bool(term.variants) and _MONEY.issuperset(term.variants))


def another_thing_asked(case: Case) -> bool:
    """What stands beside the question word, and tells much, is not spoken of."""
    heaviest = max((t.weight for t in case.terms), default=0.0)
    unsaid = [t for t in case.beside if not (t.text in _AIMS and is_plan(case.best.unit.folded))]
    asked = [
        t
        for t in unsaid
        if (not t.known and not (case.counts and _is_talk(t))) or t.weight >= _ASKED * heaviest or _is_money(t)
    ]
    return bool(asked) and all(presence(t, case.own) < SPOKEN for t in asked)


def _is_talk(term: Term) -> bool:
    """Whether an unknown word is one that people say for another (整出几套, 掏几成) and no thing."""
    return len(term.text) == _PAIR and any(tag.startswith("v") for _, tag in rjieba.tag(term.text))


_PAIR = 2


def not_narrowed(case: Case) -> bool:
    """高新技术企业多少家 is not answered where no 高新技术 is spoken of."""
    asked = fold(case.query.question.text)
    named = [t for t in case.terms if t.known and not _NARROWS_NOT.search(t.text)]
    narrowing = [t for t in named if any(t.text + n.text in asked and t.weight > n.weight for n in case.beside)]
    return any(presence(t, case.around) < SPOKEN for t in narrowing)


def no_name(case: Case) -> bool:
    """叫什么 is told by names."""
    asks = NAME_ASKED.search(case.query.text) is not None and case.query.wants <= {"name", "list"}
    return asks and not role_asked(case.query.text) and not gives_name(case.query.text, case.best)


def another_grade(case: Case) -> bool:
    """What holds of 三级医院 and A类人才 is no answer about 二级医院 and B类人才; a 三级公立医院 is a 三级医院."""
    grades = [f"{m[1]}[^，,。；;]{{0,4}}{m[2]}" for m in _GRADE.finditer(case.asked)] + _CLASS.findall(case.asked)
    return not all(re.search(grade, case.around) for grade in grades)


def another_level(case: Case) -> bool:
    """国家级众创空间 alone are spoken of, where 省级众创空间 are asked for; or 省试验中心, where 国家试验中心 are."""
    for thing in _OF_STATE.findall(case.asked):
        if f"省{thing}" in case.around and f"国家{thing}" not in case.around:
            return True
    if _level_alone(case):
        return True
    exact = [re.escape(term.text) for term in case.terms if term.exact]
    for level, thing in _LEVEL.findall(case.asked):
        other = re.search(f"(?:国家|省|市|县|区)级[^,，。;；、]{{0,3}}{thing}", case.around)
        # 岚山市膜材料中试平台 is one of the city
        own = re.search(
            f"{level}[^,，。;；]{{0,6}}级[^,，。;；]{{0,8}}{thing}|{thing}[^。;；]*{level}级|{level}[^,，。;；级的]{{2,14}}{thing}",
            case.around,
        )
        # 国家级“小巨人”
        named = any(re.search(f'{level}级[“"]?{name}', case.around) for name in exact)
        if other is not None and own is None and not named:
            return True
        # 市级智能工厂、数字化车间 are no 省级数字化车间, whatever the next sentence is on
        counted = re.search(rf"(国家|省|市|县|区)级[^,，。;；]{{0,12}}{thing}", case.best.unit.folded)
        if counted is not None and counted.group(1) != level and level not in case.best.unit.folded:
            return True
    return False


def _level_alone(case: Case) -> bool:
    """Of 国家级众创空间 only the level is spoken of, with another thing of that level."""
    for asked in _OF_LEVEL.finditer(case.asked):
        rest = case.asked[asked.end() :]
        thing = [t for t in case.terms if 0 <= rest.find(t.text) < _NEXT_WORDS]
        if asked.group() in case.best.unit.folded and thing and all(is_absent(t, case.best) for t in thing):
            return True
    return False


_OF_LEVEL, _NEXT_WORDS = re.compile("(?:国家|省|市|县|区)级(?=[\u4e00-\u9fff])"), 3


def another_subject(case: Case) -> bool:
    """那南部新城呢 is answered where 南部新城 is spoken of."""
    subject = follow_up_subject(case.query.question)
    return bool(subject) and not any(_is_named(form, case.around) for form in (subject, *synonyms().get(subject, ())))


def _is_named(subject: str, folded: str) -> bool:
    pairs = [subject[i : i + 2] for i in range(len(subject) - 1)]
    return sum(pair in folded for pair in pairs) >= _NAMED * len(pairs)


def not_followed(case: Case) -> bool:
    """什么时候建成 is not answered by what the question before it asked: none of its own words is spoken of."""
    question = case.query.question
    if not question.history or case.query.text == question.text or fold(question.text) not in case.asked:
        return False
    text = fold(question.text)
    own = [t for t in case.terms if t.text in text and t.text not in case.asked.removesuffix(text)]
    return bool(own) and all(presence(t, case.own) < SPOKEN for t in own)


def another_code(case: Case) -> bool:
    """JB-09 is no other project of the list."""
    return not all(code in case.around for code in _CODE.findall(case.asked))


def another_counted(case: Case) -> bool:
    """14款药品 are no 医疗器械, and the size of an institute is not that of a 科学馆."""
    asked = case.query.question.text
    head, thing = counted(asked, case.terms), measured(asked, case.terms)
    if head is not None and head.known and presence(head, case.near) < SPOKEN:
        return True
    behind = _COUNTED.search(case.asked) if case.counts else None
    alone = next((t for t in case.terms if behind is not None and t.text.startswith(behind.group(1))), None)
    if (
        alone is not None
        and alone.known
        and _is_thing(alone)
        and alone.weight >= TELLING
        and presence(alone, case.near) < _NAMED
    ):
        return True  # 试验线几条 is not told by 服务企业19家
    return thing is not None and presence(thing, case.around) < SPOKEN


def _is_thing(term: Term) -> bool:
    """Whether a word is a thing that can be counted: 拿到 of 多少家拿到了 and 省级 of 多少个省级的项目 are none."""
    return not term.text.endswith("级") and rjieba.tag(term.text)[-1][1].startswith(("n", "vn", "l", "j", "x", "i"))


def another_share(case: Case) -> bool:
    """How things stood at the end of another month, or a part of what is asked for."""
    if not case.counts:
        return False
    folded = case.best.unit.folded
    quantities = asked_quantities(case.query.question.text)
    given = [match.start() for quantity in quantities for match in quantity.pattern.finditer(folded)]
    return of_another_month(case.query, folded) or is_only_part(case.query.text, folded, given)


def lists_nothing(case: Case) -> bool:
    """All that the question does is said of several things, and none of them is named: 认定5家 does not tell which."""
    query, text = case.query, case.best.unit.text
    if query.wants != {"list"}:
        return False
    so_many = _THOSE.search(query.question.text)
    if so_many is not None and text.count("、") + 1 < (han_to_int(so_many.group(1)) or 0):
        return not (ANNOUNCES.search(text) or _NUMBERED.search(text))
    if _WHICH_ONES.search(query.question.text):
        told = _QUOTED.sub("", text)
        counts = re.search(r"\d(?:家|个(?!工作日|月|小时))", case.best.unit.folded) is not None
        return counts and told.count("、") < 2 and not _HOUSE.search(told)
    if (query.count or 0) < _SEVERAL:
        return False
    if case.best.own < _ALL or not EACH_NAME.search(query.text):
        return False
    if text.count("、") > (query.count or 0) - _SEVERAL:
        return False  # names may end in the words of the question
    new = new_items(query, case.best.unit.folded)
    return new < _SEVERAL and not (ANNOUNCES.search(text) or _NUMBERED.search(text))


def preamble(case: Case) -> bool:
    """That a letter came in tells nothing of its matter."""
    unit = case.best.unit
    opens = unit.section is None and PREAMBLE.search(unit.text) is not None
    return opens and not _OF_LETTER.search(case.query.text)


def another_rate(case: Case) -> bool:
    """每立方米 is not answered by what a school gets."""
    return any(asked.search(case.asked) and not told.search(case.with_lead) for asked, told in _RATES)


def unheard_of(case: Case) -> bool:
    """A thing is asked for that no paper knows."""
    return foreign(case.terms, case.around)


def without_its_head(case: Case) -> bool:
    """A reason, a condition, a step is asked for, and none is told."""
    return not gives_head(case.query.text, case.own)
