"""The words of a question that an answer must account for, and how much each one tells.

A rare word tells more than a common one (inverse document frequency over the library's passages); words that only make
a sentence a question tell nothing. Whether a text speaks of a word is a matter of degree: the word itself, a usual
synonym, an abbreviation written out (药创院 → 药物创新研究院), most of its characters (a typo).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from assistant.reading.folding import fold, synonyms, written_out
from assistant.reading.segments import ASKING, CLASSED, PAPERS, STOP, Frequency, question_words, without_titles
from assistant.reading.times.periods import PLAN

_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question with its weight (natural-log idf) and the forms that count as the word."""

    text: str
    weight: float
    variants: tuple[str, ...] = ()
    known: bool = True  # whether any passage of the library holds it
    # patterns of what may have been meant by an unknown word (one character exchanged), and of what tells a measure
    slips: tuple[str, ...] = ()
    exact: bool = False  # a name or a quoted phrase: most of its characters are not enough
    coined: bool = False  # no dictionary has it: an abbreviation may be written out (药创院 → 药物创新研究院)


def question_terms(text: str, frequency: Frequency, total: int, *, talk: bool = True) -> tuple[Term, ...]:
    """The content words of a question, in order, each once. `talk`: with what people say and papers put otherwise,
    which a question needs and a proposal, written as papers are, does not."""
    usual = synonyms(talk=talk)
    quoted = [fold(q) for q in re.findall(r"[“\"「]([^”\"」]{2,16})[”\"」]", text)]
    quoted = [words for words in quoted if not (ASKING.search(words) or "几" in words)]  # 走的是“什么加什么”的模式
    folded = ASKING.sub(" ", PAPERS.sub(" ", fold(text)))
    most = math.log(total + 1)
    terms: dict[str, Term] = {}
    for word in [*quoted, *question_words(fold(text), frequency, usual)]:
        if word in terms or word in STOP:
            continue
        counts = {form: frequency(form) for form in usual.get(word, ())}
        forms = tuple(form for form, found in counts.items() if found)
        verb = len(word) == 1 and rjieba.tag(word)[0][1] == "v"
        if verb and (not forms or forms[0] in terms):
            continue
        count = max([0 if verb else frequency(word), *counts.values()])
        weight = max(_LEAST, min(math.log((total + 1) / (count + 0.5)), most))
        if verb:
            terms[forms[0]] = Term(forms[0], _VERB * weight, forms[1:])  # 领 stands in 领域, 领军
            continue
        if count == 0 and len(word) < 3 and word not in quoted:
            weight = 0.25 * most  # an unknown word of two characters is as often a slip or small talk as a name
        exact = (word in quoted and not _PERIOD.fullmatch(word)) or (
            len(word) >= 4 and _NAME_END.search(word) is not None
        )
        slips = _told_by(word) or (() if count or exact else _slips(word, folded))
        terms[word] = Term(word, weight, forms, count > 0, slips, exact, not rjieba.has_word(word))
    return tuple(terms.values())


def beside_title(terms: tuple[Term, ...], question: str) -> tuple[Term, ...]:
    """The terms of a question that says by its 《title》 which paper is meant: what stands in the title alone tells
    little of what is asked of the paper."""
    rest = fold(without_titles(question))
    return tuple(term if term.text in rest else replace(term, weight=min(term.weight, _LEAST)) for term in terms)


def beside_name(terms: tuple[Term, ...], title: str) -> tuple[Term, ...]:
    """The terms of a question about one paper: a name that its title has, and no dictionary, says which paper is meant
    and little of what is asked of it."""
    folded = fold(title)
    return tuple(replace(t, weight=min(t.weight, _LEAST)) if t.coined and t.text in folded else t for t in terms)


def unsaid(text: str, frequency: Frequency) -> tuple[str, ...]:
    """What papers write for the words of a question that none of them writes: 津贴 where they only know 补贴; without
    what people only say, which whoever asks looks for (`Term.variants`)."""
    usual = synonyms(talk=False)
    forms: dict[str, None] = {}
    for word in question_words(fold(text), frequency, usual):
        if usual.get(word) and not frequency(word):
            forms.update(dict.fromkeys(form for form in usual[word] if frequency(form)))
    return tuple(forms)


_VERB = 0.5  # what a verb of one character is worth, which may be told in many words
_LEAST = 0.2  # what a word that stands everywhere weighs
_PERIOD = re.compile(f"{PLAN}(?:期间|时期)?")
_NAME_END = re.compile(
    r"(?:大学|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|高新区|开发区|[东西南北中]部产业园)$"
)


def _slips(word: str, folded: str) -> tuple[str, ...]:
    """Patterns of four characters around an unknown word in which one of its characters is another: a slip of the pen
    or of the ear (技术经记人 for 技术经纪人)."""
    if re.search(r"[一二三四五六七八九十\d]", word):
        return ()  # 三期 for 二期 is another thing, not a slip
    at = folded.find(word)
    patterns: list[str] = []
    for start in range(max(0, at - 2), at + 1):
        window = folded[start : start + 4]
        if len(window) == 4 and re.fullmatch(r"[\u4e00-\u9fff]{4}", window):
            inside = [i for i in range(4) if at <= start + i < at + len(word)]
            patterns += [re.escape(window[:i]) + "." + re.escape(window[i + 1 :]) for i in inside]
    return tuple(patterns)


