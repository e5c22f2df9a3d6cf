"""Word's foot- and endnotes: kept beside the words they explain."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from ingest.readers import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_notes(document: Any, kind: str, notes: dict[int, str]) -> None:
    inner = "".join(
        f'<w:{kind} w:id="{n}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>' for n, text in notes.items()
    )
    separator = f'<w:{kind} w:type="separator" w:id="0"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:{kind}>'
    part = Part(
        PackURI(f"/word/{kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        f"<w:{kind}s {W}>{separator}{inner}</w:{kind}s>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))


def add(document: Any, text: str, call: str) -> None:
    xml = f"<w:p {W}><w:r><w:t>{text}</w:t></w:r><w:r>{call}</w:r></w:p>"
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    document = Document()
    with_notes(document, "footnote", {1: "以下简称国创中心", 2: "含在建", 3: ""})
    with_notes(document, "endnote", {1: "数据截至2024年底"})
    add(document, "一、建设平台", '<w:footnoteReference w:id="2"/>')
    add(document, "依托国家创新中心。", '<w:footnoteReference w:id="1"/><w:endnoteReference w:id="1"/>')
    add(
        document,
        "没有的注。",
        '<w:footnoteReference w:id="9"/><w:footnoteReference w:id="3"/><w:footnoteReference w:id="0"/>',
    )
    stream = io.BytesIO()
    document.save(stream)
    assert [line.text for line in docx.read(stream.getvalue(), "a.docx").pages[0].lines] == [
        "一、建设平台",
        "〔注：含在建〕",
        "依托国家创新中心。〔注：以下简称国创中心〕〔注：数据截至2024年底〕",
        "没有的注。",
    ]
