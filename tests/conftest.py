"""What several tests need: a small library of our own writing, and the shared measuring data where it is present."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library import Library
from vectorstore.embedder import Embedder, load_embedder

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "samples" / "library"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared (measuring data) is not here; a newcomer has only the repository")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def kept_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Recognised pages are kept for this run of the tests, not in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_OCR_CACHE", str(tmp_path_factory.mktemp("ocr")))
        yield


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The shipped model, loaded once."""
    return load_embedder()


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample library, read once for all tests that only ask."""
    with Library.open(tmp_path_factory.mktemp("samples")) as library:
        results = list(library.ingest([SAMPLES]))
        assert results
        assert all(result.status == "added" for result in results), results
        yield library


@pytest.fixture(scope="session")
def shared_library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The five real documents."""
    with Library.open(tmp_path_factory.mktemp("corpus")) as library:
        assert all(result.status == "added" for result in library.ingest([shared / "corpus"]))
        yield library
