"""The nouns of drafting: a proposal with its suggestions, and the reply with what each of its sentences rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.quoting import quoted
from assistant.schema import Citation

Kind = Literal["提案", "建议"]  # of a CPPCC member, of a congress deputy
Stance = Literal["吸收采纳", "部分采纳"]
SERIAL = "【待补：发文字号】"  # until the letter is numbered
OPEN_PLACE = re.compile(r"【待补[^】]*】")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a proposal asks for: its heading, its whole text, and the single wishes in it."""

    number: int
    heading: str
    text: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its paper says it; `None` where it says nothing."""

    kind: Kind
    title: str
    suggestions: tuple[Suggestion, ...]
    number: str | None = None
    session: str | None = None
    proposers: str | None = None
    lead_agency: str | None = None
    co_agencies: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the letter and the words of a document that it rests on. Without a citation it is the drafter's
    own; `unproved` is then what stood in none of the sources that it was held against."""

    text: str
    citation: Citation | None
    unproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one part: a run-in heading (may be empty), where its words come from ("据2020年答复，", may be
    empty), and its sentences, all of one section of one document. `edited`: the drafter had a hand in it; `replaced`:
    what stood behind the sentences that the drafter put into other words."""

    title: str
    attribution: str
    sentences: tuple[Said, ...]
    edited: bool = False
    replaced: tuple[Citation, ...] = ()

    @property
    def text(self) -> str:
        title = f"{self.title}。" if self.title else ""
        return title + self.attribution + "".join(said.text for said in self.sentences)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(said.citation for said in self.sentences if said.citation is not None)


@dataclass(frozen=True, slots=True)
class Part:
    """What the letter says on one suggestion. `stance` is None where nothing is said: an office takes it, no program.
    `gaps` are what the library does not support, `notes` what of it the drafter must check, `nearest` the sentences
    that come nearest where none is sure enough to be said: the drafter may take them."""

    number: str
    suggestion: Suggestion
    stance: Stance | None
    paragraphs: tuple[Paragraph, ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()

    @property
    def heading(self) -> str:
        return f"关于{quoted(self.suggestion.heading)}的建议"


@dataclass(frozen=True, slots=True)
class Precedent:
    """A letter that answered a similar proposal, and what it promised."""

    doc_id: str
    source: str
    doc_number: str | None
    title: str | None
    proposal_title: str
    promises: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The drafted letter; `None` where the drafter must decide."""

    proposal: Proposal
    title: str
    addressee: str
    opening: str
    parts: tuple[Part, ...]
    closing: str
    issuer: str | None
    disclosure: str | None
    cc: str | None
    precedents: tuple[Precedent, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def signed_by(self) -> str:
        return self.issuer or "【待补：发文机关】"

    @property
    def printed_by(self) -> str:
        return f"{self.signed_by}办公室"

    @property
    def open_places(self) -> tuple[tuple[str, str], ...]:
        """(number of the part, empty in the frame; 【待补：…】) of every place of the letter that is left open."""
        return tuple((number, gap) for number, text in self._lines() for gap in OPEN_PLACE.findall(text))

    def _lines(self) -> Iterator[tuple[str, str]]:
        """(number of the part, text) of all that the letter says, in its order."""
        yield from (("", text) for text in (self.signed_by, SERIAL, self.title, self.addressee, self.opening))
        for part in self.parts:
            yield part.number, part.heading
            yield from ((part.number, text) for text in (*(p.text for p in part.paragraphs), *part.gaps))
        tail = (self.closing, self.signed_by, *self.remarks, self.copies, self.printed_by)
        yield from (("", text) for text in tail)

    @property
    def remarks(self) -> tuple[str, str]:
        """The lines below the date: whom to call, and how the letter is made public."""
        return "（联系人及电话：【待补：联系人及电话】）", f"公开方式：{self.disclosure or '【待补：公开方式】'}"

    @property
    def copies(self) -> str:
        return f"抄送：{(self.cc or '【待补：抄送单位】').rstrip('。')}。"
