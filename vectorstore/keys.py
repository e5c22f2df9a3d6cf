"""Exact keys in a question: 文号, 提案号 and 建议号, titles. What is named need not be searched for.

Numbers are read in any form that people write: 云溪科函〔2026〕12号, [2026] 12号, （2026）第12号, 2026年12号函,
12号.
A name counts only if it is distinctive: it must fit three documents of the library at the most.

What this file does not do: filter. A question that names a document may ask about another (`vectorstore/fusion.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from ingest.doc_numbers import LETTER_NUMBER
from ingest.schema import Metadata
from vectorstore.tokenize import fold

_MOST_FITTING = 3
_LEAST_TITLE = 6  # characters of a title that count when it stands in a question without 《》
_LEAST_QUOTED = 4  # and when it stands in 《》

# Blanks are taken whole (\s*+): shared out between neighbours in every way, a line of them would take minutes.
_ITEM = re.compile(
    r"(?<!\d)(?P<a>[a-z]?\d{2,})\s*+号?\s*+(?:的)?(?:重点)?(?:提案|建议|议案)"
    r"|(?:提案|建议|议案)\s*+(?:编号|号)?\s*+[:：]?\s*+第?\s*+(?P<b>[a-z]?\d{2,})\s*+号?"
)
# several numbers may share one 号: 12、15号函
_BARE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s*+年?\s*+(?:的)?\s*+第?\s*+)??"
    r"(?<![\d.])(?P<numbers>(?:\d{1,6}\s*+[、,和与及跟]\s*+)*\d{1,7})\s*+号"
    r"(?P<paper>函|文件|文|通知|公告|令|复函|答复|批复)?"
)
# people leave 号 out beside a word for papers: 12和15两个函, 12那份复函
_WITHOUT_MARK = re.compile(
    r"(?<![\d.])(?P<numbers>(?:\d{2,6}\s*+[、,和与及跟]\s*+)*\d{2,7})\s*+"
    r"(?:[这那]?(?:[两二三四五六几]\s?|一)?[个份封件]|的(?=函|复函))(?:答复函|复函|函|文件|通知|答复|批复)"
)
# 中山路268号, 8月3号, 3号线: numbers of other things
_OTHER_BEFORE, _OTHER_AFTER = "路街道巷弄月村组", "线楼馆院门机桥地井厂船卫室栋"
_QUOTED = re.compile(r"《([^《》]+)》")
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fffa-z]*$")
# what looks like the letters of an office (沪府办发) and is no verb (印发)
_OFFICE = re.compile(r".*[发函字办规提议复令政](?<!印发|下发|转发|签发|制发|的函|复函|来函|答复)")
# a title without such an ending may be the name of an office or an event, which questions speak of all the time
_PAPER = re.compile(
    r"(?:纲要|规划|方案|计划|办法|细则|意见|措施|规定|条例|通知|通告|公告|公报|决定|决议|批复|报告|纪要|指南|要点|清单|标准|函|答复|提案|建议|法)"
    r"(?:试行|暂行|草案|修订|征求意见稿|\d{2,4}年?版?)?$"
)
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|区|县)")


class Named(Protocol):
    """A document or its record."""

    @property
    def doc_id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def metadata(self) -> Metadata: ...


@dataclass(frozen=True, slots=True)
class KeyMatch:
    """`doc_ids`: documents that the question names; `unknown`: numbers of papers that no document of the library bears
    (one of them may still be cited inside a document)."""

    doc_ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Number:
    office: str
    year: str
    serial: str
    doc_id: str


def find_keys(question: str, documents: Iterable[Named]) -> KeyMatch:
    """What the question names. For many questions over the same documents, keep a `KeyIndex`."""
    return KeyIndex(documents).find(question)


class KeyIndex:
    """The names of some documents, ready to be looked for in questions."""

    def __init__(self, documents: Iterable[Named] = ()) -> None:
        self._known: dict[str, Named] = {}
        self._numbers: dict[str, list[_Number]] = defaultdict(list)  # by serial number
        self._items: dict[str, list[str]] = defaultdict(list)
        self._titles: list[tuple[str, str]] = []  # squeezed, doc_id
        # names that count without 《》, by their first characters, so that a question is compared with few of them
        self._whole: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        self._order = count()
        self._offices: list[str] = []
        self.update({document.doc_id: document for document in documents})

    def update(self, documents: Mapping[str, Named]) -> None:
        """Takes over what has come, gone or changed since; what is the same object is not looked at again."""
        gone = [doc_id for doc_id, known in self._known.items() if documents.get(doc_id) is not known]
        fresh = [document for doc_id, document in documents.items() if self._known.get(doc_id) is not document]
        if gone:
            self._drop(frozenset(gone))
        for document in fresh:
            self._add(document)
        if gone or fresh:
            self._known = dict(documents)
            offices = {number.office for numbers in self._numbers.values() for number in numbers if number.office}
            self._offices = sorted(offices, key=len, reverse=True)

    def find(self, question: str) -> KeyMatch:
        """What the question names, in the order: letter numbers, 提案 and 建议, bare numbers, titles."""
        found: dict[str, None] = {}
        unknown: dict[str, None] = {}
        text = fold(question)
        for finder in (self._letter_numbers, self._proposals, self._bare_numbers, self._unmarked_numbers):
            text = finder(text, found, unknown)
        found.update(dict.fromkeys(self._named_titles(question)))
        return KeyMatch(tuple(found), tuple(unknown))

    # -- inside -------------------------------------------------------------------------------------------------

    def _add(self, document: Named) -> None:
        metadata = document.metadata
        if metadata.doc_number and (match := LETTER_NUMBER.search(fold(metadata.doc_number))):
            office = fold(metadata.doc_number)[: match.start()].strip()
            serial = str(int(match[2]))
            self._numbers[serial].append(_Number(office, match[1], serial, document.doc_id))
        if metadata.proposal_number:
            self._items[_plain(metadata.proposal_number)].append(document.doc_id)
        for title in (metadata.title, metadata.proposal_title):
            if title and _squeeze(title):
                self._titles.append((_squeeze(title), document.doc_id))
        stem = document.source.rpartition(".")[0] or document.source
        names = {_squeeze(stem): None}  # in their order
        if metadata.title:
            squeezed = _squeeze(metadata.title)
            subject = squeezed[squeezed.find("关于") :] if "关于" in squeezed else squeezed
            for name in (squeezed, subject, _REGION.sub("", squeezed)):
                if _PAPER.search(name):
                    names[name] = None
        for name in names:
            if len(name) >= _LEAST_TITLE:
                self._whole[name[:_LEAST_TITLE]].append((next(self._order), name, document.doc_id))

    def _drop(self, doc_ids: frozenset[str]) -> None:
        for serial, numbers in list(self._numbers.items()):
            if any(number.doc_id in doc_ids for number in numbers):
                self._numbers[serial] = [number for number in numbers if number.doc_id not in doc_ids]
        for item, owners in list(self._items.items()):
            if not doc_ids.isdisjoint(owners):
                self._items[item] = [doc_id for doc_id in owners if doc_id not in doc_ids]
        self._titles = [title for title in self._titles if title[1] not in doc_ids]
        for start, names in list(self._whole.items()):
            if any(name[2] in doc_ids for name in names):
                self._whole[start] = [name for name in names if name[2] not in doc_ids]

    def _letter_numbers(self, text: str, found: dict[str, None], unknown: dict[str, None]) -> str:
        for match in LETTER_NUMBER.finditer(text):
            year, serial = match[1], str(int(match[2]))
            before = _HAN_BEFORE.search(text[: match.start()].rstrip())
            office = before[0] if before else ""
            same = [number for number in self._numbers.get(serial, ()) if number.year == year]
            exact = [number for number in same if number.office and office.endswith(number.office)]
            if exact or (same and not _OFFICE.fullmatch(office)):
                found.update(dict.fromkeys(number.doc_id for number in exact or same))
            else:
                known = next((name for name in self._offices if office.endswith(name)), "")
                unknown[f"{known}〔{year}〕{serial}号"] = None
        return LETTER_NUMBER.sub("\n", text)

    def _proposals(self, text: str, found: dict[str, None], unknown: dict[str, None]) -> str:
        for match in _ITEM.finditer(text):
            number = _plain(match["a"] or match["b"])
            doc_ids = self._items.get(number, [])
            found.update(dict.fromkeys(doc_ids))
            if not doc_ids:
                unknown[match[0].strip()] = None
        return _ITEM.sub("\n", text)

    def _bare_numbers(self, text: str, found: dict[str, None], unknown: dict[str, None]) -> str:
        for match in _BARE.finditer(text):
            if not match["paper"] and _is_something_else(text, match):
                continue
            for digits in re.findall(r"\d+", match["numbers"]):
                serial = str(int(digits))
                numbers = [n for n in self._numbers.get(serial, ()) if match["year"] in (None, n.year)]
                # 20260012号 alone may also be a proposal
                items = self._items.get(_plain(digits), []) if not match["paper"] and not match["year"] else []
                found.update(dict.fromkeys([*(number.doc_id for number in numbers), *items]))
                if match["paper"] and not numbers:
                    year = f"{match['year']}年" if match["year"] else ""
                    unknown[f"{year}{serial}号{match['paper']}"] = None
        return text

    def _unmarked_numbers(self, text: str, found: dict[str, None], unknown: dict[str, None]) -> str:
        """Numbers without 号; those of no paper may count something else (12份通知)."""
        for match in _WITHOUT_MARK.finditer(text):
            owners = [self._numbers.get(str(int(digits)), []) for digits in re.findall(r"\d+", match["numbers"])]
            if all(owners):
                found.update(dict.fromkeys(number.doc_id for numbers in owners for number in numbers))
        return text

    def _named_titles(self, question: str) -> Iterator[str]:
        for quoted in _QUOTED.findall(question):
            name = _squeeze(quoted)
            if len(name) < _LEAST_QUOTED:
                continue
            same = [entry for entry in self._titles if entry[0] == name]
            fitting = same or [entry for entry in self._titles if name in entry[0] or _inside(entry[0], name)]
            doc_ids = dict.fromkeys(doc_id for _, doc_id in fitting)
            if len(doc_ids) <= _MOST_FITTING:
                yield from doc_ids
        squeezed = _squeeze(question)
        standing = {
            entry
            for i in range(len(squeezed) - _LEAST_TITLE + 1)
            for entry in self._whole.get(squeezed[i : i + _LEAST_TITLE], ())
            if squeezed.startswith(entry[1], i)
        }
        hits = [(name, doc_id) for _, name, doc_id in sorted(standing)]
        # 科技创新规划 inside 科技创新规划实施方案: the longer name is meant
        longest = [hit for hit in hits if not any(hit[0] != other[0] and hit[0] in other[0] for other in hits)]
        by_name: dict[str, dict[str, None]] = defaultdict(dict)
        for name, doc_id in longest:
            by_name[name][doc_id] = None
        for doc_ids in by_name.values():
            if len(doc_ids) <= _MOST_FITTING:
                yield from doc_ids


def _squeeze(text: str) -> str:
    """Letters and digits only: titles differ in spaces, quotation marks and dashes from where they are cited."""
    return "".join(char for char in fold(text) if char.isalnum())


def _inside(title: str, name: str) -> bool:
    return len(title) >= _LEAST_TITLE and title in name


def _plain(number: str) -> str:
    """A proposal's number without the zeros that fill it up: 0012 and 12 are one."""
    return fold(number).strip().lstrip("0")


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip()[-1:]
    if before == "第":
        before = text[: match.start()].rstrip()[-2:-1]
    after = text[match.end() : match.end() + 1]
    return (
        len(match["numbers"]) < 2
        or (before != "" and before in _OTHER_BEFORE)
        or (after != "" and after in _OTHER_AFTER)
    )
