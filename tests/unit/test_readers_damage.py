"""Files of every kind, cut or with bytes changed: a document or one sentence, soon, and nothing else."""

from __future__ import annotations

import io
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.errors import UnreadableFileError, UnsupportedFormatError, ZhengwenError
from ingest.readers import office, read_file
from ingest.readers.archive import members
from ingest.schema import RawDocument
from tests.support.ofd_writer import Ofd, table, text_object, typeset

TEXT = "云溪市科学技术局关于提案的答复：（一）先立制度，补助最高150万元。"


@cache
def whole(kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == ".ofd":
        return typeset([TEXT * 3, [["指标", "2020年"], ["企业", "612"]], TEXT])
    if kind == ".html":
        rows = "<tr><th>指标</th><td rowspan='2'>1</td></tr><tr><td>企业</td></tr>"
        return f"<!DOCTYPE html><html><meta charset='utf-8'><p>{TEXT}</p><table>{rows}</table><ol><li>一</ol>".encode()
    if kind == ".csv":
        return f"指标,2020年\n企业,612\n{TEXT},1\n".encode("gb18030")
    if kind == ".xlsx":
        book = Workbook()
        page = book.active
        assert page is not None
        for n in range(5):
            page.append(["指标", n, TEXT])
        book.save(stream)
        return stream.getvalue()
    if kind == ".docx":
        from docx import Document

        document = Document()
        document.add_paragraph(TEXT)
        document.save(stream)
        return stream.getvalue()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("夹/一.txt", TEXT)
        target.writestr("二.ofd", whole(".ofd"))
    return stream.getvalue()


def stored(data: bytes) -> bytes:
    """The package uncompressed, so that a changed byte reaches the XML and not only a checksum."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return stream.getvalue()


def said(path: Path) -> str | None:
    """What the error says; None for a document. Errors that are not ours go through."""
    try:
        document = read_file(path)
    except (UnreadableFileError, UnsupportedFormatError) as error:
        return str(error)
    assert isinstance(document, RawDocument)
    assert any(line.text for page in document.pages for line in page.lines)
    return None


KINDS = [".ofd", ".html", ".csv", ".xlsx", ".docx", ".zip"]


@settings(max_examples=250, deadline=20_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    cut=st.none() | st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    flat=st.booleans(),
)
def test_damaged_files_raise_nothing_but_our_own(
    tmp_path: Path, kind: str, cut: float | None, flips: list[tuple[float, int]], flat: bool
) -> None:
    data = bytearray(stored(whole(kind)) if flat and kind not in {".html", ".csv"} else whole(kind))
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    if cut is not None:
        del data[int(cut * len(data)) :]
    path = tmp_path / f"坏{kind}"
    path.write_bytes(data)
    words = said(path)
    assert words is None or (path.name in words and words.endswith("。") and "\n" not in words)
    errors: list[str | None] = []
    try:
        errors += [member.error for member in members(path)]
    except ZhengwenError as error:
        errors.append(str(error))
    assert all(error is None or error.endswith("。") for error in errors)


@settings(max_examples=150, deadline=20_000)
@given(
    attributes=st.lists(
        st.sampled_from(["Boundary", "CTM", "Size", "HScale", "Visible"]).flatmap(
            lambda name: st.tuples(st.just(name), st.text("0123456789.-+eE naginf", max_size=30))
        ),
        max_size=4,
        unique_by=lambda item: item[0],
    ),
    deltas=st.text("g0123456789.- ", max_size=40),
    path=st.text("MLQBACSZ0123456789.- ", max_size=80),
)
def test_odd_numbers_in_an_ofd(attributes: list[tuple[str, str]], deltas: str, path: str) -> None:
    from ingest.readers import ofd

    own = " ".join(f'{name}="{value}"' for name, value in attributes)
    code = f'<TextCode X="1" Y="{deltas}" DeltaX="{deltas}" DeltaY="{path}">奇怪的数</TextCode>'
    drawn = f'<PathObject Boundary="0 0 9 9"><AbbreviatedData>{path}</AbbreviatedData></PathObject>'
    page = f"<TextObject {own}>{code}</TextObject>{drawn}{text_object('正文', 28, 50)}{table([['甲', '乙']], 28, 60, [20, 20])[0]}"
    found = "".join(line.text for line in ofd.read(Ofd([page]).save(), "a.ofd").pages[0].lines)
    assert {"正", "文", "甲", "乙"} <= set(found)


@pytest.mark.parametrize("kind", [".ofd", ".xlsx", ".docx"])
def test_package_bombs_are_refused_quickly(tmp_path: Path, kind: str) -> None:
    stream = io.BytesIO(whole(kind))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as target:
        for n in range(8):
            target.writestr(f"xl/bomb{n}.xml", bytes(40 << 20))
    path = tmp_path / f"炸弹{kind}"
    path.write_bytes(stream.getvalue())
    start = time.monotonic()
    assert "过大" in str(said(path))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("kind", [".ofd", ".xlsx", ".docx", ".zip"])
def test_wrong_suffixes_are_seen_through(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    for suffix in (".txt", ".pdf", ".doc", ".html", ".csv", ".xlsx", ".ofd", ".docx", ""):
        path = tmp_path / f"名{suffix}"
        path.write_bytes(whole(kind))
        words = said(path)
        if kind == ".zip":
            assert words is not None
            assert suffix != ".pdf" or "不是PDF文件" in words
        else:
            assert words is None
