"""What a citation shows, ready to be compared with a statement: its quote, and the name of where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from assistant.reading.facts import Facts, facts_of, han_value
from assistant.reading.folding import fold
from assistant.schema import Citation
from assistant.verifying.planted import stands_by_order
from assistant.zh import chinese_date
from ingest.chunking import headings_of
from ingest.schema import Document

_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CELL = 4  # characters of a cell that tell its row from others
_NTH = re.compile(r"第?([一二三四五六七八九十百]{1,4}|\d{1,3})")


@dataclass(frozen=True, slots=True)
class Source:
    """`facts` and `folded` are the quote's, `apart` is `folded` with a comma between the cells of a row (不低于1:1, 2年
    holds no 1:12); `name` and `folded_name` those of its document, headings and table header.

    `runs`: the runs of digits in the quote, read with and without its blanks (5562 0317); `ordinals`: the numbers of
    its sections; `rows`: its lines without the head, where it stands in a table; `others`: cells of the other rows
    there; `tainted`: it gives orders to a machine.
    """

    facts: Facts
    folded: str
    apart: str
    name: Facts
    folded_name: str
    runs: frozenset[str]
    ordinals: frozenset[Decimal]
    rows: tuple[str, ...]
    others: frozenset[str]
    tainted: bool


def source_of(citation: Citation, document: Document) -> Source:
    """Everything that a citation shows."""
    metadata = document.metadata
    parts = [metadata.doc_number, metadata.title, metadata.issuer, metadata.session, metadata.proposal_number]
    parts += [chinese_date(metadata.issued_on or ""), citation.source]
    numbers = [citation.section]
    for section in document.sections:
        if section.span.start <= citation.start < section.span.end:
            parts += headings_of(document, section)
            numbers.append(section.number)
    tabular, others, heads = False, set[str](), set[str]()
    for table in document.tables:
        if table.span.start <= citation.start < table.span.end:
            parts += table.header
            tabular = True
            heads.add(fold("".join(table.header)))
            others |= {fold(cell) for row in table.rows for cell in row.cells} - {""}
    name = "\n".join(dict.fromkeys(part for part in parts if part))
    facts = facts_of(citation.quote)
    ordinals = {number.value for number in facts.numbers if number.ordinal}
    ordinals |= {han_value(nth) for text in (*numbers, citation.quote) for nth in _NTH.findall(text)}
    plain = unicodedata.normalize("NFKC", citation.quote + "\n" + name)
    runs = {run.replace(",", "") for text in (plain, re.sub(r"[ \u3000]", "", plain)) for run in _RUN.findall(text)}
    quote = fold(citation.quote)
    return Source(
        facts,
        quote,
        fold(citation.quote.replace("\t", ",")),
        facts_of(name),
        fold(name + "\n" + citation.section),
        frozenset(runs),
        frozenset(ordinals),
        tuple(row for line in citation.quote.split("\n") if (row := fold(line)) and row not in heads)
        if tabular
        else (),
        frozenset(cell for cell in others if len(cell) >= _CELL and cell not in quote),
        stands_by_order(document.text, citation.start, citation.end),
    )
