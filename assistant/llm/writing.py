"""An answer in a language model's words, every sentence of it proved again from the documents.

The model is given numbered evidence and may write what it likes. Its markers are thrown away: for each of its sentences
we look for the sentences of the evidence that carry it, facts and all, and cite those. What nothing carries is left
out; when nothing is left, or the server fails, the extractive answer stands, with a note.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from assistant.composing import cite, compose
from assistant.llm.client import LanguageModel
from assistant.llm.evidence import Piece, count_tokens, gather
from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.facts import facts_of
from assistant.reading.folding import fold
from assistant.reading.followups import resolve
from assistant.reading.questions import Query
from assistant.reading.units import sentence_spans
from assistant.schema import Answer, Evidence, Finding, Question, Statement
from assistant.verifying.carrying import support, uncarried
from assistant.verifying.grounding import check
from assistant.verifying.sources import source_of
from assistant.zh import LEFT_OUT
from ingest.doc_numbers import YEAR_AND_SERIAL
from ingest.errors import ModelError
from ingest.schema import Document
from prompts import Prompt, render
from vectorstore.schema import Hit

UNPROVED = "语言模型的回答未能核对，已改用原文摘录。"
DENIED = "语言模型认为资料库没有答案，以下是原文摘录，请自行核对。"
_NONE = "资料库没有"
_MARK = r"[\[【［]\s*\d{1,3}(?:\s*[,，、\-–]\s*\d{1,3})*\s*[\]】］]|[（(]?资料\s*\d{1,2}[）)]"
_MARKS = re.compile(_MARK)
_OPENING = re.compile(rf"^(?:根据|依据|据|按照)?\s*(?:{_MARK}|资料|文件|以上资料)+\s*(?:显示|可知|表明)?[，,：:]\s*")
_SENTENCE = re.compile(rf"[^。！？!?；;\n]+(?:[。！？!?；;]+(?:\s*(?:{_MARK}))*|\n|$)")
_BULLET = re.compile(r"^\s*(?:[-*•·#>]+\s+|\d{1,2}[.、)]\s+)+")
_PAPER = re.compile(rf"[\u4e00-\u9fff]{{0,6}}{YEAR_AND_SERIAL}|《[^》]*》")  # says where, not what
_LEAST = 0.3  # of a sentence's pairs that a sentence of the evidence must have to be tried
_LEGIBLE = 0.6  # the share of letters, digits and characters in a sentence that is one
_TRIED, _PAIRED = 6, 4
_LONGEST_REWRITE = 200


class Writing:
    """One question's dealings with the language model: one deadline, and after one failure no more of it."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self.digests: list[str] = []
        self.dropped: list[str] = []
        self.failure = ""
        try:
            model.ready()
        except ModelError as error:
            self.failure = str(error)
        self._deadline = time.monotonic() + model.seconds

    def whole(self, question: Question) -> Question:
        """A follow-up made whole by the model; the question as it is where it stands alone or the model adds to it."""
        if self.failure or not question.history or resolve(question.text, question.history) == question.text:
            return question
        half = time.monotonic() + self.model.seconds / 2
        prompt = render("rewrite", history=list(question.history[-4:]), question=question.text)
        text = self._say(prompt, min(half, self._deadline))
        text = re.sub(r"^“([^“”]*)”$", r"\1", text.strip()) if text is not None else ""
        return replace(question, text=text, history=()) if _only_rewrites(text, question) else question

    def answer(
        self,
        question: Question,
        query: Query,
        finding: Finding | None,
        hits: Sequence[Hit],
        documents: Mapping[str, Document],
        extractive: Answer,
    ) -> Answer:
        """The model's answer as far as the documents carry it, else the extractive one with a note."""
        room = self.model.context_window - self.model.most_tokens - _overhead(query.text)
        pieces = gather(finding, hits, documents, room)
        if not pieces or self.failure:
            return self._instead(extractive, self.failure)
        prompt = render("answer", evidence=[piece.shown() for piece in pieces], question=query.text)
        text = self._say(prompt, self._deadline)
        if text is None:
            return self._instead(extractive, self.failure)
        if _NONE in text and len(re.sub(r"[^\u4e00-\u9fff]", "", text)) <= 24:
            return extractive if extractive.refused else self._instead(extractive, DENIED)
        statements, dropped = prove(text, pieces)
        self.dropped += dropped
        if not statements:
            return self._instead(extractive, UNPROVED)
        checked = check(compose(question, Finding(statements, 1.0, "llm"), documents), documents)
        self.dropped += checked.dropped
        if checked.answer.refused or not _about(query, checked.answer, documents):
            return self._instead(extractive, UNPROVED)
        note = (f"语言模型的{len(dropped)}句话未能在原文中核对，{LEFT_OUT}。",) if dropped else ()
        sure = max(extractive.confidence, 0.5)
        return replace(checked.answer, mode="llm", confidence=sure, warnings=(*checked.answer.warnings, *note))

    def _say(self, prompt: Prompt, deadline: float) -> str | None:
        try:
            return self.model.say(prompt, deadline, lambda: self.digests.append(prompt.digest))
        except ModelError as error:
            self.failure = str(error)
            return None

    def _instead(self, extractive: Answer, note: str) -> Answer:
        return replace(extractive, warnings=(*extractive.warnings, note)) if note else extractive


