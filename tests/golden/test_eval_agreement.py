"""Our scores against the reference scorer's on the same answers, question by question."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from eval.datasets import question_set
from eval.runner import run_with


@pytest.fixture(scope="module")
def reference(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_answers", shared / "tools" / "score_answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_question_is_scored_alike(shared: Path, shared_library: Library, reference: Any) -> None:
    gold = shared / "gold" / "seeds_dev.jsonl"
    result = run_with(Assistant(shared_library), question_set(gold))
    corpus = reference.load_corpus(str(shared / "corpus"))
    wanted = {row["id"]: row for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    theirs = {one.sample.id: reference.score(wanted[one.sample.id], one.row, corpus) for one in result.asked}
    assert len(theirs) == len(wanted)
    for one in result.asked:
        there, here = theirs[one.sample.id], one.score
        assert here.right == there["right"], one.sample.id
        assert (here.wanted, here.wanted_hit) == (there.get("groups", 0), there.get("groups_hit", 0)), one.sample.id
        assert (here.cited, here.cited_ok) == (there.get("cited", 0), there.get("cited_ok", 0)), one.sample.id
        assert (here.quotes, here.quotes_ok) == (there["quotes"], there["quotes_ok"]), one.sample.id
    table = reference.table(list(theirs.values()))
    total = result.total
    for share, name in (
        (total.accuracy, "accuracy"),
        (total.citation_recall, "cite_recall"),
        (total.citation_precision, "cite_prec"),
        (total.quotes, "quote_ok"),
        (total.false_refusal, "false_refusal"),
        (total.false_answer, "false_answer"),
    ):
        assert share.value == pytest.approx(table[name], abs=5e-5), name
    assert total.found_5.value >= 0.97, total.found_5  # a right section in the top 5: measured .993
