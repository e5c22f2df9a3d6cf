"""The measuring of many visitors: it asks as the page does, and counts what comes back without an answer."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from eval.load import Seen, crowd
from tests.e2e.test_pages import BANK, NIGHT

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("questions", "answered"), [([BANK, NIGHT], True), (["请出故障"], False)])
def test_visitors_are_answered_or_counted_as_dropped(served, questions: list[str], answered: bool) -> None:
    seen = Seen()
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop may be running in this thread
        apart.submit(asyncio.run, crowd(seen, served.address, questions, 3, 3, 0.3, os.getpid())).result()
    assert bool(seen.seconds) is answered
    assert bool(seen.dropped) is not answered
    assert seen.memory
