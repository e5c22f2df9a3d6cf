"""The form in which texts are compared, and words that mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from ingest.numbering import HAN, han_to_int, int_to_han


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, no white space, one kind of quotation mark."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[“”„\"'‘’「」『』]", "", text)
    return re.sub(r"\s+", "", text)


def is_short_for(short: str, form: str) -> bool:
    """Whether a word has the characters of a longer one, in its order."""
    rest = iter(form)
    return all(character in rest for character in short)


def is_abbreviation(short: str, form: str) -> bool:
    """Whether a word is made of characters from all over a longer one (高企 of 高新技术企业)."""
    return short not in form and is_short_for(short, form)


def ordinal_forms(said: str) -> tuple[str, ...]:
    """How papers write a phrase with an ordinal: 第2批 and 第二批; the phrase alone where it has none."""
    ordinal = re.search(f"第([{HAN}]{{1,3}}|\\d{{1,2}})", said)
    if ordinal is None:
        return (said,)
    value = han_to_int(ordinal.group(1))
    return tuple(f"{said[: ordinal.start(1)]}{form}{said[ordinal.end(1) :]}" for form in (int_to_han(value), value))


def synonyms(*, talk: bool = True) -> Mapping[str, tuple[str, ...]]:
    """What papers may write for a word: lines of `word=form,form` in synonyms.txt and, with `talk`, those of
    sayings.txt and the words that stand in one line of alike.txt."""
    return _synonyms(talk)


@cache  # for talk left out and talk=True there is one list
def _synonyms(talk: bool) -> Mapping[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for entry in (*_entries("synonyms.txt"), *(_entries("sayings.txt") if talk else ())):
        word, _, forms = entry.partition("=")
        out.setdefault(fold(word), tuple(fold(form) for form in forms.split(",") if form.strip()))
    for entry in _entries("alike.txt") if talk else ():
        group = [fold(word) for word in entry.split()]
        for word in group:
            out[word] = tuple(dict.fromkeys([*out.get(word, ()), *(other for other in group if other != word)]))
    return out


def _entries(name: str) -> list[str]:
    """The lines of one of our lists, without remarks."""
    text = files("assistant.reading").joinpath(name).read_text(encoding="utf-8")
    return [entry for line in text.splitlines() if (entry := line.split("#")[0].strip())]


def written_out(short: str, folded: str) -> bool:
    """Whether a text holds what `short` abbreviates: its characters in order within a name of bounded length."""
    pattern = _in_order(short)
    return pattern is not None and pattern.search(folded) is not None


@lru_cache(maxsize=4096)
def _in_order(short: str) -> re.Pattern[str] | None:
    if not re.fullmatch(r"[\u4e00-\u9fff]+", short) or len(short) < 3:
        return None
    return re.compile(r"[\u4e00-\u9fffa-z0-9]{0,4}?".join(short))
