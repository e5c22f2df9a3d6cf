"""A library's home: one owner at a time, what a killed process left, a folder or a disk that cannot be used."""

from __future__ import annotations

import errno
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.library import Library
from ingest.errors import LibraryError, LibraryLockedError
from tests.support.exact_index import ExactIndex
from vectorstore.chroma import ChromaIndex
from vectorstore.dense import Vectors
from vectorstore.embedder import Embedder
from vectorstore.full_disk import is_full


def _try_to_open(home: Path, answers: multiprocessing.Queue[str]) -> None:
    try:
        Library.open(home)
        answers.put("opened")
    except LibraryLockedError as error:
        answers.put(str(error))


def test_a_second_process_is_told_at_once(library: Library) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    other = context.Process(target=_try_to_open, args=(library._home, answers))
    other.start()
    assert answers.get(timeout=60).startswith("资料库正被另一个程序使用")
    other.join()
    with pytest.raises(LibraryLockedError):
        Library.open(library._home)


def test_a_closed_library_can_be_opened_again(tmp_path: Path, papers: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path / "home", embedder) as first:
        list(first.ingest([papers]))
        before = first.search("海洋新材料专项资金", 5)
    with Library.open(tmp_path / "home", embedder, open_dense=ChromaIndex) as second:
        assert second.search("海洋新材料专项资金", 5) == before
    second.close()


def test_opening_clears_what_a_killed_process_left(tmp_path: Path, papers: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    with Library.open(home, embedder) as first:
        list(first.ingest([papers / "a.txt"]))
    (home / "files" / f"{'0' * 16}.pdf").touch()
    (home / "incoming" / ("0" * 32)).mkdir(parents=True)
    with Library.open(home, embedder) as second:
        kept = {path.name for path in (home / "files").iterdir()}
        assert kept == {record.file for record in second.documents()}
        assert not (home / "incoming").exists()


def test_opening_takes_away_nothing_but_what_is_ours(tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    Library.open(home, embedder).close()
    own = [home / "files" / "合同.docx", home / "files" / "旧档" / "甲.pdf", home / "incoming" / "收文.pdf"]
    own.append(home / "files" / f"{'0' * 16}" / "甲.pdf")
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    Library.open(home, embedder).close()
    assert all(path.exists() for path in own)


@pytest.mark.parametrize("name", ["files", "incoming"])
def test_a_new_library_does_not_move_in_with_somebodys_files(tmp_path: Path, name: str) -> None:
    own = tmp_path / name / "合同.docx"
    own.parent.mkdir()
    own.parent.chmod(0o755)
    own.touch()
    with pytest.raises(LibraryError, match="已经有别的文件"):
        Library.open(tmp_path)
    assert own.exists()
    assert [path.name for path in tmp_path.iterdir()] == [name], "nor is anything put beside it"
    assert own.parent.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="无法写入"):
        Library.open(tmp_path / "file" / "home")


def test_a_model_is_loaded_only_when_needed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", "/no/such/model") as library:
        assert library.documents() == []


def test_another_model_is_taken_over(tmp_path: Path, papers: Path, embedder: Embedder) -> None:
    class Renamed:
        name = "another"
        dimension = embedder.dimension
        leading = 0
        encode_passages = staticmethod(embedder.encode_passages)
        encode_queries = staticmethod(embedder.encode_queries)

    home = tmp_path / "home"
    with Library.open(home, embedder, open_dense=lambda _: ExactIndex()) as first:
        list(first.ingest([papers]))
    seen: list[str] = []
    with Library.open(
        home, Renamed(), open_dense=lambda _: ExactIndex(), progress=lambda what, _done, _of: seen.append(what)
    ) as second:
        assert second.search("低空经济专项资金", 1)[0].chunk.path == "一、"
    assert "更换向量模型" in seen


class FullDisk(ExactIndex):
    """Fails as Chroma does where nothing can be written, as long as `full` says so."""

    full = True

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        if self.full:
            raise RuntimeError("error returned from database: (code: 13) database or disk is full")
        super().upsert(ids, vectors)


def test_a_full_disk_is_one_sentence_and_does_no_harm(
    tmp_path: Path, papers: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: FullDisk()) as library:
        for attempt in (lambda: list(library.ingest([papers])), lambda: library.search("人才公寓")):
            with pytest.raises(LibraryError, match=r"^磁盘空间不够，请腾出空间再试。$"):
                attempt()
        monkeypatch.setattr(FullDisk, "full", False)
        assert library.search("低空经济专项每年安排多少资金", 5)


def test_other_faults_are_no_full_disk(tmp_path: Path) -> None:
    assert not is_full(RuntimeError("oops"), tmp_path)
    assert is_full(OSError(errno.ENOSPC, "No space left on device"), tmp_path)
    stopped = RuntimeError("a thread was stopped")
    stopped.__cause__ = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert is_full(stopped, tmp_path / "none")
