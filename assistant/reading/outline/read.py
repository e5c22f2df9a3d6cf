"""Questions about the build of a document (第四部分讲什么, 分几个部分)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import rjieba

from assistant.reading.clauses import TWO_ORDINALS, bare
from assistant.reading.folding import fold
from assistant.reading.outline.parts import (
    BOX,
    below_each,
    children_of,
    first_run,
    heading_of,
    list_of,
    ordinal_of,
    questions_of,
)
from assistant.reading.questions import Query
from assistant.reading.responsibility import read_duty_of
from assistant.reading.segments import STOP, without_papers, without_titles
from assistant.reading.units import sentence_spans, trim
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label, other_count, without_part
from ingest.doc_numbers import YEAR_AND_SERIAL
from ingest.numbering import HAN, han_to_int
from ingest.schema import Document, Section, Span

_PART = re.compile(
    rf"第\s*[（(]?([{HAN}]+|\d+)[）)]?\s*(?:大)?(?:个)?(?:部分|章|点|节|项|条|方面|段)|(?<![{HAN}\d])(?!{TWO_ORDINALS})([{HAN}]{{1,3}})、|[（(]([{HAN}]{{1,3}}|\d{{1,2}})[）)]"
)
_ARTICLE = re.compile(rf"第\s*(?:[{HAN}]+|\d+)\s*条")
_SO_MANY_PARTS = rf"哪[{HAN}两\d]{{1,3}}(?:个|大)?(?:部分|章|板块)"  # 分哪三部分
_WHOLE = re.compile(
    r"(?:分|共|有|包括|包含|由)?(?:成|为)?(?:几|多少)(?:个|大)?(?:部分|章|方面|点|大点|大?块|板块)|(?:哪|有哪)几(?:个|大)?(?:部分|章|板块)|"
    rf"{_SO_MANY_PARTS}|"
    r"(?:各|每一?|所有)(?:个)?(?:章|部分)的?(?:标题|题目|名称|叫)|(?:主要|大)?(?:结构|框架|提纲|目录)(?=是|有|怎|如何|分|[，,?？]|$)"
)
_SO_MANY = re.compile(_SO_MANY_PARTS)
_POINTS = re.compile(
    r"(?:有|分|共|由|包括|包含|提出)了?哪?几个?小?[条项块节点]|"
    r"有哪些(?:内容|方面)|(?:几|哪)(?:几|些)?个?小?标题|小标题[都]?(?:报|列|说|念|是)|"
    rf"(?:列|写|讲|说)了?哪?[几{HAN}]个(?:小点|小节|方面|标题)"
)
_TITLE = re.compile(r"标题|题目|叫什么|是什么$|小标题")
_BELOW = re.compile("[分有共列]成?[了为]?几|小标题|标题(?:分别|各|都)")


def read_structure(query: Query, documents: Sequence[Document]) -> Finding | None:
    """Answers about a part named by its number, or about the parts of a document named as a whole."""
    if not query.scope:
        return None
    meant = [document for document in documents if document.doc_id in query.scope]
    if lacking := _lacks_box(query, meant) or _lacks_part(query, meant):
        return lacking
    text = re.sub(rf"{YEAR_AND_SERIAL}|第?\s*\d+\s*号(?:函|提案|建议)?", "", query.text)
    for document in meant:
        parts = list(_PART.finditer(re.sub(r"[“《][^”》]*[”》]", "", text)))
        if parts:
            steps = [han_to_int(next(g for g in part.groups() if g)) for part in parts]
            article = _ARTICLE.fullmatch(parts[-1].group())
            section = _article(document, steps[-1]) if article else None
            if section is None:
                section = _walk(document, steps)
            if section is None and (named := _named_part(document, query)) is not None:
                items = children_of(document, named, below_each(document))  # 重点工作一共几个方面，第八个方面是什么
                section = items[steps[-1] - 1] if 0 < steps[-1] <= len(items) else None
            if section is not None and _LAST.search(text):
                section = next(iter(children_of(document, section, below_each(document))[-1:]), section)
            if section is not None and (named := _named_part(document, query)) is not None:
                inside = document.sections[section].span.contains(document.sections[named].span)
                section = named if inside else section  # 第三章“……”那一节
            if section is not None and (duty := read_duty_of(query.text, document, document.sections[section])):
                return duty
            if section is not None:
                beside = _last_part(document, text)
                if beside is not None:
                    return Finding((beside, heading_of(document, section)), 0.9, "structure")
                return _part(query, document, section)
        elif _QUESTIONS.search(text) and (asked := questions_of(document)):
            return list_of(document, asked, f"{label(document.metadata, document.source)}包括{len(asked)}项", 0.9)
        elif _OUTLINE.search(text) and not _names_a_matter(query.text, document):
            return _outline(document, text)
        elif _WHOLE.search(text) or _ANSWERED.search(text) or _POINTS.search(text):
            named = _named_part(document, query)
            if named is not None:
                return _part(query, document, named)
            if not (_WHOLE.search(text) or _ANSWERED.search(text)):
                continue
            if any(words in fold(document.text) for words in _quoted(query)):
                continue  # the parts of what the paper calls so, in its text
            top = first_run(document)
            if query.count not in (None, len(top)) and _SO_MANY.search(text):
                if len(top) < 2 or len(meant) > 1 or _names_a_matter(text, document):
                    continue  # as many parts of something else
                name = label(document.metadata, document.source)
                whole = f"{len(top)}{_counted([document.sections[i] for i in top])}"
                return Finding((), 1.0, "structure", refused=True, lead=other_count(name, whole))
            if len(top) > 1 and not _speaks_of_more(text, document):
                return _parts_of(document, top, text)
    return None


def _lacks_box(query: Query, meant: Sequence[Document]) -> Finding | None:
    """That no paper that is meant has the box asked for, where they have boxes; None where one has it."""
    asked = BOX.search(fold(query.text))
    boxes = [fold(section.number) for document in meant for section in document.sections if section.kind == "box"]
    if asked is None or not boxes or any(re.match(rf"{asked.group()}(?![\d-])", f"{box} ") for box in boxes):
        return None
    name = label(meant[0].metadata, meant[0].source)
    return Finding((), 1.0, "structure", refused=True, lead=without_part(name, asked.group()))


def _lacks_part(query: Query, meant: Sequence[Document]) -> Finding | None:
    """That the one paper that is meant has fewer parts, chapters or articles than the one asked for; None where it has
    as many, or none that are counted."""
    asked = _NTH.search(without_titles(query.text))
    if asked is None or len(meant) != 1:
        return None
    paper = meant[0]
    articles = asked.group(2) == "条"
    parts = [paper.sections[i] for i in (_articles_of(paper) if articles else first_run(paper))]
    last = max((ordinal_of(part) or 0 for part in parts), default=0)
    if last < 2 or han_to_int(asked.group(1)) <= last:
        return None
    whole = f"{last}{'条' if articles else _counted(parts)}"
    return Finding(
        (), 1.0, "structure", refused=True, lead=without_part(label(paper.metadata, paper.source), asked.group(), whole)
    )


_NTH = re.compile(rf"第\s*([{HAN}]+|\d+)\s*(部分|章|条)")


def _counted(parts: Sequence[Section]) -> str:
    """What the parts of a paper are counted as; who asks for 第二章 of one that numbers 一、二、 means its 二、."""
    return "章" if all(part.number.endswith("章") for part in parts) else "个部分"


def _parts_of(document: Document, top: Sequence[int], text: str) -> Finding:
    """The parts of a paper; of a statute whose articles are asked for too (共几章、多少条), with the last of them."""
    counted_as = _counted([document.sections[i] for i in top])
    name = label(document.metadata, document.source)
    points = _running(document, top) if _ARTICLES.search(text) else []
    counted = f"共{len(points)}条，" if points else ""
    found = list_of(document, top, f"{name}{counted}共{len(top)}{counted_as}", 0.9)
    articles = _articles_of(document)
    if counted_as != "章" or not articles or not _ARTICLES.search(text):
        return found
    *others, last = found.statements
    if _ONLY_COUNTED.search(text) and not _TITLE.search(text):
        others = others[:1]  # 几章几条: the first chapter and the last bear it out
    end = document.sections[articles[-1]]
    evidence = Evidence(document.doc_id, end.heading)
    called = f"末章为{last.text}" if len(others) < len(top) - 1 else last.text
    last = Statement(f"{called}，止于{end.number}", (*last.evidence, evidence))
    return replace(found, statements=(*others, last))


def _running(document: Document, top: Sequence[int]) -> list[int]:
    """The points of a paper whose count runs on through its parts (一、1. 2. 二、3. 4.); none where it does not."""
    below = below_each(document)
    parts = [[i for i in below.get(part, ()) if document.sections[i].number] for part in top]
    style = next((_style(document.sections[part[0]].number) for part in parts if part), "")
    alike = [[i for i in part if _style(document.sections[i].number) == style] for part in parts]
    points = [i for part in alike for i in part]
    run_on = [ordinal_of(document.sections[i]) for i in points] == list(range(1, len(points) + 1))
    return points if sum(bool(part) for part in alike) > 1 and run_on else []


def _style(number: str) -> str:
    """What stands around a number: . of 16., （） of （三）."""
    return re.sub(rf"[{HAN}\d]+", "#", number)


def _outline(document: Document, text: str) -> Finding | None:
    """What a paper is about: its parts; the first sentences of one without parts."""
    top = first_run(document)
    if len(top) > 1:
        return _parts_of(document, top, text)
    body = Span(document.sections[top[0]].span.start if top else 0, len(document.text))
    told = [s for s in sentence_spans(body, document.text) if _SAYS.search(s.of(document.text))][:2]
    if not told:
        return None
    said = "；".join(bare(span.of(document.text)) for span in told)
    evidence = tuple(Evidence(document.doc_id, span) for span in told)
    return Finding((Statement(said, evidence),), 0.8, "structure")


_OUTLINE = re.compile(
    "(?:主要|大概|大致|具体|都)?[讲说写谈](?:了|的是|的)?(?:些)?(?:什么|啥)|(?:主要|核心)?内容(?:是什么|有哪些|是啥|[？?]?$)|"
    "(?:概括|概述|归纳|总结|简述|介绍)(?:一下)?[^，。？?]{0,12}[？?。]?$|关于什么的|大意"
)
_SAYS = re.compile(r"[^。]{20,}[，,][^。]*。$")  # a sentence, and no line of a page's head
_ARTICLES = re.compile("(?:多少|几)(?:条|项措施)")
# 总共几章几条, and not what they are called
_ONLY_COUNTED = re.compile("^(?!.*(?:哪|分别|各|什么|名称|内容)).*(?:几|多少)章[^，。？?]{0,4}(?:几|多少)条")


def _speaks_of_more(text: str, document: Document) -> bool:
    """Whether a question asks for the aspects of some matter, and not for the parts of the paper: 存在哪几方面问题."""
    return _ASPECTS.search(text) is not None and _names_a_matter(text, document)


def _names_a_matter(text: str, document: Document) -> bool:
    """Whether a question has a word of its own, besides those that name the paper and ask for its parts."""
    own = _BUILD.sub(" ", without_titles(without_papers(text)))
    named = fold(f"{document.metadata.title or ''}{document.metadata.issuer or ''}")
    words = (word for word, tag in rjieba.tag(own) if tag[0] in "nvajl" and len(word) > 1)
    return any(word not in STOP and word not in named for word in words)


_ASPECTS = re.compile("几(?:个|大)?(?:方面|点|大点)|[几些][^，。？?]{0,4}(?:组成|构成)")
_BUILD = re.compile(
    "报道|报纸|新闻|文章|复函|来函|概括|概述|归纳|总结|简述|介绍|大意|大概|核心|内容|大?部分|组成|构成|正文|全文|主要|重点|建议|意见|提案|答复|回复|结构|安排|回应|规划|方案|办法|通知|文件|任务|工作|哪|几"
)
_LAST = re.compile("(?:最后|末尾?)(?:一|的)?个?(?:条|点|节|项|部分|章|小点)")
_HOW_MANY = re.compile("几个?(章|部分)")


def _last_part(document: Document, text: str) -> Statement | None:
    """The last part of a paper, whose number says how many there are, where that is asked for beside one of them."""
    asked, top = _HOW_MANY.search(text), first_run(document)
    if asked is None or len(top) < 2:
        return None
    last = heading_of(document, top[-1])
    return replace(last, text=f"末{asked.group(1)}是{last.text}")


def _quoted(query: Query) -> list[str]:
    """What a question puts in quotation marks, folded."""
    return [fold(words) for words in re.findall("“([^”]{4,})”", query.text)]


_QUESTIONS = re.compile("[回解]答了?(?:几|哪几|多少|哪些)[条个项]?(?:人们?|大家|企业)?(?:关心的)?问题")
_ANSWERED = re.compile(
    r"从哪?几个?方面(?:答复|回应|回复)|答复了?(?:几|哪几|多少|哪些)[条个项件]?(?:建议|意见|问题|方面)"
)


def _named_part(document: Document, query: Query) -> int | None:
    """The section with parts of its own whose heading the question says (申报条件分成哪几个方面), or of whose heading
    it puts some words in quotation marks."""
    below, asked = below_each(document), fold(query.text)
    quoted = _quoted(query)
    named = [
        (len(section.title), i)
        for i, section in enumerate(document.sections)
        if section.kind == "heading"
        and len(section.title) >= 4
        and (fold(section.title) in asked or any(words in fold(section.title) for words in quoted))
    ]
    return next((i for _, i in sorted(named, reverse=True) if len(children_of(document, i, below)) > 1), None)


def _articles_of(document: Document) -> list[int]:
    """The 第…条 of a paper: their count runs through its chapters."""
    return [i for i, section in enumerate(document.sections) if _ARTICLE.fullmatch(section.number)]


def _article(document: Document, ordinal: int) -> int | None:
    """第n条 of a paper that has 条."""
    return next((i for i in _articles_of(document) if ordinal_of(document.sections[i]) == ordinal), None)


def _walk(document: Document, ordinals: list[int]) -> int | None:
    """The section that is the n-th part, the m-th point in it…: numbers are compared, whatever their form."""
    parent: int | None = None
    for ordinal in ordinals:
        found = None
        for i, section in enumerate(document.sections):
            if section.parent == parent and section.kind != "closing" and ordinal_of(section) == ordinal:
                found = i
                break
        if found is None:
            return None
        parent = found
    return parent


def _part(query: Query, document: Document, index: int) -> Finding:
    section = document.sections[index]
    children = children_of(document, index, below_each(document)) or questions_of(document, index)
    named = f"{section.number}{section.title}"
    below = "list" in query.wants or _BELOW.search(query.text) is not None
    if children and (below or not _TITLE.search(query.text)):
        if _ARTICLES.search(query.text) and all(_ARTICLE.fullmatch(document.sections[i].number) for i in children):
            return _articles(document, children, named)
        return list_of(document, children, f"“{named}”包括{len(children)}项", 0.9)
    heading = trim(section.heading, document.text)
    if _TITLE.search(query.text) and section.title:
        return Finding((Statement(f"标题是“{named}”", (Evidence(document.doc_id, heading),)),), 0.9, "structure")
    body = Span(section.heading.end, section.span.end)
    sentences = [s for s in sentence_spans(body, document.text) if len(s.of(document.text)) > 8][:2]
    said = "；".join(bare(s.of(document.text)) for s in sentences)
    evidence = (Evidence(document.doc_id, heading), *(Evidence(document.doc_id, s) for s in sentences))
    return Finding((Statement(f"“{named}”：{said}" if said else f"该部分为“{named}”", evidence),), 0.8, "structure")


def _articles(document: Document, articles: Sequence[int], named: str) -> Finding:
    """The articles of a chapter by their numbers, each with what it begins with."""
    found = list_of(document, articles, f"“{named}”包括{len(articles)}条", 0.9)
    if len(found.statements) != len(articles):
        return found
    numbers = [document.sections[i].number for i in articles]
    told = [
        said if said.text.startswith(number) else replace(said, text=f"{number}：{said.text}")
        for number, said in zip(numbers, found.statements, strict=True)
    ]
    return replace(found, statements=tuple(told))
