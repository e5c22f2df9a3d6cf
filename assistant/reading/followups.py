"""A follow-up made whole: what it leaves out stands in the questions before it.

What a follow-up says itself decides how: it exchanges a year, a phase or a name (那2020年呢, 南部新城呢), asks another
thing of the paper that was spoken of (电话呢), another aspect of the same subject (人才方面的任务呢), or something
new of it (什么时候建成).
"""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from assistant.reading.entities import named_entities, named_places
from assistant.reading.folding import fold
from assistant.reading.frame.fields import FIELDS
from assistant.reading.other_parts import asked_of_letter, asked_of_part, asks_of_part
from assistant.reading.segments import ASKING, CLASS, STOP, names_something, nouns_of
from assistant.schema import Question
from ingest.doc_numbers import YEAR_AND_SERIAL

_ELLIPTIC = 8  # characters of a question that stands alone only by a noun of its own (拿到多少资助 does not)
_OF_ANYTHING = frozenset("产业 资助 补贴 补助 资金 项目 企业 政策 经费 人员 单位 部门 金额 任务".split())
_SHORT, _BARE = 16, 20  # characters of a question that names nothing
_TURNS = 4  # a conversation's earlier questions that a follow-up may lean on
_NAME = 4  # characters of a name at the least
_IN_NAME = "njxv"  # nouns, abbreviations, what no dictionary has; verbs before a noun
_OF_FIELD = 12  # characters of a question for a field of the paper spoken of


def resolve(text: str, history: tuple[str, ...]) -> str:
    """A follow-up made whole with the words of the questions before it; other questions as they are."""
    history = history[-_TURNS:]
    if not history:
        return text
    if asked := _of_paper(text, history):
        return asked
    if not leans_on_history(text):
        return text
    if _THIS_PAPER.match(text):
        return text  # the paper is known by its kind, and what was asked of it before is no matter
    kept = resolve(history[-1], history[:-1])
    if whole := _asked_of_another(kept, text) or asked_of_part(kept, text) or asked_of_letter(kept, text):
        return whole
    for pattern in _EXCHANGED:
        new, old = re.search(pattern, text), list(re.finditer(pattern, _NUMBERS.sub(_blank, kept)))
        if new and len(old) == 1 and new.group()[-1:] == old[0].group()[-1:]:
            kept = kept[: old[0].start()] + new.group() + kept[old[0].end() :]
            if re.fullmatch(rf"(?:那|那么)?{pattern}.?呢?[?？]?", text):
                return kept
    other = None if _NEW_TIME.match(text) else _OTHER.fullmatch(text)
    if other is not None and (whole := _asked_of(kept, other.group(1))):
        return whole
    if _NEW_TIME.match(text) and len(_TIME.findall(kept)) == 1:  # 那今年呢 asks of no earlier year
        kept = _TIME.sub("", kept)
    said = history[-1].rstrip("?？。")
    if not _points_back(fold(text)) and kept.rstrip("?？。").endswith(f"，{said}") and ASKING.search(fold(text)):
        kept = kept.rstrip("?？。").removesuffix(f"，{said}")  # another question of the same subject
    kept = re.sub(r"(?:是)?(?:多少|什么|哪些|有多大|几[家个项条])?[?？。]$", "", kept)
    return f"{kept}，{re.sub('^(?:那么|那)', '', text)}"


@lru_cache(maxsize=64)  # every sentence is held against it
def follow_up_subject(question: Question) -> str:
    """What a follow-up of the kind 那南部新城呢 asks about instead, folded; "" for other questions."""
    other = _OTHER.fullmatch(question.text) if question.history else None
    whose = _OWNER_ASKED.fullmatch(question.text) if question.history else None
    another = _ANOTHER.fullmatch(question.text) if question.history else None
    if another is not None and not _ASPECT.search(another.group(1)) and names_something(another.group(1)):
        return fold(another.group(1))
    subject = fold(other.group(1)) if other is not None else ""
    if whose is not None and _OWNED.match(resolve(question.history[-1], question.history[:-1])):
        return fold(whose.group(1))
    if len(subject) < _NAME or subject.endswith("的") or _NEW_TIME.match(question.text) or _ASPECT.search(subject):
        return ""  # 评上良好的呢 asks of another case
    return subject if rjieba.tag(subject)[-1][1].startswith("n") else ""


_PAPER = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,8}})?{YEAR_AND_SERIAL}(?:函|文)?|《[^《》]+》|"
    r"第?(?<!\d)\d{1,8}号(?:函|文|提案|建议)?(?!楼|线|机|馆)"
)
_WHEN_ALONE = re.compile(r"(?:那|是)?(?:什么时候|何时|哪一?[天年])[?？]?")
_FIELD_WORDS = re.compile(
    "函|文件|文|号|提案|建议|单位|部门|日期|时间|人|谁|哪些?|什么|多少|是|呢|吗|发|给|的|它|这封?|那封?|[?？]"
)


