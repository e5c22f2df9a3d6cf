"""What must hold for every document, whatever its text: quotes are slices, sections nest, passages cover the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import MAX_CHARS, chunk
from ingest.errors import UserError
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage

_PIECES = st.sampled_from(
    [
        "一、总体要求",
        "二、任务",
        "（一）平台建设。建设平台",
        "（二）人才",
        "1.投入",
        "2.产出：增长",
        "（1）财政",
        "专栏1-1 指标",
        "图1-1 布局",
        "——政府引导。发挥作用",
        "一是抓项目。二是抓平台。三是抓人才。",
        "普通的一句话，没有编号，也没有句号",
        "2025年安排1.06亿元，增长10%。",
        "名称\t2020年\t2025年",
        "研发投入\t1.2\t3.4",
        "专此答复。",
        "云溪市科学技术局",
        "2025年1月2日",
        "- 3 -",
        "",
        "（A类）",
        "第一章 总则",
        "第一条 为了发展，制定本办法。",
        "长" * 300,
        "。；，",
        "公开方式：主动公开",
        "6.4K电视",
        "24.22 亿元。继续",
        "第二编 分则",
        "第一节 选址",
        "第二条之一 茶园分级管理。",
        "1.1 编制目的",
        "1.1.1 依据",
        "Ⅱ．响应",
        "附件1 申报指南",
        "附件：1.申报表",
        "表1 茶园面积",
        "首先，抓种植。其次，抓采摘。最后，抓加工。",
        "第一，要种好；一要选址，二要栽培；第二，要采好。",
        "（此件公开发布）",
        "目录",
        "根据《茶园条例》（云人发〔2021〕3号，以下简称《条例》），《旧办法》同时废止。",
        "本办法自2024年1月1日起施行，有效期5年。",
    ]
)
_PAGES = st.lists(st.lists(_PIECES | st.text(max_size=40), max_size=14), min_size=1, max_size=4)


def document(pages: list[list[str]], paged: bool) -> Document | None:
    raw = RawDocument(
        "txt",
        tuple(
            RawPage(n, tuple(RawLine(line.replace("\n", " "), "row" if "\t" in line else "line") for line in lines))
            for n, lines in enumerate(pages, 1)
        ),
        paged=paged,
    )
    try:
        return build_document(raw, "0123456789abcdef", "例.txt")
    except UserError:
        return None  # a document without any text


@settings(max_examples=300, deadline=None)
@given(_PAGES, st.booleans())
def test_invariants(pages: list[list[str]], paged: bool) -> None:
    read = document(pages, paged)
    if read is None:
        return
    assert read == document(pages, paged)
    for i, section in enumerate(read.sections):
        assert 0 <= section.span.start <= section.heading.end <= section.span.end <= len(read.text)
        assert section.heading.start == section.span.start
        if section.parent is not None:
            assert section.parent < i
            assert read.sections[section.parent].span.contains(section.span)
    starts = [section.span.start for section in read.sections]
    assert starts == sorted(starts)
    siblings = [s for s in read.sections if s.kind not in {"run_in", "enumeration"}]
    for one, other in pairwise(siblings):
        assert other.span.start >= one.span.end or one.span.contains(other.span)
    chunks = chunk(read)
    covered = 0
    for piece in chunks:
        assert read.text[piece.span.start : piece.span.end] == piece.text
        assert piece.text.strip() == piece.text != ""
        assert read.text[covered : piece.span.start].strip() == ""
        covered = piece.span.end
        assert len(piece.text) <= MAX_CHARS or "。" not in piece.text[:-1]
    assert read.text[covered:].strip() == ""
    assert len({piece.chunk_id for piece in chunks}) == len(chunks)
    for link in read.links.references:
        for span in link.spans:
            assert 0 <= span.start < span.end <= len(read.text)
    for name in read.links.abbreviations:
        assert name.short in name.span.of(read.text)
        assert name.long in name.span.of(read.text)
    for table in read.tables:
        assert all(row.span.of(read.text).split("\t")[0].strip() == row.cells[0] for row in table.rows)
    for page, following in pairwise(read.pages):
        assert page.span.end == following.span.start
