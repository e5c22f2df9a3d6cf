"""The weights of the judge that says whether a sentence answers."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from assistant.reading import answerable
from ingest.errors import InvariantError


def _stored() -> dict[str, dict[str, float]]:
    path = files("assistant.reading").joinpath("models", "answerable.json")
    stored: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def test_there_is_a_weight_for_every_number() -> None:
    assert tuple(_stored()["weights"]) == answerable.NAMES


def test_what_the_rules_are_surer_of_is_likelier() -> None:
    weights = answerable.Weights(0.0, (2.0, -1.0))
    assert weights((1.0, 0.0)) > weights((0.5, 0.0)) > weights((0.5, 1.0))
    assert weights((0.0, 0.0)) == 0.5
    assert _stored()["weights"]["sure"] > 0


def test_weights_of_other_numbers_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answerable, "NAMES", (*answerable.NAMES, "more"))
    answerable._weights.cache_clear()
    with pytest.raises(InvariantError):
        answerable._weights()
    monkeypatch.undo()
    answerable._weights.cache_clear()
    assert len(answerable._weights().weights) == len(answerable.NAMES)
