"""Lists that the headings of a paper make: those below a heading, the items of a box, parts that are called alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.fitting import NAME
from assistant.reading.focus import kind_asked
from assistant.reading.folding import fold
from assistant.reading.outline.parts import (
    BOX,
    Below,
    below_each,
    children_of,
    first_run,
    heading_of,
    list_of,
    titles_of,
)
from assistant.reading.outline.sections import named_share
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.times.periods import PLAN
from assistant.schema import Finding
from assistant.zh import label
from ingest.chunking import INNER, headings_of
from ingest.numbering import HAN, han_to_int
from ingest.schema import Document, Section

_SAID = 0.4  # from which on a text speaks of a word
_OWN_COUNTED = 0.12  # and where the question says all of it, and how many items it has
_DEEDS = frozenset("行动 工程 计划 专项 任务 体系 机制 制度 战略".split())
_MEASURES = frozenset("做法 举措 措施 办法 安排 任务 工作 要求 原则 建议 意见 问题 困难 条件".split())
_OTHER_KIND = 0.6  # of what a heading says of a question that asks for another kind of thing than it lists
_GENERAL = _DEEDS | _MEASURES | frozenset("方面 内容 部分 环节 东西 支持 项目".split())
_OWN = 0.3  # the least share of the question that the heading of a list must name itself
_BOX_ITEMS = re.compile("(?:几|多少)大?[项个家条块]|列了?什么|哪几|哪些|最后|分别是")
# 规划的专栏3-6列了几家机构，最后一家是哪家
_ASKS_ITEMS = re.compile(
    "规划|列出?了?|列举|包括|包含|哪些|哪几?|几|多少|分别|什么|最后|名称|名字|计划|工程|项目|任务|机构|行动|内容|重点|具体|"
    "[里中的有共是叫一项个家条种都了和各]"
)
_LEAST_VALUE = 0.45  # of a list that another reading may still go before
_CASES, _CASE = re.compile("(?:什么|哪些|哪种|哪类|啥)(?:情况|情形)"), re.compile("情况|情形")
_BODIES = re.compile(f"哪(?:[{HAN}两]|\\d{{1,2}}|几)[家所名位]")
_PROBLEMS, _MANY = re.compile("问题|困难|短板|不足|挑战"), 3
_FEW = 1  # characters that are left of a question that asks for nothing else
_ALL_NAMED = 1.2  # surer than the items of one of them


def read_heading_list(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """A list whose items are headings: the section that the question's words name best, if it has items.

    A count in the question (哪五条原则) must be the number of items; a section that fits without one counts less.
    """
    if not query.wants_any("number", "date", "choice") and (titled := _titled(query, documents)):
        return titled
    if not (query.wants_any("list", "manner") or query.count) or not terms or "date" in query.wants:
        return None  # 四项任务各到哪年 is told by no headings
    if (named := _named_alike(query, terms, documents) or _talked_of(query, documents)) is not None:
        return named
    cases = _CASES.search(query.text) is not None
    bodies = _BODIES.search(query.text) is not None
    asked = fold(query.text)
    entities, kind = named_entities(query.text), kind_asked(query.text, terms)
    best: tuple[float, float, Document, int, list[int]] | None = None
    for document in documents:
        in_scope = not query.scope or document.doc_id in query.scope
        title = fold(document.metadata.title or "")
        below = below_each(document)
        for i, section in enumerate(document.sections):
            if section.kind in {"closing", "figure"}:
                continue
            items = children_of(document, i, below)
            if len(items) < 2:
                continue
            if query.count is not None and query.count != len(items):
                continue
            if cases and not _CASE.search(section.title):
                continue  # 什么情况下取消 is told by no measures
            if bodies and not all(NAME.search(document.sections[k].title) for k in items):
                continue  # 哪五家 are no five measures
            if any(named_share(document.sections[k].title, asked) >= 0.8 for k in items):
                continue  # the question is about one of the items, not about the list
            own = coverage(terms, fold(section.title))
            each = query.counted in _DEEDS and all(query.counted in document.sections[k].title for k in items)
            if query.count and each:
                own = max(own, 2 * _OWN)  # 强链行动, 赋能行动…: as many of the name asked for
            elif query.count and query.counted and query.counted not in section.title and own < 2 * _OWN:
                continue
            if query.count and query.counted in _MEASURES and query.counted in section.title:
                own = max(own, _OWN)  # 主要做法 says of nothing what is done: the paper does
            other = kind is not None and query.count is None and kind.text not in _GENERAL
            if kind is not None and other and kind.text not in fold(section.title):
                own *= _OTHER_KIND  # 重点任务 are no 产业
            whole_title = query.count is not None and named_share(section.title, asked) == 1.0
            if own < (_OWN_COUNTED if whole_title else _OWN):
                continue
            lead = fold(_lead(document, section))
            chain = fold(" ".join(headings_of(document, section)))
            whole = coverage(terms, fold(section.title) + chain + lead + title)
            said = fold(section.title) + chain + lead + title
            if any(term.exact and presence(term, said) < _SAID for term in terms):
                continue  # the heading of another list than the one that is put in quotation marks
            if foreign(terms, said) or not all(speaks_of(entity, said) for entity in entities):
                continue
            value = 0.5 * own + 0.5 * whole + (0.15 if query.count else 0.0) + (0.05 if in_scope else -0.3)
            if best is None or value > best[0]:
                best = (value, own, document, i, items)
    if best is None:
        return None
    value, own, document, index, items = best
    if value < _LEAST_VALUE:
        return None
    nth = re.search(
        rf"(第([{HAN}]{{1,2}}|\d{{1,2}})(?:条|点|项|个|方面)(?:举措|措施|原则)?)(?:是|讲|说|内容)", query.text
    )
    if nth and 0 < han_to_int(nth.group(2)) <= len(items):
        items = [items[han_to_int(nth.group(2)) - 1]]
    section = document.sections[index]
    lead = f"“{section.title}”包括{len(items)}项" if section.title else f"共{len(items)}项"
    if nth:
        lead = f"“{section.title}”的{nth.group(1)}"
    sure = query.count and (own >= 0.45 or named_share(section.title, asked) == 1.0)
    # where the count fits too, nothing in running text can be surer
    value = max(value, 1.0) if sure else min(0.95, value)
    if len(items) > _MANY and _PROBLEMS.search(section.title) and document.sections[items[0]].kind in INNER:
        return Finding(titles_of(document, items), value, "structure", lead=lead)  # 一是源头创新能力弱，……
    return list_of(document, items, lead, value)


_LEAST_TITLE = 6  # characters of a heading that no question says by chance
_ASKS_FOR_PART = re.compile(
    "概括|总结|归纳|介绍|说说|讲讲|一下|这一?[节章]|这(?:一|个)?部分|主要|内容|都?有?哪些|哪几[项条个]|包括|包含|什么|文件|请|帮我?|"
    rf"规划|通知|办法|[的是有里中和都了把：:、,?？。第{HAN}()\d]"
)


# how well its heading fits, the paper, the section, what stands below it
_Best = tuple[int, Document, int, list[int]]


def _parts_meant(query: Query, documents: Sequence[Document]) -> Iterator[tuple[Document, Below, int, Section]]:
    """The sections of the papers that a question may mean, with what stands below each of their paper's."""
    for document in documents:
        if query.scope and document.doc_id not in query.scope:
            continue
        below = below_each(document)
        for i, section in enumerate(document.sections):
            yield document, below, i, section


