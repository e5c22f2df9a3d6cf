"""The page 资料库: the table of documents, adding files, a document's outline, taking one away and back."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.shelf.removal import KEPT_DAYS, beside
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.links import clicked, link_listener
from assistant.ui.listening import QUICK, SHELVING
from assistant.ui.look import pane
from assistant.ui.naming import list_title
from assistant.ui.seams import Answering, Ingested, Shelf
from assistant.ui.shelf_view import (
    UNDO,
    cut_notes,
    document_card,
    removed_list,
    shelf_table,
    stopped_note,
    undo_link,
    upload_report,
)
from assistant.ui.whole_names import with_whole_names

_NOTHING_CHOSEN = '<p class="zw-hint">点击标题，可以查看一份文件的章节。</p>'

_GONE = '<p class="zw-hint" role="status">这份文件已经移出了，可能是在另一个窗口里。</p>'

_UNDONE = f"<span>{KEPT_DAYS}天内可以撤销。</span>"

# Gradio shortens the names of files; what they were called is known to the page alone
_WHOLE_NAMES = "(files, names, ...rest) => [files, JSON.stringify((files || []).map((f) => f.orig_name)), ...rest]"

_KINDS = '<p class="zw-hint">支持PDF、图片、OFD、Word、网页、表格、文本和它们的压缩包，可以一次选多份。</p>'


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """The components that the app refreshes."""

    wanted: gr.Textbox
    refreshed: list[Any]
    refresh: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    """A file that broke where the library did not expect it."""

    source: str
    error: str
    status: str = "failed"
    doc_id: str | None = None
    sections: int = 0
    chunks: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """The left column: all documents, or those of some words."""

    count: gr.HTML
    wanted: gr.Textbox
    table: gr.HTML


@dataclass(frozen=True, slots=True)
class _Desk:
    """The right column: files are added, a document is looked at, taken away and brought back."""

    files: gr.File
    names: gr.Textbox
    kinds: gr.HTML
    halt: gr.Button
    report: gr.HTML
    remove: gr.Button
    sure: gr.Button
    keep: gr.Button
    card: gr.HTML
    gone: gr.HTML


def build_shelf_page(assistant: Answering) -> ShelfPage:
    """Lays the page out inside the current tab and wires it."""
    library = assistant.library
    chosen = gr.State("")
    document_links = link_listener("d")
    undo_links = link_listener(UNDO)
    with gr.Row(elem_id="zw-library", equal_height=True):
        with gr.Column(scale=7, min_width=520, elem_id="zw-shelf-column"):
            listing = _table()
        with gr.Column(scale=4, min_width=340, elem_id="zw-desk"):
            desk = _desk()

    def redraw(words: str | None, doc_id: str) -> tuple[str, str]:
        return drawn(library, words or "", doc_id)

    listing.wanted.change(redraw, [listing.wanted, chosen], [listing.table, listing.count], **QUICK)
    _wire_adding(library, chosen, listing, desk)
    _wire_removing(library, chosen, listing, desk, document_links, undo_links)

    def refresh(words: str | None) -> tuple[Any, ...]:
        adding = gr.update(visible=library.may_edit)
        return *drawn(library, words or "", ""), adding, adding, removed_list(library)

    return ShelfPage(listing.wanted, [listing.table, listing.count, desk.files, desk.kinds, desk.gone], refresh)


def _table() -> _Table:
    with gr.Row(elem_id="zw-shelf-bar", equal_height=True):
        count = pane("", "zw-count")
        wanted = gr.Textbox(
            show_label=False,
            label="筛选",
            container=False,
            placeholder="按文号、标题、机关筛选",
            max_length=60,
            elem_id="zw-filter",
        )
    table = pane("", "zw-table")
    return _Table(count, wanted, table)


def _desk() -> _Desk:
    files = gr.File(
        file_count="multiple",
        show_label=False,
        label="添加文件",
        height=132,
        elem_id="zw-upload",
    )
    names = gr.Textbox(visible=False)
    kinds = pane(_KINDS, "zw-kinds")
    halt = gr.Button("停止添加", size="sm", visible=False, elem_id="zw-upload-stop")
    report = pane("", "zw-report")
    with gr.Row(elem_id="zw-removal", equal_height=True):
        remove = gr.Button("移出资料库", size="sm", visible=False, scale=0, min_width=110, elem_id="zw-remove")
        sure = gr.Button(
            "确定移出", size="sm", variant="stop", visible=False, scale=0, min_width=110, elem_id="zw-sure"
        )
        keep = gr.Button("取消", size="sm", visible=False, scale=0, min_width=72, elem_id="zw-keep")
    card = pane(_NOTHING_CHOSEN, "zw-card")
    gone = pane("", "zw-removed")
    return _Desk(files, names, kinds, halt, report, remove, sure, keep, card, gone)


def _wire_adding(library: Shelf, chosen: gr.State, listing: _Table, desk: _Desk) -> None:
    """Uploaded files go into the library one after another; 停止添加 ends that."""
    halted: set[str | None] = set()  # the visits whose adding shall end

    def take_in(
        paths: list[str] | None, called: str | None, words: str | None, doc_id: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        results: Sequence[Ingested] = ()
        waiting: Sequence[Path] = ()
        halted.discard(request.session_hash)
        copies, cut = with_whole_names([Path(path) for path in paths or []], called)
        with closing(added(library, copies)) as steps:
            for results, waiting in steps:
                if request.session_hash in halted:
                    break
                names = [path.name for path in waiting]
                report = upload_report(library, results, names)
                yield gr.skip(), gr.skip(), gr.skip(), report, gr.update(visible=True), gr.skip()
        said = upload_report(library, results) + (stopped_note(len(waiting)) if waiting else "") + cut_notes(cut)
        yield None, *drawn(library, words or "", doc_id), said, gr.update(visible=False), removed_list(library)

    def stop(request: gr.Request) -> Any:
        halted.add(request.session_hash)
        return gr.update(visible=False)

    outputs = [desk.files, listing.table, listing.count, desk.report, desk.halt, desk.gone]
    sent = [desk.files, desk.names, listing.wanted, chosen]
    desk.files.upload(take_in, sent, outputs, js=_WHOLE_NAMES, **SHELVING)
    desk.halt.click(stop, None, desk.halt, **QUICK)


def _wire_removing(
    library: Shelf, chosen: gr.State, listing: _Table, desk: _Desk, document_links: gr.HTML, undo_links: gr.HTML
) -> None:
    """A chosen document is shown; whoever may takes it away, and back."""

    def choose(words: str | None, event: gr.EventData) -> tuple[Any, ...]:
        doc_id = clicked(event)
        try:
            document = library.document(doc_id)
            shown = document_card(document) if document else _NOTHING_CHOSEN
        except Exception as error:  # the page stays alive whatever a document holds
            document, shown = None, f'<p class="zw-note">{plain(sentence_for(error))}</p>'
        held = doc_id if document else ""
        step = "offer" if held and library.may_edit else "none"
        return held, shown, shelf_table(library.documents(), words or "", held), *_removal(step)

    def take_away(doc_id: str, words: str | None) -> tuple[Any, ...]:
        said = removed(library, doc_id)
        return "", said, *drawn(library, words or "", ""), removed_list(library), *_removal("none")

    def take_back(words: str | None, event: gr.EventData) -> tuple[Any, ...]:
        doc_id, said = brought_back(library, clicked(event))
        step = "offer" if doc_id else "none"
        return doc_id, said, *drawn(library, words or "", doc_id), removed_list(library), *_removal(step)

    buttons = [desk.remove, desk.sure, desk.keep]
    document_links.select(choose, [listing.wanted], [chosen, desk.card, listing.table, *buttons], **QUICK)
    desk.remove.click(lambda: _removal("confirm"), None, buttons, **QUICK)
    desk.keep.click(lambda: _removal("offer"), None, buttons, **QUICK)
    moved = [chosen, desk.card, listing.table, listing.count, desk.gone, *buttons]
    desk.sure.click(take_away, [chosen, listing.wanted], moved, **SHELVING)
    undo_links.select(take_back, [listing.wanted], moved, **SHELVING)


def added(library: Shelf, paths: Sequence[Path]) -> Generator[tuple[Sequence[Ingested], Sequence[Path]]]:
    """Takes uploaded files in, and every file of the archives among them: again and again what became of them so far,
    and which of them wait. Drops the copies that the browser sent; a broken file harms no other."""
    results: list[Ingested] = []
    waiting = paths
    try:
        yield results, waiting
        while waiting:
            try:
                for taken in library.ingest_uploads(waiting):
                    results += taken.results
                    waiting = _dropped(waiting, taken.left)
                    yield results, waiting
                waiting = _dropped(waiting, 0)
            except Exception as error:  # the files after this one must still be read
                blamed = waiting[0].name if waiting else "资料库"  # all are in it: what follows them failed
                results.append(_Failed(blamed, sentence_for(error)))
                waiting = _dropped(waiting, max(len(waiting) - 1, 0))
        yield results, waiting
    finally:
        _dropped(waiting, 0)


def _dropped(paths: Sequence[Path], left: int) -> Sequence[Path]:
    """The last `left` of the paths; the files before them go."""
    done = len(paths) - left
    for path in paths[:done]:
        path.unlink(missing_ok=True)
    return paths[done:]


def removed(library: Shelf, doc_id: str) -> str:
    """Takes a document away, says so, and offers to undo it."""
    try:
        document = library.document(doc_id)
        if document is None:
            return _GONE
        library.remove(doc_id)
    except Exception as error:  # said where the document stood
        return f'<p class="zw-note">{plain(sentence_for(error))}</p>'
    title = plain(list_title(document.metadata, document.source))
    return f'<p class="zw-hint" role="status">已移出：{title}</p><p class="zw-hint">{undo_link(doc_id)}{_UNDONE}</p>'


def brought_back(library: Shelf, doc_id: str) -> tuple[str, str]:
    """Undoes a removal: the document's id, "" where it failed, and what is shown."""
    try:
        library.restore(doc_id)
        document = library.document(doc_id)
    except Exception as error:  # said where the document would stand
        return "", f'<p class="zw-note">{plain(sentence_for(error))}</p>'
    if document is None:  # taken away again meanwhile
        return "", _NOTHING_CHOSEN
    title = plain(list_title(document.metadata, document.source))
    others = beside(doc_id, library.documents())
    note = f'<p class="zw-note">{plain(others)}</p>' if others else ""
    return doc_id, f'<p class="zw-hint" role="status">已放回资料库：{title}</p>{note}{document_card(document)}'


def drawn(library: Shelf, words: str, chosen: str) -> tuple[str, str]:
    """The table and the line above it."""
    try:
        documents = library.documents()
    except Exception as error:  # the page stays alive when the library's folder does not
        return f'<p class="zw-note">{plain(sentence_for(error))}</p>', ""
    return shelf_table(documents, words, chosen), f'<p class="zw-total">共 <b>{len(documents)}</b> 份文件</p>'


def _removal(step: str) -> tuple[Any, Any, Any]:
    """移出 is offered, then asked again; 确定 and 取消 appear only then."""
    return (
        gr.update(visible=step == "offer"),
        gr.update(visible=step == "confirm"),
        gr.update(visible=step == "confirm"),
    )
