"""Which papers a question means without naming them by number or full title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.reading.folding import fold, written_out
from assistant.reading.times.periods import PLAN
from ingest.schema import Metadata

_PAPER_WORDS = {
    "规划": ("规划",),
    "纲要": ("规划",),
    "报道": ("其他", "报道"),
    "新闻": ("其他", "报道"),
    "报纸": ("其他", "报道"),
    "通知": ("通知",),
    "办法": ("办法",),
    "方案": ("方案",),
    "解读": ("解读",),
    "提案答复": ("政协提案答复函",),
    "建议答复": ("人大建议答复函",),
}


_ASKED_OF = re.compile(
    "(?:规划|纲要|办法|方案|通知|报道|报上|新闻|总结|要点|措施|意见|细则|答复函?|复函|函)》?"
    "(?:里头?|中(?!心|试)|上(?!限)|对|关于|在|提|讲|说|写|指出|要求|明确|规定|怎|如何|有没有|打算|部署|列)"
)
_COMPARES = re.compile(
    "变化|一样|一致|不同|分别|[，,、和与跟]各|各[是有为]|后来|比较|对比|相比|增加到|从[^，]{2,14}到|"
    "(?:函|规划|办法|方案|报道|总结|答复)[里中]?[和与跟、]"
)


def asks_one_paper(text: str) -> bool:
    """Whether what a question asks shall be told by the paper that it means, and by no other: 规划里讲……, 办法对……有
    什么规定; not where it sets that paper beside something else."""
    return _ASKED_OF.search(text) is not None and _COMPARES.search(text) is None


class Paper(Protocol):
    """What understanding needs to know of a document: a record of the library does."""

    @property
    def doc_id(self) -> str: ...
    @property
    def metadata(self) -> Metadata: ...


class Titles:
    """What papers are called, by the kind of paper that a question names. All papers are looked through once for each
    kind, and not for each question."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._of_kind: dict[str, list[tuple[str, str]]] = {}
        self._names: dict[str, list[str]] | None = None

    def of(self, kind: str) -> Sequence[tuple[str, str]]:
        """The titles of the papers of a kind, folded, each with its doc_id."""
        if kind not in self._of_kind:
            self._of_kind[kind] = [(title, p.doc_id) for p in self._papers if (title := _title(p, kind))]
        return self._of_kind[kind]

    def named(self, text: str) -> list[str]:
        """The papers whose titles have in “” a name that a folded text says (“汀才海归”项目申报的通知); none of a
        name that stands in several titles."""
        if self._names is None:
            self._names = {}
            for paper in self._papers:
                if "函" not in (paper.metadata.doc_type or ""):  # a letter's title quotes what was proposed
                    for name in _OWN_NAME.findall(paper.metadata.title or ""):
                        self._names.setdefault(fold(name), []).append(paper.doc_id)
        return [ids[0] for name, ids in self._names.items() if len(ids) == 1 and name in text]

    def issued(self, kind: str, by: str) -> list[str]:
        """The papers of a kind whose issuer is called so: 海淀区措施 of 北京市海淀区人民政府."""
        if not _PLACE.fullmatch(by):
            return []
        theirs = {doc_id for _, doc_id in self.of(kind)}
        return [p.doc_id for p in self._papers if p.doc_id in theirs and by in (p.metadata.issuer or "")]


_WHOLE_TITLE = re.compile("《[^《》]{8,}》")  # it names its paper, be that on the shelf or not, and not a kind
_OWN_NAME = re.compile(rf"“(?!{PLAN})([^“”]{{3,12}})”")
_PLACE = re.compile("[\u4e00-\u9fff]{2,4}[省市区县州]?")

_OF_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d{2}|(?<!\d)\d{2})年?的?(?:那[封份篇])?"
    r"(?:政协|人大)?(?P<kind>(?:提案|建议)?答复|复函|函|来函|回函|报道|报纸|登报|见报)"
)


