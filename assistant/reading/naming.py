"""Whether a sentence names anybody or anything: who holds an office, what something is called."""

from __future__ import annotations

import re

import rjieba

from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.near_misses.cases import TELLING
from assistant.reading.passages import Scored
from assistant.reading.terms import Term, presence
from assistant.reading.units import Unit

NAME_ASKED = re.compile("叫什么|名称是什么|什么名字|哪几个名字")
EACH_NAME = re.compile("分别|逐个|逐一|哪几|名单|都有谁")
_NAMES = re.compile('[“《"]|集团|医院|学校|合作社')
_HELD = (  # 主任由市长担任, 副市长担任召集人
    r"{0}[^,。;]{{0,6}}由[^,。;]{{2,14}}?[担兼]任|由[^,。;]{{1,12}}任(?:总|副)?{0}|"
    r"[\u4e00-\u9fff]{{2}}[长理席记][担兼]任(?:总)?{0}|{0}[:为]"
)
# 院长某某说: whoever is named between an office and what he says
_SPEAKER = re.compile(
    r"(?:长|主任|书记|主席|经理|负责人)[\u4e00-\u9fff]{2,3}(?=说|介绍|表示|指出|告诉|认为|强调|透露|解释|坦言)"
)


def gives_name(asked: str, best: Scored) -> bool:
    """Whether a sentence holds a name, or, where each one's is asked for, more than one."""
    text = best.unit.text
    if EACH_NAME.search(asked) and not re.search("[、和与及]|”“|》《", text):
        return False  # one name is not each
    return best.fit >= 0.5 or _NAMES.search(text) is not None or _names_person(text, asked)


def names_holder(role: str, asked: str, unit: Unit) -> bool:
    """Whether a sentence says who holds an office: a person, or, where no name is asked for, another office."""
    if role in unit.folded and not re.search(f"(?<!副){role}", unit.folded):
        return False
    office = not re.search("叫什么|名字|姓", asked) and re.search(_HELD.format(role), unit.folded) is not None
    return office or _names_person(unit.text)


def _names_person(text: str, asked: str = "") -> bool:
    """Whether a text names somebody whom the question does not."""
    tagged = any(tag == "nr" and len(word) > 1 and word not in asked for word, tag in rjieba.tag(text))
    return tagged or _SPEAKER.search(text) is not None


_NAMED, _OF_NAMES = 0.7, frozenset({"nr", "nrt", "ns", "nt", "nz"})


def lacks_name(asked: str, terms: tuple[Term, ...], best: Scored, other: Scored) -> bool:
    """Whether the best sentence speaks of somebody or some place that the question names, and another does not."""
    # what stands before a sentence is of the same body, unless it names its own
    own = named_entities(other.unit.folded)
    near = other.unit.folded + ("" if own else other.unit.before) + other.unit.headings
    bodies = [body for body in named_entities(asked) if speaks_of(body, best.unit.folded)]
    if own and not all(speaks_of(body, near) for body in bodies):
        return True
    return any(_is_name(term) and presence(term, best.unit.folded) >= _NAMED > presence(term, near) for term in terms)


def _is_name(term: Term) -> bool:
    if term.weight < TELLING:
        return False
    return term.exact or all(tag in _OF_NAMES for _, tag in rjieba.tag(term.text))
