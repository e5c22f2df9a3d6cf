"""From text to vectors: one protocol, three implementations.

`StaticEmbedder` is what we ship: a bag of learned word vectors that needs numpy, `tokenizers` and `safetensors`, no
torch, and starts in a fraction of a second. `SentenceTransformerEmbedder` takes any model of that library,
`LlamaIndexEmbedder` any embedding object of LlamaIndex. Heavy packages are imported where they are first needed, so
that importing this file costs nothing.

What this file does not do: cache vectors, cut text into chunks, or talk to a hub before it has checked that somebody
is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from vectorstore.sockets import is_socket, plugged

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

SHIPPED_FOLDER = Path(__file__).parent / "models" / "zhengwen-static"

_BATCH_TEXTS = 512  # enough for the tokenizer's threads; bounds the memory of a large library
_PROBE_SECONDS = 3.0
# `model` or `owner/model`; whatever else a setting holds can only be a path
_HUB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their similarity.

    `name` identifies the vectors: two embedders of the same name give the same ones, so an index keeps it and refuses
    vectors of another name.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def leading(self) -> int:
        """So many first numbers of a vector serve alone, scaled to length 1 again; 0 where only all of them do."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), float32, rows of length 1; a row of zeros for a text without any known token."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `encode_passages`, for questions: some models put an instruction before them."""
        ...


class StaticEmbedder:
    """A static embedding model: the mean of the token vectors, scaled to length 1.

    Reads the folder that sentence-transformers writes for `StaticEmbedding` + `Normalize` and gives the same vectors,
    without torch. The method is that of SIF-weighted averaging (Arora et al., ICLR 2017), here with trained vectors.
    """

    def __init__(
        self, name: str, tokenizer: Tokenizer, weights: Vectors, unknown: int | None, leading: int = 0
    ) -> None:
        """`weights`: (tokens, dimension), float32; `unknown`: the id of the token for unknown text, if any."""
        self._name = name
        self._leading = leading
        self._tokenizer = tokenizer
        self._weights = weights
        if unknown is not None:
            self._weights[unknown] = 0.0

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> StaticEmbedder:
        """Loads `model.safetensors` and `tokenizer.json` of `folder`.

        Raises ModelError if the folder or one of the files is missing or damaged.
        """
        from safetensors.numpy import load as load_tensors
        from tokenizers import Tokenizer

        path = Path(folder)
        weights_file, tokenizer_file = path / "model.safetensors", path / "tokenizer.json"
        for file in (weights_file, tokenizer_file):
            if not file.is_file():
                raise ModelError(f"向量模型文件夹“{path}”里没有 {file.name}，请检查路径或重新安装本程序。")
        weights_bytes, tokenizer_bytes = weights_file.read_bytes(), tokenizer_file.read_bytes()
        try:
            tensors = load_tensors(weights_bytes)
            weights = np.ascontiguousarray(tensors["embedding.weight"], dtype=np.float32)
            tokenizer = Tokenizer.from_str(tokenizer_bytes.decode("utf-8"))
        except Exception as error:  # both readers raise plain Exception on damaged files
            raise ModelError(f"向量模型文件夹“{path}”已损坏，无法载入，请重新获取该模型。") from error
        if weights.shape[0] < tokenizer.get_vocab_size():
            raise ModelError(f"向量模型文件夹“{path}”里的词表与权重不匹配，请重新获取该模型。")
        tokenizer.no_padding()
        tokenizer.no_truncation()
        # the vectors depend on the words as much as on the weights, so both go into the digest
        digest = hashlib.sha256(weights_bytes + tokenizer_bytes).hexdigest()[:8]
        name = f"{path.resolve().name}-{weights.shape[1]}@{digest}"
        return cls(name, tokenizer, weights, tokenizer.token_to_id("[UNK]"), _leading(path, weights.shape[1]))

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._weights.shape[1])

    @property
    def leading(self) -> int:
        return self._leading

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH_TEXTS):
            encodings = self._tokenizer.encode_batch_fast(
                list(texts[start : start + _BATCH_TEXTS]), add_special_tokens=False
            )
            for row, encoding in enumerate(encodings, start):
                if ids := encoding.ids:
                    # text by text, the gathered rows stay in the processor's cache; the sum suffices, for the
                    # division by the count is undone by the scaling to length 1
                    vectors[row] = self._weights.take(ids, axis=0).sum(axis=0)
        return _unit_rows(vectors)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers can load: a local folder, or a hub name where the hub can be reached."""

    def __init__(self, path_or_name: str) -> None:
        """Raises ModelError if the folder does not exist, or the named model is neither cached nor within reach."""
        folder = Path(path_or_name).expanduser()
        local_only = True
        if folder.is_dir():
            source = str(folder)
        elif not _HUB_NAME.fullmatch(path_or_name):
            raise ModelError(f"找不到向量模型文件夹“{path_or_name}”，请检查设置里的路径。")
        else:
            source, local_only = path_or_name, _must_stay_local(path_or_name)

        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(source, local_files_only=local_only)
        except Exception as error:  # the library lets everything through, from OSError to KeyError
            raise ModelError(
                f"向量模型“{path_or_name}”无法载入，请检查它是不是完整的 sentence-transformers 模型。"
            ) from error
        self._dimension = _measure(self.encode_passages(["政策"]))
        self._name = f"{folder.name}-{self._dimension}@{_probe_digest(self)}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def leading(self) -> int:
        return 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, texts)  # with the prompt of the model's own settings, if any

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        encoded = encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        # half-precision models divide the zero vector of an empty text by zero
        return _unit_rows(np.nan_to_num(np.array(encoded, dtype=np.float32)))


