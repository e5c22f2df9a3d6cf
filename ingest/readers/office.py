"""Word's old format and WPS Writer's: converted by LibreOffice where it is installed, else read by antiword.

LibreOffice writes a .docx, which our own reader reads, so numbering and tables are kept. Each conversion has a folder
and a profile of its own (two at once would otherwise wait for each other's lock) and a time limit after which its
whole process group is ended. A fresh profile runs no macros. antiword keeps paragraphs and simple tables only.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from ingest.errors import UnreadableFileError, UnsupportedFormatError
from ingest.schema import RawDocument, RawLine, RawPage

TIMEOUT = 120.0  # seconds; a letter takes two, the first start on a slow machine twenty
_ANTIWORD_TIMEOUT = 30.0
MAX_OUTPUT = 100 * 1024 * 1024


def read(data: bytes, name: str, advice: str) -> RawDocument:
    """Read a .doc or .wps file; `advice` is said where no program here can."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is not None:
        return _by_libreoffice(office, data, name)
    antiword = shutil.which("antiword")
    if antiword is not None:
        return _by_antiword(antiword, data, name)
    raise UnsupportedFormatError(f"“{name}”{advice}。")


def _by_libreoffice(program: str, data: bytes, name: str) -> RawDocument:
    from ingest.readers.docx import read as read_docx

    with tempfile.TemporaryDirectory(prefix="zhengwen-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        _run(command, TIMEOUT, name)
        made = Path(folder, "in.docx")
        if not made.is_file() or made.stat().st_size > MAX_OUTPUT:
            raise UnreadableFileError(f"“{name}”无法转换（可能已损坏或设了密码），请用Word或WPS另存为.docx后再试。")
        return dataclasses.replace(read_docx(made.read_bytes(), name), format="doc")


def _by_antiword(program: str, data: bytes, name: str) -> RawDocument:
    with tempfile.TemporaryDirectory(prefix="zhengwen-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        printed = _run([program, "-m", "UTF-8.txt", "-w", "0", str(source)], _ANTIWORD_TIMEOUT, name)
    lines = tuple(_line(text) for text in printed.decode("utf-8", "replace").splitlines() if text.strip(" \f|"))
    if not lines:
        raise UnreadableFileError(f"“{name}”里读不出文字（可能已损坏或设了密码），请用Word或WPS另存为.docx后再试。")
    note = f"“{name}”由antiword读取，自动编号和复杂表格可能不全，请核对或另存为.docx后再导入。"
    return RawDocument("doc", (RawPage(1, lines),), warnings=(note,))


def _line(text: str) -> RawLine:
    """antiword frames a table row by bars."""
    stripped = text.strip(" \f")
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 2:
        return RawLine("\t".join(" ".join(cell.split()) for cell in stripped[1:-1].split("|")), "row")
    return RawLine(" ".join(stripped.strip("|").split()), "paragraph")


def _run(command: list[str], timeout: float, name: str) -> bytes:
    """Runs a program in a process group of its own; returns what it printed, empty where it failed."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise UnreadableFileError(
            f"“{name}”无法转换（{Path(command[0]).name}启动失败），请另存为.docx后再试。"
        ) from error
    try:
        printed, _ = process.communicate(timeout=timeout)
    except BaseException as error:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # soffice leaves soffice.bin behind when it alone is ended
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        note = f"“{name}”转换超过{timeout:.0f}秒，已停止，请用Word或WPS另存为.docx后再试。"
        raise UnreadableFileError(note) from error
    return printed if process.returncode == 0 and len(printed) <= MAX_OUTPUT else b""
