"""A document that was taken away: gone for everybody, and brought back exactly as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access import Role
from assistant.answering import Assistant
from assistant.library import Library
from assistant.people.view import LibraryView
from assistant.schema import Question
from assistant.shelf.removal import KEPT_DAYS, beside
from ingest.errors import LibraryError, NotAllowedError
from tests.support.exact_index import ExactIndex
from tests.support.uploading import uploaded
from tests.unit.test_library import letter
from tests.unit.test_retriever_llama import LengthEmbedder
from vectorstore.embedder import Embedder
from vectorstore.register import VERSIONS_KEPT, Register

NAMES = {"甲.txt": (12, "海洋新材料"), "乙.txt": (13, "低空经济"), "丙.txt": (14, "智慧渔业")}
ASKED = "低空经济专项每年安排资金多少万元？"


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    paths = []
    for name, (serial, subject) in NAMES.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(letter(serial, subject), "utf-8")
    return paths


def opened(home: Path, embedder: Embedder) -> Library:
    return Library.open(home, embedder, open_dense=lambda _: ExactIndex())


@pytest.fixture
def library(tmp_path: Path, papers: list[Path], embedder: Embedder) -> Iterator[Library]:
    with opened(tmp_path / "home", embedder) as library:
        assert all(result.status == "added" for result in library.ingest(papers))
        yield library


def middle(library: Library) -> str:
    return next(record.doc_id for record in library.documents() if record.source == "乙.txt")


def everything(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the register says of its documents."""
    with sqlite3.connect(home / "register.sqlite3") as db:
        tables = ("documents", "sources", "chunks", "vectors", "levels")
        return {table: sorted(db.execute(f"SELECT * FROM {table}")) for table in tables}


def test_a_removal_is_undone_exactly(library: Library) -> None:
    doc_id = middle(library)
    library.set_level(doc_id, "editor")
    before, whole = library.documents(), everything(library._home)
    file = library.file_of(doc_id)
    assert file is not None
    original = file.read_bytes()
    assistant = Assistant(library)
    answer = assistant.ask(Question(ASKED))
    assert "800万元" in answer.text

    library.remove(doc_id)
    assert doc_id not in {record.doc_id for record in library.documents()}
    assert library.document(doc_id) is None
    assert library.file_of(doc_id) is None
    assert not library.find_keys("云港科函〔2025〕13号").doc_ids
    assert doc_id not in {hit.chunk.doc_id for hit in library.search(ASKED)}
    assert doc_id not in {citation.doc_id for citation in assistant.ask(Question(ASKED)).citations}
    assert [removed.record.source for removed in library.removed()] == ["乙.txt"]

    assert library.restore(doc_id).doc_id == doc_id
    assert library.documents() == before
    assert everything(library._home) == whole
    restored = library.file_of(doc_id)
    assert restored is not None
    assert restored.read_bytes() == original
    assert assistant.ask(Question(ASKED)).text == answer.text
    assert library.removed() == []
    with pytest.raises(LibraryError, match="已经在资料库里"):
        library.restore(doc_id)


