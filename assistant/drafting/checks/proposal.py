"""The frame of a letter beside the proposal that it answers: by whom, under which number, under which title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.checks.fault import Fault
from assistant.drafting.checks.frame import Frame, Part
from assistant.drafting.proposal_head import is_body
from assistant.drafting.schema import Proposal
from assistant.reading.folding import fold

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){4,120})》")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}·[\u4e00-\u9fff·]{1,14}")
_CALLED = re.compile(r"^(?:尊敬的)?(?:[省市县区州]?(?:政协|人大))?(?:委员|代表)?(?=[\u4e00-\u9fff])")
_PLAIN = re.compile(r"^关于|的?(?:提案|建议|议案)$|[“”\"‘’〈〉《》]")


def proposal_faults(frame: Frame, proposal: Proposal) -> Iterator[Fault]:
    """What the letter's frame says otherwise than the proposal. What the proposal does not say is not compared."""
    yield from _proposers(frame.addressee, proposal)
    number, opening = proposal.number, frame.opening_number
    for part, place in ((frame.title_number, "信头"), (opening, "开头")):
        if number and part and not _ends_alike(part.text, number):
            message = f"{proposal.kind}号与{proposal.kind}不同：这里是{part.text}，{proposal.kind}上是{number}。"
            yield Fault("form", place, message, part.span.start, part.span.end)
    named = _TITLE.search(frame.opening.text) if frame.opening else None
    if frame.opening and named and not proposal.title.startswith("【"):
        here, there = (_PLAIN.sub("", fold(title)) for title in (named.group(1), proposal.title))
        here, there = (re.sub('[“”"‘’〈〉《》]', "", title) for title in (here, there))
        if here != there:
            message = (
                f"标题与{proposal.kind}不同：这里是《{named.group(1)}》，{proposal.kind}上是《{proposal.title}》。"
            )
            start = frame.opening.span.start + named.start()
            yield Fault("form", "开头", message, start, start + len(named.group()))


def _proposers(addressee: Part | None, proposal: Proposal) -> Iterator[Fault]:
    """Persons who did not propose, and those who did and are not named where the letter names all."""
    if addressee is None or not proposal.proposers or "待补" in addressee.text:
        return
    wanted = _persons(proposal.proposers)
    here = _persons(addressee.text)
    if not wanted or not here:
        return  # bodies are written in many ways (民革市委会)
    strange = [name for name in here if name not in wanted]
    open_list = "等" in proposal.proposers or re.search(r"等\d*[名位人]?", addressee.text) is not None
    missing = [name for name in wanted if name not in here] if not open_list else []
    if proposal.proposers.endswith("等"):
        strange = strange[:1] if wanted[0] not in here else []  # 等 hides the others' names
    if strange or missing:
        message = (
            f"称呼与{proposal.kind}的提出人不同：这里是“{addressee.text}”，{proposal.kind}上是“{proposal.proposers}”。"
        )
        yield Fault("form", "信头", message, addressee.span.start, addressee.span.end)


def _persons(names: str) -> list[str]:
    found = re.split(r"[、，,;；/\s]+", re.sub(r"[（(][^（）()]*[）)]", "、", names))
    bare = [re.sub(r"等?\d*[名位人]?(?:委员|代表|同志|先生|女士)?[：:]?$", "", _CALLED.sub("", name)) for name in found]
    return [name for name in bare if _PERSON.fullmatch(name) and not is_body(name)]


def _ends_alike(one: str, other: str) -> bool:
    """20260123 and 123 of a long number are one."""
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return long.endswith(short)