def _of_paper(text: str, history: tuple[str, ...]) -> str:
    """A question for a field of its paper (电话呢, 抄送哪些单位), asked of the paper spoken of; "" for others."""
    if len(text) > _OF_FIELD or _PAPER.search(text):
        return ""
    spoken = next((match for before in reversed(history) if (match := _PAPER.search(before))), None)
    if spoken is None:
        return ""
    paper, last = spoken.group(), spoken.string
    if _WHEN_ALONE.fullmatch(text):
        frame = any(field.cue.search(last) for field in FIELDS)
        return f"{paper}是什么时候发的？" if frame else ""
    asked = paper + re.sub("^(?:那么?|它的?|这封函?的?|那封函?的?)", "", text)
    for field in FIELDS:
        cue = field.cue.search(asked)
        if cue is not None and not _FIELD_WORDS.sub("", field.cue.sub("", asked.removeprefix(paper))):
            return asked
    return ""


_NEW_TIME = re.compile(r"(?:那么?)?(?:到|截至)?(?:去年|今年|明年|目前|现在|(?:19|20)\d\d年)")
# a time that a question speaks of; the year of a letter, of a title and of a plan's span names that
_TIME = re.compile(
    r"(?:到|至|在|截至)?(?<![\d—–~至《-])(?:19|20)\d\d年[底末初]?(?!的?(?:那|这)?[封份件]|的?(?:答复|复函|函|报道|(?:管理|实施|新|旧|老)?(?:办法|细则|规定))|[^《，,]{0,20}》)|"
    r"去年|今年|明年|目前|(?<![体表实出呈展])现在"
)
_OTHER = re.compile(r"(?:那么?)?([^，。？?\d]{3,24}?)呢[?？]?")
# another aspect of the same subject, and no other subject
_ASPECT = re.compile(
    "(?:方面|任务|目标|要求|条件|标准|措施|情况|进展|期限|名单|金额|规模|内容|产业|人才|经费|资金|指标)的?$"
)
_SUBJECT = re.compile(
    r"([^，。？?]{2,24}?)(?=(?:到|至|在|截至)?(?:19|20)\d\d年|的|要|拟|计划|打算|重点|主要|有|建设?了?多少|引进|投|是|什么|多少|哪|几)"
)
_BEFORE_YEAR = re.compile(r"[^，。？?\d]{4,30}?((?:到|至|在)?(?:19|20)\d{2}年[^，。]*)")
_CASE = re.compile(r"[^，。？?\d]{3,24}的，([^，]*(?:多少|几|什么|怎么|哪).*)")  # 首次认定的，奖励多少
_AFTER_YEAR = re.compile(r"((?:19|20)\d{2}年)[^，。？?\d]{3,24}?((?:是|为|有|达到?)?(?:多少|几[家个项条]).{0,4})")
_OWNER_ASKED = re.compile(r"(?:那么?)?([^，。？?\d的]{2,12})的呢[?？]?")
_OWNED = re.compile(r"([^，。？?\d的]{2,16})的([^，]{4,})")
_ITS_OWN = re.compile("[，,](?:它|其|该[\u4e00-\u9fff]{1,4})的([^，,]{3,})$")
_SITE = (
    "新城|新区|开发区|产业园|科学城|园区|片区|组团|[区镇市县城园岛湾港]|街道|基地|平台|研究院|大学|学院|公司|药业|集团"
)
_OF_SITE = re.compile(
    rf"([^，。？?\d]{{1,16}}?(?:{_SITE}))(?=重点|主要|着力|要|有|是|规划|计划|面积|的|在|到|发展|建设)"
)


def _asked_of(kept: str, other: str) -> str:
    """The question before it, asked of what a follow-up names instead; "" where it exchanges nothing."""
    if _ASPECT.search(other) and not other.endswith("的"):
        return _other_aspect(kept, other)
    return (
        _exchanged_name(kept, other)
        or _swap(kept, other)
        or _exchanged_owner(kept, other)
        or _stretched(kept, other)
        or _exchanged_site(kept, other)
        or _exchanged_beginning(kept, other)
        or _asked_anew(kept, other)
    )


def _other_aspect(kept: str, other: str) -> str:
    """Another thing asked of the subject of the question before it, and of its year."""
    subject = _SUBJECT.match(kept)
    if subject is None or not names_something(subject.group(1)):
        return ""
    year = _TIME.search(kept, subject.end())
    return f"{subject.group(1)}{year.group() if year else ''}{other}是什么？"


