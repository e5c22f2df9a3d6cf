"""Questions that ask several papers: each its own (120号函推荐申报什么？规划定的目标是多少？), or all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reading.pieces import ASKS, CLAUSE_MARKS
from assistant.reading.segments import PAPERS, names_something, without_papers
from assistant.schema import Finding, Statement

Meant = Callable[[str], tuple[str, ...]]  # the papers that a piece of text names

_HANGS_ON = re.compile("在$|[，,]$")  # 研究院在 of 研究院在2020年的答复里


def asked_of_each(text: str, meant: Meant) -> tuple[str, ...]:
    """The question put to each paper, where a question asks something of its own of each of several; () for every
    other question, one that asks the same of all of them too. `meant`: which papers a piece of text names."""
    pieces = [piece.strip() for piece in CLAUSE_MARKS.split(text) if piece.strip()]
    shared: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for piece in pieces:
        papers = meant(piece)
        if len(papers) > 1:
            return ()
        if papers and not (parts and parts[-1][0] == papers[0]):
            parts.append((papers[0], [piece]))
        elif parts:
            parts[-1][1].append(piece)
        else:
            shared.append(piece)
    asked = ["，".join(said) for _, said in parts]
    if len(parts) < 2 or len({paper for paper, _ in parts}) < len(parts):
        return ()
    if not all(ASKS.search(one) for one in asked) or any(ASKS.search(piece) for piece in shared):
        return ()
    subject = "，".join(shared) or _subject(asked[0])
    return tuple(one if not shared and _stands(one) else _joined(subject, one) for one in asked)


def asked_of_all(text: str) -> str:
    """The question put to a single paper, where it asks the same of several; "" where it asks for no such thing."""
    if _OF_ALL.search(text) is None:
        return ""
    return _OF_ALL.sub("", _SAID.sub("", without_papers(_YEAR_OF.sub("", text)))).strip("，,、")


_OF_ALL = re.compile(
    "(?:分别|各自?)(?:都|又)?|有(?:什么|哪些)(?:不同|区别|差别|差异)|(?:说法|写法|口径)?(?:一样|一致|相同)吗"
)
_SAID = re.compile(
    "^[两三四几][份封]|都(?:有?提到|讲到|说到|写到)|(?:里|中)?(?:提到|讲到|说到|写到|说|写|讲|给出?|列)(?:过|了|的)?(?=,|各|分别|是|有|$)"
)
_YEAR_OF = re.compile(r"(?:19|20)\d\d年的?(?=\d+号|[两几三四]?[封份])")


def _subject(asked: str) -> str:
    """What a question speaks of before it names its paper."""
    named = PAPERS.search(asked)
    return _HANGS_ON.sub("", asked[: named.start()]) if named else ""


def _stands(asked: str) -> bool:
    """Whether a question says of itself what it speaks of."""
    return names_something(without_papers(asked))


def _joined(subject: str, asked: str) -> str:
    return f"{subject}，{asked}" if subject and not asked.startswith(subject) else asked


def told_by_each(findings: Sequence[Finding], names: Sequence[str]) -> Finding:
    """What each paper answers to what it was asked, behind its name, as one finding."""
    statements: list[Statement] = []
    for name, finding in zip(names, findings, strict=True):
        first, *rest = finding.statements
        said = f"{finding.lead}：{first.text}" if finding.lead else first.text
        statements += [Statement(said if name in said else f"{name}：{said}", first.evidence), *rest]
    return Finding(tuple(statements), min(finding.confidence for finding in findings), "comparison")