def _told(best: _Best | None) -> Finding | None:
    """The items of the section that fits best."""
    if best is None:
        return None
    _, document, index, items = best
    return list_of(document, items, f"“{document.sections[index].title}”包括{len(items)}项", _ALL_NAMED)


def _titled(query: Query, documents: Sequence[Document]) -> Finding | None:
    """The items below the heading that a question says word for word, and hardly more (2025年工作打算有哪些)."""
    asked = fold(query.question.text)
    best: _Best | None = None
    for document, below, i, section in _parts_meant(query, documents):
        title = fold(section.title)
        if section.kind != "heading" or len(title) < _LEAST_TITLE or title not in asked:
            continue
        if len(_ASKS_FOR_PART.sub("", asked.replace(title, "", 1))) > _FEW:
            continue
        items = children_of(document, i, below)
        if len(items) > 1 and (best is None or len(title) > best[0]):
            best = len(title), document, i, items
    return _told(best)


_TALKED_OF = re.compile("(?:讲|说|写|谈|关于)的?([^，,。？?“”]{2,16}?)的?[那这]一?(?:章|节|部分|大?块)")


def _talked_of(query: Query, documents: Sequence[Document]) -> Finding | None:
    """The items of the section that a question names by what it is about (讲科技金融的那一节有哪几条)."""
    asked = _TALKED_OF.search(fold(query.text))
    if asked is None:
        return None
    best: _Best | None = None
    for document, below, i, section in _parts_meant(query, documents):
        if section.kind != "heading" or not section.title or asked.group(1) not in fold(section.title):
            continue
        items = children_of(document, i, below)
        if len(items) > 1 and query.count in (None, len(items)) and (best is None or len(section.title) < best[0]):
            best = len(section.title), document, i, items
    return _told(best)


