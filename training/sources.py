"""The sets that the shipped weights may be made from, and how each is read.

Only what may be given on to others goes in: official texts (outside copyright, PRC Copyright Law art. 5) and sets
under MIT, Apache or CC BY-SA. `CLEARED` and `LEFT_OUT` say what and why; the model card repeats it. Questions that
measure the model are never trained on: `held_out` is the one place that decides.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CLEARED = {
    "laws": "statutes, regulations and local regulations; official texts (the 52 court cases are left out)",
    "gov_policy": "State Council papers, work reports, communiqués; official texts (the 12 news items are left out)",
    "stard": "lay questions, their statute articles and lawyers' answers (STARD, LeCoQA); MIT",
    "drcd_s": "reading comprehension on Wikipedia, dev split only; CC BY-SA 3.0",
    "cmrc2018_dev": "reading comprehension on Wikipedia, trial split only; CC BY-SA 4.0",
    "zh_qa_pairs/CSL": "titles, keywords and abstracts of journal papers; Apache-2.0",
}
LEFT_OUT = {
    "ncp_policies": "competition data, research use assumed; it is also what measures the model",
    "teddy_gov_reply": "competition data without a licence",
    "crud_rag": "the news texts belong to their publishers; it is also what measures the model",
    "xwlb_news": "the texts belong to the broadcaster",
    "cjrc2019": "no licence",
    "zh_sentence_pairs": "no licence files, mostly research-only terms",
    "zh_qa_pairs/lawyer-llama": "its README allows academic use only, whatever its licence file says",
    "zh_qa_pairs/squad2-zh": "its README allows academic use only",
    "zh_qa_pairs/c3": "non-commercial",
    "zh_qa_pairs/alpaca, houjin": "no licence",
}

_SENTENCE_END = re.compile(r"(?<=[。！？；!?;])|\n+")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零〇0-9]+条(?:之[一二三四五六七八九十]+)?\s*")
_CHAPTER_NUMBER = re.compile(r"^第[一二三四五六七八九十百零〇]+[编章节]\s*")
_GOV_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_UNIT_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of sentences that belong together (a chapter, a section, an abstract) under its title and heading."""

    source: str
    title: str
    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, or what stands for one, and a text that answers it."""

    source: str
    question: str
    passage: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that is trained on."""

    units: list[Unit] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of `folder/name.jsonl.gz`."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_out(question_id: str) -> bool:
    """Whether a STARD question measures instead of trains: a fifth of them, by a checksum of the id."""
    return zlib.crc32(question_id.encode()) % 5 == 0


def sentences(text: str) -> list[str]:
    """Cuts after full stops, question and exclamation marks, semicolons and at line breaks."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def read_corpus(data: Path) -> Corpus:
    """Reads every cleared set under `data`, with the held-out questions left away."""
    corpus = Corpus()
    corpus.units.extend(_laws(data / "laws"))
    corpus.units.extend(_gov_policy(data / "gov_policy"))
    _stard(data / "stard", corpus)
    _reading_comprehension(data / "drcd_s", "dev", corpus)
    _reading_comprehension(data / "cmrc2018_dev", "trial", corpus)
    _csl(data / "zh_qa_pairs", corpus)
    return corpus


def _units(source: str, title: str, heading: str, lines: list[str]) -> Iterator[Unit]:
    """Units of at most `_UNIT_SENTENCES` sentences, so that a long chapter is not one."""
    parts = [part for line in lines for part in sentences(line)]
    for start in range(0, len(parts), _UNIT_SENTENCES):
        yield Unit(source, title, heading, tuple(parts[start : start + _UNIT_SENTENCES]))


def _laws(folder: Path) -> Iterator[Unit]:
    for row in rows(folder, "docs"):
        if row["category"].startswith("案例"):
            continue
        title = _BRACKETS.sub("", row["title"])
        heading, body = "", list[str]()
        for line in row["text"].split("\n"):
            if line.startswith("#"):
                yield from _units("laws", title, heading, body)
                heading, body = _CHAPTER_NUMBER.sub("", line.strip("# 　")), []
            elif line.strip():
                body.append(_ARTICLE.sub("", line.strip()))
        yield from _units("laws", title, heading, body)


def _gov_policy(folder: Path) -> Iterator[Unit]:
    for row in rows(folder, "docs"):
        if "新闻" in row["type"]:
            continue
        heading, body = "", list[str]()
        for line in row["text"].split("\n"):
            if _GOV_HEADING.match(line) and body:
                yield from _units("gov_policy", row["title"], heading, body)
                heading, body = "", []
            if _GOV_HEADING.match(line):
                # a heading may run into its paragraph: its first sentence names it
                heading = _GOV_HEADING.sub("", line).split("。")[0][:40]
            if line.strip():
                body.append(line.strip())
        yield from _units("gov_policy", row["title"], heading, body)


def _stard(folder: Path, corpus: Corpus) -> None:
    articles = {row["id"]: f"{row['title']} {row['text']}" for row in rows(folder, "docs")}
    for row in rows(folder, "qa"):
        if held_out(row["id"]):
            continue
        for article in row["doc_ids"]:
            corpus.pairs.append(Pair("stard", row["question"], articles[article][:600]))
        if row.get("answer"):
            corpus.pairs.append(Pair("stard_answer", row["question"], row["answer"][:600]))


def _reading_comprehension(folder: Path, split: str, corpus: Corpus) -> None:
    texts = {row["id"]: row for row in rows(folder, "docs")}
    used: set[str] = set()
    for row in rows(folder, "qa"):
        if row["split"] != split:
            continue
        text = texts[row["doc_id"]]
        corpus.pairs.append(Pair("wiki", row["question"], text["text"][:600]))
        if text["id"] not in used:
            used.add(text["id"])
            corpus.units.extend(_units("wiki", text["title"], "", [text["text"]]))


def _csl(folder: Path, corpus: Corpus) -> None:
    for row in rows(folder, "pairs"):
        if not row["set"].startswith("CSL/"):
            continue
        corpus.pairs.append(Pair("csl", row["a"], row["b"]))
        if row["set"] == "CSL/ts":
            corpus.units.extend(_units("csl", row["a"], "", [row["b"]]))
