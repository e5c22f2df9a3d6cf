"""Fusion, the caches that follow the register, and the search over them. Invented papers, exact dense index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ingest.schema import Chunk, Document, Metadata, Page, Span
from tests.support.exact_index import ExactIndex
from vectorstore import tokenize
from vectorstore.dense import Vectors
from vectorstore.fusion import Candidate, foreignness, fuse
from vectorstore.index import SearchIndex
from vectorstore.keys import KeyIndex
from vectorstore.keyword import KeywordIndex
from vectorstore.passage import passage_of, title_of
from vectorstore.reembed import reembed
from vectorstore.register import Register
from vectorstore.retriever import Retriever
from vectorstore.schema import Filter

PAPERS = {
    "d1": ("云港科函〔2025〕162号", "关于人才公寓提案的答复", ["人才公寓每人限申请一套。", "云港市科学技术局"]),
    "d2": ("云港科函〔2020〕139号", "关于海洋经济建议的答复", ["海洋经济增加值达到320亿元。", "人才总量增加。"]),
    "d3": (None, "云港市海洋科技发展规划", ["到2025年海洋经济增加值达到500亿元。", "人才公寓建设一万套。"]),
}


class PairEmbedder:
    """A real, tiny embedder: pairs of characters thrown into a few dimensions by their code points."""

    def __init__(self, name: str = "pairs-64@a", shift: int = 0) -> None:
        self.name, self.dimension, self.leading, self._shift = name, 64, 0, shift
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for a, b in pairwise(text):
                row[(ord(a) * 31 + ord(b) + self._shift) % self.dimension] += 1
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


class Shelf:
    """A register and where its caches lie; every dense index that was opened is remembered by its folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.register = Register(home / "register.sqlite3")
        self.opened: dict[Path, ExactIndex] = {}
        self.embedder = PairEmbedder()

    def put(self, doc_id: str, doc_number: str | None, title: str, lines: list[str], key: str = "") -> None:
        text = "\n".join([title, *lines])
        document = Document(
            doc_id,
            doc_id + ".txt",
            Metadata(doc_number=doc_number, title=title),
            text,
            (Page(1, Span(0, len(text))),),
            (),
        )
        chunks, start = [], 0
        for line in text.split("\n"):
            span = Span(start, start + len(line))
            chunks.append(Chunk(f"{doc_id}-{start}", doc_id, span, line, ""))
            start = span.end + 1
        vectors = self.embedder.encode_passages([passage_of(chunk, title) for chunk in chunks])
        self.register.put(
            document, chunks, vectors, model=self.embedder.name, path_key=key or doc_id, sha256=doc_id, file=doc_id
        )

    def open_dense(self, folder: Path) -> ExactIndex:
        return self.opened.setdefault(folder, ExactIndex())

    def index(self, model: str | None = None) -> SearchIndex:
        return SearchIndex(self.register, self.home / "cache", model or self.embedder.name, self.open_dense)

    def check(self, index: SearchIndex) -> None:
        """Both caches hold exactly the register's chunks."""
        expected = self.register.count_chunks()
        assert index.dense.count() == expected
        assert index.keyword.count() == expected


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    for doc_id, (number, title, lines) in PAPERS.items():
        made.put(doc_id, number, title, lines)
    yield made
    made.register.close()


@pytest.fixture
def retriever(shelf: Shelf) -> Retriever:
    return Retriever(shelf.register, shelf.index(), shelf.embedder)


# -- fusion ---------------------------------------------------------------------------------------------------------


def test_fusion_adds_scaled_bm25_and_weighted_cosine() -> None:
    ranked = fuse([Candidate("a", 8.0, 0.2), Candidate("b", 4.0, 0.9), Candidate("c", 0.0, 0.4)])
    assert [(c.chunk_id, pytest.approx(s)) for c, s in ranked] == [("a", 1.1), ("b", 0.95), ("c", 0.2)]


def test_where_the_words_are_foreign_the_meaning_counts_for_more() -> None:
    candidates = [Candidate("words", 2.0, 0.1), Candidate("meaning", 1.0, 0.6)]
    assert [foreignness([2.0, 1.0], weight) for weight in (1.0, 2.0, 4.0, 8.0)] == [0.0, 0.0, 1.0, 1.0]
    assert foreignness([2.0], 2.5) == pytest.approx(0.4)
    assert foreignness([0.0], 0.0) == foreignness([], 1.0) == 1.0
    assert [c.chunk_id for c, _ in fuse(candidates)] == ["words", "meaning"]
    assert [c.chunk_id for c, _ in fuse(candidates, 1.0)] == ["meaning", "words"]


