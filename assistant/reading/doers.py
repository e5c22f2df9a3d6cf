"""Who it is that a clause tells of, where the paper named him clauses before (甲局拟推广……；依据《某法》，要求……)."""

from __future__ import annotations

import re

from assistant.reading.passages import Passages, Scored
from assistant.reading.questions import Query
from assistant.reading.units import sentence_begin
from assistant.schema import Evidence, Statement
from ingest.schema import Span

_ASKS = re.compile("哪[一几]?[个家些]?(?:部门|单位|机构|部委|局|委|厅)|谁|哪一?家")
_ENDS = "局|委|办|厅|署|部|院|府|中心|协会|集团|公司|银行|大学"
_DOER = re.compile(
    rf"[^，,。；;：:、的\d《》“”（）()\s]{{1,14}}?(?:{_ENDS})(?=[拟将已正要应会]|继续|积极|加快|加强|加大|推动|组织|开展|提出|负责|牵头|研究)"
)
_NAMES_BODY = re.compile(rf"[\u4e00-\u9fff]{{2}}(?:{_ENDS})(?![\u4e00-\u9fff]?[分署件])")


def with_its_doer(query: Query, passages: Passages, best: Scored, stated: Statement) -> Statement:
    """What is said by the later clauses of a sentence, with who does it, where that is asked for and stands at the
    sentence's beginning alone; what names somebody itself as it is."""
    if len(stated.evidence) != 1 or _ASKS.search(query.question.text) is None or _NAMES_BODY.search(stated.text):
        return stated
    text = passages.documents[best.unit.doc_id].text
    start = stated.evidence[0].span.start
    doer = _DOER.match(text, sentence_begin(text, start), start)
    if doer is None:
        return stated
    named = Evidence(best.unit.doc_id, Span(*doer.span()))
    return Statement(f"{doer.group()}：{stated.text}", (named, *stated.evidence))
