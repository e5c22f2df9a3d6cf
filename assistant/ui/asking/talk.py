"""A conversation's turns: how one is asked, and how they are shown."""

from __future__ import annotations

from assistant.limits import EVERYWHERE, Limits
from assistant.records.conversations import Turn
from assistant.schema import Question
from assistant.ui.asking.answer_view import advice, message
from assistant.ui.escape import inert
from assistant.ui.failures import sentence_for
from assistant.ui.language import THEIRS
from assistant.ui.originals.citation_panel import EMPTY, panel
from assistant.ui.seams import Answering

Turns = tuple[Turn, ...]

EDIT = "q"  # the prefix of the anchors that take a question up again
_WAITING = '<div class="zw-answer zw-waiting"><p>正在查找并核对原文……</p></div>'


def ask(assistant: Answering, question: str, so_far: Turns, limits: Limits = EVERYWHERE) -> Turn:
    """One turn; what goes wrong is told in a sentence."""
    history = tuple(turn.question for turn in so_far)
    try:
        return Turn(question, assistant.ask(Question(question, history, limits=limits)))
    except Exception as error:  # a conversation outlives any single fault
        return Turn(question, None, sentence_for(error))


def first_source(assistant: Answering, turn: Turn) -> str:
    """The panel opened by itself: the first citation's, or the blank one."""
    if turn.answer is None or not turn.answer.citations:
        return EMPTY
    try:
        return panel(assistant.library, turn.answer.citations[0])
    except Exception as error:  # the answer stands even if its source cannot be drawn
        return blank(sentence_for(error))


def messages(assistant: Answering, turns: Turns, pending: str = "") -> list[dict[str, str]]:
    """The conversation as the chat shows it, with a question that waits for its answer at the end."""
    shown: list[dict[str, str]] = []
    advised = advice(assistant.library)
    for number, turn in enumerate(turns):
        edit = f'<a class="zw-edit" href="#{EDIT}-{number}">修改</a>'
        shown += _pair(turn.question, message(number, turn, advised), edit)
    return shown + (_pair(pending, _WAITING) if pending else [])


def _pair(question: str, reply: str, more: str = "") -> list[dict[str, str]]:
    return [
        {"role": "user", "content": f'<div class="zw-asked"><span {THEIRS}>{inert(question)}</span>{more}</div>'},
        {"role": "assistant", "content": reply},
    ]


def editing_note(turns: Turns, number: int, *, kept: bool) -> str:
    """What will become of a conversation when its question `number` is asked anew; `kept`: in the notebook."""
    later = len(turns) - number - 1
    whole = f"它和后面的{later}个问答" if later else "它的答复"
    rest = "原来的对话留在“历史”里" if kept else "原来的不再保留"
    return f'<p class="zw-note">正在修改第{number + 1}个问题：发送后，{whole}换成新的，{rest}。</p>'


def blank(sentence: str) -> str:
    """A panel with nothing but a sentence."""
    return f'<div class="zw-blank"><p>{inert(sentence)}</p></div>'
