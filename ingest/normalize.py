"""From a reader's lines to paragraphs: hard wraps mended, sentences joined over page breaks.

`furniture` has taken out what belongs to the page. Whether a line goes on in the next is asked of the whole file
first (are its lines cut where a column ends?) and of the two lines then. Kept as they are: lists, tables, short lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median

from ingest.closing import ISSUER_END
from ingest.columns import rows_of, with_tables
from ingest.dates import MASTHEAD
from ingest.doc_numbers import DOC_NUMBER
from ingest.furniture import Line, Stamp, gather
from ingest.labels import DISCLOSURE_LABEL
from ingest.numbering import STATUTE, read_marker
from ingest.schema import RawDocument

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PUNCT = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％"
_TERMINAL = "。！？；：.!?;:…”」』"
_FRAME_LINE = re.compile(
    rf"[（(]?(?:联\s*系\s*人|[经承]\s*办\s*人[ \u3000]*[：:]|"
    rf"联系电话|{DISCLOSURE_LABEL}|抄\s*送|主\s*送|主题词|附\s*件|签发人|特此|专此|此复|"
    r"索\s*引\s*号|主题分类|发文机关|成文日期|发文字号|发布日期|有\s*效\s*性|"
    # the head of a proposal: names behind 、 go on in no other line
    r"(?:第一)?提案(?:人|者|委员|单位|编号|号)|(?:联名|附议|联署)(?:人|提案人|委员|代表)|领衔(?:代表|人)|"
    r"建议(?:人|编号|号)[ \u3000]*[：:]|"
    r"(?:建议)?(?:主办|会办|承办|协办)单位[ \u3000]*[：:])"
)
_DATE_LINE = re.compile(
    r"(?:\d{4}|[二〇○零一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
)
_BOX_LINE = re.compile(r"专栏\s*\d|图\s*\d+\s*[-—.－]\s*\d|表\s*\d+(?:\s*[-—.－]\s*\d+)?\s")


# a 文号 alone in its line: whatever the widths say, no title goes on in it, and it in nothing
_NUMBER_LINE = re.compile(rf"{DOC_NUMBER.pattern}(?: {{0,2}}签发人.{{0,12}})?")
_TITLE_END = re.compile(
    r"(?:函|答复|通知|办法|规划|方案|意见|细则|建议|提案|报告|公告|通告|通报|决定|决议|批复|条例|规定|指南|要点)(?:[（(].*[）)])?$"
)
_OF_NUMBER = re.compile("[年月日%％万亿余多]|个百")  # what stands behind a number and at no line's beginning
_STANCE = re.compile(r"(?:吸收|部分|予以|全部)?采纳(?:吸收)?。|留作参考。")


_EDITORS = re.compile(
    "(?:责任编辑|责编|编辑|美编|校对|版式)[ \u3000]*[：:]"
)  # a line of a newspaper's page that is no text


@dataclass(slots=True)
class Paragraph:
    """A mended paragraph. `pages` holds (offset in `text`, page number) where a page begins inside it."""

    text: str
    kind: str  # "text" or "row"
    pages: list[tuple[int, int]] = field(default_factory=list)
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Normalised:
    """Paragraphs in reading order, and the stamp （A类） where there was one, which is none of them."""

    paragraphs: tuple[Paragraph, ...]
    stamp: Stamp | None


def width(text: str) -> float:
    """The width of a line in full-width characters: what a hard wrap counts.

    From the length in UTF-8, which has three bytes for what is full-width and one for what is not.
    """
    return len(text) / 2 + (len(text.encode("utf-8", "surrogatepass")) - len(text)) / 4


_ADDRESSEE = re.compile(r"[^。；，《》]{2,40}[：:]|各[^。；《》]{2,80}[：:]")  # 各区（市）人民政府，市直有关部门：


@dataclass(frozen=True, slots=True)
class _Layout:
    wrapped: bool  # lines break where the column ends, not where the paragraph does
    width: float
    blanks_mean_nothing: bool  # a blank line stands after every line
    margin: int = 0  # what every line is indented by


def _layout(lines: list[Line]) -> _Layout:
    plain = [line for line in lines if line.kind == "line"]
    if len(plain) < 6:
        return _Layout(False, 0.0, False)
    widths = sorted(width(line.text) for line in plain)
    full = widths[int(len(widths) * 0.8)]
    near = sum(0.85 * full <= w <= 1.12 * full for w in widths) / len(widths)
    spaced = sum(line.after_blank for line in plain) / len(plain)
    # 28 characters a line is the official layout; columns of newspapers are narrower, A4 without margins wider
    wrapped = full <= 60 and near >= 0.3 and median(widths) > 8
    # in a wrapped text a line that is indented no further than its neighbours begins nothing
    margin = sorted(line.indent for line in plain)[len(plain) // 10] if wrapped else 0
    return _Layout(wrapped, full, spaced > 0.8, margin)


def _starts_block(line: Line, unfinished: bool) -> bool:
    marker = read_marker(line.text)
    if marker is not None:
        return not (unfinished and (marker.doubtful or marker.style == "phase"))
    if _BOX_LINE.match(line.text) or _FRAME_LINE.match(line.text):
        return True
    return line.text.startswith(("——", "□", "本报记者")) or (
        len(line.text) < 24 and _DATE_LINE.fullmatch(line.text) is not None
    )


def _continues(so_far: str, last: Line, line: Line, layout: _Layout) -> bool:
    """Whether `line` goes on with the paragraph `so_far`, whose last visual line is `last`."""
    if line.kind != "line" or last.kind != "line" or line.indent - layout.margin >= 4:
        return False
    if _EDITORS.match(so_far) or _EDITORS.match(line.text) or MASTHEAD.match(so_far):
        return False
    ended = so_far[-1] in _TERMINAL
    unfinished = not ended
    if _starts_block(line, unfinished) or (len(so_far) <= 40 and _NUMBER_LINE.fullmatch(so_far)):
        return False
    if line.text[-1] == "号" and len(line.text) <= 40 and _NUMBER_LINE.fullmatch(line.text):
        return unfinished and _is_mid_sentence(so_far)
    last_width = width(last.text)
    if layout.wrapped and so_far[-1].isdigit() and _OF_NUMBER.match(line.text) and last_width > layout.width / 2:
        return True
    if _BOX_LINE.match(so_far) or _begins_another(so_far, line):
        return False
    mid_sentence = unfinished and not _FRAME_LINE.match(so_far) and _is_mid_sentence(so_far)
    heading = read_marker(so_far) is not None and not re.search(r"[。；]", so_far)
    if heading and (so_far.endswith("的建议") or _STANCE.fullmatch(line.text)):
        return False  # a heading that fills its line, and the short line below it
    if len(so_far) <= 80 and _TITLE_END.search(so_far) and _ADDRESSEE.fullmatch(line.text):
        return False  # a title that fills its line, and whom it speaks to
    if layout.wrapped and last_width <= layout.width * 1.3:
        # what is cut inside a sentence goes on behind a line that is none too short
        full = last_width >= (0.6 if mid_sentence else 0.82) * layout.width
        if line.after_blank and not layout.blanks_mean_nothing:
            return mid_sentence or (unfinished and full)
        return full
    # one line a paragraph: only a page break inside a sentence leaves one open
    if not line.after_blank and not line.bullet and layout.wrapped:
        return unfinished
    long = len(so_far) >= 40 and not (heading and len(so_far) < 50)
    return mid_sentence or (unfinished and long and not _DATE_LINE.search(so_far[-12:]))


_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,12}[：:]\S")  # 政策咨询：…, 邮寄地址：…
_LONGEST_LABELLED = 60
_THANKS = re.compile("(?:最后|在此)?，?(?:再次|衷心|诚挚|非常|真诚)?地?感谢")
_SIGNED = re.compile(rf"[\u4e00-\u9fff]{{2,24}}{ISSUER_END}")


def _begins_another(so_far: str, line: Line) -> bool:
    """Whether a line begins something else, though the line before it is as full as if it went on: the next of two
    labelled lines; thanks, and who signs, behind a sentence that has ended."""
    if so_far[-1] == "。":
        return _THANKS.match(line.text) is not None or _SIGNED.fullmatch(line.text) is not None
    labelled = len(so_far) <= _LONGEST_LABELLED and "。" not in so_far and _LABELLED.match(so_far) is not None
    return labelled and _LABELLED.match(line.text) is not None


def _wraps_row(row: Line, line: Line, layout: _Layout) -> bool:
    """Whether a row of columns fills its line and goes on in the next. The blanks between columns were wider."""
    if not layout.wrapped or line.kind != "line" or line.indent - layout.margin >= 4 or _starts_block(line, True):
        return False
    return width(row.text) + 1.5 * row.text.count(" ") >= 0.82 * layout.width


def _is_mid_sentence(text: str) -> bool:
    """Whether a paragraph without final punctuation is a sentence that a page break cut, not a heading or a title."""
    if text[-1] in "，、,":
        return True
    if read_marker(text) is not None:
        return "。" in text or ("：" in text and len(text) > 20)
    return "。" in text or (len(text) >= 20 and re.search("[，、]", text) is not None and not _TITLE_END.search(text))


def _glue(left: str, right: str) -> str:
    """A blank between English words; nothing between Chinese ones, and nothing inside a number."""
    return " " if _ENGLISH_END.search(left[-2:]) and right[0].isascii() and right[0].isalpha() else ""


_ENGLISH_END = re.compile(r"[A-Za-z]$|[A-Za-z][,.;:)]$")
_WRAP_SPACE = re.compile(rf"(?<=[{CJK}{_PUNCT}]) (?=[{CJK}{_PUNCT}])")
_TITLE_PART = re.compile(r"(《[^《》]*》)")


def _without_wrap_spaces(text: str) -> str:
    """Drops the spaces that mended wraps left between Chinese characters; titles in 《》 and short lines keep them.

    So does the number of a heading: the space behind 第三条 tells it from the mention of another article.
    """
    marker = read_marker(text)
    if len(text) < 30 and marker is None:
        return text
    kept = marker.length if marker is not None and (marker.style in STATUTE or marker.doubtful) else 0
    parts = _TITLE_PART.split(text[kept:])
    return text[:kept] + "".join(part if part.startswith("《") else _WRAP_SPACE.sub("", part) for part in parts)


def normalise(raw: RawDocument) -> Normalised:
    """Paragraphs of a document, in reading order."""
    lines, stamp = gather(raw)
    lines = with_tables(lines)
    layout = _layout(lines)
    rows = rows_of(lines, wrapped=layout.wrapped)
    paragraphs: list[Paragraph] = []
    columns: set[int] = set()  # the paragraphs that are rows: the blanks in them stand between columns
    last: Line | None = None
    for i, line in enumerate(lines):
        if i in rows:
            columns.add(len(paragraphs))
        if last is None or i in rows:
            goes_on = False
        elif i - 1 in rows:
            goes_on = _wraps_row(last, line, layout)
        else:
            goes_on = _continues(paragraphs[-1].text, last, line, layout)
        if last is not None and goes_on:
            paragraph = paragraphs[-1]
            offset = len(paragraph.text)
            paragraph.text += _glue(paragraph.text, line.text) + line.text
            if line.page != last.page:
                paragraph.pages.append((offset, line.page))
        else:
            kind = "row" if line.kind == "row" else "text"
            paragraphs.append(Paragraph(line.text, kind, [(0, line.page)], line.ocr))
        last = line
    for i, paragraph in enumerate(paragraphs):
        if paragraph.kind == "text" and " " in paragraph.text and i not in columns:
            _mend_spaces(paragraph)
    return Normalised(tuple(paragraphs), stamp)


def _mend_spaces(paragraph: Paragraph) -> None:
    """Drops wrap spaces and moves the page marks with the characters."""
    mended = _without_wrap_spaces(paragraph.text)
    if len(mended) == len(paragraph.text):
        return
    if len(paragraph.pages) == 1:
        paragraph.text = mended
        return
    # the only edit is dropping single spaces, so walking both strings side by side finds every mark's new place
    marks: list[tuple[int, int]] = []
    i = 0
    pending = list(paragraph.pages)
    for j, char in enumerate(mended):
        while paragraph.text[i] != char:
            i += 1
        while pending and pending[0][0] <= i:
            marks.append((j, pending.pop(0)[1]))
        i += 1
    paragraph.text, paragraph.pages = mended, marks or paragraph.pages[:1]