def papers_meant(text: str, papers: Sequence[Paper], titles: Titles) -> tuple[str, ...]:
    """Documents meant by kind and year (规划, 2020年那封函, 两份2025年的函) or by words of their title (保税区意见).
    `titles`: of `papers`."""
    dated = [(match["year"], match["kind"]) for match in _OF_YEAR.finditer(text)]
    found: list[str] = []
    known: set[str] = set()  # kinds of which there are papers of the year said
    for year, said in dated:
        full = year if len(year) == 4 else f"20{year}"
        kind = _KIND_SAID.get(said, "函")
        theirs = [p.doc_id for p in papers if p.metadata.year == full and _is_kind(p, kind)]
        known |= {said} if theirs else set()
        found += theirs
    for year, month, kind in _OF_MONTH.findall(text):
        of_kind = [p for p in papers if _is_kind(p, _KIND_SAID.get(kind, "函"))]
        day = f"{year}-{int(month):02d}" if year else f"-{int(month):02d}"
        found += [p.doc_id for p in of_kind if day in (p.metadata.issued_on or "")[:7]]
    several = _SEVERAL.search(text)
    if several and not dated:
        year, issuer = several.group(1), several.group(2) or several.group(3) or ""
        letters = set(_letters_of(issuer.rstrip("的"), papers))
        found += [p.doc_id for p in papers if p.doc_id in letters and (not year or p.metadata.year == year)]
    if not found and (one := _ISSUED.search(text)):
        theirs = _letters_of(one.group(1), papers)
        found += theirs if len(theirs) == 1 else []
    unquoted = _WHOLE_TITLE.sub("", text)
    for word, kinds in _PAPER_WORDS.items():
        if word in known:
            continue  # of that year, and of no other
        if re.search(rf"(?<![一-龥]中)(?<!什么)(?<!哪些)(?<!有)(?<!好){word}(?!建设|面积|馆|展览)", unquoted):
            called = _long_name(unquoted, word)
            matching = [p.doc_id for p in papers if _kind_of(p) in kinds and _may_be_called(called, p)]
            if len(matching) == 1 or (word in {"报道", "报纸"} and matching):
                found += matching
    return tuple(
        dict.fromkeys(
            [
                *found,
                *_by_title(text, titles),
                *titles.named(fold(text)),
                *_by_member(text, papers),
                *_by_matter(text, papers),
            ]
        )
    )


def _long_name(text: str, word: str) -> list[str]:
    """The pairs of characters of a long name by which a question calls what it means (某市深化财税体制改革方案); []
    where it uses none."""
    name = _HAN_END.search(text.partition(word)[0])
    pairs = [name.group()[i : i + 2] for i in range(len(name.group()) - 1)] if name else []
    return pairs if len(pairs) >= _FULL_NAME else []


def _may_be_called(pairs: Sequence[str], paper: Paper) -> bool:
    """Whether a paper's title has something of a name, by its pairs of characters."""
    title = paper.metadata.title or ""
    return sum(pair in title for pair in pairs) >= _ITS_OWN * len(pairs)


_HAN_END, _FULL_NAME, _ITS_OWN = re.compile("[^\\W\\d的里中和与跟按照据]+$"), 9, 0.2
_ISSUES = re.compile("印发.*(规划|纲要|办法|方案)》?(?:[（(][^（）()]*[）)])?》?的通知$")


def _kind_of(paper: Paper) -> str:
    """What people call a paper: a notice that issues a plan is the plan."""
    issues = _ISSUES.search(paper.metadata.title or "")
    return issues.group(1).replace("纲要", "规划") if issues else paper.metadata.doc_type or ""


_LETTER_OF = re.compile(
    r"((?:19|20)\d{2})年(?:的)?(?:那[封份])?(?:(?:政协|人大)?(?:提案|建议)?(?:答复函|复函|回函|函|答复)|答复(?:政协|人大)?(?:提案|建议)的?函?)(?=里|中|说|提|怎|对|讲|的)"
)


def letters_lacking(text: str, papers: Sequence[Paper]) -> str:
    """The year of the letters that a question points at (2023年的答复里), where the library has letters but none of
    that year; "" where it has one or cannot tell."""
    years = _LETTER_OF.findall(text)
    if not years:
        return ""  # most questions point at none: a large library is not looked through for them
    letters = [paper.metadata for paper in papers if _is_kind(paper, "函")]
    held = {letter.year for letter in letters} | {letter.number_year for letter in letters}
    undated = any(letter.year is None and letter.number_year is None for letter in letters)
    return next((year for year in years if letters and not undated and year not in held), "")


_MEMBER = re.compile("委员|代表|提案|建议|提[出的交]")


def _by_member(text: str, papers: Sequence[Paper]) -> list[str]:
    """The letters to somebody whom a question names as one who proposed something (邹某等代表提的那件建议)."""
    if _MEMBER.search(text) is None:
        return []
    return [p.doc_id for p in papers if any(name in text for name in _members(p.metadata.addressee or ""))]


