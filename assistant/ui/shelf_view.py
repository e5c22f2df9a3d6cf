"""The shelf as HTML: the table of documents, one document's outline, what became of uploaded files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.language import THEIRS
from assistant.ui.naming import STATUS_WORDS, day_words, heading_words, list_title
from assistant.ui.originals.original_links import document_link
from assistant.ui.seams import Ingested, Listed, Shelf
from assistant.zh import titled
from ingest.schema import Document

MOST_ROWS = 200  # a longer table is slow to draw; the filter finds the rest
MOST_HEADINGS = 400
MOST_REMOVED = 50
UNDO = "u"  # the prefix of the anchors that bring a document back
_COLUMNS = ("文号", "标题", "机关", "日期", "类型", "段落数")


def shelf_table(documents: Sequence[Listed], wanted: str = "", chosen: str = "") -> str:
    """The register as a table, the newest first, narrowed to rows that hold all the wanted words."""
    words = wanted.split()
    fitting = [listed for listed in reversed(documents) if all(word in _searchable(listed) for word in words)]
    if not documents:  # said apart from “nothing fits”: the next step is another
        return '<div class="zw-blank"><h2 class="zw-blank-title">资料库是空的</h2><p>从右侧添加第一份文件。</p></div>'
    if not fitting:
        return '<div class="zw-blank"><p>没有符合条件的文件。</p></div>'
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    looks = Counter(map(_looks, documents))
    rows = "".join(_row(one, one.doc_id == chosen, looks[_looks(one)] > 1) for one in fitting[:MOST_ROWS])
    rest = len(fitting) - MOST_ROWS
    more = f'<p class="zw-cut">另有{rest}份没有列出，请用上方的筛选查找。</p>' if rest > 0 else ""
    return f'<table class="zw-shelf"><thead><tr>{head}</tr></thead><tbody {THEIRS}>{rows}</tbody></table>{more}'


def _searchable(listed: Listed) -> str:
    metadata = listed.metadata
    return " ".join(
        word
        for word in (
            listed.source,
            metadata.doc_number,
            metadata.title,
            metadata.proposal_title,
            metadata.issuer,
            metadata.issued_on,
            metadata.doc_type,
        )
        if word
    )


def _looks(listed: Listed) -> tuple[str | None, ...]:
    """What a row says of a document, for whoever must tell it from another."""
    return listed.metadata.doc_number, list_title(listed.metadata, listed.source), listed.source


def _row(listed: Listed, is_chosen: bool, has_twin: bool) -> str:
    """A row of the table; where another looks like it, with the time when it was added."""
    metadata = listed.metadata
    title = list_title(metadata, listed.source)
    source = f'<span class="zw-file">{plain(listed.source)}</span>' if title != listed.source else ""
    if has_twin:
        moment = day_words(datetime.fromisoformat(listed.added_at).timestamp())
        source += f'<span class="zw-file zw-when">添加于{moment}</span>'
    cells = (
        f'<td class="zw-nowrap">{plain(metadata.doc_number or "—")}</td>'
        f'<td><a href="#d-{plain(listed.doc_id)}">{plain(title)}</a>{source}</td>'
        f"<td>{plain(metadata.issuer or '—')}</td>"
        f'<td class="zw-nowrap">{plain(metadata.issued_on or "—")}</td>'
        f'<td class="zw-nowrap">{plain(metadata.doc_type or "—")}</td>'
        f'<td class="zw-count">{listed.chunks}</td>'
    )
    return f'<tr class="zw-chosen">{cells}</tr>' if is_chosen else f"<tr>{cells}</tr>"


def document_card(document: Document) -> str:
    """A document's metadata and its outline as a tree."""
    metadata = document.metadata
    facts = (
        ("文号", metadata.doc_number),
        ("机关", metadata.issuer),
        ("日期", metadata.issued_on),
        ("主送", metadata.addressee),
        ("提案", metadata.proposal_number),
        ("公开方式", metadata.disclosure),
        ("文件", document.source),
    )
    listed = "".join(f"<dt>{name}</dt><dd {THEIRS}>{plain(value)}</dd>" for name, value in facts if value)
    title = list_title(metadata, document.source)
    warnings = "".join(f'<p class="zw-note" {THEIRS}>{plain(warning)}</p>' for warning in document.warnings)
    return (
        f'<article class="zw-card"><h3 {THEIRS}>{plain(title)}</h3><dl class="zw-facts">{listed}</dl>{warnings}'
        f'<p class="zw-whole">{document_link(document.doc_id, css="zw-whole-link")}</p>'
        f'<p class="zw-label">章节</p>{_outline(document)}</article>'
    )


