"""What a document says of others, and what it calls things: cited papers, repeals, abbreviations.

A paper is cited by its title in 《》, by its 文号, or by both; every mention of one paper is one `Reference` with all
its places. The relation is read from the words right before and behind the mention, never from the whole sentence:
in 根据《甲办法》制定本细则，《乙细则》同时废止 only 乙 is repealed. Books and newspapers stand in 《》, too; what does
not end in a kind of paper is no reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.doc_numbers import DOC_NUMBER, LETTER_NUMBER, canonical_number
from ingest.schema import Abbreviation, Links, Metadata, Reference, Relation, Span

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){2,120})》")
_KIND = re.compile(
    r"(?:法|条例|规定|办法|细则|规划|纲要|方案|意见|通知|通报|决定|决议|公告|通告|命令|令|批复|复函|函|报告|标准|规范|规程|"
    r"指南|指引|目录|清单|名录|计划|制度|章程|准则|解释|答复|协定|公约|宪法|要点|措施|政策|公报|规则|大纲|建议|提案|议案|"
    r"预案|导则|通则|白皮书|倡议|声明|协议|合同|请示|总则|草案|修正案|条款|分则)(?:[（(〈][^（）()《》]*[）)〉])?$"
)
_NUMBER_BEHIND = re.compile(r"\s*[（(]\s*([^（）()\n]{4,40})[）)]")
_CHAIN = re.compile(r"[\s、，和及与等]*(?:以及|并)?[\s、，]*")  # between two that share one verb
_REPEALED = re.compile(
    r"[^。；《\n]{0,24}?(?<![未不])(?:同时|即行|予以|自行|一并|相应|届时)?(?:废止|停止执行|不再执行|停止施行|失效)"
)
_AMENDED = re.compile(r"[^。；《\n]{0,12}?(?:作|作出|进行|予以)(?:如下|以下|相应|部分)*(?:修改|修订|修正)")
_ISSUED = re.compile(r"[^。；，《\n]{0,10}(?:印发|转发|批转|下发)(?:给|如下)")
_BEFORE: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("repeals", re.compile(r"(?<!未)(?:废止|停止执行)(?:了)?[：:]?$")),
    ("replaces", re.compile(r"(?:代替|替代|取代)(?:原)?$")),
    ("issues", re.compile(r"(?:印发|发布|公布|颁布|转发|批转)(?:[的了]?|修订后的|修改后的|新修订的)$")),
    ("amends", re.compile(r"(?:修改|修订|修正)(?!后|的)(?:了)?$")),
    ("based_on", re.compile(r"(?:根据|依据|依照|按照|遵照|执行|贯彻落实|贯彻|落实)[^。；，\n《》]{0,12}$")),
)
_ABBREVIATED = re.compile(
    r"[（(，,]\s*(?:以下|下)(?:均|统一|又|并)?(简称|统称|合称|称)(?:为|作|之为)?[：:]?\s*"
    r"(?:[“\"「『‘]([^“”\"「」『』‘’\n]{1,24})[”\"」』’]|(《[^《》\n]{1,24}》)|([\u4e00-\u9fffA-Za-z0-9]{2,16})(?=[）)]))"
)
_STOP = frozenset("，。；：！？“”（）()《》〈〉\n\t ")
_FUNCTION = re.compile(
    r"(?:会同|以及|按照|根据|依据|为了|关于|通过|组织|设立|成立|建立|制定|印发|[由向对将经在是为据把和与及的了])"
)


@dataclass(slots=True)
class _Mention:
    title: str | None
    number: str | None
    span: Span
    relation: Relation = "cites"


@dataclass(slots=True)
class _Found:
    title: str | None
    number: str | None
    relation: Relation
    spans: list[Span] = field(default_factory=list)


def read_links(text: str, metadata: Metadata) -> Links:
    """References and abbreviations of a document, in the order in which they first stand in its text."""
    abbreviations = _abbreviations(text)
    full = {name.short.strip("《》"): name.long.strip("《》") for name in abbreviations if name.long.startswith("《")}
    mentions = _mentions(text)
    _relate(mentions, text)
    for mention in mentions:  # 《条例》 is the one that it stands for
        mention.title = full.get(mention.title or "", mention.title)
    return Links(_merged(mentions, metadata), abbreviations)


def _mentions(text: str) -> list[_Mention]:
    out: list[_Mention] = []
    taken: list[Span] = []
    if "《" in text:
        for match in _TITLE.finditer(text):
            title, end, number = re.sub(r"\s+", "", match.group(1)), match.end(), None
            behind = _NUMBER_BEHIND.match(text, end)
            if behind is not None and (number := canonical_number(behind.group(1))) is not None:
                end = behind.end()
            if number is None and not _KIND.search(title):
                continue
            out.append(_Mention(title, number, Span(match.start(), end)))
            taken.append(out[-1].span)
    if "号" in text:
        at = 0
        for match in _numbers(text):
            while at < len(taken) and taken[at].end <= match.start():
                at += 1
            if at < len(taken) and taken[at].start <= match.start():
                continue
            name = _office(match.group(1))
            start = match.start() + len(match.group(1)) - len(name)
            number = f"{name}〔{match.group(2)}〕{match.group(3)}号"
            out.append(_Mention(None, number, Span(start, match.end())))
    out.sort(key=lambda mention: mention.span.start)
    return out


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Every 文号; what stands behind its letters is looked for first, since letters alone stand everywhere."""
    for bare in LETTER_NUMBER.finditer(text):
        match = DOC_NUMBER.search(text, max(0, bare.start() - 18), bare.end())
        if match is not None:
            yield match


