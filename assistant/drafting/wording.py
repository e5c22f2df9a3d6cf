"""A document's sentence as a letter of another year says it: without its number, with full-width marks, its 今年 named.

What this file does not do: change a word that states something. The quote stays as it stands in the document; the
sentence of the letter differs from it in blanks, punctuation, a number before it, and the years.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.drafting.proposals import MARK
from ingest.schema import Document
from vectorstore.codec import Record

_HALF = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_WIDE = r"[\u4e00-\u9fff，。；：、（）【】《》“”]"
_BLANKS = re.compile(rf"(?<={_WIDE}) +| +(?={_WIDE})")
_MARKS = re.compile(r"(?<=[^\x00-\x7f])[,;:?!] *| *[,;:?!](?=[^\x00-\x7f])")
_JOINS = re.compile(
    r"^(?:(?:同时|此外|另外|其次|最后|再次|首先|目前|而且|并且|因此|为此|除此之外)[，,]|(?:例如|比如)[，,：:]?|[并且及而](?=[\u4e00-\u9fff]{2}))"
)
_POINTS = re.compile(
    r"^(?:该|此(?!外|次全)|其(?!他|次)|这|上述|本次|前者|后者|它|以上|两者|双方|同年|当年|同期|次年|这些|那里|如此)"
)
# what an earlier member proposed and was told: true of that proposal, and of no other
_TO_MEMBERS = re.compile(
    r"您提出|^(?:该|本)?(?:提案|建议|委员|代表)(?:中|所)?提出|，(?:提案|建议)(?:中|所)?提出"
    r"|^(?:该|本|您的)?(?:提案|建议)[^，。]{0,6}(?:指出|分析|反映|剖析)|(?:针对性|可操作性)[^。]{0,12}(?:吸收|采纳|吸纳)|予以(?:吸纳|采纳)"
    r"|(?:[对就]|针对|关于)(?:该|本|贵|您的?|你们的?)?(?:提案|建议|议案|委员|代表)(?:中|里)?所?提(?:出|到|及|的)"
    r"|向(?:各位|您|你们|贵|提案|委员(?!会)|代表)[^，。；]{0,8}(?:反馈|报告|答复|通报|回复)"
)
_LISTED_BELOW = re.compile(r"[，,](?:具体)?[\u4e00-\u9fff]{0,4}如下$")  # the list stays where it is
_MONTH = re.compile(r"(?<![\d年])\d{1,2}月(?:底|初|中旬|上旬|下旬|\d{1,2}日)?")
_NOW = re.compile(
    r"目前|近日|日前|当前|(?<!\d年)[上下]半年|近[一二三四五两\d]+年来?|本月|正在"
    r"|(?<![一二三四五六七八九十两几多\d半当次每本整全])年内"
)
_YEARS = {"今年": 0, "本年度": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_YEAR_WORD = re.compile(r"(?:今年|本年度|本年(?!度)|去年|上年(?!度)|前年|明年)")
_OF_ITS_OWN = ("本年", "上年")  # begin words that mean the year spoken of; the others mean the day of the paper
_YEAR_NAMED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_TITLE = re.compile(r"《[^《》]*》")
RULES = re.compile(r"办法|规定|条例|细则|措施")  # kinds of papers that rule


def points_back(text: str) -> bool:
    """Whether a sentence begins with a word for something that the sentence before it names (该基金, 其中, 上述)."""
    return _POINTS.match(MARK.sub("", text)) is not None


def speaks_to_members(text: str) -> bool:
    """Whether a sentence of a letter speaks of the proposal that it answered or to its members."""
    return _TO_MEMBERS.search(text) is not None


def enumerator(text: str) -> int:
    """The n of a sentence that begins 一是, 二是, …; 0 for any other."""
    match = re.match(r"\s*([一二三四五六七八九十])是", text)
    return "一二三四五六七八九十".index(match.group(1)) + 1 if match else 0


def sentence(text: str, *, numbered: bool, follows: bool) -> str:
    """A sentence as the letter says it, with 。 at its end. `numbered` keeps its 一是; `follows` keeps the words that
    join it to the sentence before it."""
    said = re.sub(r"\s*\n\s*", "", text.strip())
    said = re.sub(r"^\s*[—－-]{1,2}\s*", "", said)
    said = said if numbered and enumerator(said) else MARK.sub("", said)
    said = said if follows else _JOINS.sub("", said)
    said = _LISTED_BELOW.sub("", said.rstrip("。；;，,、：: "))
    return full_width(said).rstrip("。；;，,、：: ") + "。"


def full_width(text: str) -> str:
    """A text with the marks of Chinese print: full-width punctuation, curly quotes in pairs, no blanks beside Chinese
    characters."""
    text = re.sub(r"\(([^()]*[^\x00-\x7f][^()]*)\)", r"（\1）", text.replace("\u3000", " "))
    text = _MARKS.sub(lambda m: m.group().strip().translate(_HALF), _BLANKS.sub("", text))
    text = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "９" or c in "％．" else c for c in text)
    return re.sub(r'"([^"]*)"', r"“\1”", text)


def with_years(text: str, document: Document, before: str = "") -> tuple[str, list[str]]:
    """A sentence with 今年 and the like written out as the year they mean, and the words of that kind that stay and
    that nobody can date from the sentence alone. `before`: what its paragraph says before it.

    Words stay where the document itself never names the year meant, so that nothing could prove it; where a rule says
    上年 of any year; and where another year than the paper's is spoken of: 截至2022年底974家，比上年净增131家, in a
    letter of 2023, compares with 2021.
    """
    issued = issued_year(document)
    known = document.metadata.issued_on or document.metadata.doc_number or ""
    rules = RULES.search(document.metadata.doc_type or "") is not None
    left: list[str] = []

    def named(match: re.Match[str]) -> str:
        word = match.group()
        of_its_own = word.startswith(_OF_ITS_OWN)
        spoken_of = _last_year(text[: match.start()])
        around = spoken_of or (_last_year(before) if of_its_own else "")
        year = str(int(issued) + _YEARS[word]) if issued else ""
        if year and around in {"", issued} and not (rules and of_its_own) and (year in known or year in document.text):
            return f"{year}年"
        if not of_its_own or not (spoken_of or rules):
            left.append(word)
        return word

    return _YEAR_WORD.sub(named, text), left


def _last_year(text: str) -> str:
    """The last year that a text names, but for those in titles."""
    return next(reversed(_YEAR_NAMED.findall(_TITLE.sub("", text))), "")


def dated_words(text: str) -> list[str]:
    """Words of time in a text that mean another time when they are read later: 目前, 8月底, 近5年来."""
    found = [m.group() for m in _MONTH.finditer(text) if not re.search(r"\d{4}年[^。；]{0,40}$", text[: m.start()])]
    return found + [m.group() for m in _NOW.finditer(text)]


def issued_year(document: Document | Record) -> str:
    """The year a document was issued in, of its date or else of its 文号; empty where neither tells."""
    return document.metadata.year_written


def issued_day(document: Document) -> str:
    """The day a document is of as eight digits, to order papers by; zeros where it does not say."""
    metadata = document.metadata
    return re.sub(r"\D", "", metadata.issued_on or metadata.number_year or "").ljust(8, "0")
