"""The form in which texts are compared, and words that mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, no white space, one kind of quotation mark."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[“”„\"'‘’「」『』]", "", text)
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Words of usage that mean the same to an official: lines of `word=form,form` in synonyms.txt."""
    out: dict[str, tuple[str, ...]] = {}
    for line in files("assistant.reading").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines():
        entry = line.split("#")[0].strip()
        if entry:
            word, _, forms = entry.partition("=")
            out[fold(word)] = tuple(fold(form) for form in forms.split(",") if form.strip())
    return out


def written_out(short: str, folded: str) -> bool:
    """Whether a text holds what `short` abbreviates: its characters in order within a name of bounded length."""
    if not re.fullmatch(r"[\u4e00-\u9fff]+", short) or len(short) < 3:
        return False
    gap = r"[\u4e00-\u9fffa-z0-9]{0,4}?"
    return re.search(gap.join(re.escape(char) for char in short), folded) is not None
