"""Measures an embedding model alone, by cosine, on questions that it never saw.

    python -m training.evaluate --data ../shared/data --model vectorstore/models/zhengwen-static

Sets: `policy` (questions over 599 government papers, cut into chunks of at most 300 characters; closest to the
product), `answer` (the same questions, their bare answer among all answers), `statute` (a fifth of STARD's questions,
58,637 articles), `wiki` (CMRC 2018 dev), `event` (a sentence about an event, the news article among 10,000), `reply`
(the title of a citizen's message, the official reply). A chunk is right if it holds the answer, or a part of it.
"""

from __future__ import annotations

import argparse
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.sources import held_out, rows, sentences
from vectorstore.embedder import Embedder, StaticEmbedder

_CHUNK = 300
_NEWS = 10_000
_QUERIES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class TestSet:
    """`gold[i]`: the indices of the passages that answer question i."""

    name: str
    passages: list[str]
    questions: list[str]
    gold: list[set[int]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Shares in percent: the first passage is right; one of the first ten is; nDCG with binary relevance."""

    questions: int
    r_at_1: float
    r_at_10: float
    ndcg_at_10: float

    def __str__(self) -> str:
        return f"{self.r_at_1:.1f} / {self.r_at_10:.1f} / {self.ndcg_at_10:.1f}"


def measure(embedder: Embedder, test: TestSet) -> Measure:
    passages = embedder.encode_passages(test.passages)
    first = ten = gain = 0.0
    for start in range(0, len(test.questions), _QUERIES_AT_ONCE):
        scores = embedder.encode_queries(test.questions[start : start + _QUERIES_AT_ONCE]) @ passages.T
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        for ranking, gold in zip(best, test.gold[start:], strict=False):
            right = [rank for rank, passage in enumerate(ranking) if int(passage) in gold]
            first += 0 in right
            ten += bool(right)
            ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(gold))))
            gain += sum(1 / math.log2(rank + 2) for rank in right) / ideal
    count = len(test.questions)
    return Measure(count, 100 * first / count, 100 * ten / count, 100 * gain / count)


def measure_all(embedder: Embedder, data: Path) -> dict[str, Measure]:
    return {name: measure(embedder, load(data)) for name, load in TEST_SETS.items()}


def table(columns: dict[str, dict[str, Measure]]) -> str:
    """A Markdown table, a row a set and a column a model."""
    lines = [
        "| set | questions | " + " | ".join(columns) + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for name, some in next(iter(columns.values())).items():
        cells = " | ".join(str(measures[name]) for measures in columns.values())
        lines.append(f"| {name} | {some.questions} | {cells} |")
    return "\n".join(lines)


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _chunks(text: str) -> list[str]:
    """Whole sentences up to `_CHUNK` characters; a longer sentence is cut."""
    chunks = [""]
    for sentence in sentences(text):
        for start in range(0, len(sentence), _CHUNK):
            piece = sentence[start : start + _CHUNK]
            if len(chunks[-1]) + len(piece) > _CHUNK:
                chunks.append("")
            chunks[-1] += piece
    return [chunk for chunk in chunks if chunk]


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def policy(data: Path) -> TestSet:
    passages, places = list[str](), dict[str, tuple[int, list[str]]]()
    for row in rows(data / "ncp_policies", "docs"):
        text = _flat(row["text"])
        title = text.replace("。", " ").split(" ")[0][:40]
        chunks = _chunks(text)
        places[row["id"]] = (len(passages), chunks)
        # the title goes before every chunk but the first, which begins with it
        passages += [chunk if i == 0 else f"{title} {chunk}" for i, chunk in enumerate(chunks)]
    questions, gold = list[str](), list[set[int]]()
    for row in rows(data / "ncp_policies", "qa"):
        base, chunks = places[row["doc_ids"][0]]
        answer, right, at = _flat(row["answer"]), set[int](), 0
        joined = "".join(chunks)
        found = joined.find(answer.replace("\n", ""))
        for i, chunk in enumerate(chunks):
            if found >= 0 and at < found + len(answer) and at + len(chunk) > found:
                right.add(base + i)
            at += len(chunk)
        if not right:  # spaces differ: the chunk with most of the answer's pairs of characters
            pairs = _bigrams(answer)
            right = {base + max(range(len(chunks)), key=lambda i: len(pairs & _bigrams(chunks[i])))}
        questions.append(row["question"])
        gold.append(right)
    return TestSet("policy", passages, questions, gold)


def answer(data: Path) -> TestSet:
    asked = [(row["question"], _flat(row["answer"])) for row in rows(data / "ncp_policies", "qa")]
    others = [_flat(row["answer"]) for row in rows(data / "ncp_policies", "qa_without_document")]
    passages = [text for text in dict.fromkeys([text for _, text in asked] + others) if len(text) >= 20]
    places = {text: i for i, text in enumerate(passages)}
    kept = [(question, places[text]) for question, text in asked if text in places]
    return TestSet("answer", passages, [question for question, _ in kept], [{place} for _, place in kept])


def statute(data: Path) -> TestSet:
    passages, places = list[str](), dict[str, int]()
    for row in rows(data / "stard", "docs"):
        places[row["id"]] = len(passages)
        passages.append(f"{row['title']} {row['text']}"[:600])
    asked = [row for row in rows(data / "stard", "qa") if held_out(row["id"])]
    gold = [{places[article] for article in row["doc_ids"]} for row in asked]
    return TestSet("statute", passages, [row["question"] for row in asked], gold)


def wiki(data: Path) -> TestSet:
    asked = [row for row in rows(data / "cmrc2018_dev", "qa") if row["split"] == "dev"]
    wanted = {row["doc_id"] for row in asked}
    texts = {row["id"]: row["text"] for row in rows(data / "cmrc2018_dev", "docs") if row["id"] in wanted}
    places = {doc_id: i for i, doc_id in enumerate(texts)}
    gold = [{places[row["doc_id"]]} for row in asked]
    return TestSet("wiki", list(texts.values()), [row["question"] for row in asked], gold)


def event(data: Path) -> TestSet:
    asked = list(rows(data / "crud_rag", "qa"))
    wanted = {doc_id for row in asked for doc_id in row["doc_ids"]}
    passages, places, others = list[str](), dict[str, int](), 0
    for row in rows(data / "crud_rag", "docs"):
        if row["id"] not in wanted:
            others += 1
            if others > _NEWS:
                continue
        places[row["id"]] = len(passages)
        passages.append(f"{row.get('title', '')} {row['text']}"[:900])
    gold = [{places[doc_id] for doc_id in row["doc_ids"]} for row in asked]
    return TestSet("event", passages, [row["question"] for row in asked], gold)


def reply(data: Path) -> TestSet:
    texts = {row["id"]: row["text"] for row in rows(data / "teddy_gov_reply", "docs")}
    places = {doc_id: i for i, doc_id in enumerate(texts)}
    asked = [row for row in rows(data / "teddy_gov_reply", "qa") if row["doc_id"] in places]
    # the reply begins by repeating the title, which would give the answer away: its end must do
    passages = [text[-300:] for text in texts.values()]
    return TestSet("reply", passages, [row["title"] for row in asked], [{places[row["doc_id"]]} for row in asked])


TEST_SETS: dict[str, Callable[[Path], TestSet]] = {
    "policy": policy,
    "answer": answer,
    "statute": statute,
    "wiki": wiki,
    "event": event,
    "reply": reply,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, nargs="+", required=True, help="folders of static models")
    options = parser.parse_args(arguments)
    embedders = [StaticEmbedder.load(folder) for folder in options.model]
    print(table({embedder.name: measure_all(embedder, options.data) for embedder in embedders}))


if __name__ == "__main__":
    main()
