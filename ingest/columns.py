"""Lines that are columns: officials with their posts, names side by side, tables that came with a cell a line.

A hard wrap and the end of a row look alike, and a row ends in no full stop. So what a line is, is asked of the run of
lines that it stands in; such lines are not mended into one another. A numbered table whose every row has as many lines
as its head becomes rows again.
"""

from __future__ import annotations

import re

from ingest.furniture import Line
from ingest.numbering import read_marker

_HAN = r"\u4e00-\u9fff"
_PERSON = rf"(?:[{_HAN}] [{_HAN}]|[{_HAN}·]{{2,12}}?)"
# 副组长：李 明 市财政局局长, or without the word before the colon
_OFFICIAL = re.compile(rf"(?:[{_HAN} ]{{2,10}}[：:] ?)?{_PERSON} [{_HAN}（(][^。；！？]*")
_POST = re.compile(
    "[局厅处科院校队乡镇市县区部会组所省州站室]长|主任|书记|主席|委员|常委|秘书|教授|经理|总裁|董事|研究员|工程师|总.{0,2}师|"
    "负责人|调研员|干部|专员|顾问|会长|理事|代表|校长|同志"
)
_OFFICIALS = 3  # lines and more, one beside another, are a list of officials
_LONGEST_OFFICIAL = 120
_NAMES = 4  # words a line and more, of four characters at most

_LONGEST_CELL = 40
_CELLS = 6  # short lines in a row, none of them with a mark that ends or divides sentences
_ENDS = re.compile("[。；：！？:;!?]")

_FEWEST, _MOST_COLUMNS = 3, 10
_WRAPPED = 2  # lines that a row goes on in
_REST_OF_DAY = re.compile(r"\d{0,2}[年月日](?:\d{1,2}[月日]?)*")
_REST_OF_NAME = re.compile(rf"[{_HAN}）)]{{1,5}}")
_NUMBER_HEAD = re.compile("序 ?号|编 ?号")


def rows_of(lines: list[Line], *, wrapped: bool) -> frozenset[int]:
    """The lines that begin a row: nothing before them goes on in them. `wrapped`: lines break where the column ends."""
    found = _runs([_is_official(line) for line in lines], _OFFICIALS, gap=1)
    found |= _runs([_is_names(line) for line in lines], 2, gap=0)
    if not wrapped:
        found |= _runs([_is_cell(line) for line in lines], _CELLS, gap=0)
    return frozenset(found)


def _runs(marked: list[bool], least: int, gap: int) -> set[int]:
    """The marked ones of every run of `least` and more with no more than `gap` unmarked between two."""
    out: set[int] = set()
    run: list[int] = []
    for i, is_marked in enumerate(marked):
        if not is_marked:
            continue
        if run and i - run[-1] > gap + 1:
            run = []
        run.append(i)
        if len(run) == least:
            out.update(run)
        elif len(run) > least:
            out.add(i)
    return out


def _is_official(line: Line) -> bool:
    text = line.text
    return (
        " " in text
        and line.kind == "line"
        and len(text) <= _LONGEST_OFFICIAL
        and _OFFICIAL.fullmatch(text) is not None
        and _POST.search(text) is not None
    )


def _is_names(line: Line) -> bool:
    """张 明 李建华 欧阳文: names, those of two characters set apart."""
    if line.text.count(" ") < _NAMES - 1:
        return False
    words = line.text.split(" ")
    if line.kind != "line" or max(map(len, words)) < 2:  # all apart: a title that fills its line
        return False
    alone = False
    for word in words:
        if not re.fullmatch(rf"[{_HAN}·]{{1,4}}", word) or (alone and len(word) > 1):
            return False
        alone = len(word) == 1 and not alone
    return not alone


def _is_cell(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONGEST_CELL
        and text[-1] not in "。；：，、,"
        and line.kind == "line"
        and _ENDS.search(text) is None
        and read_marker(text) is None
    )