def test_fusion_breaks_ties_by_id() -> None:
    ranked = fuse([Candidate("b", 0.0, 0.0), Candidate("a", 0.0, 0.0), Candidate("c", 0.0, 0.0)])
    assert [c.chunk_id for c, _ in ranked] == ["a", "b", "c"]
    assert fuse([]) == []


# -- passages -------------------------------------------------------------------------------------------------------


def test_a_passage_has_title_and_headings_once() -> None:
    chunk = Chunk("c", "d", Span(0, 9), "（一）申请条件\n每人限一套。", "一、（一）", ("总体要求", "申请条件"))
    assert passage_of(chunk, "管理办法") == "管理办法\n总体要求\n（一）申请条件\n每人限一套。"


def test_a_document_without_title_is_called_by_its_file() -> None:
    assert title_of(Metadata(), "工作要点.v2.docx") == "工作要点.v2"


# -- the index follows the register ---------------------------------------------------------------------------------


def test_a_new_index_is_built_without_embedding(shelf: Shelf) -> None:
    encoded = shelf.embedder.encoded
    shelf.check(shelf.index())
    assert shelf.embedder.encoded == encoded


def test_an_open_index_catches_up(shelf: Shelf) -> None:
    index = shelf.index()
    shelf.register.remove("d1")
    shelf.put("d4", None, "新的文件", ["低空经济"], key="d2")
    shelf.put("d3", None, "云港市海洋科技发展规划", ["只剩一行"])
    index.sync()
    shelf.check(index)
    assert [chunk_id[:2] for chunk_id in index.keyword.query("低空经济", 1)] == ["d4"]
    assert index.keyword.query("320亿元", 5) == {}


def test_a_lagging_index_catches_up_on_opening(shelf: Shelf) -> None:
    first = shelf.index()
    dense = first.dense
    shelf.register.remove("d2")
    again = shelf.index()
    assert again.dense is dense, "the journal suffices"
    shelf.check(again)


def _generations(shelf: Shelf) -> list[str]:
    return sorted(entry.name for entry in (shelf.home / "cache").iterdir() if entry.is_dir())


def test_a_dirty_index_is_never_opened_again(shelf: Shelf) -> None:
    shelf.index()
    [old] = _generations(shelf)
    (shelf.home / "cache" / "dirty").touch()
    shelf.opened.clear()
    shelf.check(shelf.index())
    assert [folder.parent.name for folder in shelf.opened] == _generations(shelf) != [old]
    assert not (shelf.home / "cache" / "dirty").exists()


@pytest.mark.parametrize("fault", ["model", "tokenizer", "state", "folder", "damage", "counts", "older register"])
def test_an_index_that_does_not_fit_is_built_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    index = shelf.index()
    [old] = _generations(shelf)
    model = None
    match fault:
        case "model":
            model = "another"
        case "tokenizer":
            monkeypatch.setattr(tokenize, "VERSION", "another")
        case "state":
            (shelf.home / "cache" / "state.json").write_text("{}", "utf-8")
        case "folder":
            (shelf.home / "cache" / old).rename(shelf.home / "cache" / "gone")
        case "damage":
            (shelf.home / "cache" / old / "keyword" / "meta.json").write_text("{", "utf-8")
        case "counts":
            index.dense.delete(shelf.register.chunk_ids()[:1])
        case "older register":
            shelf.put("d5", None, "标题", ["一行"])
            index.sync()
            shelf.register._db.execute("DELETE FROM documents WHERE doc_id = 'd5'")
            shelf.register._db.execute("DELETE FROM journal WHERE revision = (SELECT max(revision) FROM journal)")
    again = shelf.index(model)
    shelf.check(again)
    assert len(_generations(shelf)) == 1
    assert _generations(shelf) != [old]