class LlamaIndexEmbedder:
    """Any embedding model of LlamaIndex (a `BaseEmbedding`): OpenAI-like services, Ollama, its many integrations."""

    def __init__(self, model: BaseEmbedding) -> None:
        """Asks the model for one vector, to learn its dimension. Raises ModelError if it does not answer."""
        self._model: Any = model
        try:
            self._dimension = _measure(np.atleast_2d(model.get_text_embedding("政策")))
        except Exception as error:  # each integration has its own errors
            raise ModelError(f"向量模型服务“{model.model_name}”没有应答，请检查地址、密钥和网络。") from error
        self._name = f"{model.model_name}-{self._dimension}@{_probe_digest(self)}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def leading(self) -> int:
        return 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.get_text_embedding_batch, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(lambda questions: [self._model.get_query_embedding(text) for text in questions], texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        # services refuse empty text, so only what has words is sent
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if filled:
            try:
                vectors[filled] = np.array(encode([texts[row] for row in filled]), dtype=np.float32)
            except Exception as error:
                raise ModelError(f"向量模型服务“{self._model.model_name}”没有应答，请检查地址、密钥和网络。") from error
        return _unit_rows(vectors)


def load_embedder(spec: str = "") -> Embedder:
    """The embedder that a setting names.

    `""` or `"shipped"`: the model that comes with the program; `llama_index.…:Class?…`: an embedding model of
    LlamaIndex (`vectorstore/sockets.py`); anything else: a local folder or a hub name for sentence-transformers.
    Raises ModelError or SettingsError, with one Chinese sentence, if it cannot be had.
    """
    if spec.strip() in ("", "shipped"):
        return StaticEmbedder.load(SHIPPED_FOLDER)
    if is_socket(spec.strip()):
        return LlamaIndexEmbedder(plugged("embedder", spec.strip()))
    return SentenceTransformerEmbedder(spec.strip())


def _leading(folder: Path, dimension: int) -> int:
    """The shortest beginning of a vector that the model was trained to be used by, as its settings say it; or 0."""
    settings = folder / "config_sentence_transformers.json"
    try:
        lengths = json.loads(settings.read_text(encoding="utf-8")).get("matryoshka_dims") or [0]
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"向量模型文件夹“{folder}”里的 {settings.name} 无法读取，请重新获取该模型。") from error
    shortest = min(lengths)
    return shortest if 0 < shortest < dimension else 0


def _unit_rows(vectors: Vectors) -> Vectors:
    """Scales the rows to length 1 in place; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, 1e-12)
    return vectors


def _measure(vectors: NDArray[Any]) -> int:
    return int(vectors.shape[1])


def _probe_digest(embedder: Embedder) -> str:
    """Eight hex digits of what the model says of two fixed sentences: weights in a service cannot be hashed.

    Rounded to two decimals, since the last digits differ between processors and batch sizes.
    """
    vectors: Iterable[Vectors] = (
        embedder.encode_passages(["关于促进中小企业发展的若干措施"]),
        embedder.encode_queries(["补助标准是多少？"]),
    )
    rounded = np.concatenate([np.round(vector, 2) + 0.0 for vector in vectors])
    return hashlib.sha256(rounded.tobytes()).hexdigest()[:8]


def _must_stay_local(name: str) -> bool:
    """True if the hub model `name` is in the local cache, False if it may be fetched.

    Left alone, the hub's client tries for more than a minute before it admits that there is no network, so we ask
    first. Raises ModelError if the model is not cached and the hub is barred or out of reach.
    """
    from huggingface_hub import constants, try_to_load_from_cache

    repositories = [name] if "/" in name else [name, f"sentence-transformers/{name}"]  # the library's default owner
    for repository in repositories:
        try:
            if any(
                isinstance(try_to_load_from_cache(repository, file), str) for file in ("modules.json", "config.json")
            ):
                return True
        except ValueError as error:  # two dots in a row and other names that the hub does not allow
            raise ModelError(f"“{name}”既不是向量模型文件夹，也不是合法的模型名，请检查设置。") from error
    if constants.HF_HUB_OFFLINE or not _answers(str(constants.ENDPOINT)):
        raise ModelError(f"本机没有向量模型“{name}”，又无法联网下载，请先下载好再填写它的文件夹路径。")
    return False


def _answers(address: str) -> bool:
    """Whether the host of `address`, or the proxy that stands before it, takes a connection within seconds."""
    scheme = urllib.parse.urlsplit(address).scheme or "https"
    target = urllib.parse.urlsplit(urllib.request.getproxies().get(scheme, address))
    port = target.port or (80 if target.scheme == "http" else 443)
    try:
        with socket.create_connection((target.hostname or "", port), timeout=_PROBE_SECONDS):
            return True
    except OSError:
        return False
