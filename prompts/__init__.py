"""The words given to a language model: templates/*.md.j2, each with a block `system` and a block `user`.

A template that names a value which is not given raises jinja2.UndefinedError: a prompt with a hole in it is a bug.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Name = Literal["answer", "rewrite", "reply", "judge"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent; `digest` tells which text of the template it was made from."""

    system: str
    user: str
    digest: str


def render(name: Name, **values: object) -> Prompt:
    """The prompt of a template. Signs that fence the evidence are taken out of all values."""
    template, digest = _template(name)
    context = template.new_context({key: fenced(value) for key, value in values.items()})
    system, user = ("".join(template.blocks[block](context)).strip() for block in ("system", "user"))
    return Prompt(system, user, digest)


def fenced(value: object, *, lines: bool = False) -> object:
    """A value whose texts cannot close or open a fence, or add a line to where one line is meant: only what stands
    under the key `text`, between fences, keeps its `lines`."""
    if isinstance(value, str):
        value = value.replace("<", "〈").replace(">", "〉").replace('"', "”")
        return value if lines else " ".join(value.splitlines())
    if isinstance(value, dict):
        return {key: fenced(item, lines=key == "text") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fenced(item) for item in value]
    return value


@lru_cache(maxsize=4)
def _template(name: str) -> tuple[Any, str]:
    import jinja2

    loader = jinja2.PackageLoader("prompts", "templates")
    environment = jinja2.Environment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    file = f"{name}.md.j2"
    source, _, _ = loader.get_source(environment, file)
    return environment.get_template(file), hashlib.sha256(source.encode()).hexdigest()[:12]