def test_it_outlives_the_process(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id, before = middle(library), library.documents()
        library.remove(doc_id)
    with opened(tmp_path / "h", embedder) as library:
        assert len(library.documents()) == 2
        library.restore(doc_id)
        assert library.documents() == before
        assert library.search(ASKED, 1)[0].chunk.doc_id == doc_id


def test_after_a_month_it_is_over(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    doc_id = middle(library)
    file = library.file_of(doc_id)
    assert file is not None
    library.remove(doc_id)
    [removed] = library.removed()
    later = removed.at + (KEPT_DAYS + 1) * 24 * 3600
    monkeypatch.setattr(library._removal, "_now", lambda: later)
    assert library.removed() == []
    with pytest.raises(LibraryError, match=f"只保留{KEPT_DAYS}天"):
        library.restore(doc_id)
    assert file.exists()
    library._sweep()
    assert not file.exists()
    assert b"\xe4\xbd\x8e\xe7\xa9\xba" not in _words_of_removed(library._home)


def _words_of_removed(home: Path) -> bytes:
    with sqlite3.connect(home / "register.sqlite3") as db:
        return repr(db.execute("SELECT * FROM removed_documents").fetchall()).encode()


def test_it_can_be_dropped_for_good(library: Library) -> None:
    doc_id = middle(library)
    file = library.file_of(doc_id)
    assert file is not None
    library.remove(doc_id)
    library.forget(doc_id)
    assert not file.exists()
    assert library.removed() == []
    with pytest.raises(LibraryError, match="没有编号"):
        library.forget(doc_id)


def test_a_file_added_again_ends_it(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    assert [r.status for r in library.ingest([papers[1]])] == ["added"]
    assert library.removed() == []
    assert library.file_of(doc_id) is not None


def test_another_under_the_same_name_stays(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    papers[1].write_text(letter(15, "氢能"), "utf-8")
    assert [r.status for r in library.ingest([papers[1]])] == ["added"]
    library.restore(doc_id)
    assert len(library.documents()) == 4
    assert [r.status for r in library.ingest([papers[1]])] == ["unchanged"]
    assert len(library.documents()) == 4


def test_what_an_upload_of_the_same_name_replaced_comes_back(library: Library, papers: list[Path]) -> None:
    [first] = uploaded(library, "答复函.txt", papers[0].with_name("甲.txt"))
    assert first.status == "unchanged"  # it came from the folder as well, and stays
    theirs = papers[0].with_name("丁.txt")
    theirs.write_text(letter(15, "氢能"), "utf-8")
    uploaded(library, "答复函.txt", theirs)
    [one] = [record for record in library.documents() if record.source == "答复函.txt"]
    library.set_level(one.doc_id, "editor")
    mine = papers[0].with_name("戊.txt")
    mine.write_text(letter(16, "冷链物流"), "utf-8")
    before = library.file_of(one.doc_id)
    assert before is not None

    [result] = uploaded(library, "答复函.txt", mine)
    assert result.status == "replaced"
    [said] = result.warnings
    assert "替换了原来的云港科函〔2025〕15号" in said
    assert one.doc_id not in {record.doc_id for record in library.documents()}
    assert [removed.record.doc_id for removed in library.removed()] == [one.doc_id]
    assert before.read_bytes() == theirs.read_bytes()
    library._sweep()

    assert library.restore(one.doc_id).source == "答复函.txt"
    assert library.removed() == []
    file = library.file_of(one.doc_id)
    assert file is not None
    assert file.read_bytes() == theirs.read_bytes()
    back = next(record for record in library.documents() if record.doc_id == one.doc_id)
    assert (back.source, back.level) == ("答复函.txt", "editor")
    assert library.search("氢能专项每年安排资金多少万元", 1)[0].chunk.doc_id == one.doc_id
    assert "另有同名的文件“答复函.txt”：云港科函〔2025〕16号" in beside(one.doc_id, library.documents())
    assert beside(middle(library), library.documents()) == ""

    newer = str(result.doc_id)
    assert [r.status for r in uploaded(library, "答复函.txt", mine)] == ["unchanged"]
    library.remove(newer)
    assert beside(one.doc_id, library.documents()) == ""
    library.restore(newer)
    assert {record.doc_id for record in library.documents() if record.source == "答复函.txt"} == {one.doc_id, newer}


def test_what_has_another_source_is_not_said_to_be_gone(library: Library, papers: list[Path]) -> None:
    uploaded(library, "答复函.txt", papers[0])
    other = papers[0].with_name("丁.txt")
    other.write_text(letter(15, "氢能"), "utf-8")
    [result] = uploaded(library, "答复函.txt", other)
    assert (result.status, result.warnings, library.removed()) == ("replaced", (), [])


def test_bytes_that_are_here_already_replace_the_same_way(library: Library, papers: list[Path]) -> None:
    first, second, _ = library.documents()
    papers[0].write_bytes(papers[1].read_bytes())
    [result] = library.ingest([papers[0]])
    assert (result.status, result.doc_id) == ("replaced", second.doc_id)
    assert any("云港科函〔2025〕12号" in warning for warning in result.warnings)
    assert [removed.record.doc_id for removed in library.removed()] == [first.doc_id]


def test_a_file_changed_again_and_again_keeps_some_versions(library: Library, papers: list[Path]) -> None:
    for money in range(900, 903 + VERSIONS_KEPT):
        papers[1].write_text(letter(13, "低空经济", money), "utf-8")
        assert [r.status for r in library.ingest(papers)] == ["unchanged", "replaced", "unchanged"]
    assert len(library.documents()) == 3
    kept = [removed.record for removed in library.removed()]
    assert len(kept) == VERSIONS_KEPT
    named = {record.file for record in (*library.documents(), *kept)}
    assert {path.name for path in (library._home / "files").iterdir()} == named
    library.restore(kept[0].doc_id)
    document = library.document(kept[0].doc_id)
    assert document is not None
    assert f"{901 + VERSIONS_KEPT}万元" in document.text, "the last version but one"


def test_as_many_papers_as_like_may_have_had_one_name(library: Library, papers: list[Path]) -> None:
    other = papers[0].with_name("丁.txt")
    for serial in range(20, 23 + VERSIONS_KEPT):
        other.write_text(letter(serial, f"{serial}号产业"), "utf-8")
        uploaded(library, "答复函.txt", other)
    assert len(library.removed()) == 2 + VERSIONS_KEPT


def test_a_file_that_goes_back_to_what_it_was(library: Library, papers: list[Path]) -> None:
    doc_id, first = middle(library), papers[1].read_bytes()
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    [newer] = library.ingest([papers[1]])
    papers[1].write_bytes(first)
    [again] = library.ingest([papers[1]])
    assert (again.status, again.doc_id) == ("replaced", doc_id)
    assert [removed.record.doc_id for removed in library.removed()] == [newer.doc_id]
    assert library.file_of(doc_id) is not None


def test_what_was_replaced_goes_after_a_month_though_nobody_removes(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    list(library.ingest([papers[1]]))
    [removed] = library.removed()
    later = removed.at + (KEPT_DAYS + 1) * 24 * 3600
    monkeypatch.setattr(library._removal, "_now", lambda: later)
    assert [r.status for r in library.ingest(papers)] == ["unchanged"] * 3
    assert not (library._home / "files" / removed.record.file).exists()
    assert library._register.removed() == []


def test_a_replacement_that_fails_leaves_what_was_there(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    doc_id = middle(library)
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    monkeypatch.setattr(Register, "_journal", _broken)
    assert [r.status for r in library.ingest([papers[1]])] == ["failed"]
    monkeypatch.undo()
    assert library.removed() == []
    file = library.file_of(doc_id)
    assert file is not None
    assert "800万元" in file.read_text("utf-8")


def test_added_again_it_is_for_whom_it_was(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.set_level(doc_id, "administrator")
    library.remove(doc_id)
    editor = LibraryView(library, Role.EDITOR)
    [result] = uploaded(editor, "别的名字.txt", papers[1])
    assert (result.status, result.doc_id) == ("added", None)
    assert doc_id not in {record.doc_id for record in editor.documents()}
    assert LibraryView(library, Role.ADMINISTRATOR).document(doc_id) is not None


def test_adding_it_again_in_vain_leaves_its_original(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    monkeypatch.setattr(Register, "_journal", _broken)
    assert [result.status for result in library.ingest([papers[1]])] == ["failed"]
    monkeypatch.undo()
    library.restore(doc_id)
    file = library.file_of(doc_id)
    assert file is not None
    assert file.read_bytes() == papers[1].read_bytes()


def test_it_comes_back_under_another_model(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", LengthEmbedder()) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
    with opened(tmp_path / "h", embedder) as library:
        library.search(ASKED)
        library.restore(doc_id)
        assert library.search(ASKED, 1)[0].chunk.doc_id == doc_id
        assert not library._register.count_stale(embedder.name)


def test_a_word_of_a_removed_document_is_unknown(library: Library) -> None:
    assert library.frequency("低空") > 0
    assert library.frequency("低空", frozenset({library.documents()[0].doc_id})) > 0
    doc_id = middle(library)
    library.remove(doc_id)
    assert library.frequency("低空") == 0
    assert library.frequency("低空", frozenset({library.documents()[0].doc_id})) == 0
    library.restore(doc_id)
    assert library.frequency("低空") > 0


def test_nothing_of_its_words_stays_in_the_file(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
        library.forget(doc_id)
        assert library.frequency("低空") == 0
        assert library.search("海洋新材料专项资金", 1)[0].found_by.count("sparse") == 1, (
            "the others are found as before"
        )
    left = {path for path in (tmp_path / "h").rglob("*") if path.is_file() and "低空".encode() in path.read_bytes()}
    assert not left


def test_dropping_one_keeps_the_dense_index(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with Library.open(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
    [before] = (tmp_path / "h" / "cache").glob("*/dense")
    with Library.open(tmp_path / "h", embedder) as library:  # as the command does, which asks nothing
        library.forget(doc_id)
    # hnswlib writes its spare room as it finds it in memory: what stands there is not ours to say
    kept = [path for path in (tmp_path / "h" / "cache").rglob("*") if "dense" not in path.parts]
    assert not [path for path in kept if "低空".encode() in _bytes_of(path)]
    with Library.open(tmp_path / "h", embedder) as library:
        assert {hit.chunk.doc_id for hit in library.search("低空经济专项资金", 9)} == {
            record.doc_id for record in library.documents()
        }
        assert library.frequency("海洋") > 0
    assert [*(tmp_path / "h" / "cache").glob("*/dense")] == [before]


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_a_place_that_was_taken_meanwhile(library: Library, papers: list[Path]) -> None:
    last = library.documents()[-1].doc_id
    library.remove(last)
    papers[1].with_name("丁.txt").write_text(letter(16, "氢能"), "utf-8")
    list(library.ingest([papers[1].with_name("丁.txt")]))
    library.restore(last)
    assert {record.source for record in library.documents()} == {*NAMES, "丁.txt"}
    assert library.search("智慧渔业专项资金", 1)[0].chunk.doc_id == last


def test_who_may_undo(library: Library) -> None:
    open_one, closed = middle(library), library.documents()[0].doc_id
    views = {role: LibraryView(library, role) for role in Role}
    library.set_level(closed, "administrator")
    for doc_id in (open_one, closed):
        library.remove(doc_id)
    assert views[Role.READER].removed() == []
    assert [r.record.doc_id for r in views[Role.EDITOR].removed()] == [open_one]
    assert {r.record.doc_id for r in views[Role.ADMINISTRATOR].removed()} == {open_one, closed}
    with pytest.raises(NotAllowedError):
        views[Role.READER].restore(open_one)
    with pytest.raises(LibraryError, match="没有可以撤销"):
        views[Role.EDITOR].restore(closed)
    views[Role.EDITOR].restore(open_one)
    views[Role.ADMINISTRATOR].restore(closed)
    assert closed not in {record.doc_id for record in views[Role.EDITOR].documents()}
    with pytest.raises(LibraryError, match="没有可以撤销"):  # it is here again, which an editor may not know
        views[Role.EDITOR].restore(closed)


def test_a_failure_half_way_changes_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    doc_id, before = middle(library), library.documents()
    monkeypatch.setattr(Register, "_journal", _broken)
    with pytest.raises(sqlite3.OperationalError):
        library.remove(doc_id)
    monkeypatch.undo()
    assert library.documents() == before
    assert library.removed() == []
    library.remove(doc_id)
    monkeypatch.setattr(Register, "_journal", _broken)
    with pytest.raises(sqlite3.OperationalError):
        library.restore(doc_id)
    monkeypatch.undo()
    assert [removed.record.doc_id for removed in library.removed()] == [doc_id]
    library.restore(doc_id)
    assert library.documents() == before


def _broken(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")