def _outline(document: Document) -> str:
    headings = [s for s in document.sections if s.kind in {"heading", "box", "box_item", "figure", "closing"}]
    if not headings:
        return '<p class="zw-cut">这份文件没有编号的章节。</p>'
    items = "".join(
        f'<li style="padding-left:{1.1 * max(0, min(section.level - 1, 5)):.1f}em">'
        f"{plain(heading_words(section) or '落款')}</li>"
        for section in headings[:MOST_HEADINGS]
    )
    rest = len(headings) - MOST_HEADINGS
    more = f'<p class="zw-cut">另有{rest}个章节没有列出。</p>' if rest > 0 else ""
    return f'<ol class="zw-outline" {THEIRS}>{items}</ol>{more}'


def undo_link(doc_id: str) -> str:
    return f'<a class="zw-undo" href="#{UNDO}-{plain(doc_id)}">撤销移出</a>'


def removed_list(library: Shelf) -> str:
    """What was taken away and can still be brought back, for those who may."""
    try:
        removed = library.removed() if library.may_edit else ()
    except Exception as error:  # the page stays alive when the library's folder does not
        return f'<p class="zw-note">{plain(sentence_for(error))}</p>'
    if not removed:
        return ""
    rows = "".join(
        f"<li><span {THEIRS}>{plain(list_title(taken.record.metadata, taken.record.source))}</span>"
        f"<time>{day_words(taken.at)}</time>{undo_link(taken.record.doc_id)}</li>"
        for taken in removed[:MOST_REMOVED]
    )
    return f'<details class="zw-gone"><summary>最近移出的文件（{len(removed)}份）</summary><ul>{rows}</ul></details>'


def upload_report(library: Shelf, results: Sequence[Ingested], waiting: Sequence[str] = ()) -> str:
    """What became of each file so far, and the files that are still to be read."""
    done = "".join(_result(library, result) for result in results)
    queue = "".join(
        f'<li class="zw-upload zw-upload-waiting"><span class="zw-status">{"正在读取" if first else "等待"}</span>'
        f"<b {THEIRS}>{plain(name)}</b></li>"
        for first, name in zip([True] + [False] * len(waiting), waiting, strict=False)
    )
    return f'<ul class="zw-uploads">{done}{queue}</ul>' if done or queue else ""


def stopped_note(left: int) -> str:
    """Below the report of an adding that was stopped: how many files were not read."""
    return f'<p class="zw-note">已停下，还有{left}份没有添加；要添加，请再选一次。</p>'


def cut_notes(names: Sequence[str]) -> str:
    """Below the report: which files have not their own name, as it is too long for this computer."""
    return "".join(
        f'<p class="zw-note">文件名太长，存为“{plain(name)}”；要换名称，请缩短后再添加。</p>' for name in names
    )


def _result(library: Shelf, result: Ingested) -> str:
    status = STATUS_WORDS.get(result.status, result.status)
    if result.status == "failed":
        said = result.error or "这个文件没有读成。"
        name = "" if result.source in said else f"<b>{plain(result.source)}</b>"
        return (
            f'<li class="zw-upload zw-upload-failed"><span class="zw-status">{status}</span>{name}'
            f"<p>{plain(said)}</p></li>"
        )
    document = library.document(result.doc_id) if result.doc_id else None
    metadata = document.metadata if document else None
    known = [metadata.doc_number, metadata.title and titled(metadata.title)] if metadata else []
    told = [f"<span {THEIRS}>{plain(fact)}</span>" for fact in known if fact]
    told += [f"<span>{result.sections}个章节</span>", f"<span>{result.chunks}个段落</span>"]
    warnings = "".join(f'<p class="zw-note" {THEIRS}>{plain(warning)}</p>' for warning in result.warnings)
    return (
        f'<li class="zw-upload"><span class="zw-status">{status}</span><b {THEIRS}>{plain(result.source)}</b>'
        f"<p>{' · '.join(told)}</p>{warnings}</li>"
    )
