"""Questions about the build of a document (第四部分讲什么, 分几个部分) and lists that its headings make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reading.clauses import bare
from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.focus import kind_asked
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.sections import named_share
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.units import sentence_spans, trim
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.chunking import headings_of
from ingest.numbering import HAN, han_to_int, read_marker
from ingest.schema import Document, Section, Span

_PART = re.compile(
    rf"第\s*[（(]?([{HAN}]+|\d+)[）)]?\s*(?:大)?(?:个)?(?:部分|章|点|节|项|条|方面|段)|(?<![{HAN}\d])([{HAN}]{{1,3}})、|[（(]([{HAN}]{{1,3}}|\d{{1,2}})[）)]"
)
_ARTICLE = re.compile(rf"第\s*(?:[{HAN}]+|\d+)\s*条")
_WHOLE = re.compile(
    r"(?:分|共|有|包括|包含|由)?(?:成|为)?几(?:个|大)?(?:部分|章|方面|点|大点|大?块|板块)|(?:哪|有哪)几(?:个)?(?:部分|章|板块)|(?:各|每一?|所有)(?:个)?(?:章|部分)的?(?:标题|题目|名称|叫)|(?:主要|大)?(?:结构|框架|提纲|目录)(?=是|有|怎|如何|分|[，,?？]|$)"
)
_POINTS = re.compile(
    r"(?:有|分|共|由|包括|包含|提出)了?哪?几个?小?[条项块节点]|"
    r"有哪些(?:内容|方面)|(?:几|哪)(?:几|些)?个?小?标题|小标题[都]?(?:报|列|说|念|是)|"
    rf"(?:列|写|讲|说)了?哪?[几{HAN}]个(?:小点|小节|方面|标题)"
)
_TITLE = re.compile(r"标题|题目|叫什么|是什么$|小标题")
_BELOW = re.compile("[分有共列]成?[了为]?几|小标题|标题(?:分别|各|都)")
_ITEMS = {"heading", "box_item", "dash", "run_in", "enumeration", "box"}
_Below = dict[int, list[int]]  # the indices of the sections right below each section
_LIST_LIMIT, _ITEM_LIMIT = 300, 54  # characters of a list, and of one 一是… item in it
_SAID = 0.4  # from which on a text speaks of a word
_OWN_COUNTED = 0.12  # and where the question says all of it, and how many items it has
_DEEDS = frozenset("行动 工程 计划 专项 任务 体系 机制 制度 战略".split())
_MEASURES = frozenset("做法 举措 措施 办法 安排 任务 工作 要求 原则 建议 意见 问题 困难 条件".split())
_OTHER_KIND = 0.6  # of what a heading says of a question that asks for another kind of thing than it lists
_GENERAL = _DEEDS | _MEASURES | frozenset("方面 内容 部分 环节 东西 支持 项目".split())
_OWN = 0.3  # the least share of the question that the heading of a list must name itself


def read_structure(query: Query, documents: Sequence[Document]) -> Finding | None:
    """Answers about a part named by its number, or about the parts of a document named as a whole."""
    if not query.scope:
        return None
    text = re.sub(r"第?\s*\d+\s*号(?:函|提案|建议)?|〔\d{4}〕\d+号", "", query.text)
    for document in documents:
        if document.doc_id not in query.scope:
            continue
        parts = list(_PART.finditer(re.sub(r"[“《][^”》]*[”》]", "", text)))
        if parts:
            steps = [han_to_int(next(g for g in part.groups() if g)) for part in parts]
            article = _ARTICLE.fullmatch(parts[-1].group())
            section = _article(document, steps[-1]) if article else None
            if section is None:
                section = _walk(document, steps)
            if section is None and (named := _named_part(document, query)) is not None:
                items = _children(document, named, _below(document))  # 重点工作一共几个方面，第八个方面是什么
                section = items[steps[-1] - 1] if 0 < steps[-1] <= len(items) else None
            if section is not None and _LAST.search(text):
                section = next(iter(_children(document, section, _below(document))[-1:]), section)
            if section is not None and (named := _named_part(document, query)) is not None:
                inside = document.sections[section].span.contains(document.sections[named].span)
                section = named if inside else section  # 第三章“……”那一节
            if section is not None:
                beside = _last_part(document, text)
                if beside is not None:
                    return Finding((beside, _heading(document, section)), 0.9, "structure")
                return _part(query, document, section)
        elif _WHOLE.search(text) or _ANSWERED.search(text) or _POINTS.search(text):
            named = _named_part(document, query)
            if named is not None:
                return _part(query, document, named)
            if not (_WHOLE.search(text) or _ANSWERED.search(text)):
                continue
            if any(words in fold(document.text) for words in _quoted(query)):
                continue  # the parts of what the paper calls so, in its text
            top = _first_run(document)
            if len(top) > 1:
                return _list(document, top, f"{label(document.metadata, document.source)}共{len(top)}个部分", 0.9)
    return None


_BOX = re.compile(r"专栏\d+(?:-\d+)?")
_BOX_ITEMS = re.compile("(?:几|多少)[项个家条]|哪几|哪些|最后|分别是")


def read_box(query: Query, documents: Sequence[Document]) -> Finding | None:
    """The items of a box that a question names (专栏3-6列了哪些机构), or the last of them; None for other questions."""
    asked = _BOX.search(fold(query.text))
    about_items = _BOX_ITEMS.search(query.text) is not None and re.search(r"第[\d一-十]+[项个]", query.text) is None
    if asked is None or not about_items or query.wants_any("manner"):
        return None
    for document in documents:
        below = _below(document)
        for i, section in enumerate(document.sections):
            items = _children(document, i, below) if section.kind == "box" else []
            if len(items) < 2 or fold(section.number) != asked.group() or not _is_about_items(query, section):
                continue
            if "最后" in query.text:
                last = _heading(document, items[-1])
                return Finding((replace(last, text=f"最后是{last.text}"),), _ALL_NAMED, "structure")
            lead = f"“{section.title}”包括{len(items)}项" if section.title else f"共{len(items)}项"
            return _list(document, items, lead, _ALL_NAMED)
    return None


def _is_about_items(query: Query, section: Section) -> bool:
    """Whether nothing but the box's items is asked for: the rest of the question is its title."""
    rest = _ASKS_ITEMS.sub("", fold(query.text).replace(fold(section.number), "").replace(fold(section.title), ""))
    return len(re.findall("[\u4e00-\u9fff]", rest)) <= _FEW