def test_an_interrupted_sync_leaves_the_mark(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    index = shelf.index()
    shelf.register.remove("d1")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(KeywordIndex, "commit", stop)
    with pytest.raises(KeyboardInterrupt):
        index.sync()
    monkeypatch.undo()
    assert (shelf.home / "cache" / "dirty").exists()
    shelf.check(shelf.index())


# -- another model --------------------------------------------------------------------------------------------------


def test_another_model_embeds_everything_and_can_be_stopped(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.reembed._BATCH", 2)
    other = PairEmbedder("pairs-64@b", shift=5)
    total = shelf.register.count_chunks()

    def stop(_what: str, done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reembed(shelf.register, other, stop)
    seen: list[tuple[int, int]] = []
    assert reembed(shelf.register, other, lambda _what, done, of: seen.append((done, of))) == total - 4
    assert seen[-1] == (total - 4, total - 4)
    assert other.encoded == total, "nothing is embedded twice"
    assert shelf.register.count_stale(other.name) == 0


# -- search ---------------------------------------------------------------------------------------------------------


def test_the_right_passage_comes_first(retriever: Retriever) -> None:
    [first, *_] = hits = retriever.search("人才公寓可以申请几套？", 4)
    assert first.chunk.text == "人才公寓每人限申请一套。"
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert {"dense", "sparse"} <= set(first.found_by)


def test_a_named_document_is_lifted_not_filtered_for(retriever: Retriever) -> None:
    hits = retriever.search("139号函里海洋经济增加值是多少", 9)
    assert hits[0].chunk.text == "海洋经济增加值达到320亿元。"
    assert "key" in hits[0].found_by
    others = [hit for hit in hits if hit.chunk.doc_id != "d2"]
    assert others
    assert not any("key" in hit.found_by for hit in others)


def test_a_filter_is_hard(retriever: Retriever) -> None:
    hits = retriever.search("162号函里人才公寓", 9, Filter(("d2", "d3")))
    assert {hit.chunk.doc_id for hit in hits} == {"d2", "d3"}
    assert retriever.search("人才公寓", 9, Filter(("nobody",))) == []


def test_both_scores_are_exact_for_every_candidate(shelf: Shelf) -> None:
    question = "海洋经济增加值"
    retriever = Retriever(shelf.register, shelf.index(), shelf.embedder, frozenset({"ranker", "papers"}))
    hits = retriever.search(question, 9)
    vector = shelf.embedder.encode_queries([question])[0]
    ids, vectors = shelf.register.vectors([hit.chunk.chunk_id for hit in hits])
    cosines = dict(zip(ids, (vectors @ vector).tolist(), strict=True))
    index = shelf.index()
    bm25 = {chunk_id: match.score for chunk_id, match in index.keyword.match(question, ids).items()}
    best = max(bm25.values())
    for hit in hits:
        i = hit.chunk.chunk_id
        assert hit.score == pytest.approx(bm25[i] / best + 0.5 * cosines[i], abs=1e-5)


@pytest.mark.parametrize(("question", "k"), [("", 5), ("  ", 5), ("人才", 0)])
def test_nothing_asked_nothing_found(retriever: Retriever, question: str, k: int) -> None:
    assert retriever.search(question, k) == []


def test_a_question_of_unknown_words_raises_nothing(retriever: Retriever) -> None:
    retriever.search("🙂🙂", 5)
    retriever.search("x", 5)


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert Retriever(shelf.register, shelf.index(), shelf.embedder).search("人才", 5) == []
    shelf.register.close()


def test_keys_follow_the_register(shelf: Shelf, retriever: Retriever) -> None:
    assert retriever.find_keys("7号函").unknown == ("7号函",)
    shelf.put("d7", "云港科函〔2024〕7号", "标题", ["一行"])
    assert retriever.find_keys("7号函").doc_ids == ("d7",)


def test_limits_do_not_push_out_what_a_role_is_asked_by(
    shelf: Shelf, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[int] = []
    update = KeyIndex.update
    monkeypatch.setattr(
        KeyIndex, "update", lambda index, given: (built.extend([1] * bool(given)), update(index, given))
    )
    roles = [frozenset(hidden) for hidden in ((), ("a",), ("a", "b"))]
    for hidden in roles:
        retriever.find_keys("7号函", hidden)
    for n in range(8):
        retriever.find_keys("7号函", frozenset({f"limit {n}"}))
    made = len(built)
    for hidden in roles:
        retriever.find_keys("7号函", hidden)
    assert len(built) == made > 0


@pytest.mark.parametrize("k", [1, 9])  # of what is near enough lies inside, and not
def test_a_large_part_of_a_library_is_sifted_out_of_what_is_near(
    shelf: Shelf, retriever: Retriever, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    exact = retriever.search("人才公寓", k, Filter(("d2", "d3")))
    monkeypatch.setattr("vectorstore.retriever._EXACT_WITHIN", 0)
    monkeypatch.setattr("vectorstore.retriever._POOL", k)
    sifted = retriever.search("人才公寓", k, Filter(("d2", "d3")))
    assert {hit.chunk.doc_id for hit in sifted} <= {"d2", "d3"}
    assert sifted[0].chunk == exact[0].chunk
    assert len(sifted) == len(exact)
