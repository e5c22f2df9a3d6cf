"""How much a page of a PDF draws once the forms in it are drawn too.

A form is a drawing with a name; a page or another form draws it by `/Name Do`. pypdf and PDFium expand forms without a
bound: half a kilobyte in which a form draws itself twice takes all memory. So each page is measured before either
sees it: every form is read once, its `Do` are counted by name, and the numbers are multiplied along the nesting.

What cannot be told exactly is taken for more, never for less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_DEPTH = 12  # a stamp in a figure on a page is three deep
MAX_DRAWN = 10_000  # forms drawn on one page; a chart may draw each of its points as one
_UNREAD = 100  # how often a form that cannot be unpacked is taken to draw what it could

_GAP = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*+[\r\n])"
# by name, or by a string, which PDFium takes for a name as well
_DRAWS = re.compile(
    rb"(?:/(?P<name>[^\x00\t\n\f\r ()<>\[\]{}/%]++)"
    + _GAP
    + rb"++|[)>]"
    + _GAP
    + rb"*+)Do(?![^\x00\t\n\f\r ()<>\[\]/%])"
)
_ANY = b""  # a drawing whose name is not known


class TooMuchDrawnError(Exception):
    """A page draws more than a reader could take."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a page or a form says itself: its bytes, how often it draws each name, and the drawings that it has names
    for; None where it takes those of whoever draws it."""

    form: Any  # kept, so that no other form gets its identity
    size: int
    draws: Mapping[bytes, int]
    known: Mapping[bytes, Any] | None


@dataclass(frozen=True, slots=True)
class _Cost:
    size: int
    drawn: int


class Forms:
    """Measures the pages of one file."""

    def __init__(self, most_content: int) -> None:
        self._most = most_content
        self._contents: dict[int, _Content] = {}

    def check(self, page: PageObject, content: bytes) -> None:
        """Raises TooMuchDrawnError where the page's forms are nested in themselves or too deeply, or where all that is
        drawn on it comes to too much."""
        names = _xobjects(page)
        whole = _Walk(self, names, {}, self._most)
        total = whole.cost(_Content(page, len(content), _draws(content), names), names, ())
        for form in _appearances(page):  # what a note or a stamp on the page looks like
            drawn = whole.form(form, names, ())
            total = _Cost(total.size + drawn.size, total.drawn + drawn.drawn)
        whole.hold(total)

    def content(self, form: Any) -> _Content:
        if id(form) not in self._contents:
            known = _xobjects(form) if "/Resources" in form else None
            try:
                data = form.get_data()
                found = _Content(form, len(data), _draws(data), known)
            except Exception:  # pypdf cannot unpack it, but PDFium may
                found = _Content(form, 0, {_ANY: _UNREAD}, known)
            self._contents[id(form)] = found
        return self._contents[id(form)]


@dataclass(frozen=True, slots=True)
class _Walk:
    """One page: names that a form does not know itself are the page's."""

    forms: Forms
    page: Mapping[bytes, Any]
    measured: dict[tuple[int, int], _Cost]
    most: int

    def form(self, form: Any, outer: Mapping[bytes, Any], above: tuple[int, ...]) -> _Cost:
        """`outer`: the names of the form that draws this one, which hold where it has none of its own."""
        if id(form) in above or len(above) >= MAX_DEPTH:
            raise TooMuchDrawnError
        content = self.forms.content(form)
        known = outer if content.known is None else content.known
        key = (id(form), id(known))
        if key not in self.measured:
            inner = self.cost(content, known, (*above, id(form)))
            self.measured[key] = _Cost(inner.size, inner.drawn + 1)
        return self.measured[key]

    def cost(self, content: _Content, known: Mapping[bytes, Any], above: tuple[int, ...]) -> _Cost:
        size, drawn = content.size, 0
        for name, times in content.draws.items():
            named = known.get(name, self.page.get(name))
            candidates = [named] if named is not None else [*known.values(), *self.page.values()]
            costs = [self.form(form, known, above) for form in candidates if form.get("/Subtype") == "/Form"]
            size += times * max((cost.size for cost in costs), default=0)
            drawn += times * max((cost.drawn for cost in costs), default=0)
            self.hold(_Cost(size, drawn))
        return _Cost(size, drawn)

    def hold(self, cost: _Cost) -> None:
        if cost.size > self.most or cost.drawn > MAX_DRAWN:
            raise TooMuchDrawnError


def _draws(content: bytes) -> Counter[bytes]:
    return Counter(_plain(match["name"] or _ANY) for match in _DRAWS.finditer(content))


def _plain(name: bytes) -> bytes:
    """A name without its escapes: A#42 is AB."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)


def _xobjects(drawn: Mapping[str, Any]) -> dict[bytes, Any]:
    """The drawings that a page or a form has names for: forms and pictures."""
    found = {}
    for name, value in _dictionary(_dictionary(drawn.get("/Resources")).get("/XObject")).items():
        drawing = _object(value)
        if hasattr(drawing, "get_data"):
            found[_plain(name[1:].encode("utf-8", "surrogateescape"))] = drawing
    return found


def _appearances(page: PageObject) -> Iterator[Any]:
    notes = _object(page.get("/Annots"))
    for note in notes if isinstance(notes, list) else []:
        shown = _object(_dictionary(_dictionary(note).get("/AP")).get("/N"))
        states = [shown] if hasattr(shown, "get_data") else map(_object, _dictionary(shown).values())
        yield from (state for state in states if hasattr(state, "get_data"))


def _dictionary(value: Any) -> Mapping[str, Any]:
    found = _object(value)
    return found if isinstance(found, Mapping) else {}


def _object(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
