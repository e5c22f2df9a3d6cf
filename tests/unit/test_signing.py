"""The properties of the files that are handed out are ours."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.batches.sheets import write_answers
from assistant.drafting.filing import evidence_path, file_reply
from assistant.records.conversations import Turn
from assistant.records.exporting import to_docx
from tests.unit.test_letter_typesetting import reply


def handed_out(folder: Path) -> dict[str, Path]:
    letter, talk, batch = folder / "函.docx", folder / "问答.docx", folder / "答复.xlsx"
    file_reply(reply(), letter)
    talk.write_bytes(to_docx("补助多少？\x00" * 60, (Turn("补助多少？", None, "不知道"),)))
    write_answers(batch, lambda: [])
    return {"letter": letter, "evidence": evidence_path(letter), "talk": talk, "batch": batch}


@pytest.mark.parametrize("kind", ["letter", "evidence", "talk", "batch"])
def test_no_mark_of_the_library_that_writes_it(tmp_path: Path, kind: str) -> None:
    path = handed_out(tmp_path)[kind]
    with zipfile.ZipFile(path) as package:
        properties = package.read("docProps/core.xml").decode()
        assert not [name for name in package.namelist() if "thumbnail" in name]
        assert not any(b"python-docx" in package.read(name) or b"Macintosh" in package.read(name)
                       for name in package.namelist())  # fmt: skip
    assert not re.search("python|openpyxl|generated", properties)


def test_whose_they_are(tmp_path: Path) -> None:
    paths = handed_out(tmp_path)
    kept = docx.Document(io.BytesIO(paths["letter"].read_bytes())).core_properties
    assert (kept.title, kept.author) == (reply().title, reply().issuer)
    assert abs(kept.created - datetime.now(UTC)) < timedelta(minutes=5)
    assert docx.Document(str(paths["evidence"])).core_properties.title == f"{reply().title}：依据表"
    assert docx.Document(str(paths["talk"])).core_properties.author == "政问"
    assert openpyxl.load_workbook(paths["batch"]).properties.creator == "政问"
