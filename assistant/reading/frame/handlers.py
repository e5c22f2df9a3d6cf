"""Who handled a proposal together: the clauses of a letter's opening that name the bodies and what each of them did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare, clause_spans
from assistant.reading.folding import written_out
from assistant.reading.questions import Query
from assistant.reading.units import head_of, sentence_spans
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.schema import Document

_TOGETHER = re.compile(
    r"会办|协办|主办|牵头办理|牵头(?:哪|了哪)[^，]{0,12}办|(?:提案|建议|答复)[^，。里中]{0,10}(?:一起|共同|联合)办的?|"
    r"征求了?(?:哪些|谁)|商了(?:哪|谁)|经商(?:哪|谁)|哪些(?:单位|部门).{0,6}(?:办理|意见)|"
    r"(?:商办|会商|商请|会同)了?(?:哪|谁)|哪[几些]个?(?:单位|部门)[^，。？?]{0,2}(?:商办|会商|商请|商量)|"
    r"(?:答复|回复|函复|复函)之?前[^，。？?]{0,6}(?:找|问|商|会同|征求|请)[^，。？?]{0,3}(?:哪|谁)"
)
_DID = re.compile(r"主办|会办|协办|承办|牵头|会同|办理|征求|意见|商|批示.{2,40}研究")
_BODY = re.compile(
    r"[\u4e00-\u9fff](?:局|委|委员会|厅|部|办|办公室|院|中心|集团|公司|政府|银行|联社|协会)"
    r"(?=[、，,和与及会主协牵综办的。提意研共逐]|$)"
)
_ASKED = re.compile(r"[市省区县]委?([\u4e00-\u9fff]{2,6}(?:局|委员会|厅|部))(?=[对就给有提的])")
_WHICH = re.compile("哪|谁|几个")
# 经综合会办单位意见 and 我局 name nobody
_NOBODY = re.compile(r"(?:主|会|协|承|督|交)办(?:单位|部门)?|相?有?关(?:单位|部门)|[我本](?:局|委|厅|办|市|单位)|办理")


def read_handlers(query: Query, named: Sequence[Document]) -> Finding | None:
    """The clause of each paper's opening that says who handled it with whom; None for other questions."""
    asks = _TOGETHER.search(query.text)
    if asks is None:
        return None
    statements: list[Statement] = []
    for document in named:
        lines = sentence_spans(head_of(document), document.text)
        clauses = [clause for line in lines for clause in clause_spans(line, document.text)]
        found = [clause for clause in clauses if _names(clause.of(document.text))]
        asked = _ASKED.search(query.text)
        if asked is not None and not _WHICH.search(query.text):  # of a body that took no part, no clause tells
            found = [clause for clause in found if _speaks_of(asked.group(1), clause.of(document.text))]
        wanted = [span for span in found if asks.group()[:2] in span.of(document.text)] or found
        if wanted:
            span = wanted[0]
            said = f"{label(document.metadata, document.source)}：{bare(span.of(document.text))}"
            statements.append(Statement(said, (Evidence(document.doc_id, span),)))
    return Finding(tuple(statements), 0.95, "frame") if statements else None


def _speaks_of(body: str, clause: str) -> bool:
    return body in clause or written_out(body, clause)  # 发展改革局 for 发展和改革局


def _names(clause: str) -> bool:
    """Whether a clause says of a body by name that it handled something."""
    return _DID.search(clause) is not None and _BODY.search(_NOBODY.sub("", clause)) is not None
