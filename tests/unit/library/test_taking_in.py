"""A library: files in, documents out."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from assistant.library import Library
from assistant.settings import load_settings
from assistant.shelf.intake import passed_by
from ingest.errors import InputError, LibraryError
from tests.support.letters import letter
from tests.support.uploading import uploaded
from vectorstore.embedder import Embedder
from vectorstore.schema import Filter


def files(library: Library) -> set[str]:
    return {path.name for path in (library._home / "files").iterdir()}


def test_a_folder_is_taken_in_once(library: Library, papers: Path) -> None:
    results = list(library.ingest([papers]))
    assert [(r.source, r.status) for r in results] == [("a.txt", "added"), ("b.txt", "added"), ("c.md", "added")]
    assert all(r.doc_id and r.chunks and r.sections and r.pages == 1 and r.error is None for r in results)
    assert files(library) == {record.file for record in library.documents()}
    assert not list((library._home / "incoming").iterdir())
    assert {r.status for r in library.ingest([papers])} == {"unchanged"}
    assert len(library.documents()) == 3


def test_search_finds_and_filters(library: Library, papers: Path) -> None:
    ids = {r.source: r.doc_id for r in library.ingest([papers])}
    [first, *_] = library.search("低空经济专项每年安排多少资金", 5)
    assert first.chunk.doc_id == ids["a.txt"]
    assert first.chunk.path == "一、"
    document = library.document(first.chunk.doc_id)
    assert document is not None
    assert first.chunk.span.of(document.text) == first.chunk.text
    only = str(ids["c.md"])
    assert {hit.chunk.doc_id for hit in library.search("低空经济资金", 9, Filter((only,)))} == {only}
    assert library.find_keys("99号函").unknown == ("99号函",)


def test_changed_bytes_replace(library: Library, papers: Path) -> None:
    list(library.ingest([papers]))
    (papers / "a.txt").write_text(letter(13, "低空经济", 950), "utf-8")
    assert [r.status for r in library.ingest([papers])] == ["replaced", "unchanged", "unchanged"]
    assert len(library.documents()) == 3
    assert "950万元" in library.search("低空经济专项资金", 1)[0].chunk.text
    kept = {removed.record.file for removed in library.removed()}
    assert len(kept) == 1, "the version before can be brought back, with its original"
    assert files(library) == {record.file for record in library.documents()} | kept


def test_the_same_bytes_under_another_name_are_not_kept_twice(library: Library, papers: Path) -> None:
    list(library.ingest([papers / "a.txt"]))
    (papers / "copy.txt").write_bytes((papers / "a.txt").read_bytes())
    [result] = library.ingest([papers / "copy.txt"])
    assert result.status == "unchanged"
    assert "a.txt" in result.warnings[0]
    (papers / "a.txt").write_text(letter(15, "氢能"), "utf-8")
    assert [r.status for r in library.ingest([papers / "a.txt"])] == ["replaced"]
    assert {record.source for record in library.documents()} == {"a.txt", "copy.txt"}


def test_one_bad_file_harms_no_other(library: Library, papers: Path) -> None:
    (papers / "a.pdf").write_bytes(b"%PDF-1.7 nonsense")
    (papers / "empty.txt").write_bytes(b"")
    (papers / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    results = list(library.ingest([papers / "nowhere.txt", papers]))
    assert {r.source for r in results if r.status == "failed"} == {"nowhere.txt", "a.pdf", "empty.txt", "old.doc"}
    assert all(r.error and r.error.endswith("。") and r.doc_id is None for r in results if r.status == "failed")
    assert sum(r.status == "added" for r in results) == 3
    assert files(library) == {record.file for record in library.documents()}


def test_a_bug_of_ours_fails_one_file(library: Library, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assistant.shelf.preparing.parse", broken)
    assert {r.error for r in library.ingest([papers / "a.txt"])} == {
        "读取“a.txt”时出了意外错误（ZeroDivisionError），请检查文件是否完好；经过记在资料库的 faults.log 里。"
    }
    assert "in broken" in (library._home / "faults.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("fails", [False, True])
def test_a_name_of_broken_bytes_harms_no_other(
    library: Library, papers: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """As an archive leaves it that was packed where names are written in GBK."""
    for n, name in enumerate((b"\xce\xc4\xbc\xfe.txt", b"\xce\xc4\xbc\xfd.txt")):
        try:
            with open(os.path.join(os.fsencode(papers), name), "w", encoding="utf-8") as file:
                file.write(letter(20 + n, "名称乱码"))
        except OSError:
            pytest.skip("this file system takes no such names")
    if fails:
        monkeypatch.setattr("assistant.shelf.preparing.chunk", lambda _: {}["odd"])
    results = list(library.ingest([papers]))
    assert [result.status for result in results] == ["failed" if fails else "added"] * 5
    assert all(result.source.encode("utf-8") for result in results)
    assert len(library.documents()) == (0 if fails else 5)
    if not fails:
        assert {result.status for result in library.ingest([papers])} == {"unchanged"}, "each is known by its own path"


def test_nor_does_such_a_name_that_holds_no_file(library: Library, papers: Path) -> None:
    results = list(library.ingest([papers, Path(os.fsdecode(b"\xce\xc4.txt"))]))
    assert [result.status for result in results] == ["added"] * 3 + ["failed"]
    assert (results[-1].error or "").encode("utf-8")


def test_a_file_that_went_away_meanwhile_is_no_matter_of_another_window(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.shelf.taking_in.walk", lambda *_: [tmp_path / "甲.txt"])
    assert [r.error for r in library.ingest([tmp_path])] == ["“甲.txt”已不在原处，请检查路径后再导入一次。"]


def test_a_pipe_is_passed_by(library: Library, papers: Path) -> None:
    os.mkfifo(papers / "pipe.txt")
    (papers / "link.txt").symlink_to("/nowhere/at/all.txt")
    assert {r.source for r in library.ingest([papers])} >= {"a.txt"}
    [result] = library.ingest([papers / "pipe.txt"])
    assert result.error == f"“{papers / 'pipe.txt'}”不是普通文件，请换成文件或文件夹。"


def test_a_folder_with_nothing_to_read(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    [result] = library.ingest([tmp_path / "empty"])
    assert result.status == "failed"
    assert "没有可以读取的文件" in str(result.error)


def test_a_library_does_not_take_in_itself(library: Library, papers: Path, tmp_path: Path) -> None:
    list(library.ingest([papers]))
    assert sorted(r.source for r in library.ingest([tmp_path])) == ["a.txt", "b.txt", "c.md"]


def test_nor_where_its_folder_is_named_by_another_way(papers: Path, embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(papers)
    for at in (papers / "more" / ".." / "home1", tmp_path / "link" / "home2"):
        settings = load_settings({"home": str(at)}, {})
        with Library.open(settings.home, embedder) as library:
            assert len(list(library.ingest([papers]))) == 3
            assert {result.status for result in library.ingest([papers])} == {"unchanged"}
            assert passed_by([papers], settings.home) == [papers / "picture.xyz"]
        shutil.rmtree(at)


def test_an_upload_is_known_by_its_name(library: Library, papers: Path) -> None:
    (first,) = uploaded(library, "答复.txt", papers / "a.txt")
    assert (first.source, first.status) == ("答复.txt", "added")
    assert [r.status for r in uploaded(library, "答复.txt", papers / "a.txt")] == ["unchanged"]
    (papers / "b.txt").write_text(letter(13, "低空经济", 900), "utf-8")
    assert [r.status for r in uploaded(library, "答复.txt", papers / "b.txt")] == ["replaced"]
    assert [record.source for record in library.documents()] == ["答复.txt"]


def test_remove(library: Library, papers: Path) -> None:
    doc_id = str(next(iter(library.ingest([papers / "a.txt"]))).doc_id)
    library.search("低空经济", 1)
    library.remove(doc_id)
    assert library.documents() == []
    assert library.search("低空经济", 5) == []
    with pytest.raises(LibraryError, match="没有编号"):
        library.remove(doc_id)
    library.forget(doc_id)
    assert files(library) == set()


def test_documents_are_found_by_their_names(library: Library, papers: Path) -> None:
    ids = {r.source: str(r.doc_id) for r in library.ingest([papers])}
    for name in (ids["a.txt"], ids["a.txt"][:8], "a.txt", "a", "云港科函〔2025〕13号", "云港科函[2025]13号", "13号函"):
        document = library.find_document(name)
        assert document is not None, name
        assert document.doc_id == ids["a.txt"]
    assert library.find_document("没有这份文件") is None
    path = library.file_of(ids["a.txt"])
    assert path is not None
    assert path.read_bytes() == (papers / "a.txt").read_bytes()
    assert library.file_of("nobody") is None


def test_a_name_of_several_documents_is_a_question_back(library: Library, papers: Path) -> None:
    (papers / "more" / "a.txt").write_text(letter(99, "氢能"), "utf-8")
    list(library.ingest([papers]))
    with pytest.raises(InputError, match="2份文件"):
        library.find_document("a.txt")


def test_threads_share_a_library(library: Library, papers: Path) -> None:
    many = papers / "many"
    many.mkdir()
    for i in range(12):
        (many / f"{i}.txt").write_text(letter(100 + i, f"课题{i}"), "utf-8")
    list(library.ingest([papers]))
    errors: list[BaseException] = []

    def run(work: object) -> None:
        try:
            assert callable(work)
            work()
        except BaseException as error:
            errors.append(error)

    def ask() -> None:
        for _ in range(20):
            assert library.search("低空经济专项资金", 3)

    threads = [threading.Thread(target=run, args=(ask,)) for _ in range(4)]
    threads += [threading.Thread(target=run, args=(lambda: list(library.ingest([many])),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(library.documents()) == 15
    assert files(library) == {record.file for record in library.documents()}


def test_the_same_number_in_two_files_is_reported(library: Library, tmp_path: Path) -> None:
    letter = "云科函〔2025〕63号\n\n关于市政协第12号提案答复的函\n\n一、总体情况\n2025年安排资金{}万元。\n"
    for name, money in (("初稿.txt", 100), ("定稿.txt", 120)):
        (tmp_path / name).write_text(letter.format(money), encoding="utf-8")
    [first] = library.ingest([tmp_path / "初稿.txt"])
    [second] = library.ingest([tmp_path / "定稿.txt"])
    assert first.warnings == ()
    assert "文号云科函〔2025〕63号与“初稿.txt”相同" in second.warnings[-1]
