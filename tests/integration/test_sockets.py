"""An embedding server and a vector store of another make, each named by one line of settings."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.batches.command import answer_list
from assistant.build import open_assistant, open_library
from assistant.schema import Question
from assistant.settings import Settings
from ingest.errors import ModelError, SettingsError, UserError
from ingest.readers import ocr_cache
from tests.conftest import SAMPLES
from vectorstore.embedder import Embedder
from vectorstore.sockets import is_socket, plugged

STORE = "llama_index.vector_stores.chroma:ChromaVectorStore.from_params?collection_name=chunks&persist_dir={}"


class EmbeddingServer:
    """Speaks OpenAI's /v1/embeddings with the vectors of `embedder`."""

    def __init__(self, embedder: Embedder) -> None:
        keys: list[str] = []
        self.keys = keys

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                keys.append(self.headers["Authorization"])
                texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
                rows = [
                    {"object": "embedding", "index": i, "embedding": row}
                    for i, row in enumerate(embedder.encode_passages(texts).tolist())
                ]
                body = json.dumps({"object": "list", "data": rows, "model": asked["model"], "usage": {}}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def spec(self) -> str:
        address = f"http://127.0.0.1:{self._server.server_port}/v1"
        return (
            "llama_index.embeddings.openai_like:OpenAILikeEmbedding"
            f"?model_name=bge-m3&api_base={address}&api_key=$EMBEDDING_KEY&max_retries=0&timeout=5"
        )

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingServer]:
    monkeypatch.setenv("EMBEDDING_KEY", "s3cret")
    made = EmbeddingServer(embedder)
    yield made
    made.stop()


def test_a_server_and_a_store_of_another_make(server: EmbeddingServer, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", embedder=server.spec, vector_store=STORE.format(tmp_path / "store"))
    with open_assistant(settings, recorded=False) as assistant:
        assert [result.status for result in assistant.library.ingest([SAMPLES])] == ["added"] * len(
            [path for path in SAMPLES.iterdir() if path.is_file()]
        )
        answer = assistant.ask(Question("中试熟化的单项最高额度是多少？"))
        assert "150万元" in answer.text
        [first, *_] = assistant.library.documents()
        assistant.library.remove(first.doc_id)
    assert "Bearer s3cret" in server.keys
    assert not list((tmp_path / "home").glob("cache/*/dense"))  # the vectors are in the store that was named
    with open_assistant(settings, recorded=False) as assistant:
        assert "150万元" in assistant.ask(Question("中试熟化的单项最高额度是多少？")).text
    questions = tmp_path / "questions.csv"
    questions.write_text("问题\n" + "中试熟化的单项最高额度是多少？\n" * 4, encoding="utf-8")
    assert answer_list(settings, questions, tmp_path / "answers.jsonl", None, 2, lambda *_: None) == 0
    rows = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ["150万元" in row["answer"] for row in rows] == [True] * 4

    server.stop()
    with open_assistant(settings, recorded=False) as assistant, pytest.raises(ModelError, match="没有应答"):
        assistant.ask(Question("中试熟化的单项最高额度是多少？"))


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("llama_index.embeddings", "请写成"),
        ("os:system?command=true", "请写成"),
        ("llama_index.embeddings.nobody:Model", "pip安装llama-index-embeddings-nobody"),
        ("llama_index.core.embeddings:Nobody", "没有“Nobody”"),
        ("llama_index.core.embeddings:MockEmbedding?dimension=8", "不接受embedder里写的参数"),
        ("llama_index.core.embeddings:MockEmbedding?embed_dim=$NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE没有设"),
    ],
)
def test_what_cannot_be_plugged_in_is_one_sentence(spec: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as raised:
        plugged("embedder", spec)
    assert isinstance(raised.value, UserError)
    assert "\n" not in str(raised.value)


def test_values_are_read_as_what_they_are() -> None:
    model = plugged("embedder", "llama_index.core.embeddings:MockEmbedding?embed_dim=8&model_name=7b-模型%261")
    assert (model.embed_dim, model.model_name) == (8, "7b-模型&1")


@pytest.mark.parametrize("spec", ["", "shipped", "BAAI/bge-m3", "/models/llama_index.x:y", "llama_index.folder"])
def test_other_settings_name_no_part_of_llama_index(spec: str) -> None:
    assert not is_socket(spec)


def test_each_library_keeps_the_pages_of_its_own_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHENGWEN_OCR_CACHE")
    one, two = (Settings(tmp_path / name) for name in ("一", "二"))
    with open_library(one):
        assert ocr_cache.folder() == one.home / "pages"
        with open_library(two):
            assert ocr_cache.folder() == two.home / "pages"
        assert ocr_cache.folder() == one.home / "pages"
    with open_library(two):
        assert ocr_cache.folder() == two.home / "pages"
    assert "ZHENGWEN_OCR_CACHE" not in os.environ
    monkeypatch.setenv("ZHENGWEN_OCR_CACHE", str(tmp_path / "mine"))
    with open_library(one):
        assert ocr_cache.folder() == tmp_path / "mine"
