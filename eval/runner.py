"""`eval run`: asks every question of a set, judges each answer, and sums up. Writes answers, scores and the report."""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering import Assistant
from assistant.build import open_assistant, open_library
from assistant.rows import answer_row
from assistant.schema import Answer, Question, Trace
from assistant.settings import Settings
from eval.datasets import QuestionSet
from eval.schema import Cited, Judgment, Sample, Score
from eval.scoring import is_at, score
from eval.summary import Calibration, Summary, calibrate, summarise
from ingest.errors import InputError, ZhengwenError
from ingest.schema import Document, Span
from vectorstore.schema import Hit
from vectorstore.whole import write_whole

if TYPE_CHECKING:
    from eval.judge import Judged

TOP = 24  # passages in which a gold place must stand to have been found: as many as the assistant reads

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what became of it; `row` is the answer row of the contract, with time and confidence, `trace` how
    the answer came about."""

    sample: Sample
    judgment: Judgment
    score: Score
    row: dict[str, Any]
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run. Types stand in the order of their names."""

    name: str
    asked: tuple[Asked, ...]
    total: Summary
    by_type: dict[str, Summary]
    calibration: Calibration

    def summary_row(self) -> dict[str, Any]:
        """The numbers of a run, without its questions."""
        return {
            "set": self.name,
            "total": asdict(self.total),
            "by_type": {name: asdict(summary) for name, summary in self.by_type.items()},
            "calibration": asdict(self.calibration),
        }


def run_set(
    questions: QuestionSet,
    settings: Settings,
    *,
    home_given: bool = False,
    progress: Progress | None = None,
    without: frozenset[str] = frozenset(),
) -> RunResult:
    """Asks the questions of a set, of the library that `shelf` gives; `without`: see `eval/ablation.py`."""
    with shelf(questions, settings, home_given, progress) as placed:
        return run_on(questions, placed, progress, without)


def run_on(
    questions: QuestionSet, settings: Settings, progress: Progress | None = None, without: frozenset[str] = frozenset()
) -> RunResult:
    """Asks the questions of the library in the settings' home. Nothing of it goes into the library's history."""
    with open_assistant(settings, progress, recorded=False, without=without) as assistant:
        return run_with(assistant, questions, progress)


def run_with(assistant: Assistant, questions: QuestionSet, progress: Progress | None = None) -> RunResult:
    """Asks the questions of an assistant. Raises InputError for an empty library."""
    if not assistant.library.documents():
        raise InputError("资料库是空的，请先导入文件，或用 --home 指定资料库。")
    assistant.library.search("开始", 1)  # loads the model, which is no part of any question's time
    asked: list[Asked] = []
    for done, sample in enumerate(questions.samples, 1):
        asked.append(ask(assistant, sample))
        if progress is not None:
            progress("评测", done, len(questions.samples))
    return sum_up(questions.name, asked)


def sum_up(name: str, asked: list[Asked]) -> RunResult:
    """The result of a run over its questions."""
    scores = [one.score for one in asked]
    types = sorted({one.type for one in scores})
    by_type = {kind: summarise([one for one in scores if one.type == kind]) for kind in types}
    return RunResult(name, tuple(asked), summarise(scores), by_type, calibrate(scores))


def ask(assistant: Assistant, sample: Sample) -> Asked:
    """Asks one question and judges the answer. A failure is a wrong answer with a warning, never the end of a run."""
    question = Question(sample.question, sample.history)
    began = time.perf_counter()
    try:
        answer = assistant.ask(question)
    except ZhengwenError as error:
        answer = Answer(sample.question, "", False, warnings=(str(error),))
    except Exception as error:  # a bug of ours, met after hours of questions
        assistant.library.log_fault(sample.question[:80])
        # here too, for a temporary library takes its log along
        print(sample.question, traceback.format_exc(), sep="\n", file=sys.stderr)
        answer = Answer(sample.question, "", False, warnings=(f"回答时出了意外错误（{type(error).__name__}）。",))
    seconds = time.perf_counter() - began
    documents = {c.doc_id: assistant.library.document(c.doc_id) for c in answer.citations}
    cited = tuple(
        Cited(
            source=c.source,
            section=c.section,
            quote=c.quote,
            doc_number=c.doc_number,
            title=c.title,
            page=c.page,
            around=_around(documents[c.doc_id], c.start),
            intact=_is_slice(documents[c.doc_id], c.start, c.end, c.quote),
        )
        for c in answer.citations
    )
    ranks = _gold_ranks(assistant, sample)
    trace = answer.trace
    judgment = Judgment(
        id=sample.id,
        answer=answer.text,
        refused=answer.refused,
        confidence=answer.confidence,
        seconds=seconds,
        citations=cited,
        warnings=answer.warnings,
        read=any(rank is not None for rank in ranks) or _is_read(assistant, sample),
        reached=any(rank is not None for rank in ranks),
        gold_ranks=ranks,
        requests=len(trace.prompts) if trace else 0,
    )
    row = answer_row(answer, sample.id) | {"confidence": round(answer.confidence, 4), "seconds": round(seconds, 4)}
    return Asked(sample, judgment, score(sample, judgment), row, trace)


