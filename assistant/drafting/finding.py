"""What the library holds on a suggestion: sentences of letters, plans and notices, judged, best sections first.

A suggestion is searched for as a whole, by its heading, wish by wish, and by the bodies that its wishes name. The
sections that many of these searches find are its field; from each of them the sentences are taken that speak of a wish,
with facts before generalities, newer papers before older ones. A sentence serves one suggestion only, the one it fits
best.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.drafting.demands import Demand, demand_of
from assistant.drafting.proposals import matter_of
from assistant.drafting.schema import Suggestion
from assistant.drafting.wording import issued_day, speaks_to_members
from assistant.holdings import Holdings
from assistant.reading.entities import named_entities
from assistant.reading.terms import Term, coverage, question_terms
from assistant.reading.units import Unit, deepest_section, units_of
from assistant.verifying.planted import stands_by_order
from ingest.chunking import INNER
from ingest.errors import LibraryError
from ingest.schema import Document, Span
from vectorstore.schema import EVERYTHING, Filter

# what the file broke off or ran together: ……在即，推。 and the headlines of a newspaper's sidebar
_BROKEN = re.compile(r"[，、：,:]$|来[，,]?$|[【】●■◆]|\\$|[，,][\u4e00-\u9fff][。；;]?$")
# sentences that stand only where they stand: they point to tables and articles, name their own paper, or tell how to
# reply
_ELSEWHERE = re.compile(
    r"^(?:如上|如下|如[图表]|对此|详见|见下|以习近平|坚持以习近平|高举)|(?:如下表|见附|上文|前款|前述|下列|下表)|"
    r"本(?:意见|方案|办法|规定|通知|细则|规划)(?:所称|自|由|的)|制定本|(?:起草|拟写|撰写)[^。]{0,10}(?:答复|复函|回复)|以下简称本|"
    r"具有[^。]{0,6}(?:指导|借鉴|参考)(?:意义|作用|价值)"
)
# an item of an article's list (（二）专职人员不少于8人；): what it is of stands above it
_ITEM = re.compile(r"^[（(][一二三四五六七八九十]+[）)].*[；;]$", re.DOTALL)
_REPLIES = re.compile(r"(?:现|特)[^。\n]{0,14}(?:答复|回复|函复)[^。\n]{0,6}如下[：:。]")
_HITS = 24  # passages of each search
_SECTIONS = 20  # that are read for a suggestion, and those that a single wish finds first
_FIRST = 2
_LONGEST_QUERY = 300  # characters
_SHORTEST = 12  # characters of a sentence that says something
# what counts in a sentence: that its section is found often, that it speaks of the heading's words and of one wish's,
# that it means the same
_FIELD, _OWN, _WISH, _COSINE = 0.5, 0.3, 0.5, 0.5
_FACTS, _LETTER, _PRESS = 0.12, 0.1, 0.1
_AROUND = 0.3  # of its weight has a word that says how a thing is to be, not what thing
_FRAMES = frozenset(
    "队伍 机制 体系 工作 力度 水平 能力 氛围 环境 建设 发展 办法 措施 方式 模式 进度 作用 制度 渠道 步伐 步子 "
    "格局 局面 成效 实效 合力 短板 防线 底线 底座 梯队 高地 名片 头号 顾虑 门槛 通道 路径 抓手 覆盖面 受益面 "
    "时间表 路线图 任务书 成绩单 家底 体检 红利 领跑 继续 专门 力量 底数 "
    "全过程 全流程 全链条 全周期 全方位 全覆盖 常态化".split()
)
# how members put it, whatever the matter is
_RHETORIC = re.compile(
    "这?[一这]?篇大?文章|真金白银|一盘棋|一张网|一股绳|拧成|一窝蜂|一台戏|两条路|最后一公里|组合拳|先手棋|牛鼻子|"
    "一道(?=[做办建推])|拿出|亮出|晒出来|说清|讲清|算清|摸清|叫响|唱响|擦亮|打响|啃下|用活|盘活|双向奔赴"
)


Place = tuple[str, int]  # doc_id, where a sentence begins in its text


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a suggestion: of its heading, and of each of its wishes; `demands`: the specific thing that each
    wish asks for, None where it asks for none."""

    heading: tuple[Term, ...]
    wishes: tuple[tuple[Term, ...], ...]
    demands: tuple[Demand | None, ...] = ()

    @property
    def in_particular(self) -> bool:
        """Whether every wish asks for something specific: then only sentences that give it answer the suggestion."""
        return bool(self.demands) and None not in self.demands

    def is_met_by(self, support: Support) -> bool:
        """Whether a sentence gives the specific thing that one of the wishes asks for."""
        return any(support.meets(demand) for demand in self.demands if demand is not None)


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that speaks to a suggestion; `score` orders, `own` is the share of the heading's words that it and its
    headings speak of, `wishes` the same for each wish and the sentence alone, `cosine` the likeness of meaning.
    `section`: the innermost section with a heading in which it stands; `issued`: the day of its paper, to order by;
    `headed`: the share of the heading's words that its headings alone speak of."""

    unit: Unit
    section: int | None
    score: float
    own: float
    wishes: tuple[float, ...]
    cosine: float
    issued: str = ""
    headed: float = 0.0

    @property
    def place(self) -> Place:
        return self.unit.doc_id, self.unit.span.start

    def meets(self, demand: Demand) -> bool:
        """Whether the sentence gives the specific thing that a wish asks for."""
        return demand.is_met(self.unit.text, self.unit.folded + self.unit.headings, self.issued)

    @property
    def spoken(self) -> float:
        """How far the sentence speaks of the suggestion in its words: of its heading and of one wish."""
        return (self.own + max(self.wishes)) / 2


