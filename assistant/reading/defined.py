"""How a paper's own word is to be understood (“首次入园”怎么认定): the sentence that says what is called so, or the one
behind it that says so of the case asked about (没有单位的，为……)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.folding import fold
from assistant.reading.pieces import CLAUSE_MARKS
from assistant.reading.questions import Query
from assistant.reading.units import deepest_section, sentence_spans, trim
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document, Span

_DEFINED = re.compile(r"所称的?[“\"]?([^“”\"，,。；：\n]{2,16}?)[”\"]?[，,]?(?:是指|指的是|系指|指|是(?!否))")
# what is asked of a word: 怎么认定, 按哪里算, and no 怎么申请, 怎么算过期
_AS_WHAT = (
    r"[”\"]?(?:是|到底|究竟|具体|应该|应当|该)*"
    r"(?:(?:怎么|如何|怎样|按什么|以什么|按哪里|按哪儿|以哪里)(?:来|去)?(认定|界定|定义|理解|解释|判定|判断|确定|算)|"
    r"(?:是|指)(?:哪里|哪儿|哪个?城市))(?:的|呢|为准)?(?=[，,。；？?]|$)"
)
# 新型研发机构怎么认定 asks for a procedure, where the paper has one of that name
_PROCEDURES = frozenset(("认定", "判定", "确定"))
_CASE = re.compile(r"^[^，。；]{3,40}的[，,]")  # 无工作单位的，
_LIKE, _LEAST = 0.6, 3  # of the pairs of characters of a part of a question: what its case says, and how many
_BEHIND = 3  # sentences behind a definition that may tell of a case of it
_SURE = 1.1  # surer than a sentence that only uses the word
_LACKS = re.compile("没有|未有|缺少")


def read_defined(query: Query, documents: Sequence[Document]) -> Finding | None:
    """What a paper calls so, where a question asks how a word of it is to be understood; None for other questions."""
    asked = fold(query.question.text)
    for document in documents:
        if query.scope and query.named and document.doc_id not in query.scope:
            continue
        for match in _DEFINED.finditer(document.text):
            name = fold(match.group(1))
            as_what = re.search(rf"{re.escape(name)}{_AS_WHAT}", asked)
            if as_what is None or _is_procedure(as_what.group(1) or "", document):
                continue
            found = _told(document, match.start(), asked.replace(name, " "))
            if found is not None:
                case, span = found
                said = bare(span.of(document.text))
                lead = f"“{match.group(1)}”" if case else ""
                return Finding((Statement(said, (Evidence(document.doc_id, span),)),), _SURE, "passages", lead=lead)
    return None


def _is_procedure(verb: str, document: Document) -> bool:
    """Whether what a question asks how to do is something that a paper is made for, or has a part on."""
    called = [document.metadata.title or "", *(section.title for section in document.sections)]
    return verb in _PROCEDURES and any(verb in title for title in called)


def _told(document: Document, at: int, asked: str) -> tuple[bool, Span] | None:
    """The sentence of a definition that begins about `at`, or that of its case which a question speaks of, and whether
    it is that of a case; None where the question speaks of a case that none tells."""
    index = deepest_section(document, at)
    within = document.sections[index].span if index is not None else Span(0, len(document.text))
    sentences = [one for one in sentence_spans(within, document.text) if one.end > at][: _BEHIND + 1]
    if not sentences:
        return None
    own, *behind = sentences
    for sentence in behind:
        said = trim(sentence, document.text).of(document.text)
        case = _CASE.match(said)
        if case is not None and _speaks_of(asked, case.group()):
            return True, sentence
    return False, own


def _speaks_of(asked: str, case: str) -> bool:
    """Whether a part of a question puts the case that a sentence tells of, 没有 and 无 being one."""
    told = re.sub(r"[^\u4e00-\u9fff]", "", _LACKS.sub("无", fold(case)))
    for piece in CLAUSE_MARKS.split(_LACKS.sub("无", fold(asked))):
        said = re.sub(r"[^\u4e00-\u9fff]|的(?:人|企业|单位|情况|话)?$", "", piece)
        pairs = [said[i : i + 2] for i in range(len(said) - 1)]
        if len(pairs) >= _LEAST and sum(pair in told for pair in pairs) >= _LIKE * len(pairs):
            return True
    return False