def _swap(kept: str, other: str) -> str:
    """The question before it, asked of something else (B呢 after A2025年的目标是什么); "" for no such question."""
    if before := _BEFORE_YEAR.fullmatch(kept):
        return other + before.group(1)
    if case := _CASE.fullmatch(kept):
        return f"{other.removesuffix('的')}的，{case.group(1)}"
    if after := _AFTER_YEAR.fullmatch(kept):
        return after.group(1) + other + after.group(2)
    return ""


def _exchanged_owner(kept: str, other: str) -> str:
    """乙的呢 after 甲的平台签了多少合同: what is 乙's."""
    owned = _OWNED.fullmatch(kept.rstrip("？?")) or _ITS_OWN.search(kept.rstrip("？?"))
    return f"{other}{owned.group(owned.lastindex or 0)}？" if owned is not None and other.endswith("的") else ""


# 那甲院那家呢，要引进多少个团队: of the question before it only paper and year are asked about still
_ANOTHER = re.compile(
    r"(?:那么?)?([^，,。？?\d]{2,20}?)(?:[那这]?[个家所处片座条位]|[那这][个家所处片座条][\u4e00-\u9fff]{2,4})?呢[，,？?](.*(?:多少|几|什么|怎么|哪|谁|何时).*)"
)
_PAPER_BEFORE = re.compile(r"^[^，,。？?]{0,16}?(?:规划|纲要|方案|计划|办法|细则|函|答复|报道|总结|通报)(?:里|中|提出)")
_SPAN_OF_YEARS = re.compile(r"((?:19|20)\d\d年?[到至—–~-]+(?:19|20)\d\d年?)(?:这个|这一|的)?(?:阶段|期间|时期)?")
_PHASE_BEFORE = re.compile(r"[到在]?[\u4e00-\u9fff]{2,5}(?<!学)(?:期|阶段)(?!间|限)")


def _asked_of_another(kept: str, text: str) -> str:
    """A follow-up that names another thing and asks something of it, or another span of years where a phase was asked
    about, with what of the question before it stays; "" for others."""
    another = _ANOTHER.fullmatch(text)
    if another is not None and not _ASPECT.search(another.group(1)) and names_something(another.group(1)):
        paper, year = _PAPER_BEFORE.match(kept), _TIME.search(kept)
        said = year.group() if year and not _TIME.search(another.group(2)) else ""
        return f"{paper.group() if paper else ''}{another.group(1)}{said}{another.group(2)}"
    span, phase = _SPAN_OF_YEARS.search(text), _PHASE_BEFORE.search(kept)
    if span is not None and phase is not None and not _SPAN_OF_YEARS.search(kept):
        return f"{kept[: phase.start()]}{span.group(1)}{kept[phase.end() :]}"
    return ""


_DIRECTIONS = "东西南北中新老上下前后"


def _stretched(kept: str, other: str) -> str:
    """The question before it, asked of what differs by one character (非独生子女 after 独生子女, 北部园区 after
    西部园区); "" for no such."""
    for cut in (other[1:], other[:-1]):
        at = kept.find(cut)
        if at < 0 or other in kept:
            continue
        if cut == other[1:] and at and kept[at - 1] in _DIRECTIONS and other[0] in _DIRECTIONS:
            return kept[: at - 1] + other + kept[at + len(cut) :]
        return kept.replace(cut, other, 1)
    return ""


def _exchanged_beginning(kept: str, other: str) -> str:
    """The question before it, asked of another of those whose names begin alike (代理师 after 代理机构……)."""
    named = re.sub("(?:个人|本人|自己|那边)$", "", other)
    same = next((n for n in range(min(len(kept), len(named)), _BEGIN - 1, -1) if kept[:n] == named[:n]), 0)
    if not same or len(named) - same > _OWN:
        return ""
    at = 0
    for word, tag in rjieba.tag(kept):
        if at >= same and not tag.startswith("n"):
            break
        at += len(word)
    return f"{named}{kept[at:]}" if same < at < len(kept) else ""


_BEGIN, _OWN = 2, 2  # characters that two names have in common at the least, and of its own at the most


def _exchanged_site(kept: str, other: str) -> str:
    """The question before it, asked of another place or house of the kind of which it begins to speak."""
    site = _OF_SITE.match(kept)
    return other + kept[site.end() :] if site is not None and re.search(f"(?:{_SITE})$", other) else ""


