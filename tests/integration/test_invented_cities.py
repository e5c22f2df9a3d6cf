"""The question sets of invented cities that come with the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from eval.datasets import question_set
from eval.runner import run_set

DATA = Path(__file__).parents[2] / "eval" / "data"
CITIES = sorted(folder for folder in DATA.iterdir() if (folder / "documents").is_dir())
LEAST = 0.70  # of tongpu, with its everyday near misses; measured .73


def test_there_are_fifteen() -> None:
    assert len(CITIES) == 15


@pytest.mark.parametrize("city", CITIES, ids=lambda folder: folder.name)
def test_a_set_is_sound(city: Path) -> None:
    samples = question_set(city).samples
    files = [path.name for path in (city / "documents").iterdir()]
    assert len(samples) >= 100
    for sample in samples:
        assert sample.answerable == bool(sample.must_contain), sample.id
        for group in sample.places:
            assert any(name.startswith(place.source) for place in group for name in files), sample.id
    assert json.loads((city / "questions.jsonl").read_text(encoding="utf-8").splitlines()[0])["id"]
    assert (city / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_a_city_is_answered_as_well_as_before(tmp_path: Path) -> None:
    result = run_set(question_set(DATA / "tongpu"), Settings(home=tmp_path))
    assert (result.total.accuracy.value or 0.0) >= LEAST
    assert all(one.score.quotes == one.score.quotes_ok for one in result.asked)
