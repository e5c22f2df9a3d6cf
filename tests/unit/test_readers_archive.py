"""Archives: members as documents of their own, names, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library import Library
from ingest.errors import UnreadableFileError, UnsupportedFormatError
from ingest.readers import archive, read_file
from ingest.readers.archive import is_archive, members
from tests.support.exact_index import ExactIndex
from tests.support.uploading import uploaded

LETTER = "云港科函〔2025〕{n}号\n\n关于第{n}号提案答复的函\n\n一、关于资金的建议\n\n每年安排资金{n}万元。\n\n云港市科学技术局\n2025年6月3日\n"


def packed(files: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, data: bytes, name: str = "包.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def relabelled(data: bytes, old: str, new: bytes) -> bytes:
    """The archive with a member's ASCII name replaced by raw bytes of the same length."""
    assert len(old) == len(new)
    return data.replace(old.encode(), new)


def test_members_are_found_in_folders_and_one_archive_deep(tmp_path: Path) -> None:
    deepest = packed({"四.txt": "四"})
    inner = packed({"三.txt": "三", "更深.zip": deepest})
    data = packed(
        {"一.txt": "一", "夹/二.md": "二", "内.zip": inner, "图.exe": "x", ".藏.txt": "x", "~$一.docx": "x", "__MACOSX/一.txt": "x"}
    )  # fmt: skip
    found = list(members(put(tmp_path, data)))
    assert [(m.path, m.name, m.data.decode()) for m in found if m.error is None] == [
        ("一.txt", "一.txt", "一"),
        ("夹/二.md", "二.md", "二"),
        ("内.zip/三.txt", "三.txt", "三"),
    ]
    assert [(m.path, m.error) for m in found if m.error] == [
        ("内.zip/更深.zip", "“更深.zip”是多层压缩包里的压缩包，请先解压再导入。")
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_mark_are_decoded(tmp_path: Path, encoding: str) -> None:
    raw = "答复/通知.txt".encode(encoding)
    data = relabelled(packed({"x" * (len(raw) - 4) + ".txt": "甲"}), "x" * (len(raw) - 4) + ".txt", raw)
    assert [m.path for m in members(put(tmp_path, data))] == ["答复/通知.txt"]


@pytest.mark.parametrize("name", ["../../坏.txt", "/etc/坏.txt", "C:\\夹\\坏.txt", "..\\..\\坏.txt", "a/../坏.txt"])
def test_names_lead_nowhere(tmp_path: Path, name: str) -> None:
    [member] = members(put(tmp_path, packed({name: "甲"})))
    assert member.name == "坏.txt"
    assert ".." not in member.path.split("/")
    assert not member.path.startswith("/")


def test_long_and_odd_names_can_be_files(tmp_path: Path) -> None:
    [one, other] = members(put(tmp_path, packed({"长" * 300 + ".txt": "甲", "a\nb?.txt": "乙"})))
    assert len(one.name.encode()) < 255
    assert one.name.endswith(".txt")
    assert other.name == "a_b_.txt"


def test_a_damaged_or_encrypted_member_fails_alone(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:  # stored, so that its bytes can be spoiled in place
        target.writestr("好.txt", "好的文件")
        target.writestr("坏.txt", "坏的文件")
    data = stream.getvalue().replace("坏的文件".encode(), "壊的文件".encode())
    found = {m.name: m.error for m in members(put(tmp_path, data))}
    assert found == {"好.txt": None, "坏.txt": "“坏.txt”在压缩包里已损坏，请重新压缩后再试。"}
    locked = bytearray(packed({"密.txt": "甲", "明.txt": "乙"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    found = {m.name: m.error for m in members(put(tmp_path, bytes(locked)))}
    assert "设了密码" in str(found["密.txt"])
    assert found["明.txt"] is None


def test_a_damaged_archive_in_an_archive_fails_alone(tmp_path: Path) -> None:
    inner = packed({"三.txt": "三"})
    found = list(members(put(tmp_path, packed({"内.zip": inner[: len(inner) // 2], "一.txt": "一"}))))
    assert [(m.name, m.error) for m in found] == [
        ("内.zip", "压缩包“内.zip”已损坏或不完整，请重新下载或重新压缩后再试。"),
        ("一.txt", None),
    ]


def test_bombs_are_refused_unexpanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"炸弹.txt": bytes(30 << 20), "好.txt": "甲"})
    found = {m.name: m.error for m in members(put(tmp_path, bomb))}
    assert "压缩比异常" in str(found["炸弹.txt"])
    assert found["好.txt"] is None
    monkeypatch.setattr(archive, "MAX_TOTAL", 1 << 20)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    for data in (bomb, packed({f"{n}.txt": "甲" for n in range(3)})):
        with pytest.raises(UnreadableFileError, match=r"“包\.zip”里的内容过多"):
            list(members(put(tmp_path, data)))


def test_what_is_an_archive(tmp_path: Path) -> None:
    assert is_archive(put(tmp_path, packed({"a.txt": "甲"}), "a.dat"))
    assert not is_archive(put(tmp_path, packed({"a.txt": "甲"}), "a.docx"))
    assert not is_archive(put(tmp_path, packed({"[Content_Types].xml": "", "word/document.xml": ""}), "b.zip"))
    assert not is_archive(put(tmp_path, packed({"OFD.xml": ""}), "c.zip"))
    assert not is_archive(put(tmp_path, b"text", "d.zip"))
    assert is_archive(put(tmp_path, packed({"a.txt": "甲"})[:30], "e.zip"))
    assert not is_archive(tmp_path / "none.zip")


def test_an_archive_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"“包\.zip”是压缩包.*导入.*先解压"):
        read_file(put(tmp_path, packed({"a.txt": "甲"})))
    with pytest.raises(UnsupportedFormatError, match="zip以外的压缩包"):
        read_file(put(tmp_path, b"Rar!\x1a\x07\x00" + bytes(40), "a.rar"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", open_dense=lambda _: ExactIndex()) as opened:
        yield opened


def test_a_library_takes_the_members_in(library: Library, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    files = {"2025/甲.txt": LETTER.format(n=11), "2025/乙.txt": LETTER.format(n=12), "坏.pdf": "%PDF-1.7 x"}
    put(inbox, packed({**files, "旧.rtf": "{\\rtf1 x}"}))
    (inbox / "丙.txt").write_text(LETTER.format(n=13), "utf-8")
    results = {r.source: r for r in library.ingest([inbox])}
    assert {source: r.status for source, r in results.items()} == {
        "丙.txt": "added",
        "甲.txt": "added",
        "乙.txt": "added",
        "坏.pdf": "failed",
        "旧.rtf": "failed",
    }
    assert all("“" in str(r.error) and str(r.error).endswith("。") for r in results.values() if r.status == "failed")
    found = library.find_document("甲.txt")
    assert found is not None
    assert found.metadata.doc_number == "云港科函〔2025〕11号"
    original = library.file_of(found.doc_id)
    assert original is not None
    assert original.read_text("utf-8") == LETTER.format(n=11)
    assert {r.status for r in library.ingest([inbox]) if r.status != "failed"} == {"unchanged"}
    put(inbox, packed({**files, "2025/甲.txt": LETTER.format(n=21)}))
    again = {r.source: r.status for r in library.ingest([inbox])}
    assert (again["甲.txt"], again["乙.txt"]) == ("replaced", "unchanged")
    assert len(library.documents()) == 3
    assert not list((library._home / "incoming").iterdir())


def test_an_archive_as_a_whole_can_fail(library: Library, tmp_path: Path) -> None:
    for data, words in ((packed({"a.exe": "x"}), "没有可以读取的文件"), (packed({"a.txt": "x"})[:40], "已损坏")):
        [result] = library.ingest([put(tmp_path, data)])
        assert (result.status, result.source) == ("failed", "包.zip")
        assert words in str(result.error)


def test_an_uploaded_archive(library: Library, tmp_path: Path) -> None:
    path = put(tmp_path, packed({"甲.txt": LETTER.format(n=11)}))
    assert [(r.source, r.status) for r in uploaded(library, "包.zip", path)] == [("甲.txt", "added")]
    assert library.search("资金", 1)
    plain = put(tmp_path, LETTER.format(n=12).encode(), "乙.txt")
    assert [(r.source, r.status) for r in uploaded(library, "乙.txt", plain)] == [("乙.txt", "added")]
