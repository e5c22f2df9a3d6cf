"""`python -m eval.reading FOLDER`: is the answer read out of what was found, and refused where there is none?

The documents of a set go through the same building and indexing as those of a library. A question is asked of the
whole library, or, with `--given`, of its own document (reading comprehension, where questions do not stand alone).

- `sentence@1`, `sentences@2`: the share of the answerable questions of which a reference answer stands, letter for
  letter but for marks and blanks, in the sentence, in the two sentences that are judged best (whether or not anything
  is answered);
- `answer`: in the answer that a user reads;
- `refused_answerable`, `refused_unanswerable`: how often it is said that the library does not hold the answer.

What this file does not do: judge answers of YES and NO, which only count as refused or not.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answering import Assistant
from assistant.library import Library
from assistant.reading.passages import Scored
from assistant.schema import Question
from eval.datasets import asked_questions
from eval.retrieval import add_passages
from eval.schema import Asked
from eval.statistics import percentile
from ingest.errors import InputError, UserError
from vectorstore.schema import Filter

_SEED = 20261121


@dataclass(slots=True)
class Reading:
    """What was counted; `plain`: answerable questions whose answer is more than YES or NO."""

    answerable: int = 0
    unanswerable: int = 0
    plain: int = 0
    first: int = 0
    two: int = 0
    answered: int = 0
    refused_answerable: int = 0
    refused_unanswerable: int = 0
    seconds: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float | int | None]:
        """What the command prints; a share of nothing is null."""
        return {
            "n": self.answerable + self.unanswerable,
            "unanswerable": self.unanswerable,
            "sentence@1": _share(self.first, self.plain),
            "sentences@2": _share(self.two, self.plain),
            "answer": _share(self.answered, self.plain),
            "refused_answerable": _share(self.refused_answerable, self.answerable),
            "refused_unanswerable": _share(self.refused_unanswerable, self.unanswerable),
            "seconds_p50": round(percentile(self.seconds, 50), 4),
        }


def main(argv: Sequence[str] | None = None) -> int:
    """Prints one JSON object. Progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m eval.reading", description="量阅读：答案在不在读出的句子里")
    parser.add_argument("folder", type=Path, help="有 docs.jsonl 和 qa.jsonl 的文件夹")
    parser.add_argument("--given", action="store_true", help="每个问题只问它自己的那份文件")
    parser.add_argument("--limit", type=int, default=300, help="抽多少个问题（默认300，0为全部）")
    arguments = parser.parse_args(argv)
    try:
        row = measure_reading(arguments.folder, given=arguments.given, limit=arguments.limit).row()
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return 130
    print(json.dumps({"set": arguments.folder.name, "given": arguments.given, **row}, ensure_ascii=False))
    return 0


def measure_reading(folder: Path, *, given: bool = False, limit: int = 0) -> Reading:
    """Asks the questions of `folder`, or `limit` of them drawn with a fixed seed. Raises InputError for a
    set of which no question has its document."""
    found = Reading()
    with tempfile.TemporaryDirectory(prefix="zhengwen-reading-") as home, Library.open(Path(home)) as library:
        doc_of = {name: doc_id for doc_id, name in add_passages(library, folder).items()}
        asked = [question for question in asked_questions(folder) if question.doc_ids[0] in doc_of]
        if not asked:
            raise InputError(f"“{folder}”里没有一个问题的文件在 docs.jsonl 中，请检查编号是否一致。")
        if limit:  # drawn, since neighbours in a file are often of one kind
            asked = random.Random(_SEED).sample(asked, min(limit, len(asked)))
        assistant = Assistant(library)
        for n, question in enumerate(asked, 1):
            only = tuple(doc_of[name] for name in question.doc_ids if name in doc_of) if given else ()
            count(assistant, question, Filter(only), found)
            if n % 100 == 0:
                print(f"{n}", file=sys.stderr)
    return found


def count(assistant: Assistant, asked: Asked, only: Filter, found: Reading) -> None:
    """Asks one question and adds what came of it to `found`."""
    question = Question(asked.question, filter=only)
    began = time.perf_counter()
    answer = assistant.ask(question)
    found.seconds.append(time.perf_counter() - began)
    if not asked.answerable:
        found.unanswerable += 1
        found.refused_unanswerable += answer.refused
        return
    found.answerable += 1
    found.refused_answerable += answer.refused
    gold = {bare(text) for text in asked.answer} - {"", "yes", "no"}
    if not gold:
        return
    found.plain += 1
    _, judged = assistant.judged(question)
    found.first += holds(judged.scored[:1], gold)
    found.two += holds(judged.scored[:2], gold)
    found.answered += not answer.refused and any(text in bare(answer.text) for text in gold)


def holds(scored: Sequence[Scored], gold: set[str]) -> bool:
    """Whether sentences, put in their order in the paper, hold one of the reference answers."""
    ordered = sorted(scored, key=lambda s: (s.unit.doc_id, s.unit.span.start))
    said = "".join(bare(s.unit.text) for s in ordered)
    return any(text in said for text in gold)


def bare(text: str) -> str:
    """A text as it is compared: letters and digits, in one form."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


if __name__ == "__main__":
    sys.exit(main())
