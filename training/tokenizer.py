"""A tokenizer that cuts Chinese into words, in Rust, and fits into one JSON file.

A Unigram model (Kudo, ACL 2018) whose vocabulary is not learned from substrings but is a word list: the words that
rjieba finds in the corpora, re-counted with the model itself, so that it cuts as a word segmenter does. The rarest
fall back to their characters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
_CJK = r"\u3400-\u9fff"
_PIECES = rf"[0-9]+(?:\.[0-9]+)?[%‰]?|[a-z]+|[{_CJK}]+"
_WORD = re.compile(rf"[{_CJK}]{{1,8}}")
_NUMBER_OR_LATIN = re.compile(r"[0-9]+(?:\.[0-9]+)?[%‰]?|[a-z]+")
_BATCH = 5000
_FEWEST_CHARACTER = 5  # a character seen less often becomes [UNK]
_FEWEST_NUMBER = 20  # numbers and Latin words; below, they are spelled out


def unigram(counts: Mapping[str, float]) -> Tokenizer:
    """A Unigram tokenizer over `counts` (word → how often), with NFKC and lower case as its normaliser."""
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    vocabulary = [(UNKNOWN, -30.0), *((word, math.log((count + 0.5) / total)) for word, count in ordered)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(_PIECES), "isolated")]
    )
    return tokenizer


def read_words(file: Path, default: float, share: float) -> dict[str, float]:
    """The list of words with the uses each counts for: `share` of its number, or `default` where it has none."""
    words = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, count = line.partition(" ")
            words[word.lower()] = float(count) * share if count else default
    return words


def build_tokenizer(texts: Iterable[tuple[str, float]], listed: Mapping[str, float], size: int) -> Tokenizer:
    """The tokenizer of `size` tokens for `texts`, pairs of a text and its weight, and for `listed` words.

    The weight lets a small set count for more, lest its words drown in those of a large one. `listed`: words that the
    texts may hardly hold, and the uses that each counts for on top of those in the texts.
    """
    weighted = [(unicodedata.normalize("NFKC", text).lower(), weight) for text, weight in texts]
    words: defaultdict[str, float] = defaultdict(float)
    characters: defaultdict[str, float] = defaultdict(float)
    for text, weight in weighted:
        for word in rjieba.cut(text, hmm=False):
            if _WORD.fullmatch(word):
                words[word] += weight
        for character, times in Counter(text).items():
            if not character.isspace():
                characters[character] += times * weight
        for piece in _NUMBER_OR_LATIN.findall(text):
            if 1 < len(piece) <= 12:
                words[piece] += weight
    kept = {c: float(min(n, 1000)) for c, n in characters.items() if n >= _FEWEST_CHARACTER}
    for word, count in words.items():
        if count >= (2 if _WORD.fullmatch(word) else _FEWEST_NUMBER):
            kept[word] = max(kept.get(word, 0.0), float(count))
    for word, count in listed.items():
        kept[word] = kept.get(word, 0.0) + count
    recounted = _recount(unigram(kept), weighted)
    for word, count in listed.items():
        recounted[word] = recounted.get(word, 0.0) + count
    final = {character: recounted.get(character, 0.0) for character in kept if len(character) == 1}
    for word, count in sorted(recounted.items(), key=lambda item: (-item[1], item[0])):
        if len(final) >= size - 1:
            break
        final.setdefault(word, count)
    return unigram(final)


def _recount(tokenizer: Tokenizer, weighted: list[tuple[str, float]]) -> dict[str, float]:
    """How often the tokenizer itself uses each of its tokens."""
    counts: dict[int, float] = {}
    for start in range(0, len(weighted), _BATCH):
        batch = weighted[start : start + _BATCH]
        for encoding, (_, weight) in zip(
            tokenizer.encode_batch_fast([text for text, _ in batch], add_special_tokens=False), batch, strict=True
        ):
            for token in encoding.ids:
                counts[token] = counts.get(token, 0.0) + weight
    words = {token: word for word, token in tokenizer.get_vocab().items()}
    return {words[token]: count for token, count in counts.items() if words[token] != UNKNOWN}


def spell(tokenizer: Tokenizer) -> list[NDArray[np.int64]]:
    """For every token the ids of its characters, as far as they are tokens themselves."""
    ids = tokenizer.get_vocab()
    by_id = sorted(ids, key=ids.__getitem__)
    return [np.array([ids[c] for c in token if c in ids and token != UNKNOWN], dtype=np.int64) for token in by_id]
