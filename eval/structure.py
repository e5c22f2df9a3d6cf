"""`python -m eval.structure FOLDER`: how much of a shelf of statutes' own structure the outline finds again.

FOLDER holds `docs.jsonl` or `docs.jsonl.gz` with `{id, title, text}`, where the text carries Markdown marks before its
headings (`## 第一章 总则`) and its articles stand at a line's start with a space behind the number. The marks are the
truth; they are taken out before the text is read, line by line, as a plain file would be. An article counts as
recovered when a section has its number, begins with its words, and stands below the same 编, 章 and 节. Without
networks, models or a library; the processor seconds printed are those of reading, from lines to passages.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.datasets import passages
from ingest.chunking import chunk
from ingest.errors import UserError
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage

_NUMERAL = r"[零〇一二三四五六七八九十百千两\d]+"
_HEADING = re.compile(rf"第{_NUMERAL}(?:编|分编|章|节)(?:之[一二三四五六七八九十]+)?")
_ARTICLE = re.compile(rf"第{_NUMERAL}条(?:之[一二三四五六七八九十]+)?")
_DEPTH = {"编": 0, "分编": 1, "章": 2, "节": 3}
_WORDS = 8  # of an article's text, so that two articles of one number are told apart

Key = tuple[tuple[str, ...], str, str]  # where it stands, its number, its first words


@dataclass(slots=True)
class Tally:
    """How many there are, how many of them were found, how many were found that there are not."""

    wanted: int = 0
    found: int = 0
    extra: int = 0
    missed: list[tuple[str, Key]] = field(default_factory=list)
    invented: list[tuple[str, Key]] = field(default_factory=list)

    def count(self, name: str, wanted: Counter[Key], given: Counter[Key]) -> None:
        self.wanted += wanted.total()
        self.found += (wanted & given).total()
        self.extra += (given - wanted).total()
        self.missed += [(name, key) for key in (wanted - given)]
        self.invented += [(name, key) for key in (given - wanted)]

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.structure", description="量法规结构的还原程度")
    parser.add_argument("folder", type=Path, help="含 docs.jsonl 或 docs.jsonl.gz 的文件夹")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="另外列出若干条没有还原的")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="只读前若干篇")
    arguments = parser.parse_args(argv)
    try:
        result, articles, chapters = measure(arguments.folder, arguments.limit)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    for name, tally in (("article", articles), ("chapter", chapters)):
        for label, rows in (("missed", tally.missed), ("extra", tally.invented)):
            for doc, key in rows[: arguments.misses]:
                print(f"{label} {name} {doc} {' '.join((*key[0], key[1]))} {key[2]}", file=sys.stderr)
    print(json.dumps(result, ensure_ascii=False))
    return 0


def measure(folder: Path, limit: int | None = None) -> tuple[dict[str, float], Tally, Tally]:
    """The numbers, and the tallies of articles and of chapters they come from."""
    articles, chapters = Tally(), Tally()
    seconds, size, documents = 0.0, 0, 0
    for passage in passages(folder):
        if documents == limit:
            break
        wanted_articles, wanted_chapters = marked(passage.text)
        plain = unmarked(passage.text)
        began = time.process_time()
        raw = RawDocument("txt", (RawPage(1, tuple(RawLine(line) for line in plain.split("\n"))),))
        document = build_document(raw, passage.id, passage.id)
        chunk(document)
        seconds += time.process_time() - began
        size += len(plain.encode())
        documents += 1
        given_articles, given_chapters = read(document)
        articles.count(passage.id, wanted_articles, given_articles)
        chapters.count(passage.id, wanted_chapters, given_chapters)
    result = {
        "documents": documents,
        "articles": articles.wanted,
        "article_recall": round(articles.recall, 5),
        "article_precision": round(articles.precision, 5),
        "chapters": chapters.wanted,
        "chapter_recall": round(chapters.recall, 5),
        "chapter_precision": round(chapters.precision, 5),
        "seconds": round(seconds, 2),
        "megabytes_a_second": round(size / 1e6 / seconds, 2) if seconds else 0.0,
    }
    return result, articles, chapters


def unmarked(text: str) -> str:
    """The text as a plain file would hold it."""
    return re.sub(r"(?m)^#+ +|^<!--.*-->$", "", text)


def marked(text: str) -> tuple[Counter[Key], Counter[Key]]:
    """Articles and chapters as the source's marks give them; a table of contents that is marked, too, is left out."""
    articles: Counter[Key] = Counter()
    chapters: Counter[Key] = Counter()
    place: dict[int, str] = {}
    lines = [line for line in text.split("\n") if line.strip()]
    contents = _contents(lines)
    for i, line in enumerate(lines):
        heading = _heading(line)
        if heading is not None and i not in contents:
            number, depth = heading.group(), _depth(heading.group())
            place = {at: name for at, name in place.items() if at < depth}
            chapters[tuple(place.values()), number, _words(line.lstrip("# ")[heading.end() :])] += 1
            place[depth] = number
        article = _ARTICLE.match(line)
        if article is not None and line[article.end() : article.end() + 1].isspace():
            articles[tuple(place.values()), article.group(), _words(line[article.end() :])] += 1
    return articles, chapters


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.match(line.lstrip("# ")) if line.startswith("#") else None


def _contents(lines: list[str]) -> set[int]:
    """Marked headings above the text that have none below them and all come again."""
    first = next((i for i, line in enumerate(lines) if _heading(line) is None), len(lines))
    seen = [re.sub(r"\s", "", line.lstrip("# ")) for line in lines]
    again = seen[first:]
    # the last of them may be the first real one: 第九章 附则, 第一章 总则, 第一条
    out = {i for i in range(first) if seen[i] in seen[i + 1 : first] or seen[i] in again}
    return out if len(out) >= 3 else set()


def read(document: Document) -> tuple[Counter[Key], Counter[Key]]:
    """Articles and chapters as the outline has them."""
    articles: Counter[Key] = Counter()
    chapters: Counter[Key] = Counter()
    for section in document.sections:
        number = section.number
        if section.kind != "heading" or not (_HEADING.fullmatch(number) or _ARTICLE.fullmatch(number)):
            continue
        after = document.text[section.span.start : section.span.start + 60].split("\n")[0]
        head = _ARTICLE.match(re.sub(" ", "", after)) or _HEADING.match(re.sub(" ", "", after))
        words = _words(re.sub(" ", "", after)[head.end() if head else 0 :])
        above = tuple(reversed(list(_above(document, section.parent))))
        (articles if "条" in number else chapters)[above, number, words] += 1
    return articles, chapters


def _above(document: Document, index: int | None) -> Iterator[str]:
    while index is not None:
        section = document.sections[index]
        if _HEADING.fullmatch(section.number):
            yield section.number
        index = section.parent


def _depth(number: str) -> int:
    kind = re.search("分编|编|章|节", number)
    return _DEPTH[kind.group()] if kind else 9


def _words(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)[:_WORDS]


if __name__ == "__main__":
    sys.exit(main())
