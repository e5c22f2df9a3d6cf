"""`eval retrieval`: are the right documents found? The documents go through the same building, cutting and indexing as
those of a library, and are ranked by their best passage (Dai and Callan, SIGIR 2019, call it MaxP).
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.library import Library
from eval.datasets import known_questions, passages
from eval.measures import MEASURES, Ranking, mean_measures
from eval.schema import Known, Passage
from eval.statistics import percentile
from ingest.errors import InputError, UnreadableFileError
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage

_PASSAGES = 400  # searched for one question; with four passages a document they name a hundred documents
_DOCUMENTS = 100  # as deep as R@100 looks

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """`measures` by their names; `rankings` in the order of the questions."""

    n: int
    left_out: int
    measures: dict[str, float]
    seconds_index: float
    seconds_query: tuple[float, ...]
    rankings: dict[str, Ranking]

    def row(self) -> dict[str, float | int]:
        """What `eval retrieval` prints."""
        return {
            "n": self.n,
            **{name: round(self.measures[name], 5) for name in MEASURES},
            "seconds_index": round(self.seconds_index, 3),
            "seconds_query_p50": round(percentile(self.seconds_query, 50), 5),
            "seconds_query_p99": round(percentile(self.seconds_query, 99), 5),
        }


def measure_retrieval(
    folder: Path, *, limit: int | None = None, embedder: str = "", progress: Progress | None = None
) -> RetrievalResult:
    """Indexes the documents of `folder` in a temporary library and asks its questions, the first `limit` of them.

    Questions whose documents are all missing are left out and counted.
    """
    questions = list(known_questions(folder))
    with (
        tempfile.TemporaryDirectory(prefix="zhengwen-eval-") as home,
        Library.open(Path(home), embedder, progress=progress) as library,
    ):
        began = time.perf_counter()
        names = add_passages(library, folder, progress)
        seconds_index = time.perf_counter() - began
        known = set(names.values())
        kept = [question for question in questions if known.intersection(question.doc_ids)]
        if not kept:
            raise InputError(f"“{folder}”里没有一个问题的答案文件在 docs.jsonl 中，请检查编号是否一致。")
        rankings, seconds = _ask(library, kept[:limit], names, progress)
    asked = kept[:limit]
    qrels = {question.id: set(question.doc_ids) & known for question in asked}
    return RetrievalResult(
        len(asked), len(questions) - len(kept), mean_measures(qrels, rankings), seconds_index, seconds, rankings
    )


def add_passages(library: Library, folder: Path, progress: Progress | None = None) -> dict[str, str]:
    """Puts the documents of a set into a library, as it would read them; returns under which id the set has each.
    Texts without any word are passed by."""
    names: dict[str, str] = {}

    def rows() -> Iterator[Passage]:
        for row in passages(folder):
            names[_doc_id(row)] = row.id
            yield row

    library.add_rows(rows(), _document_or_none, progress)
    return {record.doc_id: names[record.doc_id] for record in library.documents() if record.doc_id in names}


def document_of(passage: Passage) -> Document:
    """The document that a text makes; the title, where the text does not begin with it, is its first line."""
    title, text = passage.title.strip(), passage.text.strip()
    lines = text.splitlines()
    if title and not text.startswith(title):
        lines.insert(0, title)
    raw = RawDocument("txt", (RawPage(1, tuple(RawLine(line) for line in lines)),))
    document = build_document(raw, _doc_id(passage), title)
    return replace(document, metadata=replace(document.metadata, title=title or document.metadata.title))


def _document_or_none(passage: Passage) -> Document | None:
    try:
        return document_of(passage)
    except UnreadableFileError:
        return None


def _doc_id(passage: Passage) -> str:
    content = f"{passage.id}\n{passage.title.strip()}\n{passage.text.strip()}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _ask(
    library: Library, questions: list[Known], names: dict[str, str], progress: Progress | None
) -> tuple[dict[str, Ranking], tuple[float, ...]]:
    rankings: dict[str, Ranking] = {}
    seconds: list[float] = []
    for done, question in enumerate(questions, 1):
        began = time.perf_counter()
        rankings[question.id] = rank_documents(library, question.question, names)
        seconds.append(time.perf_counter() - began)
        if progress is not None:
            progress("检索", done, len(questions))
    return rankings, tuple(seconds)


def rank_documents(library: Library, question: str, names: dict[str, str]) -> Ranking:
    """Documents with the score of their best passage, best first."""
    best: dict[str, float] = {}
    for hit in library.search(question, _PASSAGES):
        best.setdefault(names[hit.chunk.doc_id], hit.score)
    return list(best.items())[:_DOCUMENTS]


def trec_run(rankings: dict[str, Ranking], tag: str = "zhengwen") -> Iterator[str]:
    """The lines of a TREC run: question, Q0, document, rank, score, tag. Scores fall strictly, since trec_eval sorts by
    them and breaks ties by name."""
    for question, ranking in rankings.items():
        last = float("inf")
        for rank, (doc_id, score) in enumerate(ranking, 1):
            last = min(score, last - 1e-6)
            yield f"{question} Q0 {doc_id} {rank} {last:.6f} {tag}"
