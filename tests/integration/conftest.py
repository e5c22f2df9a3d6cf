"""What the tests that ask of the sample library share."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.library import Library


@pytest.fixture
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library)
