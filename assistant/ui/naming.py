"""How documents and citations are called in words."""

from __future__ import annotations

import re
from datetime import datetime

from assistant.schema import Citation
from assistant.zh import place_words
from ingest.schema import Document, Metadata, Section

STATUS_WORDS = {"added": "已入库", "unchanged": "已在库中，未变", "replaced": "已更新", "failed": "未能读取"}


def page_words(page: int | None) -> str:
    return "" if page is None else f"第{page}页"


def day_words(at: float) -> str:
    """A moment, in the time of this computer."""
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")


def citation_words(citation: Citation) -> str:
    """`云溪科函〔2026〕12号 三、（二） 第3页`."""
    return place_words(citation.doc_number, citation.title, citation.source, citation.section, citation.page)


_FRAME = re.compile(r"^.{0,40}?关于(?:印发|转发|发布|下达|公布)|的?(?:通知|函|意见|公告|通告)(?:（.*）)?$")


def short_title(title: str) -> str:
    """A title without its frame: “某机关关于印发…的通知” becomes what was issued."""
    named = re.search(r"《([^《》]{4,40})》", title)
    if named:
        return named[1]
    bare = _FRAME.sub("", title)
    return bare if len(bare) >= 4 else title


def list_title(metadata: Metadata, source: str) -> str:
    """What the shelf shows as the title; a reply letter is best known by its proposal."""
    return metadata.title or metadata.proposal_title or source


def heading_words(section: Section) -> str:
    return f"{section.number}{section.title}" if section.title else section.number


def ancestors(document: Document, section: Section) -> list[Section]:
    """The sections above and the section itself, outermost first."""
    chain = [section]
    while chain[0].parent is not None:
        chain.insert(0, document.sections[chain[0].parent])
    return chain
