"""Some two hundred files that nobody should have to read: our own samples damaged in every way we know of. Seeded."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.support.ofd_writer import Ofd, text_object, typeset

LIBRARY = Path(__file__).parents[2] / "samples" / "library"
SUFFIXES = (".pdf", ".docx", ".ofd", ".png", ".txt", ".md", ".tif")


def write_all(folder: Path, picture: Any) -> list[Path]:
    """Writes the files; `picture` is a scanned page."""
    bases = _bases(picture)
    paths = []
    for n, (suffix, data) in enumerate([*_damaged(bases), *_odd_pdfs(bases[".pdf"]), *_odd_others()]):
        path = folder / f"{n:03}{suffix}"
        path.write_bytes(data)
        paths.append(path)
    return paths


def _bases(picture: Any) -> dict[str, bytes]:
    pdf, png = io.BytesIO(), io.BytesIO()
    writer = PdfWriter()
    for page in PdfReader(LIBRARY / "云科函〔2025〕63号.pdf").pages[:2]:
        writer.add_page(page)
    writer.write(pdf)
    picture.crop((0, 200, 1200, 500)).save(png, "PNG")
    return {
        ".pdf": pdf.getvalue(),
        ".docx": (LIBRARY / "云科函〔2025〕71号.docx").read_bytes(),
        ".ofd": typeset(
            ["云港市科学技术局关于第12号提案答复的函", *[f"{n}、安排资金{n}00万元。" for n in "一二三四五"]]
        ),
        ".png": png.getvalue(),
    }


def _damaged(bases: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(20250918)
    for suffix, data in bases.items():
        for _ in range(8):
            yield suffix, data[: chance.randrange(1, len(data))]
            kept = bytearray(data)
            for _ in range(chance.choice([1, 5, 50])):
                kept[chance.randrange(len(kept))] = chance.randrange(256)
            yield suffix, bytes(kept)
            start, size = chance.randrange(len(data)), chance.randrange(1, 3000)
            yield suffix, data[:start] + bytes(size) + data[start + size :]
            yield suffix, data[:start] + chance.randbytes(size) + data[start:]
            yield suffix, data[:start] + data[start + size :]
            # what is broken inside while the ends are whole
            yield suffix, data[:200] + chance.randbytes(len(data) // 2) + data[-2000:]
        for other in SUFFIXES:
            if other != suffix:
                yield other, data
                yield other, data[: len(data) // 2]
        yield "", data


def _odd_pdfs(base: bytes) -> Iterator[tuple[str, bytes]]:
    for box in ("0 0 0 0", "0 0 1 1", "0 0 1e9 1e9", "-5 -5 -1 -1", "0 0 14400 1", "0 0 99999 99999", "a b", "0 0 595"):
        yield ".pdf", _pdf([f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 9 0 R>>"])
    yield ".pdf", _pdf([f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/N {n}>>" for n in range(3001)])
    yield ".pdf", _pdf(["<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"], kids="3 0 R " * 20_000)
    yield ".pdf", _pdf(["<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"])
    yield ".pdf", _pdf([f"<</Type/Pages/Kids[{n + 4} 0 R]/Count 1>>" for n in range(3000)], kids="3 0 R")
    bomb = zlib.compress(bytes(120_000_000))
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(bomb) + bomb + b"\nendstream"
    yield ".pdf", _pdf(["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>", stream], kids="3 0 R")
    locked = PdfWriter(clone_from=PdfReader(io.BytesIO(base)))
    locked.encrypt("geheim", algorithm="AES-256")
    file = io.BytesIO()
    locked.write(file)
    yield ".pdf", file.getvalue()
    yield ".pdf", b"%PDF-1.7\n" + b"[" * 100_000 + b"\n%%EOF"


def _pdf(objects: list[str | bytes], kids: str = "") -> bytes:
    """A PDF of a catalogue, a page tree and the given objects, numbered from 3."""
    kids = kids or " ".join(f"{n} 0 R" for n in range(3, 3 + len(objects)))
    tree = f"<</Type/Pages/Kids[{kids}]/Count {kids.count('R')}>>"
    body, places = b"%PDF-1.4\n", []
    for n, content in enumerate(["<</Type/Catalog/Pages 2 0 R>>", tree, *objects], 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % n + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + end


def _odd_others() -> Iterator[tuple[str, bytes]]:
    for size in ((1, 1), (1, 20_000), (20_000, 1), (30_000, 30_000)):
        file = io.BytesIO()
        Image.new("1", size, 1).save(file, "PNG")
        yield ".png", file.getvalue()
    file = io.BytesIO()
    Image.new("1", (20, 20), 1).save(file, "TIFF", save_all=True, append_images=[Image.new("1", (20, 20))] * 600)
    yield ".tif", file.getvalue()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<a>" + bytes(150_000_000))
    yield ".docx", file.getvalue()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a>" * 200_000)
    yield ".docx", file.getvalue()
    yield from _odd_texts()
    yield from _odd_ofds()


def _odd_texts() -> Iterator[tuple[str, bytes]]:
    yield ".txt", "字".encode() * 200_000  # no sentence, no line
    yield ".txt", b"\n" * 300_000 + "字".encode()
    yield ".txt", "1.字\n".encode() * 2_000
    yield ".txt", "字".encode() * 14_000_000  # more than is taken
    yield ".md", b"> " * 1_000_000 + "字".encode()
    yield ".html", b"<html><body>" + b"<div>" * 500_000 + "字".encode()
    yield ".html", b"<html><body>" + b"<table><tr><td>" * 5_000 + "字".encode()
    yield ".csv", "甲,乙\n".encode() * 200_000
    # what a Word file with a password is
    yield (
        ".docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512),
    )


def _odd_ofds() -> Iterator[tuple[str, bytes]]:
    one = text_object("正文", 28, 50)
    pages = "".join(f"<Page ID='{n}' BaseLoc='Pages/Page_0/Content.xml'/>" for n in range(20_000))
    document = f"<Document><CommonData/><Pages>{pages}</Pages></Document>"
    yield ".ofd", _with_part(Ofd([one]).save(), "Doc_0/Document.xml", document.encode())
    for box in ("0 0 0 0", "0 0 1e9 1e9", "-5 -5 -1 -1", "a b", "0 0 49999 49999"):
        area = f"<CommonData><PageArea><PhysicalBox>{box}</PhysicalBox></PageArea></CommonData>"
        pages = "<Pages><Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></Pages>"
        yield (
            ".ofd",
            _with_part(Ofd([one]).save(), "Doc_0/Document.xml", f"<Document>{area}{pages}</Document>".encode()),
        )
    yield ".ofd", Ofd(["<PageBlock>" * 100_000 + one + "</PageBlock>" * 100_000]).save()
    yield ".ofd", Ofd([one], extra={"encryptions.xml": b"<a/>"}).save()


def _with_part(package: bytes, name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, data if part == name else source.read(part))
    return file.getvalue()
