"""What a sentence says is not done yet (尚未启动, 正在起草, 计划2024年出台): true when its paper was written."""

from __future__ import annotations

import re

MADE = "出台|印发|发布|制定|编制|起草|修订|启动|开展|开工|建成|建设|建立|组建|筹建|筹备|成立|设立|挂牌|上线|投用|完成"
NOT_YET = re.compile(rf"尚未|还未|还没有?|(?:正在|着手)(?:抓紧|加快|积极)?(?:研究)?(?:{MADE}|研究|推进)")
BY_YEAR = re.compile(
    rf"(?:计划|预计|拟|将)(?:于|在|到)?(20\d{{2}})年(?:底|内|上半年|下半年)?前?[^，。；]{{0,6}}?(?:{MADE})"
)


def says_undone(said: str) -> bool:
    """Whether a statement says that something is not done yet, or is planned for a year."""
    return NOT_YET.search(said) is not None or BY_YEAR.search(said) is not None


def may_be_past(said: str, written: str, newest: str) -> bool:
    """Whether a statement says that something is not done yet, and papers of a later year are there: `written` and
    `newest` are years, "" where unknown; what is planned for a year to come is no such thing."""
    if not written or written >= newest:
        return False
    planned = BY_YEAR.search(said)
    return NOT_YET.search(said) is not None or (planned is not None and planned.group(1) <= newest)
