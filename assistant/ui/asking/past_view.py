"""Earlier conversations as a list in the right-hand panel: open, name or save one, delete it after asking once more."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records.conversations import MOST_CHARACTERS, Kept
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import day_words
from assistant.ui.static import static

PREFIX = "k"  # of the list's anchors: #k-open-…, #k-name-…, #k-ask-…, #k-drop-…; its fields send find-… and call-…

SEARCHING = static("past_list.js")


def past_list(kept: Sequence[Kept], wanted: str = "", doubted: str = "", named: str = "") -> str:
    """The list; `doubted` is the conversation that is about to be deleted, `named` the one that gets another name."""
    rows = "".join(_row(one, one.key == doubted, one.key == named) for one in kept)
    none = "没有符合的问答。" if wanted else "还没有问答。提过的问题会留在这里，只有您自己看得到。"
    listed = f'<ul class="zw-past">{rows}</ul>' if rows else f'<p class="zw-hint">{none}</p>'
    return (
        '<article class="zw-source"><div class="zw-head"><h3>以往的问答</h3>'
        f'<input class="zw-past-search" type="search" value="{plain(wanted)}" maxlength="60" '
        'placeholder="搜索问题和答复，按回车" aria-label="搜索以往的问答"></div>'
        f'<div class="zw-scroll zw-past-pane">{listed}</div></article>'
    )


def _row(conversation: Kept, doubted: bool, named: bool) -> str:
    key, name = plain(conversation.key), plain(conversation.name)
    if named:
        return (
            f'<li><input class="zw-past-naming" {THEIRS} data-key="{key}" value="{name}" maxlength="{MOST_CHARACTERS}" '
            'placeholder="留空就用第一个问题" aria-label="这段问答的名称">'
            '<span class="zw-past-more"><button type="button" class="zw-past-keep">保存</button> '
            '<a href="#k-find-">不改</a></span></li>'
        )
    if doubted:
        actions = f'确定删除？ <a href="#k-drop-{key}">删除</a> <a href="#k-find-">不删</a>'
    else:
        actions = (
            f'<a href="#k-name-{key}">改名</a> <a href="/conversations/{key}.docx" download>存为Word</a> '
            f'<a href="/conversations/{key}.md" download>存为Markdown</a> <a href="#k-ask-{key}">删除</a>'
        )
    return (
        f'<li><a class="zw-past-name" {THEIRS} href="#k-open-{key}">{name}</a>'
        f'<span class="zw-past-more">{day_words(conversation.used_at)} {actions}</span></li>'
    )