class Finder:
    """Finds what a library holds on the suggestions of one proposal."""

    def __init__(self, library: Holdings, excluded: Iterable[str] = (), foreign: Collection[str] = ()) -> None:
        """`excluded` are no evidence; `foreign` are searched as if they were not there, since a shelf may hold more of
        another city's papers than one's own."""
        self._library = library
        self._searched = Filter(hidden=frozenset(foreign)) if foreign else EVERYTHING
        self._documents: dict[str, Document] = {}
        self._excluded = frozenset(excluded)
        self._count = library.passage_count()

    def document(self, doc_id: str) -> Document:
        """Raises LibraryError for a document that was taken away since it was found."""
        if doc_id not in self._documents:
            document = self._library.document(doc_id)
            if document is None:
                raise LibraryError("起草时有文件被移出了资料库，请再起草一次。")
            self._documents[doc_id] = document
        return self._documents[doc_id]

    def terms(self, text: str) -> tuple[Term, ...]:
        return question_terms(text, self._library.frequency, self._count, talk=False)

    def likeness(self, text: str, others: list[str]) -> list[float]:
        """How far a text means the same as each of some others."""
        return self._library.similarities(text, others)

    def asked(self, suggestion: Suggestion) -> Asked:
        """The words in which a suggestion asks."""
        wishes = tuple(self.terms(ask) for ask in suggestion.asks)
        demands = tuple(demand_of(ask, self.terms, alone=len(wishes) == 1) for ask in suggestion.asks)
        return Asked(self._heading_terms(suggestion), wishes, demands)

    def _heading_terms(self, suggestion: Suggestion) -> tuple[Term, ...]:
        """The words that say what a suggestion is about: those of its heading, of a long one those of the clause that
        says what is to be done. Those around the matter (壮大……队伍, 完善……机制) weigh little, however rare a small
        library makes them."""
        clause = _RHETORIC.sub("", matter_of(suggestion.heading)) or suggestion.heading
        around = {*_FRAMES, *_bidding(clause)}
        terms = tuple(
            replace(term, weight=term.weight * _AROUND) if term.text in around else term
            for term in self.terms(clause)
            if term.known or not (term.text.startswith("高") or term.text in around)  # 高起点, 步伐 say nothing
        )
        made = _made_of_last(clause)
        if not made or any(made in term.text for term in terms) or self._library.frequency(made):
            return terms
        return (*terms, Term(made, max((term.weight for term in terms), default=1.0), known=False, exact=True))

    def find(self, suggestion: Suggestion, asked: Asked) -> list[Support]:
        """The sentences that speak to a suggestion in its words, `asked`, and in its meaning, best first."""
        fields = self._fields(suggestion)
        units: list[Unit] = []
        for (doc_id, _), (spans, _) in fields.items():
            document = self.document(doc_id)
            opening = _opening_end(document)
            units += [unit for unit in units_of(document, spans) if _states(unit, document, opening)]
        if not units:
            return []
        texts = [unit.text for unit in units]
        meant = (suggestion.heading, _told(suggestion))
        cosines = [max(pair) for pair in zip(*(self._library.similarities(m, texts) for m in meant), strict=True)]
        best = max(score for _, score in fields.values())
        found: list[Support] = []
        for unit, cosine in zip(units, cosines, strict=True):
            document = self.document(unit.doc_id)
            section = section_of(document, unit.span.start)
            field = fields.get((unit.doc_id, section), ((), 0.0))[1] / best
            own = coverage(asked.heading, unit.folded + unit.headings)
            headed = coverage(asked.heading, unit.headings)
            each = tuple(coverage(wish, unit.folded) for wish in asked.wishes)
            score = (
                _FIELD * field + _OWN * own + _WISH * max(each) + _COSINE * max(0.0, cosine) + _bonus(unit, document)
            )
            found.append(Support(unit, section, score, own, each, cosine, issued_day(document), headed))
        return sorted(found, key=lambda s: -s.score)

    def _fields(self, suggestion: Suggestion) -> dict[tuple[str, int | None], tuple[list[Span], float]]:
        """The sections found, with the spans of their passages and the sum of their scores. A section that one wish
        finds first is kept though nothing else finds it."""
        whole = suggestion.text if len(suggestion.text) <= _LONGEST_QUERY else _told(suggestion)
        bodies = (body for ask in suggestion.asks for body in named_entities(ask))
        queries = list(dict.fromkeys([suggestion.heading, whole, *suggestion.asks, *bodies]))
        scores: dict[tuple[str, int | None], float] = defaultdict(float)
        spans: dict[tuple[str, int | None], list[Span]] = defaultdict(list)
        first: set[tuple[str, int | None]] = set()
        for query in queries:
            found = self._library.search(query, _HITS, self._searched)
            hits = [hit for hit in found if hit.chunk.doc_id not in self._excluded]
            for n, hit in enumerate(hits):
                key = (hit.chunk.doc_id, section_of(self.document(hit.chunk.doc_id), hit.chunk.span.start))
                scores[key] += hit.score
                spans[key].append(hit.chunk.span)
                if n < _FIRST:
                    first.add(key)
        order = sorted(scores, key=lambda key: -scores[key])
        kept = [key for n, key in enumerate(order) if n < _SECTIONS or key in first]
        return {key: (spans[key], scores[key]) for key in kept}


