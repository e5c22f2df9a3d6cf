"""The frame around the parts of a reply: title, addressee, opening, closing, and what a letter ends with.

What the proposal does not say stands open in 【待补：…】. What is taken over from an earlier letter (公开方式, 抄送) is
named in the warnings, and so is whatever the drafter must look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.drafting.homes import NOWHERE, Home
from assistant.drafting.proposal_head import is_body
from assistant.drafting.schema import Part, Precedent, Proposal, Reply
from assistant.reading.folding import written_out
from assistant.zh import titled
from vectorstore.codec import Record

_HOME = re.compile("(省|市|州|县|区|旗)(?!场)(?:[^省市州县区旗]|市(?=场))*$")  # 我县 in a letter of 云溪县科学技术局


def frame(
    proposal: Proposal,
    parts: Sequence[Part],
    records: Sequence[Record],
    precedents: Sequence[Precedent],
    warnings: Sequence[str],
    home: Home = NOWHERE,
) -> Reply:
    """The whole reply; `records` are the library's documents, `warnings` those of the parts, `home` is whose letter it
    is."""
    own = home.own(records)
    letters = [r for r in own if r.metadata.is_reply]
    issuer = issuer_of(proposal, own)
    pattern = _pattern(proposal, letters)
    cc = pattern.metadata.cc if pattern is not None else None
    disclosure = pattern.metadata.disclosure if pattern is not None else None
    if disclosure is not None and "公开" not in disclosure:
        disclosure = None  # 机密★1年 is that letter's own
    number = proposal.number or f"【待补：{proposal.kind}号】"
    session = proposal.session or "【待补：会议届次】"
    you = _you(proposal.proposers)
    together = f"会同{proposal.co_agencies}" if proposal.co_agencies else ""
    return Reply(
        proposal=proposal,
        title=f"{issuer or '【待补：发文机关】'}关于{session}第{number}号{proposal.kind}答复的函",
        addressee=addressee(proposal),
        opening=f"{you}提出的{titled(proposal.title)}（{proposal.kind}第{number}号）收悉。经{together}认真研究，现答复如下：",
        parts=tuple(parts),
        closing=f"专此答复，感谢{you}对{_home(issuer)}相关工作的关心和支持，欢迎继续提出宝贵意见。",
        issuer=issuer,
        disclosure=disclosure,
        cc=cc,
        precedents=tuple(precedents),
        warnings=tuple(
            dict.fromkeys([*warnings, *home.told, *_to_check(proposal, records, letters, pattern, precedents, parts)])
        ),
    )


def issuer_of(proposal: Proposal, records: Sequence[Record]) -> str | None:
    """Who answers: the body that the proposal names, in full where the library knows it; else the body whose letters
    fill the shelf. `records` are those of one's own city."""
    known = Counter(r.metadata.issuer for r in records if r.metadata.issuer)
    lead = proposal.lead_agency
    if lead:
        whole = [name for name in known if name.endswith(lead)] or [name for name in known if written_out(lead, name)]
        return whole[0] if len(whole) == 1 else lead  # 市工信局 may be either of two
    writers = Counter(r.metadata.issuer for r in records if r.metadata.issuer and r.metadata.is_reply)
    most = (writers or known).most_common(1)
    return most[0][0] if most else None


def _home(issuer: str | None) -> str:
    """我市, 我县: the place that a letter of an office speaks of as its own."""
    place = _HOME.search(issuer or "")
    return f"我{place.group(1)}" if place else "我市"


def addressee(proposal: Proposal) -> str:
    """The addressee line: persons are followed by 委员 (CPPCC) or 代表 (congress), bodies by neither."""
    asking = "委员" if proposal.kind == "提案" else "代表"
    names = proposal.proposers
    if not names:
        return f"【待补：提出人】{asking}："
    return f"{names}：" if is_body(names.removesuffix("等").split("、")[-1]) else f"{names}{asking}："


def _you(names: str | None) -> str:
    if not names:
        return "您"
    several = "、" in names or names.endswith("等") or is_body(names)
    return "你们" if several else "您"


def _pattern(proposal: Proposal, letters: Sequence[Record]) -> Record | None:
    """The newest letter of the same kind: its frame is how the office does it."""
    alike = [r for r in letters if ("人大" in (r.metadata.doc_type or "")) == (proposal.kind == "建议")]
    return max(alike, key=_when, default=None)


def _when(record: Record) -> str:
    return record.metadata.issued_on or record.metadata.number_year or ""


def _to_check(
    proposal: Proposal,
    records: Sequence[Record],
    letters: Sequence[Record],
    pattern: Record | None,
    precedents: Sequence[Precedent],
    parts: Sequence[Part],
) -> list[str]:
    found: list[str] = []
    if not records:
        found.append("资料库还是空的，所以各条都是待补；请先导入文件再起草。")
    if pattern is not None and (pattern.metadata.cc or pattern.metadata.disclosure):
        named = "、".join(
            word for word, value in (("公开方式", pattern.metadata.disclosure), ("抄送", pattern.metadata.cc)) if value
        )
        found.append(f"{named}沿用{pattern.metadata.doc_number or pattern.source}，请核对。")
    if any(part.paragraphs for part in parts):
        found.append("各条的采纳意见（吸收采纳、部分采纳）是按依据的多少拟的，请审定后再发。")
    if proposal.co_agencies:
        found.append(f"开头写了会同{proposal.co_agencies}研究，请确认已征求意见。")
    for record in letters:
        metadata = record.metadata
        if proposal.number and metadata.proposal_number == proposal.number:
            name = metadata.doc_number or record.source
            found.append(f"资料库里已有对这份{proposal.kind}的答复：{name}，请勿重复答复。")
    found += [
        f"{precedent.doc_number or precedent.source}曾表示“{promise.quote}”，请核实落实情况。"
        for precedent in precedents
        for promise in precedent.promises
    ]
    asked = ((f"{proposal.kind}号", proposal.number), ("会议届次", proposal.session), ("提出人", proposal.proposers))
    missing = [word for word, value in asked if not value]
    if missing:
        found.append(f"{proposal.kind}里没有写明{'、'.join(missing)}，请在函中【待补】处填写。")
    if proposal.title.startswith("【"):
        found.append(f"没有读出{proposal.kind}的标题，请补上。")
    return found