# 规划的专栏3-6列了几家机构，最后一家是哪家
_ASKS_ITEMS = re.compile(
    "规划|列出?了?|列举|包括|包含|哪些|哪几?|几|多少|分别|什么|最后|名称|名字|计划|工程|项目|任务|机构|行动|内容|重点|具体|"
    "[里中的有共是叫一项个家条种都了和各]"
)
_FEW = 1  # characters that are left of a question that asks for nothing else
_LAST = re.compile("(?:最后|末尾?)(?:一|的)?个?(?:条|点|节|项|部分|章|小点)")
_HOW_MANY = re.compile("几个?(章|部分)")


def _last_part(document: Document, text: str) -> Statement | None:
    """The last part of a paper, whose number says how many there are, where that is asked for beside one of them."""
    asked, top = _HOW_MANY.search(text), _first_run(document)
    if asked is None or len(top) < 2:
        return None
    last = _heading(document, top[-1])
    return replace(last, text=f"末{asked.group(1)}是{last.text}")


def _heading(document: Document, index: int) -> Statement:
    section = document.sections[index]
    evidence = Evidence(document.doc_id, trim(section.heading, document.text))
    return Statement(f"“{section.number}{section.title}”", (evidence,))


def _quoted(query: Query) -> list[str]:
    """What a question puts in quotation marks, folded."""
    return [fold(words) for words in re.findall("“([^”]{4,})”", query.text)]


def _ordinal(section: Section) -> int | None:
    """The number of a section, whatever its form; None where it has none that counts."""
    marker = read_marker(section.number + "题") if section.number else None
    return marker.ordinal if marker is not None else None