def write_results(result: RunResult, folder: Path, judged: Judged | None = None) -> None:
    """`answers.jsonl`, `scores.json` and `report.html`; each appears whole or not at all."""
    from eval.report import render

    scores = result.summary_row() | {"questions": [one.score.model_dump() for one in result.asked]}
    if judged is not None:
        scores["judge"] = asdict(judged) | {"agreement": asdict(judged.agreement), "kappa": judged.kappa}
    answers = "".join(json.dumps(one.row, ensure_ascii=False) + "\n" for one in result.asked)
    write_whole(folder / "answers.jsonl", answers, private=True)
    write_whole(folder / "scores.json", json.dumps(scores, ensure_ascii=False, indent=1) + "\n", private=True)
    write_whole(folder / "report.html", render(result, judged), private=True)


@contextmanager
def shelf(
    questions: QuestionSet, settings: Settings, home_given: bool = False, progress: Progress | None = None
) -> Iterator[Settings]:
    """Settings whose home is the library to ask: that of `settings` where a home was given; else the set's own
    documents, in a temporary library; else the library the set names; else that of `settings`."""
    if home_given or (questions.documents is None and questions.home is None):
        yield settings
    elif questions.documents is None:
        assert questions.home is not None
        if not questions.home.is_dir():
            raise InputError(f"问题集指定的资料库“{questions.home}”不存在，请检查 library.toml。")
        yield replace(settings, home=questions.home)
    else:
        with tempfile.TemporaryDirectory(prefix="zhengwen-eval-") as home:
            placed = replace(settings, home=Path(home))
            with open_library(placed, progress) as library:
                for result in library.ingest([questions.documents], progress):
                    if result.error:
                        print(result.error, file=sys.stderr)
            yield placed


def _is_slice(document: Document | None, start: int, end: int, quote: str) -> bool:
    return document is not None and quote != "" and document.text[start:end] == quote


def _around(document: Document | None, start: int) -> str:
    if document is None:
        return ""
    headers = [cell for t in document.tables if t.span.start <= start < t.span.end for cell in t.header]
    return " ".join([document.metadata.issued_on or "", *headers])


def _gold_ranks(assistant: Assistant, sample: Sample) -> tuple[int | None, ...]:
    """For each group of places the rank of the first passage that stands in one of them, None beyond `TOP`; a follow-up
    is searched for with the question before it."""
    words = " ".join((*sample.history[-1:], sample.question))
    ranks: list[int | None] = [None] * len(sample.places)
    for hit in assistant.library.search(words, TOP):
        document = assistant.library.document(hit.chunk.doc_id)
        if document is None:
            continue
        sections = _sections_of(hit, document)
        for n, group in enumerate(sample.places):
            here = any(is_at(document.source, section, place) for section in sections for place in group)
            if ranks[n] is None and here:
                ranks[n] = hit.rank
    return tuple(ranks)


def _is_read(assistant: Assistant, sample: Sample) -> bool:
    """Whether the library holds a file and a section where the answer should stand."""
    places = [place for group in sample.places for place in group]
    for record in assistant.library.documents():
        wanted = [place for place in places if record.source.startswith(place.source)]
        document = assistant.library.document(record.doc_id) if wanted else None
        sections = {"", *(section.path for section in document.sections)} if document else set()
        if any(is_at(record.source, section, place) for section in sections for place in wanted):
            return True
    return False


def _sections_of(hit: Hit, document: Document) -> set[str]:
    """The sections that a passage stands in or holds: items such as 一是… have no passage of their own."""
    span = hit.chunk.span
    return {hit.chunk.path} | {
        section.path for section in document.sections if section.path and span.contains(_opening(section.span))
    }


def _opening(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + 1))
