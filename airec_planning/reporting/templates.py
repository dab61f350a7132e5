"""The pages' templates, and the one script that a page may run."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from airec_planning.language import Language, _, spoken
from airec_planning.reporting.bundled import bundled

_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}
"""The languages as BCP 47 names them."""


@dataclass(frozen=True)
class Script:
    """The pages' script."""

    text: Markup
    digest: str
    """As the content security policy names it: no other script runs."""


def render(name: str, **values: Any) -> str:
    """A page from its template; every text is escaped that is not ``Markup``."""
    script = page_script()
    values = {"script": script.text, "script_hash": script.digest, "lang": page_language()} | values
    return _environment().get_template(name).render(values)


def page_language() -> str:
    """Of a page that is made here and now, as its ``lang`` names it."""
    return _TAGS[spoken()]


@cache
def page_script() -> Script:
    """The script as it stands in the page, since its digest is over these very bytes."""
    text = (bundled("template") / "page" / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Script(Markup(text), f"sha256-{digest}")  # noqa: S704  # our own file


@cache
def _environment() -> Environment:
    template = bundled("template")
    environment = Environment(
        loader=FileSystemLoader([template, template / "page"]),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals["_"] = _  # what it gives is text, and escaped like any other
    return environment
