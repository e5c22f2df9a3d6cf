"""Where a question is to be looked for: some documents, years, issuers, types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from assistant.storable import storable
from assistant.zh import label
from vectorstore.keys import Named

_NAMED = 2  # documents called by name; more are counted


@dataclass(frozen=True, slots=True)
class Limits:
    """A document must be one of each that is given; what is empty limits nothing."""

    doc_ids: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, tuple(map(storable, getattr(self, field.name))))

    def __bool__(self) -> bool:
        return bool(self.doc_ids or self.years or self.issuers or self.types)

    def holds(self, record: Named) -> bool:
        """Whether a document may be looked into."""
        metadata = record.metadata
        return (
            (not self.doc_ids or record.doc_id in self.doc_ids)
            and (not self.years or metadata.year in self.years)
            and (not self.issuers or metadata.issuer in self.issuers)
            and (not self.types or metadata.doc_type in self.types)
        )

    def words(self, records: Iterable[Named]) -> str:
        """The limits as a user reads them: 2025年、云溪市科技局、答复函. `records` are those that may be named."""
        named = [label(r.metadata, r.source) for r in records if r.doc_id in self.doc_ids]
        papers = named if len(named) <= _NAMED else [*named[:_NAMED], f"等{len(named)}份文件"]
        groups = (papers, [f"{year}年" for year in self.years], self.issuers, self.types)
        return "、".join("或".join(group) for group in groups if group)


EVERYWHERE = Limits()
