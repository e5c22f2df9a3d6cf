"""Batches of (question, passage) token lists, from documents without any question and from real questions.

Four kinds, a batch holding one kind from one source, so that the other passages of a batch are hard to tell apart:

- `cloze`: a sentence asks for the text around it (inverse cloze task: Lee et al., ACL 2019);
- `keywords`: some informative words of a sentence, with question words and synonyms, ask for the text around it, from
  which some of them are taken away, so that topic and not only the same word must match;
- `heading`: title and heading ask for the text below them;
- `real`: questions that people asked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.sources import Corpus

Ids = NDArray[np.int64]

QUESTION_WORDS = """
什么 哪些 哪个 如何 怎么 怎样 多少 几 是否 为什么 何时 什么时候 哪里 谁 吗 呢 请问 有 是 是什么 怎么办 多久 能 可以
需要 应该 规定 要求 标准 条件 内容 措施 情况 具体 包括 主要 关于 对于 ？
"""


@dataclass(frozen=True, slots=True)
class Mix:
    """How the batches are made up. The shares of each mapping are relative to their sum."""

    kinds: Mapping[str, float]
    sources: Mapping[str, float]
    real: Mapping[str, float]
    same_document: float = 0.5  # share of the batches with two windows of a unit: hard negatives for one another
    passage_dropout: float = 0.4  # at most this share of the question's words goes from the passage
    synonym: float = 0.35  # chance that a word with synonyms is replaced
    title: float = 0.4  # share of the passages that begin with their title


@dataclass(frozen=True, slots=True)
class Batch:
    """`passage_keys`: equal keys mark the same passage, which is then no negative of its twin."""

    kind: str
    questions: list[Ids]
    passages: list[Ids]
    passage_keys: Ids


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]


def read_synonyms(file: Path) -> list[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line.strip() and not line.startswith("#")]


class Sampler:
    """Draws batches; the same seed gives the same ones."""

    def __init__(self, tokenizer: Tokenizer, corpus: Corpus, synonyms: Sequence[Sequence[str]], seed: int) -> None:
        self._random = np.random.default_rng(seed)
        flat = encode(tokenizer, [sentence for unit in corpus.units for sentence in unit.sentences])
        self.tokens: Ids = np.concatenate(flat)
        self._starts = np.concatenate([[0], np.cumsum([len(ids) for ids in flat])])
        self._units = np.concatenate([[0], np.cumsum([len(unit.sentences) for unit in corpus.units])])
        self._titles = encode(tokenizer, [unit.title for unit in corpus.units])
        self._headings = encode(tokenizer, [unit.heading for unit in corpus.units])
        # 总则, 附则 and the like name a place in a document, not a topic: they only ask with the title before them
        uses = Counter(unit.heading for unit in corpus.units)
        self._unique_heading = np.array([uses[unit.heading] <= 3 for unit in corpus.units])
        source_names = np.array([unit.source for unit in corpus.units])
        # long units are drawn more often, with the square root of their length
        lengths = np.diff(self._units).astype(np.float64)
        self._by_source = {}
        for source in sorted(set(source_names.tolist())):
            members = np.flatnonzero((source_names == source) & (lengths >= 2))
            weights = np.sqrt(lengths[members])
            self._by_source[source] = (members, weights / weights.sum())
        questions = encode(tokenizer, [pair.question for pair in corpus.pairs])
        passages = encode(tokenizer, [pair.passage for pair in corpus.pairs])
        keys: dict[str, int] = {}
        self._real: dict[str, list[tuple[Ids, Ids, int]]] = {}
        for pair, question, passage in zip(corpus.pairs, questions, passages, strict=True):
            if len(question) and len(passage):
                entry = (question, passage, keys.setdefault(pair.passage, len(keys)))
                self._real.setdefault(pair.source, []).append(entry)
        counts = np.bincount(self.tokens, minlength=tokenizer.get_vocab_size())
        for ids in (*questions, *passages):
            np.add.at(counts, ids, 1)
        self.counts = counts
        self.probability = np.maximum(counts / counts.sum(), _prior(tokenizer))
        self._keep = 1 / np.sqrt(1 + self.probability / 1e-4)  # informative words are kept more often
        self._question_words = encode(tokenizer, QUESTION_WORDS.split())
        self._synonyms = _by_first_token(tokenizer, synonyms)
        self._has_synonym = np.zeros(len(counts), dtype=bool)
        self._has_synonym[list(self._synonyms)] = True

    def sizes(self) -> dict[str, int]:
        """How much there is of each source, for the log."""
        units = {f"units {source}": len(members) for source, (members, _) in self._by_source.items()}
        return units | {f"pairs {source}": len(pairs) for source, pairs in self._real.items()}

    def batch(self, mix: Mix, size: int) -> Batch:
        kind = self._pick(mix.kinds)
        if kind == "real":
            pairs = self._real[self._pick(mix.real)]
            chosen = [pairs[i] for i in self._random.choice(len(pairs), size, replace=len(pairs) < size)]
            return Batch(
                kind,
                [question for question, _, _ in chosen],
                [self._crop(passage) for _, passage, _ in chosen],
                np.array([key for _, _, key in chosen]),
            )
        draw = {"cloze": self._cloze, "keywords": self._keywords, "heading": self._heading}[kind]
        source = self._pick({name: share for name, share in mix.sources.items() if kind != "heading" or name != "wiki"})
        halves = kind != "heading" and self._random.random() < mix.same_document
        questions, passages = list[Ids](), list[Ids]()
        while len(questions) < size:
            for unit, low, high in self._places(source, halves):
                if (pair := draw(unit, low, high, mix)) is not None:
                    questions.append(pair[0])
                    passages.append(pair[1])
        return Batch(kind, questions[:size], passages[:size], np.arange(size))

    def _pick(self, shares: Mapping[str, float]) -> str:
        names = list(shares)
        weights = np.array([shares[name] for name in names])
        return names[int(self._random.choice(len(names), p=weights / weights.sum()))]

    def _places(self, source: str, halves: bool) -> list[tuple[int, int, int]]:
        """A unit with its range of sentences; with `halves`, twice: its first half and its second."""
        members, weights = self._by_source[source]
        unit = int(members[np.searchsorted(np.cumsum(weights), self._random.random()).clip(0, len(members) - 1)])
        low, high = int(self._units[unit]), int(self._units[unit + 1])
        if halves and high - low >= 6:
            middle = (low + high) // 2
            return [(unit, low, middle), (unit, middle, high)]
        return [(unit, low, high)]

    def _window(self, low: int, high: int, fewest: int, most: int) -> tuple[Ids, Ids, Ids]:
        """A sentence of the range and what stands before and after it, up to a random number of tokens in all."""
        wanted = int(self._random.integers(fewest, most))
        sentence = int(self._random.integers(low, high))
        first, last = sentence, sentence + 1
        while self._starts[last] - self._starts[first] < wanted and (first > low or last < high):
            if first > low and (last >= high or self._random.random() < 0.5):
                first -= 1
            else:
                last += 1
        edges = self._starts[[first, sentence, sentence + 1, last]]
        before, middle, after = (self.tokens[edges[i] : edges[i + 1]] for i in range(3))
        return before[-most:], middle[:most], after[:most]

    def _cloze(self, unit: int, low: int, high: int, mix: Mix) -> tuple[Ids, Ids] | None:
        before, sentence, after = self._window(low, high, 40, 200)
        if len(sentence) < 5 or len(before) + len(after) < 20:
            return None
        start = int(self._random.integers(0, max(1, len(sentence) - 30)))
        parts = [before, sentence, after] if self._random.random() < 0.15 else [before, after]
        return self._with_synonyms(sentence[start : start + 30], mix), self._titled(unit, np.concatenate(parts), mix)

    def _keywords(self, unit: int, low: int, high: int, mix: Mix) -> tuple[Ids, Ids] | None:
        before, sentence, after = self._window(low, high, 30, 180)
        if len(sentence) < 6:
            return None
        wanted = int(self._random.integers(3, 12))
        start = int(self._random.integers(0, max(1, len(sentence) - 2 * wanted)))
        words = sentence[start : start + 2 * wanted]
        words = words[self._random.random(len(words)) < self._keep[words] * self._random.uniform(0.5, 1.1)]
        if len(words) < 2:
            return None
        passage = np.concatenate([before, sentence, after])
        unique = np.unique(words)
        gone = unique[self._random.random(len(unique)) < mix.passage_dropout * self._random.random()]
        if len(gone):
            passage = passage[~np.isin(passage, gone)]
        if len(passage) < 8:
            return None
        question = [self._with_synonyms(words, mix)]
        if self._random.random() < 0.6:
            chosen = self._random.choice(len(self._question_words), int(self._random.integers(1, 4)))
            question += [self._question_words[i] for i in chosen]
        if self._random.random() < 0.25:  # a question often names the document
            question.append(self._titles[unit][:15])
        return np.concatenate(question), self._titled(unit, passage, mix)

    def _heading(self, unit: int, low: int, high: int, mix: Mix) -> tuple[Ids, Ids] | None:
        title, heading = self._titles[unit], self._headings[unit]
        alone = self._random.random() < 0.5 and len(heading) and self._unique_heading[unit]
        question = heading if alone else np.concatenate([title, heading])
        if not len(question):
            return None
        return self._with_synonyms(question, mix), np.concatenate(self._window(low, high, 30, 200))

    def _titled(self, unit: int, passage: Ids, mix: Mix) -> Ids:
        """Now and then with the title before it, as chunks are indexed."""
        if self._random.random() < mix.title:
            return np.concatenate([self._titles[unit][:20], passage])
        return passage

    def _with_synonyms(self, words: Ids, mix: Mix) -> Ids:
        if not self._has_synonym[words].any():
            return words
        out: list[Ids] = []
        for word in words:
            others = self._synonyms.get(int(word))
            if others is not None and self._random.random() < mix.synonym:
                out.append(others[int(self._random.integers(len(others)))])
            else:
                out.append(np.array([word]))
        return np.concatenate(out)

    def _crop(self, passage: Ids) -> Ids:
        if len(passage) <= 80 or self._random.random() < 0.7:
            return passage[:300]
        length = int(self._random.integers(60, len(passage) + 1))
        start = int(self._random.integers(0, len(passage) - length + 1))
        return passage[start : start + length]


def _prior(tokenizer: Tokenizer) -> NDArray[np.float64]:
    """(tokens,): the probabilities of the Unigram model, which also knows words that the texts hardly hold."""
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    scores = np.array([score for _, score in vocabulary], dtype=np.float64)
    probabilities: NDArray[np.float64] = np.exp(scores)
    return probabilities


def _by_first_token(tokenizer: Tokenizer, groups: Sequence[Sequence[str]]) -> dict[int, list[Ids]]:
    """For each word that is a single token: the token lists of the other words of its groups."""
    others: dict[int, list[Ids]] = {}
    for group in groups:
        encoded = encode(tokenizer, group)
        for i, ids in enumerate(encoded):
            if len(ids) == 1:
                others.setdefault(int(ids[0]), []).extend(encoded[:i] + encoded[i + 1 :])
    return others
