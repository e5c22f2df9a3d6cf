"""Questions that ask one thing of several times: 2023年和2025年各几家, 目前几座、当初函里说的是几座, 目标和实有数.

A time is a date, a paper of a date, an edition of what comes again, or a word for now and before. What is asked of all
of them is the question without the words for its times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.reading.folding import fold
from assistant.reading.pieces import ASKS, CLAUSE_MARKS
from assistant.reading.segments import names_something
from assistant.reading.times.periods import PLAN

Standing = Literal["", "newest", "former", "planned", "done"]
YEAR_END = 12  # the month of 年底
_MID_YEAR = 6

_YEAR = r"(?:19|20)\d\d"
_PART = r"年?[底末中](?![试期央])|上半年|\d{1,2}月份?[底末]?"
_KINDS = (
    "[复回来]?函|答复函|答复(?!的?[是哪市省]|[了提])|总结|通报|公报|报告|规划|纲要|行动计划|方案|要点|报道|办法|细则"
)
_KNOWN_BY = f"年终|年底|年度|全年|工作|统计|政协|人大|提案|建议|科技局|市里|[那这][封份篇]|三年|{PLAN}"
# 2019年函里说的, 3月函里, 8号函, 年终总结, 行动计划定的: a paper; what stands before 规划 may be what is asked
# about, but not at the beginning of a clause
_OF_PAPER = (
    rf"(?P<paper>(?:(?:{_YEAR}|(?<!\d)\d\d)年的?)?(?:\d{{1,2}}月份?的?)?(?:\d+号(?:函|文|答复|复函|提案|建议)?|"
    rf"(?:(?:{_KNOWN_BY}){{1,3}}|(?<=[，,。；;？?、和与跟及的在])[^，,。；;？?、和与跟及的\x02\d]{{1,8}})?(?:{_KINDS})|登报|见报))"
    r"(?:[里中上](?:头|面)?|时)?(?:所?[写说定提讲报列给](?:的|了|过)?)?"
)
_OF_DATE = (
    rf"(?:截至|截止到?|从|由|自|到|至|在)?(?P<year>{_YEAR}|(?<!\d)\d\d(?=年))年(?!度?(?:计划|工作|第))的?"
    rf"(?P<part>{_PART})?"
)
_OF_PART = r"(?:截至|截止到?|从|由|到|至)?(?P<alone>年[底末中](?!总结)|(?<!\d)\d{1,2}月(?!\d|份)[底末]?)"
_OF_EDITION = r"(?P<edition>第[一二三四五六七八九十\d]+届)"
_OF_NOW = r"(?P<newest>目前|现在|最新|如今|眼下)(?:的?(?:口径|说法|数字?))?"
_OF_THEN = r"(?P<former>原来|原先|当初|起初|最初)(?!的?[文意])"
_TIMES = re.compile("|".join((_OF_EDITION, _OF_PAPER, _OF_DATE, _OF_PART, _OF_NOW, _OF_THEN)))
_PLANNED = re.compile("目标|打算|计划|预计|力争|要[到达做]")
_DONE = re.compile("实际|实有|完成[数值]")
# 22、23、24三年, 2021、2022、2023年底: each with its 年
_ROW = re.compile(rf"(?<!\d)((?:{_YEAR}|\d\d)(?:(?:、|和|与|及)(?:{_YEAR}|\d\d))+)(?:[两三四五]?年)(底|末)?")
_SETS_APART = re.compile("[，,。；;？?、和与跟及到至比]|多少|几")
# 2021年（8号函）: the paper is that of the year
_ASIDE, _BESIDE = re.compile(r"\(([^()]*(?:函|总结|报道|规划|答复)[^()]{0,2})\)"), "\x02"
_JOINED = re.compile("[和与跟及、到至][从在]?$")
_MARK = "\x01"  # stands for a time in what is left
_GLUE = re.compile(
    f"(?:从|由)?{_MARK}(?:[、和与跟及到至比]*{_MARK})*(?:相比|对比|比较)?(?:[这那]?[两三四几][年届次个]+)?(?:时点?|[前后]?的(?=[^数]))?"
)
_TELLS_APART = re.compile(
    "分别|(?<!全)各自?(?=(?:[是有为]|[^类项种个级地区县镇]{0,4})(?:多少|几))|^又|相比|^(?:那|那么)|^对比(?:一下)?(?:[^:]{0,8}:)?"
)
_CHANGES = re.compile(
    "(?:[增上][加长涨]|[涨升降]|提高|减少|下降|降低|变化?|相?差|打算|计划|预计)了?(?:[到至为成]了?)?(?=多少|几)"
)
_ASKED = re.compile("(?:多少|几)[万亿元人家个项条名位笔台件种座次届场套支批户]{0,3}")
_TWICE = re.compile("([\u4e00-\u9fff]{2,6})[和与、](?=\\1)")
# 甲函和乙函为什么对不上 asks for both numbers
_DIFFERS = re.compile("(?:的?数字?)?(?:为什么|怎么)?会?(?:对不上|不一样|不一致|不相同|打架)$")
_COUNTS = re.compile("多少|几|多[大高长久]|什么时候|何时|哪一?年")
_NUMBER_OF = re.compile("([家个项名笔台件单人次场户])数量?是多少$")
_IS_COUNTED = re.compile("是(?=(?:多少|几)[家个项名笔台件单人次场户])")
_LEAST = 2  # characters of what is asked about
_EMPTY = re.compile(
    "完成(?:了|得)?(?:吗|没有?|如何|怎么样)|怎么[变样]|说法|口径|数[字值]?|目标值?|实际值?|打算|计划|又|[的写说讲定是为有各呢吗要]|多少|几|分别"
)


@dataclass(frozen=True, slots=True)
class AskedTime:
    """One of the times of which a question asks. `month`: 12 for 年底, 0 where none is said; `papers`: those that its
    words name."""

    year: str = ""
    month: int = 0
    edition: str = ""
    papers: tuple[str, ...] = ()
    standing: Standing = ""


@dataclass(frozen=True, slots=True)
class AskedOfTimes:
    """What a question asks of each of its times: `text` is the question without the words for them."""

    text: str
    times: tuple[AskedTime, ...]


def asked_of_times(text: str, meant: Callable[[str], tuple[str, ...]]) -> AskedOfTimes | None:
    """What a question asks, and of which times, where it asks one thing of several; None for any other question.
    `meant`: the papers that words name."""
    text = _DIFFERS.sub("是多少", _ROW.sub(_each_with_its_year, fold(text)).rstrip("?？。"))
    text = _ASIDE.sub(rf"{_BESIDE}\1", text)
    times: list[AskedTime] = []
    apart = True
    left, end = "", 0
    for match in _TIMES.finditer(text):
        time = _time_of(match, meant)
        if time is None or text.startswith("为准", match.end()):
            continue
        time = replace(time, standing=time.standing or _standing(text[match.end() :]))
        between = text[end : match.start()]
        if times and not _SETS_APART.search(between) and (both := _of_one(times[-1], time)):
            times[-1] = both  # 规划定的2025年目标 is one time
            left += between
        else:
            apart = not times or ASKS.search(between) is not None or _JOINED.search(between) is not None
            times.append(time)
            left += between + _MARK
        end = match.end()
    pieces = [
        part
        for piece in CLAUSE_MARKS.split((left + text[end:]).replace(_BESIDE, ""))
        if piece
        for part in _asking_apart(piece)
    ]
    times, pieces = _with_what_all_share(times, pieces)
    asked = _without_times(pieces)
    of_one = len(times) == 2 and _of_one(*times) is not None
    if len(times) < 2 or not asked or (of_one and not apart):
        return None  # 按规划，甲院2025年要到几家 asks of one time
    return AskedOfTimes(asked, of_their_years(times, {}))


def _asking_apart(piece: str) -> list[str]:
    """A clause that asks of one time and of another behind 、 (2024年末几家、2025年成交额多少), cut there."""
    one, _, other = piece.partition("、")
    return [one, other] if ASKS.search(one) and _MARK in one and _MARK in other else [piece]


def _standing(behind: str) -> Standing:
    """What the words behind a time, up to the next one, say of it: 2028年要到几座, 年末实有数."""
    ahead = CLAUSE_MARKS.split(behind)[0]
    until = _TIMES.search(ahead)
    words = ahead[: until.start()] if until else ahead
    return "planned" if _PLANNED.search(words) else "done" if _DONE.search(words) else ""


def _of_one(one: AskedTime, other: AskedTime) -> AskedTime | None:
    """What two words beside each other say of one time: a paper and a year, 原来 and a paper; None for two of a
    kind."""
    if any(a and b for a, b in ((one.papers, other.papers), (one.year, other.year), (one.month, other.month))):
        return None
    if one.edition and other.edition:
        return None
    if "newest" in (one.standing, other.standing):
        return None
    return AskedTime(
        one.year or other.year,
        one.month or other.month,
        one.edition or other.edition,
        one.papers or other.papers,
        other.standing or one.standing,
    )


def _each_with_its_year(row: re.Match[str]) -> str:
    years = re.findall(r"\d+", row.group(1))
    return "、".join(f"{year if len(year) > 2 else '20' + year}年{row.group(2) or ''}" for year in years)


def _time_of(match: re.Match[str], meant: Callable[[str], tuple[str, ...]]) -> AskedTime | None:
    if match["edition"]:
        return AskedTime(edition=match["edition"])
    if match["paper"]:
        papers = meant(f"{match['paper']}里")
        return AskedTime(papers=papers) if len(papers) == 1 else None
    if match["newest"] or match["former"]:
        return AskedTime(standing="newest" if match["newest"] else "former")
    year = match["year"] or ""
    return AskedTime(year if len(year) != 2 else f"20{year}", _month(match["part"] or match["alone"] or ""))


def _month(part: str) -> int:
    """6 for 6月底, 年中 and 上半年, 12 for 年底; 0 for nothing."""
    month = re.match(r"\d+", part)
    if month is not None:
        return int(month.group())
    return 0 if not part else YEAR_END if re.search("[底末]", part) else _MID_YEAR


def _with_what_all_share(times: list[AskedTime], pieces: list[str]) -> tuple[list[AskedTime], list[str]]:
    """The times and pieces, where the year or the paper that stands ahead of all the others is that of all: 2022年的
    粮仓，方案定的目标和年末实有数各是几座; 规划里，2025年要到几家？2020年是几家？"""
    head = times[0] if len(times) > 2 else AskedTime()
    if not (head.year or head.papers) or pieces[0].count(_MARK) != 1 or ASKS.search(pieces[0]):
        return times, pieces
    if any((head.year and time.year) or (head.papers and time.papers) for time in times[1:]):
        return times, pieces
    shared = [replace(time, year=time.year or head.year, papers=time.papers or head.papers) for time in times[1:]]
    return shared, [re.sub(f"{_MARK}的?", "", pieces[0]), *pieces[1:]]


def of_their_years(times: Sequence[AskedTime], paper_years: Mapping[str, str]) -> tuple[AskedTime, ...]:
    """The times, with the year of the one before, or of the paper that it names, where one has none: 从2022年6月到
    年底, 3月函里和年底. `paper_years`: by doc_id."""
    out: list[AskedTime] = []
    for time in times:
        before = next(
            (one.year or paper_years.get(one.papers[0], "") for one in out[::-1] if one.year or one.papers), ""
        )
        out.append(replace(time, year=time.year or (before if time.month and not time.papers else "")))
    return tuple(out)


def _without_times(pieces: list[str]) -> str:
    """What is asked of every time; "" where each is asked something of its own."""
    kept: list[str] = []
    asks = marked = False
    for piece in pieces:
        bare = _CHANGES.sub("是", _TELLS_APART.sub("", _GLUE.sub("", piece)))
        says = names_something(_EMPTY.sub("", bare)) or len(_EMPTY.sub("", bare)) > 2
        if not ASKS.search(bare):
            if says:
                kept.append(bare)
            continue
        if says or not asks:
            if asks and marked and _MARK in piece:
                return ""  # of another time another thing
            counted = _ASKED.search(bare)
            kept.append(bare if says or not kept else f"是{counted.group() if counted else '多少'}")
        asks, marked = True, marked or _MARK in piece
    if not asks or not _COUNTS.search("".join(kept)) or len(_EMPTY.sub("", "".join(kept))) < _LEAST:
        return ""
    whole = re.sub("，(?=是(?:多少|几))", "", _TWICE.sub("", "，".join(kept)))
    return _IS_COUNTED.sub("有", _NUMBER_OF.sub(r"有多少\1", whole))  # 订单笔数是多少 counts 笔
