"""Questions that ask several papers: each its own (120号函推荐申报什么？规划定的目标是多少？), or all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reading.pieces import ASKS, CLAUSE_MARKS
from assistant.reading.segments import PAPERS, names_something, without_papers
from assistant.reading.times.periods import PLAN
from assistant.schema import Finding, Statement

Meant = Callable[[str], tuple[str, ...]]  # the papers that a piece of text names

_HANGS_ON = re.compile("[在到]$|[，,]$")  # 研究院在 of 研究院在2020年的答复里


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to one paper, which its text no longer names."""

    paper: str
    text: str


def asked_of_each(text: str, meant: Meant) -> tuple[Asked, ...]:
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
    whole = [one if not shared and _stands(one) else _joined(subject, one) for one in asked]
    return tuple(Asked(paper, _unnamed(one)) for (paper, _), one in zip(parts, whole, strict=True))


def asked_of_all(text: str) -> str:
    """The question put to a single paper, where it asks the same of several; "" where it asks for no such thing."""
    all_asked = _OF_ALL.search(text)
    if all_asked is None:
        return ""
    before = [piece for piece in CLAUSE_MARKS.split(text[: all_asked.start()]) if piece.strip()]
    # 中试基地数量，12号函和规划说的分别是多少: right before, nothing but the papers is named
    alone = len(before) > 1 and not _ALIKE.search(all_asked.group())
    if alone and not names_something(_KINDS.sub("", _unnamed(before[-1]))):
        about = _unnamed("，".join(before[:-1]))
        rest = _SAYS.sub("", text[all_asked.end() :]).strip("，,、？?")
        return f"{about}，{rest}" if rest else f"{about}是多少" if _MEASURE.search(about) else about
    return _OF_ALL.sub("", _SAID.sub("", without_papers(_YEAR_OF.sub("", text)))).strip("，,、")


_OF_ALL = re.compile(
    "(?:分别|各自?)(?:都|又)?|有(?:什么|哪些)(?:不同|区别|差别|差异)|(?:说法|写法|口径)?(?:一样|一致|相同)吗"
)
_SAID = re.compile(
    "^[两三四几][份封]|都(?:有?提到|讲到|说到|写到)|(?:里|中)?(?:提到|讲到|说到|写到|说|写|讲|给出?|列)(?:过|了|的)?(?=,|各|分别|是|有|$)"
)
_ALIKE = re.compile("一样|一致|相同")
_SAYS = re.compile("^(?:[提讲说写]到?|给出?|列)(?:过|了|的|着)?")
_KINDS = re.compile(
    rf"(?:{PLAN})?(?:(?:19|20)\d\d年)?(?:\d{{1,2}}月)?[^，,]{{0,6}}?(?:规划|方案|通知|办法|报告|总结|要点|报道|答复)"
)
_MEASURE = re.compile("(?:[额数量率比]|规模|面积|比例|强度|额度|价格)$")
_YEAR_OF = re.compile(r"(?:19|20)\d\d年的?(?=\d+号|[两几三四]?[份封])")
_LEFT = re.compile(
    "(?:在里(?![程面头])|(?:(?<=[，,院局])|^)(?:里(?![程面头])|时(?![间候])|到(?=又)|那?后来|又|说(?!明))+)(?=[^，,])"
)


def _unnamed(text: str) -> str:
    """A question without the words that say which paper is asked."""
    return _LEFT.sub("", without_papers(_YEAR_OF.sub("", text))).strip("，,、")


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
    notes = tuple(dict.fromkeys(note for finding in findings for note in finding.notes))
    return Finding(tuple(statements), min(finding.confidence for finding in findings), "comparison", notes=notes)
