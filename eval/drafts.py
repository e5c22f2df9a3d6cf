"""`python -m eval.drafts PROPOSALS.jsonl LIBRARY`: do drafted replies use what they should, and nothing else?

A row of PROPOSALS is `{id, text, suggestions: [{n, heading, supported, facts: [{seed, section, quote}]}]}`: what
a reply to each suggestion should use, by the beginning of the file's name, the section and an exact piece of the file.
LIBRARY is the folder of a library that holds the documents. Two measures, both read from the .docx that is handed out:

- `facts`: the share of the facts that stand under their suggestion, and `cited`: whose citation of the right section
  carries them.
- `figures_ok`: the share of the numbers, dates, 文号 and 《titles》 of its sentences that stand in the words they cite.

An unsupported suggestion must have a 【待补】 and no sentence (`unsupported_ok`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answering import Assistant
from assistant.drafting.filing import file_reply
from assistant.drafting.proposals import read_proposal
from assistant.drafting.schema import Part, Reply, Said
from assistant.library import Library
from assistant.reading.facts import Date, facts_of, same_amount, same_date, same_letter
from ingest.errors import UserError
from ingest.pipeline import parse
from ingest.schema import Document


@dataclass(slots=True)
class DraftScore:
    """Counts over all proposals; `missed` and `unproved` name what was left out and what does not stand."""

    proposals: int = 0
    facts: int = 0
    used: int = 0
    cited: int = 0
    figures: int = 0
    proved: int = 0
    unsupported: int = 0
    refused: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        return {
            "proposals": self.proposals,
            "facts": round(self.used / self.facts, 4) if self.facts else None,
            "cited": round(self.cited / self.facts, 4) if self.facts else None,
            "figures": self.figures,
            "figures_ok": round(self.proved / self.figures, 4) if self.figures else None,
            "unsupported_ok": f"{self.refused}/{self.unsupported}",
            "seconds_most": round(max(self.seconds, default=0.0), 2),
        }


def score_drafts(rows: list[dict[str, Any]], library: Library, folder: Path) -> DraftScore:
    """Drafts a reply to each row's proposal into `folder` and reads it back."""
    score = DraftScore()
    assistant = Assistant(library)
    for row in rows:
        source, target = folder / f"{row['id']}.txt", folder / f"{row['id']}.docx"
        source.write_text(row["text"], encoding="utf-8")
        start = time.perf_counter()
        reply = assistant.draft(read_proposal(source))
        file_reply(reply, target)
        score.seconds.append(time.perf_counter() - start)
        score.proposals += 1
        _facts(row, reply, parse(target), score)
        _figures(reply, parse(target), library, score)
    return score


def _facts(row: dict[str, Any], reply: Reply, letter: Document, score: DraftScore) -> None:
    """Facts under their suggestion, and under the citation that carries them; suggestions go by their headings."""
    parts = {part.suggestion.heading: part for part in reply.parts}
    for wanted in row["suggestions"]:
        part = parts.get(wanted["heading"])
        if not wanted["supported"]:
            score.unsupported += 1
            score.refused += part is not None and bool(part.gaps) and not part.paragraphs
        under = _plain(_under(part, letter)) if part is not None else ""
        citations = [c for p in part.paragraphs for c in p.citations] if part is not None else []
        for fact in wanted["facts"]:
            quote = _plain(fact["quote"])
            right = [
                c for c in citations if c.source.startswith(fact["seed"]) and c.section.startswith(fact["section"])
            ]
            used, cited = quote in under, quote in _plain("".join(c.quote for c in right))
            score.facts += 1
            score.used += used
            score.cited += used and cited
            if not (used and cited):
                score.missed.append(f"{row['id']} {wanted['n']} {fact['seed']} {fact['section']} {fact['quote']}")


def _under(part: Part, letter: Document) -> str:
    """The text of the letter below the part's heading."""
    for section in letter.sections:
        if section.level == 1 and section.number == part.number:
            return section.span.of(letter.text)
    return ""


