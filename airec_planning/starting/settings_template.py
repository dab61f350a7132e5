"""``deployment.toml`` with every setting in it, as a comment where it is not set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from airec_planning.language import _
from airec_planning.setting_sections import Section, Settings
from airec_planning.setting_values import WHAT_IFS, toml_text


def settings_template(chosen: Mapping[str, Any] | None = None) -> str:
    """Every setting with its meaning and its default as a comment; those that are chosen, by dotted key, are set."""
    lines = [
        *_comment(
            _("Settings of this deployment. Each line shows the default, or an example where nothing is set:"),
            _("remove the # to change one."),
        ),
        "",
        *_lines(Settings(), "", chosen or {}),
        "",
        *_comment(_("What-ifs: any setting above, overridden.")),
        "# [scenarios.short-lived]",
        "# validity.platform_days = 90",
        "",
        *_comment(_("Lowest and highest value of any figure above, for tornado and Monte Carlo.")),
        "# [ranges]",
        "# prices.standard = [0.4, 0.8]",
    ]
    return "\n".join(lines) + "\n"


def _comment(*lines: str) -> list[str]:
    return [f"# {line}" for line in lines]


def _lines(section: Section, prefix: str, chosen: Mapping[str, Any]) -> Iterator[str]:
    for name, field in type(section).model_fields.items():
        value, key, meaning = getattr(section, name), prefix + name, _(field.description or "")
        if isinstance(value, Section):
            yield from ("", f"[{key}]", *_lines(value, f"{key}.", chosen))
        elif key in chosen:
            yield f"{name} = {toml_text(chosen[key])}  # {meaning}"
        elif field.examples:
            yield f"# {name} = {toml_text(field.examples[0])}  # " + _("not set; {meaning}", meaning=meaning)
        elif name not in WHAT_IFS:
            yield f"# {name} = {toml_text(value)}  # {meaning}"
