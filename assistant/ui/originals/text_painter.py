"""A document's text as HTML: headings, paragraphs and tables, with the quoted words marked."""

from __future__ import annotations

from assistant.ui.escape import plain
from ingest.schema import Document, Section, Span, Table


def heading_id(section: Section) -> str:
    return f"s{section.heading.start}"


class Painter:
    """Turns ranges of one document's text into HTML, one quote marked. With `outline` its headings are headings of the
    page, each with an id (`heading_id`), and the mark has the id `mark`."""

    def __init__(self, document: Document, quote: Span, *, outline: bool = False) -> None:
        self._text = document.text
        self._quote = quote
        self._outline = outline
        self._unmarked = outline
        self._headings = {
            section.heading.start: section for section in document.sections if section.kind != "enumeration"
        }
        self._rows: dict[int, Table] = {}
        for table in document.tables:
            self._rows[table.span.start] = table  # the row that names the columns
            self._rows.update((row.span.start, table) for row in table.rows)

    def paint(self, span: Span) -> str:
        pieces: list[str] = []
        open_table: Table | None = None
        at = span.start
        while at < span.end:
            newline = self._text.find("\n", at, span.end)
            line = Span(at, newline if newline >= 0 else span.end)
            table = self._rows.get(at)
            if table is not open_table:
                pieces.append("</table></div>" if open_table else "")
                pieces.append('<div class="zw-table"><table>' if table else "")
                open_table = table
            pieces.append(self._row(line, at == table.span.start) if table else self._line(line))
            at = line.end + 1
        pieces.append("</table></div>" if open_table else "")
        return "".join(pieces)

    def _row(self, line: Span, is_header: bool) -> str:
        tag = "th" if is_header else "td"
        cells: list[str] = []
        at = line.start
        for cell in line.of(self._text).split("\t"):
            cells.append(f"<{tag}>{self._marked(Span(at, at + len(cell)))}</{tag}>")
            at += len(cell) + 1
        return f"<tr>{''.join(cells)}</tr>"

    def _line(self, line: Span) -> str:
        if not line.of(self._text).strip():
            return ""
        section = self._headings.get(line.start)
        if section is None:
            return f"<p>{self._marked(line)}</p>"
        if section.heading.end >= line.end:
            titled = self._outline and section.kind in {"heading", "box"}
            tag = f"h{min(section.level, 5) + 1} id={heading_id(section)}" if titled else "p"
            level = min(section.level, 4)
            return f'<{tag} class="zw-heading zw-level-{level}">{self._marked(line)}</{tag.partition(" ")[0]}>'
        heading = Span(line.start, section.heading.end)
        place = f' id="{heading_id(section)}"' if self._outline else ""
        return f"<p{place}><b>{self._marked(heading)}</b>{self._marked(Span(heading.end, line.end))}</p>"

    def _marked(self, span: Span) -> str:
        start, end = max(span.start, self._quote.start), min(span.end, self._quote.end)
        if start >= end:
            return plain(span.of(self._text))
        place, self._unmarked = ' id="mark"' if self._unmarked else "", False
        return (
            plain(self._text[span.start : start])
            + f"<mark{place}>{plain(self._text[start:end])}</mark>"
            + plain(self._text[end : span.end])
        )
