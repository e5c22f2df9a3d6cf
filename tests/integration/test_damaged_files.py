"""Two hundred damaged files, read into a library by a process with little memory: sentences, no crash, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.damage import LIBRARY, write_all
from tests.support.pdf_writer import scanned

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60  # for all files together, not for one
_OCR_PAGES = 4  # that are really recognised: the other pages only show that their pictures could be drawn

INGEST = """
import json, os, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
from assistant.library import Library
from ingest.readers import ocr
recognise, pages = ocr.recognise, []
def few(picture):
    pages.append(1)
    return recognise(picture) if len(pages) <= int(sys.argv[4]) else ()
ocr.recognise = few
with Library.open(Path(sys.argv[1])) as library:
    list(library.ingest([Path(sys.argv[2])]))
    before = [(record.doc_id, library.document(record.doc_id).text) for record in library.documents()]
    for path in sorted(Path(sys.argv[3]).iterdir()):
        began = time.monotonic()
        (result,) = library.ingest([path])
        print(json.dumps([result.source, result.status, result.error, time.monotonic() - began]), flush=True)
    after = dict((record.doc_id, library.document(record.doc_id).text) for record in library.documents())
    assert before
    assert all(after[doc_id] == text for doc_id, text in before)
    assert library.search("中试平台", 3)
# the kernel's high-water mark of this address space; ru_maxrss starts with that of the process that started us
def high(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
workers = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
most = max(high(pid) for pid in ["self", *workers])
print(json.dumps(most * 1024))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory the way of Linux")
def test_damaged_files_harm_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_OCR_CACHE", "")
    folder = tmp_path / "damaged"
    folder.mkdir()
    paths = write_all(folder, scanned((LIBRARY / "云科函〔2025〕63号.pdf").read_bytes(), [1])[0])
    assert len(paths) >= 180
    done = subprocess.run(
        [sys.executable, "-c", INGEST, tmp_path / "home", LIBRARY, folder, str(_OCR_PAGES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    *results, memory = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == len(paths)
    assert memory < 2 << 30
    assert sum(seconds for *_, seconds in results) < 2 * _SECONDS
    for source, status, error, seconds in results:
        assert seconds < _SECONDS, source
        if status == "failed":
            assert error.endswith("。"), (source, error)
            assert "\n" not in error
            assert "意外错误" not in error, (source, error)
        else:
            assert status in {"added", "unchanged"}, source
    print(f"{sum(status == 'failed' for _, status, *_ in results)} of {len(results)} damaged files are refused")
    assert 0.4 < sum(status == "failed" for _, status, _, _ in results) / len(results) < 0.95