def _members(addressee: str) -> list[str]:
    """The names in a letter's addressee; none where it goes to a body."""
    if not addressee.endswith(("委员", "代表")):
        return []
    return [
        name
        for name in re.split(r"[、，,\s]|等?(?:\d+[名位])?(?:委员|代表)", addressee)
        if 1 < len(name) < _LONGEST_NAME
    ]


_LONGEST_NAME = 5

# 关于……的那件人大建议: the letter that answers it
_OF_MATTER = re.compile(
    r"(?:^|[，,。；;]|请问)(?:关于|有关)?([^，,。；;？?《》]{6,60}?)的?(?:[那这该][一]?[件份个封])(?:市|区|县)?(?:人大|政协)?(?:代表|委员)?的?(?:提案|建议)"
)


def _by_matter(text: str, papers: Sequence[Paper]) -> list[str]:
    """The one letter that answers what a question calls by its matter; none where several may."""
    said = _OF_MATTER.search(text)
    if said is None:
        return []
    titled = [
        (_squeezed(p.metadata.proposal_title), p.doc_id)
        for p in papers
        if p.metadata.is_reply and p.metadata.proposal_title
    ]
    same = _called(_squeezed(said.group(1)), titled)
    return same if len(same) == 1 else []


def of_place(text: str, papers: Sequence[Paper]) -> tuple[str, ...]:
    """The one paper that speaks for a place by its title or issuer, where a piece of a question begins with the place
    (甲省今年又提了什么); () where several do, or none."""
    theirs = {
        paper.doc_id
        for paper in papers
        for said in (paper.metadata.title, paper.metadata.issuer)
        if (place := _SPEAKS_FOR.match(said or "")) is not None and text.strip().startswith(place.group(1))
    }
    return tuple(theirs) if len(theirs) == 1 else ()


_SPEAKS_FOR = re.compile(r"(?:\d{4}年度?)?([\u4e00-\u9fff]{2,3}?)(?:省|市|县|区|州|盟)")


_OF_MONTH = re.compile(
    r"(?:((?:19|20)\d\d)年)?(?<!\d)(\d{1,2})月份?的?(?:那[封份])?(提案答复|建议答复|答复|复函|函|报道|登报|见报)"
)  # 9月的提案答复
_SEVERAL = re.compile(
    r"(?<![\d号])(?<![\d号][这那])"  # but 12和15两份函 are those two
    r"(?:((?:19|20)\d\d)年的?(?:([\u4e00-\u9fff]{2,8}?)的)?)?(?:[两三四五六几\d](?:[封份件]|(?=函))|(?:所有|全部|各)[封份件]?)((?!答复|复函|回函)[^，。；？?\d]{2,8}?)?的?"
    r"(?:答复函|复函|回函|答复|函)(?!数)"
)
# 人社局那份提案答复
_ISSUED = re.compile(
    r"(?:^|[，,。；;\s])(?:请问|那么?|关于)?([\u4e00-\u9fff]{1,8}?(?:局|委|厅|办|会|中心))的?(?:那|这|该)[份封件]的?(?:提案|建议)?的?(?:答复|复函|函)"
)


def _letters_of(issuer: str, papers: Sequence[Paper]) -> list[str]:
    """The letters of a body that people call so; all letters for ""."""
    return [p.doc_id for p in papers if _is_kind(p, "函") and is_issuer(issuer, p.metadata.issuer or "")]


def is_issuer(said: str, issuer: str) -> bool:
    """Whether a body is the one that people call so: 交通局 for 岚山市交通运输局."""
    return said in issuer or written_out(said, issuer)


def _is_kind(paper: Paper, kind: str) -> bool:
    doc_type = paper.metadata.doc_type or ""
    return doc_type in {"其他", "报道"} if kind == "报道" else "函" in doc_type and kind.removesuffix("函") in doc_type


_KIND_SAID = {
    "报道": "报道",
    "报纸": "报道",
    "登报": "报道",
    "见报": "报道",
    "提案答复": "政协提案函",
    "建议答复": "人大建议函",
}