def with_tables(lines: list[Line]) -> list[Line]:
    """The lines; those of a numbered table with a cell a line or a row a line become rows."""
    out: list[Line] = []
    i = 0
    while i < len(lines):
        rows, end = _numbered_rows(lines, i)
        if rows:
            for cells, at in rows:
                first = lines[at]
                out.append(Line("\t".join(cells), "row", first.page, first.after_blank, 0, False, first.ocr))
            i = end
            continue
        columns, count = _table_at(lines, i) if len(lines[i].text) <= 3 else (0, 0)
        for row in range(count):
            first = lines[i + row * columns]
            cells = [line.text for line in lines[i + row * columns : i + (row + 1) * columns]]
            out.append(Line("\t".join(cells), "row", first.page, first.after_blank, 0, False, first.ocr))
        i += columns * count
        if not count:
            out.append(lines[i])
            i += 1
    return out


def _numbered_rows(lines: list[Line], start: int) -> tuple[list[tuple[list[str], int]], int]:
    """The rows of the table that begins with this line, its head among them, each with the line it begins with: a head
    of 序号 and more words, and below it lines that begin with 1, 2, 3… and have as many words each, the last of which
    may go on in the next line; and where it ends. None where a row has more or fewer."""
    head = lines[start].text.split(" ")
    if not (_NUMBER_HEAD.fullmatch(head[0]) and _FEWEST <= len(head) <= _MOST_COLUMNS and lines[start].kind == "line"):
        return [], start
    rows = [(head, start)]
    at = start + 1
    while at < len(lines) and lines[at].text.startswith(f"{len(rows)} "):
        count = _lines_of(lines, at, len(head))
        if not count:
            return [], start
        rows.append((_cells_of([line.text for line in lines[at : at + count]], len(head)), at))
        at += count
    return (rows, at) if len(rows) > _FEWEST - 1 else ([], start)


def _lines_of(lines: list[Line], at: int, columns: int) -> int:
    """How many lines the row takes that begins with this line; 0 for one that has not so many columns."""
    following = f"{int(lines[at].text.split(' ')[0]) + 1} "
    for count in range(1, _WRAPPED + 2):
        if len(_cells_of([line.text for line in lines[at : at + count]], columns)) != columns:
            if at + count >= len(lines) or lines[at + count].text.startswith(following):
                return 0
            continue
        behind = _text(lines, at + count)
        inside = _text(lines, at + count + 1).startswith(following)  # the last row may stand above a signature
        if count > _WRAPPED or not (_REST_OF_DAY.fullmatch(behind) or (inside and _REST_OF_NAME.fullmatch(behind))):
            return count
    return 0


def _cells_of(texts: list[str], columns: int) -> list[str]:
    """The words of a row's lines; where a line is cut inside the last column, that is made whole."""
    cells = texts[0].split(" ")
    for text in texts[1:]:
        more = text.split(" ")
        cells = [*cells[:-1], cells[-1] + more[0], *more[1:]] if len(cells) == columns else [*cells, *more]
    return cells


def _table_at(lines: list[Line], start: int) -> tuple[int, int]:
    """How many columns and rows, its head among them, the table has that begins with this line; 0 rows for none."""
    if not _NUMBER_HEAD.fullmatch(lines[start].text):
        return 0, 0
    columns = next((n for n in range(2, _MOST_COLUMNS + 1) if _text(lines, start + n) == "1"), 0)
    count = 1
    while columns and _text(lines, start + count * columns) == str(count):
        cells = lines[start + count * columns + 1 : start + (count + 1) * columns]
        if len(cells) < columns - 1 or not all(_may_be_cell(line) for line in cells):
            return 0, 0
        count += 1
    # its number inside the last row, or a little further on: some row had more or fewer lines than the head
    near = [_text(lines, start + (count - 1) * columns + n) for n in range(1, 2 * columns)]
    return (columns, count) if count >= 3 and str(count) not in near else (0, 0)


def _may_be_cell(line: Line) -> bool:
    marker = read_marker(line.text)
    return line.kind == "line" and (marker is None or marker.style not in {"han", "han_paren"})


def _text(lines: list[Line], i: int) -> str:
    return lines[i].text if i < len(lines) else ""
