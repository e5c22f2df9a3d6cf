"""The nouns of evaluation. Rows that come from files are pydantic models: a fault in one is a sentence for the user.

`Passage` and `Known`: a document and a question of a retrieval set. `Sample`: a question of a question set, with the
truth. `Judgment`: what happened when it was asked. `Score`: what that is worth.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

UNANSWERABLE = "unanswerable"
PENDING = "pending"  # the review of a question that `eval collect` made and nobody has looked at

Stage = Literal["not_read", "not_found", "not_chosen", "wrongly_refused", "wrongly_composed", "wrongly_answered"]
Reason = Literal["", "refused", "lacks", "forbidden", "too_long", "answered"]
STAGES: dict[Stage, str] = {
    "not_read": "没有读到",
    "not_found": "没有找到",
    "not_chosen": "找到未选中",
    "wrongly_refused": "误拒答",
    "wrongly_composed": "组句有误",
    "wrongly_answered": "误作答",
}


class _Row(BaseModel):
    """A row of a file; fields that mean nothing to us are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Passage(_Row):
    """A document of a retrieval set."""

    id: str
    text: str
    title: str = ""

    @field_validator("title", mode="before")
    @classmethod
    def _no_title(cls, value: Any) -> Any:
        return "" if value is None else value


class Known(_Row):
    """A question of a retrieval set, and the documents that answer it (`doc_ids`, or one `doc_id`)."""

    id: str
    question: str
    doc_ids: tuple[str, ...]

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, row: Any) -> Any:
        if isinstance(row, dict) and not row.get("doc_ids") and row.get("doc_id") not in (None, ""):
            return {**row, "doc_ids": [row["doc_id"]]}
        return row


class Asked(Known):
    """A question of a reading set: the reference answers (`answer`, one or several), none where it is unanswerable."""

    answer: tuple[str, ...] = ()
    answerable: bool = True

    @field_validator("answer", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value or []


class Place(_Row):
    """Where an answer may be cited from: a file (its name, or the beginning of it) and a section."""

    source: str
    section: str

    @classmethod
    def parse(cls, text: str) -> Place:
        """`file|section`, as question sets write it."""
        source, _, section = text.partition("|")
        return cls(source=source.strip(), section=section.strip())


class Sample(_Row):
    """A question with the truth. `places`: every inner tuple wants one citation from one of its places.

    Read from `cite` (`file|section`, a list of lists) or, where that is missing, from `evidence` rows with `seed` (or
    `source`) and `section`: each evidence row wants a citation then.
    """

    id: str
    question: str
    history: tuple[str, ...] = ()
    type: str = "other"
    answer: str = ""
    must_contain: tuple[tuple[str, ...], ...] = ()
    must_not_contain: tuple[str, ...] = ()
    places: tuple[tuple[Place, ...], ...] = ()
    review: str = ""

    @model_validator(mode="before")
    @classmethod
    def _two_spellings(cls, row: Any) -> Any:
        if not isinstance(row, dict) or "places" in row:
            return row
        if row.get("cite") is not None:
            groups = [[Place.parse(str(place)) for place in group] for group in row["cite"]]
        else:
            rows = row.get("evidence") or []
            groups = [[Place(source=e.get("source") or e.get("seed") or "", section=e["section"])] for e in rows]
        return {**row, "places": groups, "history": row.get("history") or ()}

    @property
    def answerable(self) -> bool:
        return self.type != UNANSWERABLE


class Cited(_Row):
    """A citation of an answer row.

    `around`: what the quote is read with: the header of the table it stands in, the document's date. `intact`: whether
    the quote is a slice of its document.
    """

    source: str
    section: str
    quote: str
    doc_number: str | None = None
    title: str | None = None
    page: int | None = None
    around: str = ""
    intact: bool = True


class Judgment(_Row):
    """What the assistant said to a question.

    `read`: the library knows a gold place; `reached`: one was among the passages searched first. `gold_ranks`: for each
    group of places the rank of its first passage. `requests`: prompts sent to a language model.
    """

    id: str
    answer: str
    refused: bool
    confidence: float = 0.0
    seconds: float = 0.0
    citations: tuple[Cited, ...] = ()
    warnings: tuple[str, ...] = ()
    read: bool = True
    reached: bool = False
    gold_ranks: tuple[int | None, ...] = ()
    requests: int = 0

    @property
    def gold_rank(self) -> int | None:
        """The rank of the first passage of any gold place."""
        return min((rank for rank in self.gold_ranks if rank is not None), default=None)


class Score(_Row):
    """What an answer is worth; counts are kept so that shares can be taken over any group of questions."""

    id: str
    type: str
    answerable: bool
    refused: bool
    right: bool
    reason: Reason = ""
    stage: Stage | None = None
    confidence: float = 0.0
    seconds: float = 0.0
    length: int = 0
    wanted: int = Field(0, description="places that had to be cited")
    wanted_hit: int = 0
    cited: int = Field(0, description="citations given to a question whose places are known")
    cited_ok: int = 0
    quotes: int = 0
    quotes_ok: int = 0
    numbers: int = Field(0, description="numbers in the answer")
    numbers_ok: int = Field(0, description="those that stand in a quote")
    gold_rank: int | None = None
    gold_ranks: tuple[int | None, ...] = ()
    requests: int = 0
