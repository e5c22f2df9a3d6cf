"""Does a statement stand in its sources? What of it does not is named.

Looked for are its facts (`reading/facts.py`), the names of bodies and persons (`names.py`), what it denies, whose its
numbers and roles are (`exchanges.py`), which way they go (`directions.py`), on which side of them it is (`bounds.py`),
of which level things are (`levels.py`), words that say the opposite (`opposites.py`), and enough of its words. What
stands in the quote to the letter needs no more looking, but for what the quote says with reserve (`reserves.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.facts import Facts, Number, facts_of, same_amount, same_date, same_letter
from assistant.reading.folding import fold
from assistant.verifying.bounds import wrong_sides
from assistant.verifying.directions import wrong_directions
from assistant.verifying.exchanges import exchanged
from assistant.verifying.levels import wrong_levels
from assistant.verifying.names import unknown_names
from assistant.verifying.opposites import opposed
from assistant.verifying.reserves import dropped_reserves
from assistant.verifying.sources import Source

_PIECE = re.compile(r"[；;。]")
# counted by us over what is cited, not said by a document: 包括5项, 共8位, 其中市科技局负责9项
OWN_COUNT = re.compile(
    r"不一致|不同时间的数字不同|资料库里这样的[^，。；：\[\d]{1,8}共\d+份(?:，最近的\d+份是)?|(?:共|包括|(?<=负责)|负责的共)\d+(?:项|个部分|章|位|条)(?:指标)?"
)
# words of ours that go with such a count, and with a field of a paper's frame
_OWN_WORDS = re.compile(r"其中|负责的?|成文日期为|答复对象为|主送(?=.)")
_ENOUGH = 0.5  # of a statement's pairs of characters; statements moved to another source have a third of them
_DENIAL = re.compile(r"(?:不再|不得|不能|不可|不予|没有|禁止|无需|无须|尚未|不|未|无|非)([\u4e00-\u9fff]{2})")
_BEFORE_DENIED = re.compile(r"(?:[不未无非没]|不[得能可予]|禁止|严禁)$")
_NO_DENIAL = re.compile(
    r"不(?:断|仅|同|少|光|但|管|论|过|久|如|妨|时|禁|愧|单|只|动产|锈钢)|无(?:人机|人|锡|线|论|疑|偿|形|菌|机)|非(?:常|遗|洲|公|物质)|未(?:来|成年)"
)


def uncarried(statement: str, sources: Sequence[Source]) -> list[str]:
    """The words of a statement (without markers) that do not stand in its sources; none when it is carried."""
    honest = [source for source in sources if not source.tainted]
    if not honest:
        return [statement[:20]]
    quoted = "\n".join(source.folded for source in honest)
    rest = "；".join(piece for piece in _PIECE.split(statement) if not _verbatim(piece, quoted))
    apart = "\n".join(source.apart for source in honest)
    hardened = dropped_reserves(fold(statement), apart)  # 达到1500家 stands to the letter behind 力争到2027年
    if not rest:
        return hardened
    said = OWN_COUNT.sub("", rest)
    known = "\n".join([quoted, *(source.folded_name for source in honest)])
    facts, folded = facts_of(said), fold(said)
    wrong = [*hardened, *_wrong_papers(facts, honest, known)]
    wrong += _wrong_dates(facts, honest, facts_of(statement).years())
    wrong += [number.text for number in facts.numbers if not _amount_stands(number, honest, known)]
    wrong += _wrong_counts(rest, honest)
    if not any(source.rows for source in honest):  # what a table's numbers are for stands in its columns
        wrong += [*exchanged(folded, quoted), *opposed(folded, quoted)]
    wrong += [*wrong_directions(folded, apart), *wrong_sides(folded, apart), *wrong_levels(folded, apart)]
    wrong += _wrong_ranges(facts, honest)
    wrong += _other_rows(folded, honest)
    wrong += [plan for plan in facts.plans if plan not in known]
    wrong += unknown_names(folded, known)
    wrong += wrong_denials(folded, known)
    dates = [fold(date.text) for date in facts.dates]  # looked for above: 二〇〇五年三月三日 is told as 2005年3月3日
    words = re.sub("|".join(map(re.escape, dates)) or "$", "", folded)
    if not wrong and support(_OWN_WORDS.sub("", words), known) < _ENOUGH:
        wrong.append(said.strip("，。；： ")[:20])
    return wrong


def support(folded: str, known: str) -> float:
    """The share of a folded text's pairs of characters that stand in another one."""
    pairs = [folded[i : i + 2] for i in range(len(folded) - 1) if folded[i : i + 2].isalnum()]
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 1.0


def _verbatim(piece: str, quoted: str) -> bool:
    """Whether a piece stands in a folded quote to the letter, and neither cuts a number (7家 of 17家) nor a denial."""
    bare = fold(piece).strip(" ,:;.。、")
    if len(bare) < 2:
        return not bare
    at = quoted.find(bare)
    while at >= 0:
        before, after = quoted[max(0, at - 2) : at], quoted[at + len(bare) : at + len(bare) + 1]
        cut = re.match(r"[\d.]", bare) and re.search(r"[\d.]$", before)
        cut = cut or (re.search(r"[\d万亿]$", bare) and re.match(r"[\d.%万亿]", after))
        if not cut and not _BEFORE_DENIED.search(before):
            return True
        at = quoted.find(bare, at + 1)
    return False


