"""Earlier conversations as a list in the right-hand panel: open one, save it, delete it after asking once more."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversations import Kept
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import day_words

PREFIX = "k"  # of the list's anchors: #k-open-…, #k-ask-…, #k-drop-…, and #k-find-… of its search field

# the search field sends its words when it is left or Enter is pressed
SEARCHING = """
document.addEventListener('change', (event) => {
  if (event.target.matches('.zw-past-search')) trigger('select', { link: 'find-' + event.target.value });
}, true);
"""


def past_list(kept: Sequence[Kept], wanted: str = "", doubted: str = "") -> str:
    """The list; `doubted` is the conversation that is about to be deleted."""
    rows = "".join(_row(conversation, conversation.key == doubted) for conversation in kept)
    none = "没有符合的问答。" if wanted else "还没有问答。提过的问题会留在这里，只有您自己看得到。"
    listed = f'<ul class="zw-past">{rows}</ul>' if rows else f'<p class="zw-hint">{none}</p>'
    return (
        '<article class="zw-source"><div class="zw-head"><h3>以往的问答</h3>'
        f'<input class="zw-past-search" type="search" value="{plain(wanted)}" maxlength="60" '
        'placeholder="搜索问题和答复，按回车" aria-label="搜索以往的问答"></div>'
        f'<div class="zw-scroll zw-past-pane">{listed}</div></article>'
    )


def _row(conversation: Kept, doubted: bool) -> str:
    key, name = plain(conversation.key), plain(conversation.name)
    if doubted:
        actions = f'确定删除？ <a href="#k-drop-{key}">删除</a> <a href="#k-find-">不删</a>'
    else:
        actions = (
            f'<a href="/conversations/{key}.docx" download>存为Word</a> '
            f'<a href="/conversations/{key}.md" download>存为Markdown</a> <a href="#k-ask-{key}">删除</a>'
        )
    return (
        f'<li><a class="zw-past-name" {THEIRS} href="#k-open-{key}">{name}</a>'
        f'<span class="zw-past-more">{day_words(conversation.used_at)} {actions}</span></li>'
    )