def _first_run(document: Document) -> list[int]:
    """The numbered parts of a paper, without those of what is attached to it, whose numbers begin anew."""
    run: list[int] = []
    last = 0
    for i, section in enumerate(document.sections):
        numbered = section.kind == "heading" and section.number and not section.number.startswith("附")
        if section.parent is not None or not numbered:
            continue
        own = _ordinal(section)
        ordinal = last + 1 if own is None else own
        if ordinal <= last:
            break
        run.append(i)
        last = ordinal
    return run


_ANSWERED = re.compile(r"答复了?(?:几|哪几|多少|哪些)[条个项件]?(?:建议|意见|问题|方面)")


def _named_part(document: Document, query: Query) -> int | None:
    """The section with parts of its own whose heading the question says (申报条件分成哪几个方面), or of whose heading
    it puts some words in quotation marks."""
    below, asked = _below(document), fold(query.text)
    quoted = _quoted(query)
    named = [
        (len(section.title), i)
        for i, section in enumerate(document.sections)
        if section.kind == "heading"
        and len(section.title) >= 4
        and (fold(section.title) in asked or any(words in fold(section.title) for words in quoted))
    ]
    return next((i for _, i in sorted(named, reverse=True) if len(_children(document, i, below)) > 1), None)


def _article(document: Document, ordinal: int) -> int | None:
    """第n条 of a paper that has 条: their count runs through its chapters."""
    for i, section in enumerate(document.sections):
        if _ARTICLE.fullmatch(section.number) and han_to_int(re.sub("[第条 ]", "", section.number)) == ordinal:
            return i
    return None


def _walk(document: Document, ordinals: list[int]) -> int | None:
    """The section that is the n-th part, the m-th point in it…: numbers are compared, whatever their form."""
    parent: int | None = None
    for ordinal in ordinals:
        found = None
        for i, section in enumerate(document.sections):
            if section.parent == parent and section.kind != "closing" and _ordinal(section) == ordinal:
                found = i
                break
        if found is None:
            return None
        parent = found
    return parent


def _children(document: Document, index: int, below: _Below) -> list[int]:
    """The items right below a section, of the kind that comes first; a box counts as a list of its own."""
    items = [i for i in below.get(index, ()) if document.sections[i].kind in _ITEMS]
    if not items:
        return []
    kind = document.sections[items[0]].kind
    same = [i for i in items if document.sections[i].kind == kind]
    if len(same) == 1 and kind == "box":
        return _children(document, same[0], below)
    return same


def _below(document: Document) -> _Below:
    """The indices of the sections right below each section."""
    found: dict[int, list[int]] = {}
    for i, section in enumerate(document.sections):
        if section.parent is not None:
            found.setdefault(section.parent, []).append(i)
    return found


def _part(query: Query, document: Document, index: int) -> Finding:
    section = document.sections[index]
    children = _children(document, index, _below(document))
    named = f"{section.number}{section.title}"
    below = "list" in query.wants or _BELOW.search(query.text) is not None
    if children and (below or not _TITLE.search(query.text)):
        return _list(document, children, f"“{named}”包括{len(children)}项", 0.9)
    heading = trim(section.heading, document.text)
    if _TITLE.search(query.text) and section.title:
        return Finding((Statement(f"标题是“{named}”", (Evidence(document.doc_id, heading),)),), 0.9, "structure")
    body = Span(section.heading.end, section.span.end)
    sentences = [s for s in sentence_spans(body, document.text) if len(s.of(document.text)) > 8][:2]
    said = "；".join(bare(s.of(document.text)) for s in sentences)
    evidence = (Evidence(document.doc_id, heading), *(Evidence(document.doc_id, s) for s in sentences))
    return Finding((Statement(f"“{named}”：{said}" if said else f"该部分为“{named}”", evidence),), 0.8, "structure")


def _list(document: Document, items: Sequence[int], lead: str, confidence: float) -> Finding:
    below = _below(document)
    said = [_item_text(document, i, len(items), below) for i in items]
    if sum(len(text) for text, _ in said) > _LIST_LIMIT:
        titled = [(bare(document.sections[i].title), document.sections[i].heading) for i in items]
        said = titled if all(title for title, _ in titled) else said
    statements = tuple(
        Statement(text, (Evidence(document.doc_id, trim(span, document.text)),)) for text, span in said if text
    )
    return Finding(statements, confidence, "structure", lead=lead)