def _wrong_papers(facts: Facts, sources: Sequence[Source], known: str) -> list[str]:
    letters = [letter for source in sources for letter in (*source.facts.letters, *source.name.letters)]
    wrong = [fact.text for fact in facts.letters if not any(same_letter(fact, letter) for letter in letters)]
    return wrong + [title for title in facts.titles if fold(title[1:-1]) not in known]


def _wrong_dates(facts: Facts, sources: Sequence[Source], said: set[int]) -> list[str]:
    """Dates that stand nowhere. A year that the quote does not name may come from the document's name, but not where
    the quote speaks of another year that the statement leaves out: then it was exchanged."""
    quoted = set().union(*(source.facts.years() for source in sources))
    named = set().union(*(source.name.years() | {int(x.year) for x in source.name.letters} for source in sources))
    dates = [date for source in sources for date in (*source.facts.dates, *source.name.dates)]
    wrong: list[str] = []
    for fact in facts.dates:
        year_stands = fact.year is None or fact.year in quoted or (fact.year in named and quoted <= said)
        if not year_stands or (fact.month is not None and not any(same_date(fact, date) for date in dates)):
            wrong.append(fact.text)
    return wrong


def _amount_stands(fact: Number, sources: Sequence[Source], known: str) -> bool:
    for source in sources:
        if fact.ordinal and fact.value in source.ordinals:
            return True
        if any(same_amount(fact, ground) for ground in source.facts.numbers):
            return True
        # a heading may say 三年行动, but 四次会议 in a title is no 4场
        if any(same_amount(fact, ground) and fact.tail == ground.tail for ground in source.name.numbers):
            return True
        bare = (ground.value for ground in source.facts.numbers if not ground.tail)
        if source.rows and _has_unit(fact.tail, known) and fact.plain in bare:
            return True
        if fact.tail in {"", "号"} and re.sub(r"[,第号]", "", fact.text) in source.runs:
            return True
    return False


def _has_unit(tail: str, known: str) -> bool:
    """Whether a table's heading or row names a unit: （亿元） is no 元."""
    return re.search(rf"(?<![百千万亿]){re.escape(tail)}", known) is not None


def _other_rows(folded: str, sources: Sequence[Source]) -> list[str]:
    """Words of other rows of a table than those that are cited: what stands in this row is said of another thing."""
    here = "".join(source.folded for source in sources)
    return [cell for source in sources for cell in source.others if cell in folded and cell not in here]


def _wrong_ranges(facts: Facts, sources: Sequence[Source]) -> list[str]:
    """Ranges whose ends stand in the sources, but not as ends of one range."""
    known = [pair for source in sources for part in (source.facts, source.name) for pair in part.ranges]
    return [
        f"{low.text}-{high.text}"
        for low, high in facts.ranges
        if not any(same_amount(low, a) and same_amount(high, b) for a, b in known)
    ]


def wrong_denials(folded: str, known: str) -> list[str]:
    """What a statement denies and its sources do not, and what they only deny and it says."""
    plain, ground = _NO_DENIAL.sub("，", folded), _NO_DENIAL.sub("，", known)
    denied_there = {match.group(1) for match in _DENIAL.finditer(ground)}
    wrong = [match.group() for match in _DENIAL.finditer(plain) if match.group(1) not in denied_there]
    for match in _DENIAL.finditer(ground):
        word = match.group(1)
        at = plain.find(word)
        denied = ground.count(word) == sum(m.group(1) == word for m in _DENIAL.finditer(ground))
        if at >= 0 and denied and not re.search(r"[不未无非没禁]", plain[max(0, at - 3) : at]):
            wrong.append(word)
    return wrong


def _wrong_counts(said: str, sources: Sequence[Source]) -> list[str]:
    """Our own counts (共8位; 共12项指标，其中某局负责9项) that are neither the number of the items that follow, nor of
    the rows of a table, nor the document's own words."""
    # （共3位） counts what stands before it, and not in a title behind it
    listed = said.split("（共", 1)[0] if re.search(r"（共\d+位）", said) else said
    items = re.split(r"[：为是]", listed, maxsplit=1)[-1].count("、") + 1
    rows = [row for source in sources for row in source.rows]
    wrong: list[str] = []
    for match in re.finditer(r"共(\d+)(?:位|项(指标)?)|其中([^，；]{1,16}?)负责(\d+)项", said):
        if match[3]:
            right = sum(fold(match[3]) in row for row in rows) == int(match[4])
        else:
            right = int(match[1]) == (len(rows) if match[2] else items)
        if not right and not any(fold(match.group()) in source.folded for source in sources):
            wrong.append(match.group())
    return wrong
