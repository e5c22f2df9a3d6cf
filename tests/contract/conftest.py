"""What the tests of commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import SAMPLES, zhengwen


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    zhengwen("--home", folder, "ingest", SAMPLES)
    return folder