_DIGITS = r"\d[\d,.]*"
# what a word asks to be told, and how papers tell it without the word: 补偿本金损失的50% for 补偿比例
_MEASURES = (
    (re.compile("(.{2,})(?:比例|比重)$"), rf"{{}}[^，,。；;]{{{{0,16}}}}?{_DIGITS}%"),
    (re.compile("(.{2,})(?:标准|金额|额度)$"), rf"{{}}[^，,。；;]{{{{0,16}}}}?{_DIGITS}(?:万|亿)?元"),
    (re.compile("(.{2,})(?:期限|周期|时限)$"), rf"{{}}[^，,。；;]{{{{0,16}}}}?{_DIGITS}个?(?:月|年|天|日|工作日)"),
    (re.compile("()名额$"), rf"{{}}不超过{_DIGITS}[个名人家]|限{_DIGITS}[个名人家]"),
    (re.compile(f"([a-z]){CLASSED}"), rf"{{}}、[^，,。；;]{{{{0,12}}}}{CLASSED}"),  # 分为A、B、C三档
    (re.compile("(.{2,})人数$"), rf"{{}}[^，,。；;]{{{{0,16}}}}?{_DIGITS}[人名]"),
    (
        re.compile("()截止(?:时间|日期)?$"),
        r"{}\d日[^，,。；;]{{0,8}}(?:至|到|—)[^，,。；;]{{0,12}}\d[月日时]|\d日前(?:提交|报送|完成|登录|申报|报)|逾期",
    ),
)


def _told_by(word: str) -> tuple[str, ...]:
    """Patterns of what tells the measure that a word asks for; none for other words."""
    matches = ((measure.fullmatch(word), told) for measure, told in _MEASURES)
    return tuple(told.format(re.escape(match.group(1))) for match, told in matches if match)


# characters that stand in words of every kind (the most frequent of CMRC and DRCD): sharing one of them tells nothing
_COMMON = frozenset(
    """
    的年国在为一中是大有人于和以后地了成时学日上会不与之月部主个发民行其及出西军分政生南而公斯多区到名用作来他方家被东法由自本北长世并对代这经最同海也第等文下开高要市位可建动尔战亚内台所前期至现新因都此外
    利加物三体得称过特路子度马制美德当业立但重间使进入理道里电通机化种山定全球克统力合面州工线共将次任能罗事联平王小二系天府十元拉产员华城数两设车原式相岛性港约赛治明或语队者总达场水布关基界士正院金比从湾
    朝科量起古英权帝表史如常然尼则四议始心巴口就纪站安广河实色领阿目们形义兰保属省香太族司星直组首提意交米向无党接传务县各展计类林受包些条选流龙结号已洲少江格视认万说影书创近该管品曾汉持社陆列争处带更程济
    维门取武铁造反历变命又还集居土张局非决亦导举信五较皇点型术字空别只据际资清指活获石头宗应女官欧即它气苏括印手商纳演卡级很支光普京回音团乐风委先初参群着击单具放许解兵没源夫奥收论周身规韩游连神早质蒙划研
    派著且占专往强果转离今除随易企服项策技
    """
)
_LONGEST = 8  # characters of a word; a longer one is none
_ENDS = frozenset("院港园馆站所厅校厂桥池路村湖城岛湾器")
_AKIN = 0.5  # what an unknown word is worth where the characters that make it are spoken of (厕所 and 如厕)


@lru_cache(maxsize=1024)
def _rare(word: str) -> tuple[str, ...]:
    """The characters that make a word what it is."""
    return tuple(char for char in word[:_LONGEST] if _HAN.match(char) and char not in _COMMON)


_SO_MANY = re.compile("([二两三四五六])个([\u4e00-\u9fff]{2})")  # 四个统一: 统一标准、统一平台、统一防护、统一监管
_HAN_DIGITS = "零一二三四五六七八九十"
_SO_MANY_ONES = re.compile("([三四五六七八九十])个一")  # 四个一: 一张清单、一套标准、一个平台、一支队伍
_ONE = re.compile("一[张套个支批项条本块份把场座组群][\u4e00-\u9fff]")


def presence(term: Term, folded: str) -> float:
    """How far a folded text speaks of a term, from 0 to 1."""
    if term.text in folded:
        return 1.0
    if (ones := _SO_MANY_ONES.fullmatch(term.text)) and len(_ONE.findall(folded)) >= _HAN_DIGITS.index(ones.group(1)):
        return 0.95
    if (same := _SO_MANY.fullmatch(term.text)) and folded.count(same.group(2)) >= _HAN_DIGITS.index(
        same.group(1).replace("两", "二")
    ):
        return 0.95
    best = 0.0
    for variant in term.variants:
        if variant in folded:
            return 0.95
    for pattern in term.slips:
        if re.search(pattern, folded):
            return 0.9
    if not term.exact and len(term.text) >= 3 and not _NUMBER.fullmatch(term.text):
        pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
        share = sum(pair in folded for pair in pairs) / len(pairs)
        # of a word of three that papers write, the end says what it is: 科学 is no 科学馆, 孵化 no 孵化器
        ends = len(pairs) > 2 or not term.known or term.text[-1] not in _ENDS or pairs[-1] in folded
        best = max(best, 0.8 * share if share >= 0.5 and ends else 0.0)
    if not term.known and not term.exact and len(term.text) > 1:
        rare = _rare(term.text)
        best = max(best, _AKIN * sum(char in folded for char in rare) / len(rare) if rare else 0.0)
    if (term.coined or not term.known) and len(term.text) <= 6:
        best = max(best, 0.85 if written_out(term.text, folded) else 0.0)
    return best


def foreign(terms: tuple[Term, ...], folded: str) -> bool:
    """Whether the question names a thing that the library does not know and the text does not speak of (理事长)."""
    return any(not term.known and len(term.text) >= 3 and presence(term, folded) < 0.4 for term in terms)


def coverage(terms: tuple[Term, ...], folded: str) -> float:
    """The share of the question's weight that a folded text accounts for, from 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * presence(term, folded) for term in terms) / total if total else 0.0
