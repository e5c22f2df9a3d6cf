"""`python -m eval.variants FOLDER`: what each part of the search is worth, and what thirty lines of LlamaIndex find.

One set, one index, the same questions, one row a variant: words alone under BM25 with the usual parameters; our keyword
search; our vectors; both; both with the learned ranker; with what papers say as wholes; with the papers that a question
names, which is what users get; and beside them the program that LlamaIndex's first page suggests (SentenceSplitter, the
same vectors, Chroma, top k).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from assistant.library import Library
from eval.datasets import known_questions, passages
from eval.measures import MEASURES, Ranking, mean_measures
from eval.retrieval import add_passages, rank_documents
from eval.schema import Known
from ingest.chunking import chunk
from ingest.errors import UserError
from vectorstore.passage import passage_of, title_of

_OURS: tuple[tuple[str, frozenset[str]], ...] = (
    ("关键词：词+字对，k1=0.9，b=0.4", frozenset({"dense", "papers", "keys"})),
    ("向量", frozenset({"keyword", "papers", "keys"})),
    ("关键词+向量", frozenset({"ranker", "papers", "keys"})),
    ("关键词+向量+排序模型", frozenset({"papers", "keys"})),
    ("……+整份文件", frozenset({"keys"})),
    ("……+认文号和标题（用户得到的）", frozenset()),
)
_TOP_K = 100
_K1, _B = 1.2, 0.75  # the usual parameters
_AT_ONCE = 5000

Rank = Callable[[str], Ranking]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m eval.variants", description="检索的每一部分值多少")
    parser.add_argument("folder", type=Path, help="有 docs.jsonl 和 qa.jsonl 的文件夹")
    parser.add_argument("--limit", type=int, help="前多少个问题")
    arguments = parser.parse_args(argv)
    print(f"| {arguments.folder.name} | {' | '.join(MEASURES)} |")
    print("|---" * (len(MEASURES) + 1) + "|")
    try:
        for name, measures in measure_variants(arguments.folder, arguments.limit):
            print(f"| {name} | " + " | ".join(f"{measures[m]:.3f}" for m in MEASURES) + " |", flush=True)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def measure_variants(folder: Path, limit: int | None = None) -> Iterator[tuple[str, dict[str, float]]]:
    """The measures of every variant, by its name."""
    with tempfile.TemporaryDirectory(prefix="zhengwen-variants-") as place:
        home = Path(place) / "home"
        with Library.open(home) as library:
            names = add_passages(library, folder)
            known = set(names.values())
            asked = [q for q in known_questions(folder) if known.intersection(q.doc_ids)][:limit]
            words = _Words(library, names)
        yield "BM25：词，k1=1.2，b=0.75", _measure(asked, known, words.rank)
        for name, without in _OURS:
            with Library.open(home, without=without) as library:
                yield name, _measure(asked, known, partial(rank_documents, library, names=names))
        yield "LlamaIndex 三十行（同一向量模型）", _measure(asked, known, _llama(folder, Path(place) / "llama"))


def _measure(asked: Sequence[Known], known: set[str], rank: Rank) -> dict[str, float]:
    rankings = {question.id: rank(question.question) for question in asked}
    return mean_measures({question.id: set(question.doc_ids) & known for question in asked}, rankings)


class _Words:
    """Plain BM25 over the words of the same passages (Robertson and Zaragoza, 2009), the best passage of a document."""

    def __init__(self, library: Library, names: dict[str, str]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        texts: list[str] = []
        self._owners: list[str] = []
        for record in library.documents():
            document = library.document(record.doc_id)
            for piece in chunk(document) if document else ():
                texts.append(passage_of(piece, title_of(record.metadata, record.source)))
                self._owners.append(names[record.doc_id])
        self._vectorizer = CountVectorizer(analyzer=_cut)
        counts = self._vectorizer.fit_transform(texts).astype(np.float32)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        held = np.diff(counts.tocsc().indptr)
        self._idf = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        damped = _K1 * (1 - _B + _B * lengths / lengths.mean())
        counts.data = counts.data * (_K1 + 1) / (counts.data + np.repeat(damped, np.diff(counts.indptr)))
        self._scores = counts.tocsc()

    def rank(self, question: str) -> Ranking:
        asked = self._vectorizer.transform([question])
        weights = np.zeros(len(self._idf), dtype=np.float32)
        weights[asked.indices] = asked.data * self._idf[asked.indices]
        scores = self._scores @ weights
        best: dict[str, float] = {}
        for i in np.argsort(-scores, kind="stable")[: 10 * _TOP_K].tolist():
            best.setdefault(self._owners[i], float(scores[i]))
        return list(best.items())[:_TOP_K]


def _cut(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut(text) if word.strip()]


def _llama(folder: Path, place: Path) -> Rank:
    """What LlamaIndex's first page suggests, with our vectors."""
    import chromadb
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from vectorstore.embedder import load_embedder
    from vectorstore.llama import ZhengwenEmbedding

    documents = [
        Document(text=f"{row.title}\n{row.text}", metadata={"id": row.id}, excluded_embed_metadata_keys=["id"])
        for row in passages(folder)
    ]
    collection = chromadb.PersistentClient(path=str(place)).get_or_create_collection(
        "documents", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    index = VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection)),
        embed_model=ZhengwenEmbedding(load_embedder("")),
        transformations=[SentenceSplitter()],
        insert_batch_size=_AT_ONCE,
    )
    retriever = index.as_retriever(similarity_top_k=_TOP_K)

    def rank(question: str) -> Ranking:
        best: dict[str, float] = {}
        for node in retriever.retrieve(question):
            best.setdefault(node.metadata["id"], node.score or 0.0)
        return list(best.items())

    return rank


if __name__ == "__main__":
    sys.exit(main())
