"""Files that come through the browser: read on several cores, told of file by file, stopped, each for itself."""

from __future__ import annotations

import json
import os
import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant import children
from assistant.access import Role
from assistant.library import Library
from assistant.people.view import LibraryView
from assistant.shelf import preparers
from assistant.shelf.intake import Uploaded
from assistant.ui.shelf_page import added, removed
from assistant.ui.shelf_view import cut_notes, shelf_table
from assistant.ui.whole_names import with_whole_names
from ingest.errors import LibraryError
from tests.support.exact_index import ExactIndex
from tests.unit.test_preparers import letter
from vectorstore.embedder import Embedder


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as opened:
        yield opened


@pytest.fixture
def uploads(tmp_path: Path) -> list[Path]:
    """Six letters, the fourth an archive of three, the second broken."""
    paths = [tmp_path / f"{n}.txt" for n in range(6)]
    for n, path in enumerate(paths):
        path.write_text(letter(n), "utf-8")
    paths[1] = tmp_path / "1.pdf"
    paths[1].write_bytes(b"%PDF-1.7 nonsense")
    paths[3] = tmp_path / "3.zip"
    with zipfile.ZipFile(paths[3], "w") as archive:
        for n in (30, 31, 32):
            archive.writestr(f"{n}.txt", letter(n))
    return paths


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Any work is worth starting processes for; whose processes were started."""
    monkeypatch.setattr(preparers, "WORTH_STARTING", 0.0)
    monkeypatch.setattr(children, "cores", lambda: 2)
    started: list[int] = []
    start = preparers._Hand._start

    def watched(hand: preparers._Hand) -> bool:
        done = start(hand)
        if done:
            started.append(hand._process.pid)
        return done

    monkeypatch.setattr(preparers._Hand, "_start", watched)
    return started


def test_the_page_reads_on_all_cores_as_the_command_does(
    library: Library, uploads: list[Path], hands: list[int]
) -> None:
    *_, (results, waiting) = added(library, uploads)
    assert hands
    assert not waiting
    assert [(result.source, result.status) for result in results] == [
        ("0.txt", "added"),
        ("1.pdf", "failed"),
        ("2.txt", "added"),
        ("30.txt", "added"),
        ("31.txt", "added"),
        ("32.txt", "added"),
        ("4.txt", "added"),
        ("5.txt", "added"),
    ]
    assert not any(path.exists() for path in uploads), "what the browser sent is not kept twice"
    assert "2025年安排31万元" in library.search("31万元", 1)[0].chunk.text


def test_each_step_tells_what_is_left(library: Library, uploads: list[Path]) -> None:
    library_puts_each_alone(library)
    steps = [
        ([result.source for result in results], len(waiting)) for results, waiting in copied(added(library, uploads))
    ]
    assert [left for _, left in steps] == [6, 5, 4, 3, 3, 3, 2, 1, 0, 0]
    assert steps[4][0][-1] == "30.txt", "an archive is not done before its last member"


def test_nothing_is_left_when_an_archive_was_the_last(library: Library, uploads: list[Path]) -> None:
    library_puts_each_alone(library)
    assert [taken.left for taken in library.ingest_uploads(uploads[2:4])] == [1, 1, 1, 0]


def library_puts_each_alone(library: Library) -> None:
    put = library._shelf.put
    library._shelf.put = lambda outcomes, *rest: (  # type: ignore[method-assign]
        group for outcome in outcomes for group in put([outcome], *rest)
    )


def copied(steps: Iterator[tuple[Sequence[object], Sequence[Path]]]) -> Iterator[tuple[list[object], list[Path]]]:
    for results, waiting in steps:
        yield list(results), list(waiting)


def test_whoever_stops_keeps_what_was_read(library: Library, tmp_path: Path, hands: list[int]) -> None:
    paths = [tmp_path / f"{n:03}.txt" for n in range(400)]
    for n, path in enumerate(paths):
        path.write_text(letter(n), "utf-8")
    others = set(threading.enumerate())  # of the servers that other tests had
    steps = added(library, paths)
    assert next(steps) == ([], paths)
    results, waiting = next(steps)
    steps.close()
    kept = [record.source for record in library.documents()]
    assert kept == [result.source for result in results]
    assert kept == [path.name for path in paths[: len(paths) - len(waiting)]]
    assert waiting
    assert not any(path.exists() for path in paths)
    assert not any((tmp_path / "home" / "incoming").iterdir())
    for pid in hands:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not [thread for thread in set(threading.enumerate()) - others if "work" in thread.name]


def test_a_fault_of_the_library_costs_one_file(uploads: list[Path]) -> None:
    class Odd:
        def ingest_uploads(self, paths: Sequence[Path]) -> Iterator[Uploaded]:
            for at, path in enumerate(paths):
                if path.name == "2.txt":
                    raise LibraryError("资料库出了问题，请再试。")
                yield Uploaded((), len(paths) - at - 1)

    *_, (results, waiting) = added(Odd(), uploads)  # type: ignore[arg-type]
    assert [(result.source, result.error) for result in results] == [("2.txt", "资料库出了问题，请再试。")]
    assert not waiting
    assert not any(path.exists() for path in uploads)


def test_a_reader_adds_nothing_and_an_editor_is_told_no_more_than_before(
    library: Library, uploads: list[Path], hands: list[int]
) -> None:
    *_, (results, _) = added(LibraryView(library, Role.READER), uploads[:2])
    assert [result.status for result in results] == ["failed", "failed"]
    assert "您的角色是读者" in str(results[0].error)
    assert library.documents() == []
    assert not hands


def test_what_an_editor_may_not_read_is_taken_in_without_a_word_of_it(
    library: Library, tmp_path: Path, hands: list[int]
) -> None:
    paths = [tmp_path / "公开.txt", tmp_path / "不公开.txt"]
    for n, path in enumerate(paths):
        path.write_text(letter(n) + ("公开方式：不予公开\n" if n else "公开方式：主动公开\n"), "utf-8")
    *_, (results, _) = added(LibraryView(library, Role.EDITOR), paths)
    assert [result.doc_id is None for result in results] == [False, True]
    assert "仅管理员可以查看" in results[1].warnings[-1]
    assert hands


def test_a_copy_that_another_window_took_is_said(library: Library, uploads: list[Path]) -> None:
    uploads[0].unlink()
    *_, (results, _) = added(library, uploads[:3])
    assert [result.status for result in results] == ["failed", "failed", "added"]
    assert results[0].error == "“0.txt”已不在原处，可能正由另一个窗口添加；资料库里没有的话，请再添加一次。"


def test_what_another_window_removed_is_said(library: Library, uploads: list[Path]) -> None:
    *_, (results, _) = added(library, uploads[:1])
    doc_id = str(results[0].doc_id)
    assert "30天内可以撤销" in removed(library, doc_id)
    assert "已经移出了" in removed(library, doc_id)


def test_rows_that_look_alike_say_when_each_was_added(library: Library, tmp_path: Path) -> None:
    for folder, n in (("一", 1), ("二", 1), ("二", 2)):
        path = tmp_path / folder / f"答复函{n}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(letter(n) + folder, "utf-8")
        list(library.ingest([path]))
    rows = shelf_table(library.documents()).split("<tr>")[2:]
    assert ["添加于20" in row for row in rows] == [False, True, True]


LONG = "云溪市科学技术局关于市政协六届四次会议第二〇二五〇四一七号提案" + "答复的函" * 10 + "（终稿）!.txt"


def test_an_upload_keeps_its_whole_name(library: Library, tmp_path: Path) -> None:
    assert 200 < len(LONG.encode()) <= 255
    copy, other = tmp_path / (LONG[:60] + ".txt"), tmp_path / "乙.txt"
    copy.write_text(letter(1), "utf-8")
    other.write_text(letter(2), "utf-8")
    copies, cut = with_whole_names([copy, other], json.dumps([LONG, "乙.txt"]))
    assert cut == []
    *_, (results, _) = added(library, copies)
    assert [(result.source, result.status) for result in results] == [(LONG, "added"), ("乙.txt", "added")]
    assert [record.source for record in library.documents()] == [LONG, "乙.txt"]
    assert not list(tmp_path.glob("*.txt"))


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ('["../../甲\\u0000.txt"]', "甲.txt"),
        ('["C:\\\\旧\\\\甲.txt"]', "甲.txt"),
        ('[".."]', "a.txt"),
        ("[5]", "a.txt"),
        ("[]", "a.txt"),
        ("{", "a.txt"),
        (None, "a.txt"),
        (json.dumps(["长" * 100 + ".txt"]), "a.txt"),
    ],
)
def test_a_name_from_the_browser_leads_nowhere_else(tmp_path: Path, called: str | None, name: str) -> None:
    copy = tmp_path / "a.txt"
    copy.touch()
    [kept], cut = with_whole_names([copy], called)
    assert kept == tmp_path / name
    assert kept.exists()
    assert len(cut) == (len(called or "") > 255)
    assert ("存为“a.txt”" in cut_notes(cut)) == bool(cut)