_KIND = re.compile(
    r"(?:规划|纲要|方案|办法|细则|意见|措施|条例|规定|通知|决定|批复|通报|公报|报告|预案|计划|要点|指南|标准|总结|答复函?|复函|(?:提案|建议)(?=编?号|是?第几|是?由?谁|是?哪))"
    r"(?=里|中|的|第|定|所[列说提述报]|提出|规定|要求|明确|确定|对|把|将|从|分|共|由|自|是|针对|编|第|谁|数|发文|印发|成文|落款|联系|公开|抄送|主送|什么|何时|哪|有|几|文号|和|与|说|讲|写|正文|全文|总共|一共|重点|部署|安排|强调|列|设|各|给|都|(?:出台|施行|实施|生效)之?以?后|取代|替代|代替|废止|[\d,，?？]|$)"
)
_POINTING = re.compile("[那这该][封份件个]$|若干$|政策$")  # in no title's words
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_MOST = 0.7  # of the pairs of characters before 规划, 通知… that its title must hold
_ALONE = frozenset(("意见", "细则", "条例", "措施", "通报", "公报", "预案", "要点", "指南"))
_YEARLY = frozenset(("总结", "通报", "公报"))
_OF_YEAR_END = re.compile("(?:年终|年底|年度|全年)?(?:工作|统计)?")
_SHORTENED = 3
_LONG = 4  # characters of a title that need not stand at the beginning of a question or clause
_CUT = re.compile(r"[,，、。；;?？]|按照?|根据|依照|依据|在|和|与|跟")


def _by_title(text: str, titles: Titles) -> list[str]:
    """The one paper of that kind whose title holds most of the words before 规划, 意见, 答复…; none where two do."""
    asked = _squeezed(text)
    found: list[str] = []
    for match in _KIND.finditer(asked):
        said = _CUT.split(asked[: match.start()])[-1]
        before = _POINTING.sub("", said)
        kind, undated = match.group(), _YEAR.sub("", before)
        # 2024年工作要点 has its year in the title, 国务院2018年就业意见 has not
        same = _called(before, titles.of(kind)) or _called(undated, titles.of(kind)) or titles.issued(kind, undated)
        if not same and said.endswith("若干") and not undated:  # 若干措施, of which there is but one
            same = [doc_id for title, doc_id in titles.of(kind) if f"若干{kind}" in title]
        if not same and len(undated) >= 2 and kind in _ALONE:  # a nickname: there is but one paper of the kind
            same = [doc_id for title, doc_id in titles.of(kind) if title.endswith((kind, f"{kind}通知"))]
        if not same and kind in _YEARLY and _OF_YEAR_END.fullmatch(undated):  # 年终总结: there is but one
            same = [doc_id for _, doc_id in titles.of(kind)]
        found += same if len(same) == 1 else []
    return found


def _called(before: str, named: Sequence[tuple[str, str]]) -> list[str]:
    """Of papers with their titles those that the words before their kind name, none of another year than these say; []
    where these name none."""
    years = {year[:4] for year in _YEAR.findall(before)}
    fitting = [
        (_held(before, title), doc_id)
        for title, doc_id in named
        if not years or not (own := _YEAR.findall(title)) or years & {year[:4] for year in own}
    ]
    best = max((length for length, _ in fitting), default=0)
    if best < _LONG and not (best >= 2 and best == len(before)):
        return []
    return [doc_id for length, doc_id in fitting if length == best]


def _title(paper: Paper, kind: str) -> str:
    """What a paper of a kind is called; "" for one of another kind."""
    written = f"{paper.metadata.title or ''}{paper.metadata.proposal_title or ''}"
    if kind.startswith(("答复", "复函", "提案", "建议")):
        return _squeezed(written) if "函" in (paper.metadata.doc_type or "") else ""
    if not all(char in written for char in kind):
        return ""  # most papers of a large library are of another kind
    title = _squeezed(written)
    return title if kind in title else ""


def _squeezed(title: str) -> str:
    return re.sub(r"[《》“”‘’\"'「」的]", "", fold(title))


def _held(before: str, title: str) -> int:
    """How many characters at the end of `before` stand in a title, pair by pair."""
    if len(before) >= _SHORTENED and written_out(before, title):
        return len(before)  # 药品集采方案
    pairs = [before[i : i + 2] for i in range(len(before) - 1)]
    if len(before) >= _LONG and sum(pair in title for pair in pairs) >= _MOST * len(pairs):
        return len(before)
    length = 0
    for start in range(len(before) - 2, -1, -1):
        if before[start : start + 2] not in title:
            break
        length = len(before) - start
    return length