def _bidding(clause: str) -> Iterator[str]:
    """The words with which a heading begins to say what is to be done: 加快, 壮大, 进一步完善."""
    import rjieba

    for word, tag in rjieba.tag(clause):
        if tag not in {"v", "vn", "vd", "a", "ad", "d"}:
            return
        yield word


def _made_of_last(clause: str) -> str:
    """A name that ends in a noun of one character, which is no word by itself: 院士村 of 设立院士村."""
    import rjieba

    *_, (before, tag), (last, kind) = [("", ""), ("", ""), *rjieba.tag(clause)]
    name = len(last) == 1 and len(before) == 2 and tag.startswith(("n", "v")) and not kind.startswith(("f", "u", "y"))
    return before + last if name else ""


def _told(suggestion: Suggestion) -> str:
    """A suggestion in short: its heading and its wishes, without what is said around them."""
    return f"{suggestion.heading}。{'，'.join(suggestion.asks)}"[:_LONGEST_QUERY]


def section_of(document: Document, offset: int) -> int | None:
    """The innermost section with a heading in which an offset stands; 一是… inside one is a part of it."""
    found = deepest_section(document, offset)
    while found is not None and document.sections[found].kind in INNER:
        found = document.sections[found].parent
    return found


def _states(unit: Unit, document: Document, opening: int) -> bool:
    """Whether a sentence can stand in a letter: of the text, not of the frame or a table, and no order to a machine.
    `opening`: where the text of the document begins."""
    if unit.section is None and unit.span.start < opening:
        return False  # the opening of a letter tells what the proposal said
    if unit.section is not None and document.sections[unit.section].kind in {"closing", "figure", "table"}:
        return False
    if (
        len(unit.text) < _SHORTEST
        or "\t" in unit.text
        or stands_by_order(document.text, unit.span.start, unit.span.end)
    ):
        return False
    forms = (_BROKEN, _ELSEWHERE, _ITEM)
    placed = any(form.search(unit.text) for form in forms)
    return not (placed or speaks_to_members(unit.text) or _unbalanced(unit.text))


def _opening_end(document: Document) -> int:
    """Where the text of a letter begins: behind 现答复如下, or else with its first section."""
    said = _REPLIES.search(document.text)
    if said is not None:
        return said.end()
    return document.sections[0].span.start if document.sections else 0


def _unbalanced(text: str) -> bool:
    """Whether a bracket or title is cut: a line that the file broke off."""
    return any(text.count(left) != text.count(right) for left, right in ("《》", "（）", "“”", "【】"))


def _bonus(unit: Unit, document: Document) -> float:
    """Facts before generalities; what was reported to members before what was planned, what an office says before the
    press."""
    kind = document.metadata.doc_type or ""
    facts = _FACTS if re.search(r"\d|《", unit.text) else 0.0
    return facts + (_LETTER if document.metadata.is_letter else -_PRESS if kind in {"其他", ""} else 0.0)