def prove(text: str, pieces: Sequence[Piece]) -> tuple[tuple[Statement, ...], list[str]]:
    """The sentences of a model's text that the evidence carries, each with its proof; and the others."""
    candidates = _candidates(pieces)
    statements: list[Statement] = []
    dropped: list[str] = []
    for sentence in sentences_of(text):
        proof = _proof(sentence, candidates) if _legible(sentence) else ()
        if proof:
            statements.append(Statement(sentence, proof))
        else:
            dropped.append(sentence)
    return tuple(statements), dropped


def sentences_of(text: str) -> list[str]:
    """The sentences of a model's text without its markers, bullets and bold type; lines that only announce a list are
    left out, they say nothing."""
    found: list[str] = []
    for line in re.sub(r"\*\*|__|`", "", text).splitlines():
        for match in _SENTENCE.finditer(_BULLET.sub("", line)):
            sentence = _MARKS.sub("", _OPENING.sub("", match.group())).strip(" \t，,；;。.！!")
            if re.search(r"[\u4e00-\u9fff\d]", sentence) and not sentence.endswith(("：", ":")):
                found.append(re.sub(r"\[(\d{1,3})\]", "", sentence))
    return found


def _legible(sentence: str) -> bool:
    """Whether a sentence is words: a model at its wits' end prints broken bytes, and those state no fact to refute."""
    shown = [char for char in sentence if not char.isspace()]
    words = sum((char.isascii() and char.isalnum()) or "\u4e00" <= char <= "\u9fff" for char in shown)
    sound = all(char.isprintable() and char != "\ufffd" for char in shown)
    return sound and words >= _LEGIBLE * len(shown) and any("\u4e00" <= char <= "\u9fff" for char in shown)


def _candidates(pieces: Sequence[Piece]) -> dict[Evidence, tuple[str, Document]]:
    """The sentences of the evidence, folded, as what a statement may rest on."""
    out: dict[Evidence, tuple[str, Document]] = {}
    for piece in pieces:
        for span in sentence_spans(piece.span, piece.document.text):
            if span.end - span.start > 1:
                evidence = Evidence(piece.document.doc_id, span)
                out.setdefault(evidence, (fold(span.of(piece.document.text)), piece.document))
    return out


def _proof(sentence: str, candidates: Mapping[Evidence, tuple[str, Document]]) -> tuple[Evidence, ...]:
    """The sentence of the evidence that carries a sentence, or two that do together; none if none do."""
    folded = fold(_PAPER.sub("", sentence))
    judged = [(support(folded, text), evidence) for evidence, (text, _) in candidates.items()]
    best = sorted((one for one in judged if one[0] >= _LEAST), key=lambda one: -one[0])[:_TRIED]
    sources = {e: source_of(cite(e, candidates[e][1], 1), candidates[e][1]) for _, e in best}
    alone = ((evidence,) for evidence in sources)
    # facts of two papers are not mixed into one, but for a sentence that compares; those of two rows never
    facts = facts_of(sentence)
    compares = len(facts.years()) > 1 or len(facts.letters) > 1
    pairs = (p for p in combinations(list(sources)[:_PAIRED], 2) if compares or p[0].doc_id == p[1].doc_id)
    pairs = (p for p in pairs if not (sources[p[0]].rows and sources[p[1]].rows))
    return next((p for p in (*alone, *pairs) if not uncarried(sentence, [sources[e] for e in p])), ())


def _only_rewrites(text: str, question: Question) -> bool:
    """Whether a rewritten question is one line that holds no number, 文号, title or name that was not there before."""
    if not 2 <= len(text) <= _LONGEST_REWRITE or "\n" in text:
        return False
    before = "\n".join((*question.history, question.text))
    new = facts_of(text)
    ground = fold(before)
    for name in ("letters", "titles", "dates", "numbers", "plans"):
        if any(fold(getattr(fact, "text", fact)) not in ground for fact in getattr(new, name)):
            return False
    own = set(re.findall(r"\d+", fold(text)))
    return own <= set(re.findall(r"\d+", ground)) and support(fold(text), ground) >= 0.5


def _about(query: Query, answer: Answer, documents: Mapping[str, Document]) -> bool:
    """Whether what is cited speaks of the bodies and phases that the question names in full."""
    near: list[str] = []
    for citation in answer.citations:
        document = documents[citation.doc_id]
        near += [
            source_of(citation, document).folded_name,
            fold(document.text[max(0, citation.start - 200) : citation.end]),
        ]
    around = "\n".join(near)
    return all(speaks_of(entity, around) for entity in named_entities(query.text))


def _overhead(question: str) -> int:
    empty = render("answer", evidence=[], question=question)
    return count_tokens(empty.system + empty.user) + 64
