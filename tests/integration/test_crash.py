"""Kills an ingest at random moments: whatever the moment, the next run finds a whole library."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.library import Library
from vectorstore.embedder import Embedder

ROOT = Path(__file__).resolve().parents[2]
KILLS, FILES = 20, 12
MEASURES = ["财政补助", "人才公寓", "税费减免", "场地支持", "贷款贴息", "中试平台", "成果转化", "知识产权"]
# the caches are brought up to date after every few files instead of at the end, and Chroma rewrites its HNSW files each
# time instead of after a thousand vectors: a kill at that moment is what breaks them for good
INGEST = """
import sys
from pathlib import Path
from assistant.library import Library
from assistant.shelf import shelving, taking_in
from vectorstore import chroma
taking_in._SYNC_EVERY = 40
shelving.GROUP_DOCUMENTS = 3
chroma._HNSW |= {"batch_size": 10, "sync_threshold": 10}
print("ready", flush=True)
with Library.open(Path(sys.argv[1])) as opened:
    for result in opened.ingest([Path(sys.argv[2])], None, int(sys.argv[3])):
        assert result.status != "failed", result
        print(result.source, flush=True)
"""


def paper(serial: int, random_: random.Random) -> str:
    lines = [
        f"云港市科学技术局\n\n云港科函〔2025〕{serial}号\n\n云港市科学技术局关于第{serial}号建议答复的函\n\n李代表：\n"
    ]
    for ordinal in "一二三四五六七八九十":
        measure = random_.choice(MEASURES)
        body = "。".join(f"{measure}安排{random_.randrange(9999)}万元，支持{serial}个项目" for _ in range(3))
        lines.append(f"{ordinal}、关于{measure}的建议\n\n{body}。\n")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    random_ = random.Random(1)
    for serial in range(1, FILES + 1):
        (folder / f"{serial:02}.txt").write_text(paper(serial, random_), "utf-8")
    return folder


def start(home: Path, papers: Path, processes: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", INGEST, str(home), str(papers), str(processes)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    wait_for_lines(process, 1)  # the imports are over; what follows is worth killing
    return process


def wait_for_lines(process: subprocess.Popen[bytes], count: int) -> None:
    """Waits until the ingest has said `count` more lines, or ended."""
    assert process.stdout is not None
    for _ in range(count):
        process.stdout.readline()


def contents(home: Path, embedder: Embedder) -> dict[str, int]:
    """Checks that a library is whole; returns its files with their numbers of chunks."""
    with Library.open(home, embedder) as library:
        hits = library.search("财政补助安排多少万元", 10)
        records = library.documents()
        index, register = library._caches._index, library._register
        assert index is not None
        chunks = register.count_chunks()
        assert len(register.vectors(register.chunk_ids())[0]) == chunks
        assert index.dense.count() == chunks
        assert index.keyword.count() == chunks
        if records:
            assert len(hits) == 10
        for hit in hits:
            document = library.document(hit.chunk.doc_id)
            assert document is not None
            assert hit.chunk.span.of(document.text) == hit.chunk.text
        assert {path.name for path in (home / "files").iterdir()} == {record.file for record in records}
        assert not any((home / "incoming").glob("*"))
        assert len(list((home / "cache").iterdir())) == 2, "the state and one generation"
        counts = {record.source: record.chunks for record in records}
        assert len(counts) == len(records), "every file once"
        return counts


@pytest.mark.parametrize(("processes", "kills"), [(1, KILLS), (2, 8)])
def test_an_ingest_may_be_killed_at_any_moment(
    tmp_path: Path, papers: Path, embedder: Embedder, processes: int, kills: int
) -> None:
    with Library.open(tmp_path / "whole", embedder) as library:
        assert [result.status for result in library.ingest([papers])] == ["added"] * FILES
    whole = contents(tmp_path / "whole", embedder)
    assert len(whole) == FILES

    random_ = random.Random(20)
    # Moments are counted in files, not in seconds, for the machine may be busy with other things: from before the first
    # one to after the last, then a little further. Half of the kills wait for a write to the caches and come inside it.
    moments = [(i * (FILES + 1) // kills, random_.random()) for i in range(kills)]
    random_.shuffle(moments)
    killed = torn = 0
    home = tmp_path / "home-0"
    for round_, (files, further) in enumerate(moments):
        if round_ % 2 == 0:  # the second kill of a pair hits a library that the first one left behind
            home = tmp_path / f"home-{round_}"
        dirty = home / "cache" / "dirty"
        was_torn = dirty.exists()
        with start(home, papers, processes) as process:
            if round_ % 4 in {1, 2} and not was_torn:
                while process.poll() is None and not dirty.exists():
                    time.sleep(0.0005)
                time.sleep(further * 0.05)
            else:
                wait_for_lines(process, files)
                time.sleep(further * 0.2)
            killed += process.poll() is None
            process.kill()
        torn += dirty.exists() and not was_torn
        if round_ % 2 == 1:
            part = contents(home, embedder)
            assert part.items() <= whole.items(), "no document is there by half"
            with Library.open(home, embedder) as library:
                statuses = [result.status for result in library.ingest([papers])]
            assert statuses.count("unchanged") == len(part)
            assert statuses.count("added") == FILES - len(part)
            assert contents(home, embedder) == whole
    assert killed >= kills // 2
    assert torn, "no kill came while the caches were being written, where it does the most harm"
