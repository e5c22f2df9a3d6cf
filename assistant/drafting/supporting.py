"""Whether a library speaks of a suggestion at all: words, meaning and what the heading names must agree, or several
sentences must speak of the wishes so well that a strange word in the heading is only a way of putting it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.finding import Asked, Support
from assistant.reading.terms import coverage

# Measured on 230 suggestions that libraries do and do not support (docs/benchmarks.md): the share of words spoken of in
# one sentence; that with the sentence's likeness of meaning; the best of each with the share of the heading that one
# sentence names; the last where the heading names a thing that no paper knows.
_SPOKEN, _JOINT, _AGREE, _AGREE_WELL = 0.38, 0.7, 1.3, 2.1
_TOGETHER = 0.45  # of the best score: a sentence with less is not looked at for that
# What else supports a suggestion: a logistic regression over 430 of them. It weighs the best sentence's score, how well
# the three that agree best speak of it, the share of the words of its wishes that name things no paper knows, the share
# of weight that no paper knows, and on how many of its wishes the best sentence's section speaks. So much it must come
# to, and so much of the heading must be named: one whose wishes alone are of the library's matter is another's.
_BEST, _THREE, _STRANGE, _UNKNOWN, _WISHES, _CONSTANT = 3.2, 6.1, -4.2, -4.6, 1.8, -7.7
_ENOUGH, _NAMED = 1.0, 0.3
_ENOUGH_FOR_STRANGE, _NAMED_WELL = 2.0, 0.45  # and where a thing in the heading is one that no paper knows
_MANY = 2.2  # wishes spoken of: general ones (成立领导小组, 给予奖励) shall not carry what no paper speaks of


def is_supported(supports: Sequence[Support], asked: Asked) -> bool:
    """Whether the library deals with a suggestion's matter: words, meaning and the words of the heading agree with it,
    and one sentence agrees in both words and meaning. A heading that names a thing found in no paper needs much more
    agreement. Good evidence on the wishes is enough without that. Where all wishes ask for something specific, one
    sentence must give it."""
    if not supports:
        return False
    if asked.in_particular and not any(asked.is_met_by(support) for support in supports):
        return False
    top = [s for s in supports if s.score >= _TOGETHER * supports[0].score][:8]
    named = max(coverage(asked.heading, s.unit.folded + s.unit.headings) for s in top)
    strange = any(not t.known and _is_thing(t.text, last=t is asked.heading[-1]) for t in asked.heading)
    enough = _ENOUGH_FOR_STRANGE if strange and named < _NAMED_WELL else _ENOUGH
    if named >= _NAMED and _weighed(supports, asked) >= enough:
        return True
    agreed = max(s.spoken for s in top) + max(s.cosine for s in top) + named
    if strange and agreed < _AGREE_WELL:
        return False  # no paper has the word: 足球产业联盟 is no 中试产业联盟
    in_words = any(s.spoken >= _SPOKEN for s in top)
    return agreed >= _AGREE and in_words and any(s.spoken + s.cosine >= _JOINT for s in top)


def _weighed(supports: Sequence[Support], asked: Asked) -> float:
    best = supports[0]
    agreeing = sorted((s.spoken + s.cosine for s in supports), reverse=True)[:3]
    wished = [term for wish in asked.wishes for term in wish]
    terms = [*asked.heading, *wished]
    things = sum(not t.known and _is_thing(t.text, last=False) for t in wished)
    weight = sum(term.weight for term in terms) or 1.0
    unknown = sum(term.weight for term in terms if not term.known)
    beside = [s.unit.folded for s in supports if (s.unit.doc_id, s.section) == (best.unit.doc_id, best.section)]
    section = " ".join([*beside, best.unit.headings])
    return (
        _CONSTANT
        + _BEST * best.score
        + _THREE * sum(agreeing) / len(agreeing)
        + _STRANGE * things / max(1, len(wished))
        + _UNKNOWN * unknown / weight
        + _WISHES * min(_MANY, sum(coverage(wish, section) for wish in asked.wishes))
    )


def _is_thing(word: str, *, last: bool) -> bool:
    """Whether a word names what something is about, rather than when or how it is done (早期, 常态化, 精准施策), or
    what is to be done (多建, 推倒)."""
    import rjieba

    tags = [tag for _, tag in rjieba.tag(word)]
    if len(tags) == 2 and len(word) == 3 and tags[0].startswith("n") and last:
        return True  # 院士|村
    if last and tags != ["n"]:
        return False
    named = any(tag.startswith(("n", "vn", "j", "x", "eng")) for tag in tags)
    others = all(tag.startswith(("n", "v", "j", "i", "l", "x", "eng")) for tag in tags)
    how = len(word) > 2 and word[-1] in "化性型级"  # 常态化, but not 女性
    return named and others and not how