def _figures(reply: Reply, letter: Document, library: Library, score: DraftScore) -> None:
    """Every sentence must stand in the letter as it is set, and every fact of it in the words that it cites. A year may
    also be the paper's own (今年 is written out), and what stands before a sentence names the paper."""
    text = _plain(letter.text)
    for said, attribution in _sentences(reply):
        assert said.citation is not None, "nobody has edited this draft"
        document = library.document(said.citation.doc_id)
        assert document is not None
        wrong, count = unproved(said.text, said.citation.quote, document)
        named, more = unproved(attribution, _name(document), document)
        if _plain(said.text) not in text:
            wrong.append(f"不在函中：{said.text}")
        score.figures += count + more + (_plain(said.text) not in text)
        score.unproved += [f"{said.citation.source}: {what}" for what in (*wrong, *named)]
        score.proved += count + more - len(wrong) - len(named) + (_plain(said.text) not in text)


def unproved(said: str, quote: str, document: Document) -> tuple[list[str], int]:
    """The numbers, dates, 文号 and 《titles》 of a sentence that its quote does not hold, and how many it has."""
    facts, ground = facts_of(said), facts_of(quote)
    own = {int(year) for year in re.findall(r"(?:19|20)\d{2}", _name(document))}
    # a year that the paper's own 今年 or 去年 stands for
    meant = (
        own | {year + step for year in own for step in (-2, -1, 1)} if re.search("[今去明前上本]年", quote) else set()
    )
    titles = {_plain(title) for title in ground.titles}
    proofs: list[tuple[str, bool]] = [
        *((n.text, any(same_amount(n, g) for g in ground.numbers)) for n in facts.numbers),
        *((d.text, _dated(d, ground.dates, meant)) for d in facts.dates),
        *((x.text, any(same_letter(x, g) for g in ground.letters)) for x in facts.letters),
        *((title, _plain(title) in titles) for title in facts.titles),
    ]
    return [what for what, proved in proofs if not proved], len(proofs)


def _dated(date: Date, ground: tuple[Date, ...], meant: set[int]) -> bool:
    if any(same_date(date, other) for other in ground):
        return True
    return date.month is None and (date.year in meant or any(date.year == other.year for other in ground))


def _name(document: Document) -> str:
    """What names a paper: its 文号, title and date, and the years for which its sections set their aims."""
    metadata = document.metadata
    issued = f"{metadata.issued_on[:4]}年" if metadata.issued_on else ""
    aims = " ".join(f"到{year}年" for year in re.findall(r"到\s*(20\d{2})\s*年", document.text))
    year = f"{metadata.number_year}年" if metadata.number_year else ""
    return f"{metadata.doc_number or ''} 《{metadata.title or ''}》 {issued} {year} {aims}"


def _sentences(reply: Reply) -> Iterator[tuple[Said, str]]:
    for part in reply.parts:
        for paragraph in part.paragraphs:
            for n, said in enumerate(paragraph.sentences):
                yield said, "" if n else paragraph.attribution


def _plain(text: str) -> str:
    """A text as quotes are compared: NFKC, without blanks, quotation marks and commas, which the letter sets anew."""
    return re.sub(r"[\s“”\"‘’',;]", "", unicodedata.normalize("NFKC", text))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.drafts", description="评起草：用上了多少依据，数字是否都有出处"
    )
    parser.add_argument("proposals", type=Path, metavar="提案.jsonl")
    parser.add_argument("home", type=Path, metavar="资料库")
    parser.add_argument("--misses", action="store_true", help="列出没有用上的依据和没有出处的数字")
    arguments = parser.parse_args(argv)
    rows = [json.loads(line) for line in arguments.proposals.read_text(encoding="utf-8").split("\n") if line.strip()]
    try:
        with Library.open(arguments.home) as library, tempfile.TemporaryDirectory() as folder:
            score = score_drafts(rows, library, Path(folder))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(score.row(), ensure_ascii=False))
    for line in (*score.missed, *score.unproved) if arguments.misses else ():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
