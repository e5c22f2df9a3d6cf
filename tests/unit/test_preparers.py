"""Files prepared beside the owner: in order, one bad one at a time, stopped at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import children
from assistant.library import Library
from assistant.shelf import preparers
from assistant.shelf.preparers import prepare_all
from assistant.shelf.preparing import Outcome, Prepared, RowJob
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage
from tests.support.exact_index import ExactIndex
from tests.support.interrupting import children_of, interrupted
from vectorstore.embedder import Embedder
from vectorstore.schema import EVERYTHING


def document_of(row: tuple[str, str]) -> Document | None:
    name, text = row
    if not text:
        return None
    return build_document(RawDocument("txt", (RawPage(1, (RawLine(text),)),)), f"{name:0>16}", name)


@dataclass(frozen=True)
class Trap:
    """A job that does to its process what a freak file may do."""

    name: str
    deed: str = ""
    size: int = 0
    seconds: float = 2.0

    def prepare(self, model: Embedder | None) -> Outcome:
        if self.deed == "die":
            os._exit(9)
        if self.deed == "hang":
            time.sleep(600)
        if self.deed == "slow":
            time.sleep(0.5)
        return f"{self.name}：{os.getpid()}"


def test_there_are_no_more_processes_than_the_computer_can_use(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(preparers, "_in_processes", lambda jobs, model, count: asked.append(count) or iter(()))
    monkeypatch.setattr(children, "cores", lambda: 6)
    for count in (2, 10**20):
        assert list(prepare_all([], embedder, count)) == []
    assert asked == [2, 6]


def test_the_outcomes_keep_their_order(embedder: Embedder) -> None:
    rows = [(str(n), "一、总体要求\n2025年安排资金800万元。" if n % 7 else "") for n in range(200)]
    jobs = [RowJob(row, document_of) for row in rows]
    alone = list(prepare_all(jobs, embedder, 1))
    beside = list(prepare_all(iter(jobs), embedder, 2))
    assert [job.row for job, _ in beside] == rows
    for (_, one), (_, other) in zip(alone, beside, strict=True):
        if isinstance(one, Prepared):
            assert isinstance(other, Prepared)
            assert (one.document, one.chunks) == (other.document, other.chunks)
            assert one.vectors is not None
            assert other.vectors is not None
            assert (one.vectors == other.vectors).all()
        else:
            assert other is one is None


def failing(row: str) -> Document | None:
    raise KeyError(row)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("starts", [True, False])
def test_a_row_that_cannot_be_built_is_a_sentence(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, count: int, starts: bool
) -> None:
    if not starts:
        monkeypatch.setattr(preparers._Hand, "_start", lambda _: False)
    jobs = [RowJob("甲", failing, tmp_path / "faults.log")] * 2
    for _, outcome in prepare_all(jobs, embedder, count):
        assert outcome == "读取一条记录时出了意外错误（KeyError：'甲'），请检查数据后再试。"
    assert "in failing" in (tmp_path / "faults.log").read_text("utf-8")


def test_a_job_that_cannot_be_handed_over_is_prepared_here(embedder: Embedder) -> None:
    def local(row: tuple[str, str]) -> Document | None:  # of no module, so it cannot be pickled
        return document_of(row)

    jobs = [RowJob(("1", "第一条"), document_of), RowJob(("2", "第二条"), local)]
    for _, outcome in prepare_all(jobs, embedder, 2):
        assert isinstance(outcome, Prepared)


@dataclass(frozen=True)
class Rude(Trap):
    """Breaks the promise of a job."""

    def prepare(self, model: Embedder | None) -> Outcome:
        raise SystemError


def test_nobody_waits_for_a_job_that_raises(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparers._Hand, "_start", lambda _: False)
    said = [str(outcome) for _, outcome in prepare_all([Rude("a.pdf"), Trap("b.pdf")], embedder, 2)]
    assert said == ["读取“a.pdf”时出了意外错误（SystemError），请检查文件是否完好。", f"b.pdf：{os.getpid()}"]


def test_other_models_stay_with_the_owner(embedder: Embedder) -> None:
    class Heavy:
        name, dimension = "heavy", 4

        def encode_passages(self, texts: list[str]) -> None:
            raise AssertionError

    [(_, outcome)] = prepare_all([RowJob(("1", "第一条"), document_of)], Heavy())  # type: ignore[arg-type]
    assert isinstance(outcome, Prepared)
    assert outcome.vectors is None


def test_a_file_that_kills_or_stops_its_process_costs_only_itself(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparers, "SILENT_SECONDS", 6.0)
    jobs = [Trap("a.pdf"), Trap("b.pdf", "die"), Trap("c.pdf"), Trap("d.pdf", "hang"), Trap("e.pdf"), Trap("f.pdf")]
    said = [str(outcome) for _, outcome in prepare_all(jobs, embedder, 2)]
    assert said[1] == "读取“b.pdf”的程序意外中断，请检查文件是否完好，再单独导入它。"
    assert said[3] == "“d.pdf”读了很久也没有读完，请换用电子版，或拆分后再试。"
    for n in (0, 2, 4, 5):
        name, _, process = said[n].partition("：")
        assert name == jobs[n].name
        assert int(process) != os.getpid()


def test_whoever_stops_stops_the_processes(embedder: Embedder) -> None:
    outcomes = prepare_all([Trap("a.pdf"), *(Trap(f"{n}.pdf", "hang") for n in range(20))], embedder, 2)
    _, first = next(outcomes)
    began = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(first).partition("：")[2]), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_ctrl_c_while_the_processes_start_stops_at_once(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text(letter(number), "utf-8")
    home = tmp_path.with_name("home")
    status, said = interrupted(["--home", home, "ingest", tmp_path, "--jobs", "2"], lambda pid: children_of(pid) == 2)
    assert (status, said) == (130, "已停止。\n")
    with Library.open(home):
        pass  # nobody holds it


def test_where_no_process_starts_the_files_are_read_here(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparers._Hand, "_start", lambda _: False)
    assert {outcome for _, outcome in prepare_all([Trap("a"), Trap("b")], embedder, 2)} == {
        f"a：{os.getpid()}",
        f"b：{os.getpid()}",
    }


def test_a_handful_of_files_starts_no_process(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "cores", lambda: 2)
    few = [Trap("a", seconds=1.0), Trap("b", seconds=50.0), Trap("c", seconds=1.0)]  # one large file cannot be shared
    assert {str(outcome).partition("：")[2] for _, outcome in prepare_all(few, embedder)} == {str(os.getpid())}
    many = [Trap(f"{n}", seconds=2.5) for n in range(4)]
    assert str(os.getpid()) not in {str(outcome).partition("：")[2] for _, outcome in prepare_all(many, embedder)}


def test_little_is_given_out_ahead(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparers, "_AHEAD_BYTES", 10)
    taken: list[int] = []

    def jobs() -> Iterator[Trap]:
        for n in range(12):
            taken.append(n)
            yield Trap(f"{n}", size=10)

    for done, _ in enumerate(prepare_all(jobs(), embedder, 2), 1):
        assert len(taken) <= done + 3


def letter(number: int) -> str:
    return f"云科函〔2025〕{number}号\n\n关于第{number}号提案答复的函\n\n一、关于资金\n\n2025年安排{number}万元。\n"


def test_a_library_is_the_same_whoever_reads(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(1, 30):
        (folder / f"{number:02}.txt").write_text(letter(number), "utf-8")
    (folder / "07x.txt").write_text(letter(7), "utf-8")  # the same bytes twice
    (folder / "08x.txt").write_text(letter(8) + "二、关于场地\n", "utf-8")  # the same 文号
    (folder / "09x.pdf").write_bytes(b"%PDF-1.7 nonsense")
    (folder / "10x.txt").write_bytes(b"")
    found = []
    for processes in (1, 2):
        with Library.open(tmp_path / f"home{processes}", embedder, open_dense=lambda _: ExactIndex()) as library:
            results = list(library.ingest([folder], None, processes))
            hits = [(hit.chunk, hit.score) for hit in library.search("安排多少万元", 9, EVERYTHING)]
            records = [(record.doc_id, record.source, record.file) for record in library.documents()]
            assert sorted(path.name for path in (tmp_path / f"home{processes}" / "files").iterdir()) == sorted(
                file for *_, file in records
            )
            again = {result.status for result in library.ingest([folder], None, processes)}
        assert again == {"unchanged", "failed"}
        found.append((results, hits, records))
    assert found[0] == found[1]
    results = found[0][0]
    assert [result.source for result in results] == sorted(result.source for result in results)
    assert sum(result.status == "failed" for result in results) == 2
    by_name = {result.source: result for result in results}
    assert "没有重复收录" in by_name["07x.txt"].warnings[-1]
    assert "与“08.txt”相同" in by_name["08x.txt"].warnings[-1]
    assert not any((tmp_path / "home2" / "incoming").iterdir())


def test_a_stopped_ingest_goes_on_where_it_was(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number:03}.txt").write_text(letter(number), "utf-8")
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as library:
        running = library.ingest([folder], None, 2)
        first = [next(running) for _ in range(100)]
        running.close()  # type: ignore[attr-defined]
        kept = len(library.documents())
        assert 100 <= kept < 600
        assert not any((tmp_path / "home" / "incoming").iterdir())
        results = list(library.ingest([folder]))
        assert [result.status for result in results] == ["unchanged"] * kept + ["added"] * (600 - kept)
        assert [result.source for result in results[:100]] == [result.source for result in first]
