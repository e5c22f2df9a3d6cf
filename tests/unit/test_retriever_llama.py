"""Our parts as parts of LlamaIndex."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.schema import NodeRelationship, QueryBundle

from ingest.schema import Chunk, Document, Metadata, Page, Span
from vectorstore.dense import Vectors
from vectorstore.llama import SectionNodeParser, ZhengwenEmbedding, ZhengwenRetriever
from vectorstore.schema import Hit

PAPER = """云港市科学技术局

云港科函〔2025〕12号

云港市科学技术局关于市政协六届四次会议第0412号提案答复的函

李委员：

您提出的《关于扶持海洋新材料企业的提案》收悉，经研究，现答复如下：

一、关于加大资金支持的建议

我局设立了海洋新材料专项，每年安排资金800万元。

二、关于引进人才的建议

（一）扩大人才公寓供给。今年新增人才公寓200套。

（二）优化落户办理。办理时间压缩到3个工作日。

专此答复。

云港市科学技术局
2025年6月3日
"""


class LengthEmbedder:
    name = "length-2@0"
    dimension = 2
    leading = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([[1.0, 0.0] for _ in texts], dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([[0.0, 1.0] for _ in texts], dtype=np.float32)


def test_embedding() -> None:
    model = ZhengwenEmbedding(LengthEmbedder())
    assert model.model_name == "length-2@0"
    assert model.get_query_embedding("问") == [0.0, 1.0]
    assert model.get_text_embedding("文") == [1.0, 0.0]
    assert model.get_text_embedding_batch(["一", "二"]) == [[1.0, 0.0]] * 2


def test_embedding_without_blocking() -> None:
    asked = ZhengwenEmbedding(LengthEmbedder()).aget_query_embedding("问")
    with ThreadPoolExecutor(1) as pool:  # the browser tests keep a loop running in the main thread
        assert pool.submit(asyncio.run, asked).result() == [0.0, 1.0]


def test_retriever() -> None:
    text = "每人限申请一套。"
    document = Document("d1", "a.pdf", Metadata(doc_number="云港科函〔2025〕12号"), text, (Page(1, Span(0, 8)),), ())
    hit = Hit(Chunk("c1", "d1", Span(0, 8), text, "一、（二）", page=3), 1.25, 1, ("dense",))
    asked: list[tuple[str, int]] = []

    def search(question: str, k: int) -> list[Hit]:
        asked.append((question, k))
        return [hit]

    retriever = ZhengwenRetriever(search, {"d1": document}.get, k=7)
    [found] = retriever.retrieve(QueryBundle("公寓"))
    assert asked == [("公寓", 7)]
    assert found.score == 1.25
    assert found.node.get_content() == text
    assert found.node.metadata == {
        "doc_id": "d1",
        "section": "一、（二）",
        "source": "a.pdf",
        "doc_number": "云港科函〔2025〕12号",
        "page": 3,
    }


def test_section_node_parser() -> None:
    parser = SectionNodeParser()
    nodes = parser.get_nodes_from_documents([LlamaDocument(text=PAPER, metadata={"file_name": "a.txt"})])
    by_section = {node.metadata["section"]: node for node in nodes}
    assert "800万元" in by_section["一、"].get_content()
    assert "200套" in by_section["二、（一）"].get_content()
    assert by_section["二、（二）"].metadata["doc_number"] == "云港科函〔2025〕12号"
    assert by_section["二、（二）"].metadata["file_name"] == "a.txt"
    assert all(node.relationships[NodeRelationship.SOURCE] for node in nodes)
    assert len({node.node_id for node in nodes}) == len(nodes)


def test_section_node_parser_passes_by_what_has_no_words() -> None:
    assert SectionNodeParser().get_nodes_from_documents([LlamaDocument(text=" \n ")]) == []