_ASK = re.compile(
    "(?:是|有|为|达到?|要)?(?:什么时候|何时|哪一?[年天月]|多少|几[个家项条名位种类次座所支]|多[大高长]|哪里|谁).*$"
)


def _asked_anew(kept: str, other: str) -> str:
    """What was asked of one thing, asked of another with its year: 绩溪二期什么时候开工 after 甲片区什么时候开工."""
    subject = re.sub("那[个家座处片]$", "", other)
    asked = _ASK.search(kept.rpartition("，")[2])
    if asked is None or subject.endswith("的") or not names_something(subject):
        return ""
    year = _TIME.search(kept)
    return f"{year.group() if year and year.group() not in asked.group() else ''}{subject}{asked.group()}"


def _exchanged_name(kept: str, other: str) -> str:
    """The question before it, asked of another thing whose name ends alike (南部新城 after 岐江新城); "" for none."""
    ending = other[-2:]
    at = kept.find(ending)
    if len(other) < _NAME or at < 1 or other in kept:
        return ""
    name, tag = "", "v"
    for word, kind in reversed(rjieba.tag(kept[:at])):  # 研发|设计|服务
        if tag[0] != "v" or kind[0] not in _IN_NAME or len(word) < 2:
            break
        name, tag = word + name, kind
    if not name:  # 一般企业 for 瞪羚企业
        name = next((word for word in _ANY if kept[:at].endswith(word)), "")
    return f"{kept[: at - len(name)]}{other}{kept[at + 2 :]}" if name else ""


_ANY = ("一般", "普通", "其他", "其它", "所有", "大型", "小型")
# what a follow-up exchanges for another of its kind: 一期 for 二期, 2025年 for 2020年; never a part of a 文号
_EXCHANGED = (
    r"(?:首|第?[一二三四五六七八九十]+)[期批届]",
    r"(?:19|20)\d{2}年(?!的?(?:答复|复函|函|报道|总结))",
    f"(?i:{CLASS})",
)
_NUMBERS = re.compile(r"[〔\[(（【]\s*(?:19|20)\d\d[^〕\])）】]*[〕\])）】]")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


_THIS_PAPER = re.compile("(?:那|请问)?(?:这|该)(?:个|份|部|项)?(?:办法|规划|通知|细则|方案|条例|规定|纲要|意见)")
_POINTS_BACK = re.compile(
    "第[一二三四五六]个|那(?!个[啥什])|它|会上|现场|其(?!他)|这|该|还有|另外|是哪|是谁|双方|两者|二者|前者|后者|上述"
)


def _points_back(bare: str) -> bool:
    """Whether a folded question says that it goes on: 它, 那, 其中, …呢. What 其中 means may stand in the question
    itself: 认定了多少名人才，其中多少人……."""
    if _POINTS_BACK.match(bare) is not None or re.search(r"呢(?:[?？,，]|$)", bare) is not None:
        return True
    back = re.search("它的|其中", bare)
    return back is not None and not names_something(bare[: back.start()])


def leans_on_history(text: str) -> bool:
    """Whether a question points back or names nothing of its own (谁负责？)."""
    bare = fold(text)
    if _points_back(bare):
        return True
    if len(bare) <= _SHORT and not _is_specific(text):
        return True
    return len(bare) <= _BARE and not names_something(text)


def may_stand_alone(question: Question, whole: str) -> bool:
    """Whether a question that was made `whole` by what was asked before it may have begun another matter."""
    bare = fold(question.text)
    if whole == question.text or _points_back(bare) or asks_of_part(question.text):
        return False
    if len(bare.rstrip("？?。")) > _ELLIPTIC:
        return True
    return bool(set(nouns_of(bare)) - _OF_ANYTHING) and not any(field.cue.search(bare) for field in FIELDS)


_PART_OF_PAPER = re.compile(
    r"(?:规划|纲要|办法|方案|通知|细则|条例)[^，。？]{0,4}第[一二三四五六七八九十\d]+(?:章|条|部分)"
)


def _is_specific(text: str) -> bool:
    """Whether a question says itself what it is about: by a name, a word of three characters and more, or nouns in a
    row (中试平台); 拿到多少资助 and 主要围绕什么产业 do not."""
    if (
        re.search('[《“"A-Za-z]|\\d号', text)
        or _PART_OF_PAPER.search(text)
        or named_entities(text)
        or named_places(text)
    ):
        return True
    nouns = 0
    for word, tag in rjieba.tag(ASKING.sub("，", fold(text))):
        is_noun = tag[0] in "njlixsb" or tag == "vn"
        nouns = nouns + 1 if is_noun and word not in STOP and len(word) > 1 else 0
        if nouns and (nouns > 1 or len(word) > 2):
            return True
    return False
