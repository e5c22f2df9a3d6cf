"""Old Word files: by a converter found on PATH (here a fake, and the real one where it is installed), or a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from ingest.errors import UnreadableFileError, UnsupportedFormatError
from ingest.readers import office, read_file

REPLY = Path(__file__).parents[2] / "samples" / "library" / "云科函〔2025〕71号.docx"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(600)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the only one on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", "utf-8")
    path.chmod(0o755)


def old(folder: Path, name: str = "旧.doc") -> Path:
    path = folder / name
    path.write_bytes(OLD)
    return path


CONVERT = """for last; do :; done
while [ $# -gt 0 ]; do
  case "$1" in
    -env:UserInstallation=file://*) mkdir -p "${1#*file://}" ;;
    --outdir) out="$2" ;;
  esac
  shift
done
test -d "$out/profile" && cp '%s' "$out/in.docx"
"""


@pytest.mark.parametrize("name", ["旧.doc", "旧.wps", "旧.dat"])
@pytest.mark.parametrize("program", ["soffice", "libreoffice"])
def test_libreoffice_converts_and_our_reader_reads(tmp_path: Path, tools: Path, name: str, program: str) -> None:
    install(tools, program, CONVERT % REPLY)
    document = read_file(old(tmp_path, name))
    assert document.pages == read_file(REPLY).pages
    assert (document.format, document.warnings) == ("doc", ())


def test_a_conversion_that_yields_nothing(tmp_path: Path, tools: Path) -> None:
    install(tools, "soffice", "exit 0")
    with pytest.raises(UnreadableFileError, match=r"“旧\.doc”无法转换.*另存为\.docx"):
        read_file(old(tmp_path))
    install(tools, "soffice", CONVERT % "/dev/null")
    with pytest.raises(UnreadableFileError, match=r"“旧\.doc”已损坏"):
        read_file(old(tmp_path))


def test_a_conversion_that_hangs_is_ended_with_its_children(
    tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1.0)
    install(tools, "soffice", f"sleep 300 & echo $! > '{tmp_path}/child'\nsleep 300")
    start = time.monotonic()
    with pytest.raises(UnreadableFileError, match="转换超过1秒"):
        read_file(old(tmp_path))
    assert time.monotonic() - start < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not _lives(child):
            break
        time.sleep(0.1)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_antiword_where_there_is_no_libreoffice(tmp_path: Path, tools: Path) -> None:
    install(tools, "antiword", "printf '关于  申报的通知\\n\\n|指标|2020年 |\\n|企业|612 |\\n'")
    document = read_file(old(tmp_path))
    assert [(line.kind, line.text) for line in document.pages[0].lines] == [
        ("paragraph", "关于 申报的通知"),
        ("row", "指标\t2020年"),
        ("row", "企业\t612"),
    ]
    assert "由antiword读取" in document.warnings[0]
    install(tools, "antiword", "exit 1")
    with pytest.raises(UnreadableFileError, match="读不出文字"):
        read_file(old(tmp_path))


@pytest.mark.parametrize(("name", "word"), [("旧.doc", "旧版Word文件"), ("旧.wps", "WPS文字文件")])
def test_without_a_program_there_is_advice(tmp_path: Path, tools: Path, name: str, word: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=rf"“{name}”是{word}.*另存为\.docx"):
        read_file(old(tmp_path, name))


@pytest.mark.parametrize(("stream", "words"), [("Workbook", "电子表格"), ("PowerPoint Document", "演示文稿")])
def test_other_office_files_are_told_by_their_streams(tmp_path: Path, tools: Path, stream: str, words: str) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(OLD.replace("WordDocument".encode("utf-16-le"), stream.encode("utf-16-le")))
    with pytest.raises(UnsupportedFormatError, match=words):
        read_file(path)


def test_a_password_is_named_whatever_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLD[:512] + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    with pytest.raises(UnreadableFileError, match="设了打开密码"):
        read_file(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_real_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "源.docx"
    source.write_bytes(REPLY.read_bytes())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=dict(os.environ))
    made = (tmp_path / "源.doc").rename(tmp_path / "旧.wps")
    found, wanted = read_file(made), read_file(REPLY)
    assert [line.text for line in found.pages[0].lines] == [line.text for line in wanted.pages[0].lines]
    broken = tmp_path / "坏.doc"
    broken.write_bytes(OLD)
    with pytest.raises(UnreadableFileError, match=r"“坏\.doc”"):
        read_file(broken)