def _item_text(document: Document, index: int, count: int, below: _Below) -> tuple[str, Span]:
    """What an item says: its title, or, for 一是… inside a sentence and a 第三条 without one, as much of it as a short
    list can hold; of an article that only announces (按照下列程序进行：) the titles of what it announces."""
    section = document.sections[index]
    if section.title and (section.kind not in {"enumeration", "run_in"} or count > 6):
        return (f"{section.number}{section.title}" if section.kind == "heading" else section.title), section.heading
    limit = min(_ITEM_LIMIT, _LIST_LIMIT // max(count, 1))
    first = sentence_spans(section.span, document.text)[0]
    text = bare(first.of(document.text))
    parts = [document.sections[i] for i in _children(document, index, below)]
    titles = "、".join(bare(part.title) for part in parts)
    if not section.title and parts and ANNOUNCES.search(first.of(document.text)) and len(titles) <= _ITEM_LIMIT:
        return f"{text}：{titles}", Span(first.start, parts[-1].heading.end)
    if not section.title or section.kind == "run_in" or len(text) > limit + 12:
        clauses = re.split(r"(?<=[，])|(?<=,)(?!\d)", first.of(document.text))
        kept = clauses[0]
        for clause in clauses[1:]:
            if len(kept) + len(clause) > limit:
                break
            kept += clause
        return bare(kept), Span(first.start, first.start + len(kept))
    return text, first


def read_heading_list(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """A list whose items are headings: the section that the question's words name best, if it has items.

    A count in the question (哪五条原则) must be the number of items; a section that fits without one counts less.
    """
    if not (query.wants_any("list", "manner") or query.count) or not terms:
        return None
    asked = fold(query.text)
    entities, kind = named_entities(query.text), kind_asked(query.text, terms)
    best: tuple[float, float, Document, int, list[int]] | None = None
    for document in documents:
        in_scope = not query.scope or document.doc_id in query.scope
        title = fold(document.metadata.title or "")
        below = _below(document)
        for i, section in enumerate(document.sections):
            if section.kind in {"closing", "figure"}:
                continue
            items = _children(document, i, below)
            if len(items) < 2:
                continue
            if query.count is not None and query.count != len(items):
                continue
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
    named = _named_alike(query, terms, documents)
    if named is not None:
        return named
    if best is None:
        return None
    value, own, document, index, items = best
    nth = re.search(
        rf"第([{HAN}]{{1,2}}|\d{{1,2}})(?:条|点|项|个|方面)(?:举措|措施|原则)?(?:是|讲|说|内容)", query.text
    )
    if nth and 0 < han_to_int(nth.group(1)) <= len(items):
        items = [items[han_to_int(nth.group(1)) - 1]]
    section = document.sections[index]
    lead = f"“{section.title}”包括{len(items)}项" if section.title else f"共{len(items)}项"
    if nth:
        lead = f"“{section.title}”的{nth.group()[:-1]}"
    sure = query.count and (own >= 0.45 or named_share(section.title, asked) == 1.0)
    # where the count fits too, nothing in running text can be surer
    return _list(document, items, lead, max(value, 1.0) if sure else min(0.95, value))


def _named_alike(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The parts of a paper that are called by the name asked for, where they are as many (哪五大行动)."""
    if query.count is None or query.counted not in _DEEDS:
        return None
    for document in documents:
        meant = document.doc_id in query.scope or coverage(terms, fold(document.metadata.title or "")) >= _OWN
        parts = [i for i in _first_run(document) if query.counted in document.sections[i].title]
        if meant and len(parts) == query.count:
            lead = f"{label(document.metadata, document.source)}包括{len(parts)}项"
            return _list(document, parts, lead, _ALL_NAMED)
    return None


_ALL_NAMED = 1.2  # surer than the items of one of them


def _lead(document: Document, section: Section) -> str:
    """The words of a section before its first item, up to a paragraph."""
    return document.text[section.heading.end : section.heading.end + 160].split("\n\n")[0]
