"""The shortest part of a sentence that answers: whole clauses, in the document's own words and order."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import rjieba

from ingest.schema import Span

_BREAK = re.compile(r"[，；。！？]|：(?![0-9A-Za-z])|,(?=[^\d])|(?<=[\u4e00-\u9fff]),|;")  # 电话：6688 is one thing
_HAN = "一二三四五六七八九十"
# 一、二期, 二、三产业: two ordinals of one noun, and no number of a part
TWO_ORDINALS = f"(?:{'|'.join(f'{a}、{b}' for a, b in pairwise(_HAN))})(?=[期等产季批类级档届层轮阶线审])"
_LEAD = re.compile(
    rf"^(?:[{_HAN}]是|其中[，,]?|同时[，,]|此外[，,]|另外[，,]|[（(][{_HAN}\d]{{1,3}}[）)]\s*|"
    rf"\d{{1,2}}[.．、]\s*(?=[^\d])|(?!{TWO_ORDINALS})[{_HAN}]{{1,3}}、\s*|——|此次)"
)
_LISTED_BELOW = re.compile("[，,](?:具体)?(?:名单|清单|安排|情况)(?:如下|见(?:下表|表\\d+|附件\\d*))(?=[。；，,;]|$)")
_JOINS = frozenset(("并", "并且"))  # as words of their own: 并给予补助, and no 并网, 并购


_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+条[ \u3000]+")  # it stands in the citation


def clause_spans(span: Span, text: str) -> list[Span]:
    """The clauses of a sentence, each with the mark that ends it; brackets and quotation marks are not cut into."""
    out: list[Span] = []
    start, depth = span.start, 0
    for i in range(span.start, span.end):
        char = text[i]
        if char in "（(“《〈[【":
            depth += 1
        elif char in "）)”》〉]】":
            depth = max(0, depth - 1)
        elif depth == 0 and _BREAK.match(text, i):
            out.append(Span(start, i + 1))
            start = i + 1
    if start < span.end:
        out.append(Span(start, span.end))
    return out


def _pieces(clause: Span, text: str, limit: int, whole_counts: bool) -> list[Span]:
    """A clause that is too long, cut at 、; a row of counts (孵化器13家、众创空间12家) cut between them."""
    words = clause.of(text)
    if _RESPECTIVELY.search(words):
        return [clause]  # 分别给予200万元、100万元、50万元: the first of them alone would be said of all
    counts = len(re.findall(r"\d+(?:\.\d+)?\s*[\u4e00-\u9fff][^、]*(?:、|$)", words))
    if len(words) <= limit and (whole_counts or counts < 3 or counts <= words.count("、") - 1):
        return [clause]
    out: list[Span] = []
    start, depth = clause.start, 0
    for i in range(clause.start, clause.end):
        depth += (text[i] in "（(“《") - (text[i] in "）)”》")
        if text[i] == "、" and depth <= 0:
            out.append(Span(start, i + 1))
            start = i + 1
    return [*out, Span(start, clause.end)]


_RESPECTIVELY = re.compile("分别|各[为是给按]|[两二三四五六七八九]档")
# what a clause announces stands in the next one
_ANNOUNCED = re.compile(r"\s*(?:即|包括|主要包括|其中包括|分别(?:是|为)|具体(?:为|是)|主要(?:有|为)|涵盖|覆盖|也就是)")
_SPARE = 0.03  # how much worth a shorter answer may lose


def best_window(
    span: Span, text: str, limit: int, worth: Callable[[str], float], *, whole_counts: bool = False
) -> Span:
    """The shortest run of clauses that is worth nearly as much as the best run of at most `limit` characters.

    `worth` judges a piece of text, from 0 to about 1. A clause longer than the limit stands alone; a clause that only
    announces (…包括) brings the next.
    """
    clauses = [piece for clause in clause_spans(span, text) for piece in _pieces(clause, text, limit, whole_counts)]
    windows: list[tuple[float, Span, int]] = []
    for i, first in enumerate(clauses):
        for n in range(i, len(clauses)):
            window = Span(first.start, clauses[n].end)
            if window.end - window.start > limit and n > i:
                break
            windows.append((worth(window.of(text)), window, n))
    best = max(value - 0.0008 * (window.end - window.start) for value, window, _ in windows)
    near = [w for w in windows if w[0] >= best - _SPARE]
    _, window, last = min(near, key=lambda w: (w[1].end - w[1].start, w[1].start))
    if last + 1 < len(clauses) and _ANNOUNCED.match(text, clauses[last + 1].start):
        following = clauses[last + 1]
        if following.end - window.start <= 2 * limit:
            window = Span(window.start, following.end)
    return window


def bare(text: str) -> str:
    """A statement for an answer: without the marks and connectives at its ends, or blanks beside numbers."""
    text = _ARTICLE.sub("", re.sub(r"\s*\n\s*", "", text))
    text = re.sub(r"(?<=[\u4e00-\u9fff，。、；：（）《》“”]) +| +(?=[\u4e00-\u9fff，。、；：（）《》“”])", "", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff]),(?=[\u4e00-\u9fff\d\"“])|(?<=\d),(?=[\u4e00-\u9fff])", "，", text)
    text = re.sub(r"\"([^\"]*)\"", r"“\1”", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff”）)》]),(?=[\u4e00-\u9fff“《])|(?<=[”）]),", "，", text)
    text = _LISTED_BELOW.sub("", text)
    text = re.sub(r"\[\d{1,3}\]", "", text)  # a paper's own footnote marks would pass for ours
    text = text.replace("\t", " ").strip(" ，；：、,;:。.")
    previous = None
    while previous != text:
        previous = text
        text = _LEAD.sub("", _without_join(text)).strip(" ，；：、,;:")
    return text


def _without_join(text: str) -> str:
    """A clause without the word that joins it to the one before."""
    if not text.startswith("并"):
        return text
    first = next(iter(rjieba.cut(text[:8])))
    return text[len(first) :] if first in _JOINS and len(text) > len(first) + 1 else text