def _named_alike(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The parts of a paper that are called by the name asked for, where they are as many (哪五大行动)."""
    if query.count is None or query.counted not in _DEEDS:
        return None
    for document in documents:
        meant = document.doc_id in query.scope or coverage(terms, fold(document.metadata.title or "")) >= _OWN
        parts = [i for i in first_run(document) if query.counted in document.sections[i].title]
        if meant and len(parts) == query.count:
            lead = f"{label(document.metadata, document.source)}包括{len(parts)}项"
            return list_of(document, parts, lead, _ALL_NAMED)
    return None


def read_box(query: Query, documents: Sequence[Document]) -> Finding | None:
    """The items of a box that a question names (专栏3-6列了哪些机构), or the last of them; None for other questions."""
    asked = BOX.search(fold(query.text))
    about_items = (
        _BOX_ITEMS.search(query.text) is not None and re.search(rf"第(?:\d+|[{HAN}]+)[项个]", query.text) is None
    )
    if asked is None or not about_items or query.wants_any("manner"):
        return None
    for document in documents:
        below = below_each(document)
        for i, section in enumerate(document.sections):
            items = children_of(document, i, below) if section.kind == "box" else []
            if len(items) < 2 or fold(section.number) != asked.group() or not _is_about_items(query, section):
                continue
            if "最后" in query.text:
                last = heading_of(document, items[-1])
                return Finding((last,), _ALL_NAMED, "structure", lead=f"“{section.title}”包括{len(items)}项，最后是")
            lead = f"“{section.title}”包括{len(items)}项" if section.title else f"共{len(items)}项"
            return list_of(document, items, lead, _ALL_NAMED)
    return None


_ASKS_FOR_ITEMS = re.compile(
    "(?:分|设|列|有|包括|包含|安排)(?:成|为|了|出)?(?:哪?几|哪些|哪[两三四五六七八九十])|哪(?:几|[两三四五六七八九十])[大项个块条]|"
    "各是什么|几(?:块|大块|项任务)|(?:任务|内容|项目)有?哪些"
)


_ASKS_MORE = re.compile("多少|哪一?年|何时|什么时候|谁|几月|到哪")


def read_quoted_part(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The items of the box or section of whose heading a question puts words in quotation marks (“瓷都”专项设了哪几项
    任务, “与某市合作”那个专栏分几块); None where it asks for something of which heading and items do not speak."""
    quoted = [fold(words) for words in re.findall("“([^”]{2,})”", query.text) if not re.fullmatch(PLAN, fold(words))]
    if not quoted or not terms or _ASKS_FOR_ITEMS.search(query.text) is None or _ASKS_MORE.search(query.text):
        return None
    best: _Best | None = None
    for document, below, i, section in _parts_meant(query, documents):
        title = fold(section.title)
        if section.kind not in {"box", "heading"} or not any(words in title for words in quoted):
            continue
        items = [k for k in children_of(document, i, below) if document.sections[k].title]
        if len(items) < 2 or query.count not in (None, len(items)):
            continue
        if section.kind == "heading" and document.sections[items[0]].kind in INNER:
            continue  # 一是……二是…… in it are not its parts
        called = " ".join(document.sections[k].title for k in items)
        around = f"{' '.join(headings_of(document, section))} {document.metadata.title or ''}"
        said = fold(f"{section.number} {section.title} {around} {called}")
        if any(presence(term, said) < _SAID for term in terms if term.text not in _GENERAL):
            continue
        if best is None or len(title) < best[0]:
            best = len(title), document, i, items
    return _told(best)


def _is_about_items(query: Query, section: Section) -> bool:
    """Whether nothing but the box's items is asked for: the rest of the question is its title."""
    title = fold(section.title)
    rest = _ASKS_ITEMS.sub("", fold(query.text).replace(fold(section.number), "").replace(title, ""))
    return len([char for char in re.findall("[\u4e00-\u9fff]", rest) if char not in title]) <= _FEW


def _lead(document: Document, section: Section) -> str:
    """The words of a section before its first item, up to a paragraph."""
    return document.text[section.heading.end : section.heading.end + 160].split("\n\n")[0]