_LEADING = re.compile(r"^.*(?:根据|依据|按照|依照|参照|印发|转发|执行|关于|详见|以及|[由与和及见的按以])")


def _office(letters: str) -> str:
    """The letters of a 文号 without the words of the sentence that ran into them (根据国发 → 国发)."""
    short = _LEADING.sub("", letters)
    return short if len(short) >= 2 else letters


def _relate(mentions: list[_Mention], text: str) -> None:
    """Gives every mention its relation; 《甲》、《乙》同时废止 repeals both."""
    for i in range(len(mentions) - 1, -1, -1):
        mention = mentions[i]
        after = text[mention.span.end : mention.span.end + 40]
        before = text[max(0, mention.span.start - 20) : mention.span.start]
        for relation, pattern in _BEFORE:
            if pattern.search(before):
                mention.relation = relation
                break
        if mention.relation in {"cites", "based_on"}:
            if _REPEALED.match(after):
                mention.relation = "repeals"
            elif _AMENDED.match(after):
                mention.relation = "amends"
            elif _ISSUED.match(after):
                mention.relation = "issues"
            elif i + 1 < len(mentions):
                following = mentions[i + 1]
                between = text[mention.span.end : following.span.start]
                if following.relation in {"repeals", "amends"} and _CHAIN.fullmatch(between):
                    mention.relation = following.relation
    for one, other in pairwise(mentions):  # 废止《甲》《乙》, 根据《甲》《乙》
        between = text[one.span.end : other.span.start]
        if other.relation == "cites" and one.relation != "cites" and _CHAIN.fullmatch(between):
            other.relation = one.relation


def _merged(mentions: list[_Mention], metadata: Metadata) -> tuple[Reference, ...]:
    own = {_key(metadata.title), _key(metadata.doc_number)} - {""}
    found: list[_Found] = []
    known: dict[str, _Found] = {}
    for mention in mentions:
        keys = [key for key in (_key(mention.number), _key(mention.title)) if key]
        if any(key in own for key in keys):
            continue
        entry = next((known[key] for key in keys if key in known), None)
        if entry is None:
            entry = _Found(mention.title, mention.number, mention.relation)
            found.append(entry)
        entry.title, entry.number = entry.title or mention.title, entry.number or mention.number
        entry.spans.append(mention.span)
        if _WEIGHT[mention.relation] > _WEIGHT[entry.relation]:
            entry.relation = mention.relation
        known.update(dict.fromkeys(keys, entry))
    return tuple(Reference(entry.title, entry.number, entry.relation, tuple(entry.spans)) for entry in found)


_WEIGHT: dict[Relation, int] = {"cites": 0, "based_on": 1, "issues": 2, "amends": 3, "replaces": 4, "repeals": 5}


def _key(name: str | None) -> str:
    return re.sub(r"[\s《》〈〉（）()“”\"]|中华人民共和国", "", name or "")


def _abbreviations(text: str) -> tuple[Abbreviation, ...]:
    out: list[Abbreviation] = []
    seen: set[str] = set()
    if "称" not in text:
        return ()
    for match in _ABBREVIATED.finditer(text):
        short = (match.group(2) or match.group(3) or match.group(4)).strip()
        start = _long_start(text, match.start(), short.strip("《》"), several=match.group(1) in {"统称", "合称"})
        long = text[start : match.start()].strip()
        if short in seen or len(long) <= 1 or long == short:
            continue
        seen.add(short)
        out.append(Abbreviation(short, long, Span(start, match.end())))
    return tuple(out)


def _long_start(text: str, end: int, short: str, *, several: bool) -> int:
    """Where the long form that ends at `end` begins.

    A title is cut at its 《. Else the short form's characters are looked for backwards (市科技局 in 云溪市科学技术局),
    and from there on to the left up to the nearest stop or function word.
    """
    numbered = re.search(r"[（(][^（）()\n]*[）)]$", text[max(0, end - 60) : end])
    title_end = end - len(numbered.group()) if numbered else end
    if text[title_end - 1 : title_end] == "》":
        start = text.rfind("《", max(0, title_end - 200), title_end)
        while start > 0 and text.count("》", start, title_end) > text.count("《", start, title_end):
            start = text.rfind("《", 0, start)
        return max(start, 0) if start >= 0 else title_end
    first = end
    while first > max(0, end - 60) and not (text[first - 1] in _STOP or (text[first - 1] == "、" and not several)):
        first -= 1
    at = end
    for char in reversed(short):
        found = text.rfind(char, first, at)
        if found < 0:
            at = end
            break
        at = found
    if at == end:  # 统称, or a name of its own: the whole phrase, without the words that lead to it
        lead = re.match(r"(?:会同|以及|按照|根据|为了|关于|[由向对将经在把和与及])", text[first:end])
        return first + (lead.end() if lead else 0)
    lead_words = [match.end() for match in _FUNCTION.finditer(text, first, at)]
    return lead_words[-1] if lead_words else first
