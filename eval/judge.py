"""A language model as a second opinion, beside the checks and never instead of them.

No number of a run comes from it. It is asked of every answer whether it is right, and what is reported is how far it
agrees with the checks (Cohen's kappa, 1960: agreement beyond chance) and where it does not: a question on which the two
differ is one whose reference, or whose `must_contain`, a person should look at.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.llm.client import LanguageModel
from eval.runner import Asked
from eval.statistics import Share, wilson
from ingest.errors import ModelError
from prompts import render

_MARKER = re.compile(r"\[\d+\]")
_VERDICT = re.compile("不正确|不对|正确|错误")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks of one answer; `right` is None where it said nothing that can be understood."""

    id: str
    right: bool | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The opinions of a run, against its checks."""

    model: str
    opinions: tuple[Opinion, ...]
    failure: str = ""

    @property
    def heard(self) -> list[Opinion]:
        return [one for one in self.opinions if one.right is not None]

    @property
    def agreement(self) -> Share:
        return wilson(sum(one.right == one.checked for one in self.heard), len(self.heard))

    @property
    def kappa(self) -> float | None:
        """(observed − expected) / (1 − expected); None where both always say the same thing."""
        n = len(self.heard)
        if not n or self.agreement.value is None:
            return None
        judge, checks = (sum(bool(getattr(one, name)) for one in self.heard) / n for name in ("right", "checked"))
        expected = judge * checks + (1 - judge) * (1 - checks)
        return (self.agreement.value - expected) / (1 - expected) if expected < 1 else None

    @property
    def differing(self) -> list[Opinion]:
        return [one for one in self.heard if one.right != one.checked]

    def line(self) -> str:
        """The agreement in words."""
        kappa = "" if self.kappa is None else f"，kappa {self.kappa:.2f}"
        unheard = len(self.opinions) - len(self.heard)
        missing = f"；{unheard} 题没有判断" if unheard else ""
        failed = f"（{self.failure}）" if self.failure else ""
        return f"语言模型裁判 {self.model}，只供参考：与核对一致 {self.agreement}{kappa}{missing}{failed}"


def judge(
    model: LanguageModel, asked: Sequence[Asked], progress: Callable[[str, int, int], None] | None = None
) -> Judged:
    """Asks the model about every answer. A server that fails costs opinions, never the run."""
    opinions: list[Opinion] = []
    failure = ""
    for done, one in enumerate(asked, 1):
        reference = one.sample.answer if one.sample.answerable else "资料里没有答案，应当说没有找到。"
        answer = _MARKER.sub("", one.judgment.answer)
        prompt = render("judge", question=one.sample.question, reference=reference, answer=answer)
        right: bool | None = None
        try:
            right = _meant(model.say(prompt, time.monotonic() + model.seconds))
        except ModelError as error:
            failure = str(error)
        opinions.append(Opinion(one.sample.id, right, one.score.right))
        if progress is not None:
            progress("请语言模型判断", done, len(asked))
    return Judged(model.name, tuple(opinions), failure)


def _meant(text: str) -> bool | None:
    """The verdict of a text that holds one kind of verdict only."""
    found = {word == "正确" for word in _VERDICT.findall(text)}
    return found.pop() if len(found) == 1 else None
