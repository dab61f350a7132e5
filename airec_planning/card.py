"""How an object shows itself: what it is, the figures that matter, and what to call next."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from tabulate import tabulate

from airec_planning.language import Language, _, speaking
from airec_planning.text import visible

_STYLE = Markup(
    "<style>"
    ".airec-card { max-width: 64rem; padding: .25rem 0 .25rem .9rem; color: var(--jp-ui-font-color1, inherit);"
    " border-left: 3px solid var(--jp-brand-color1, currentColor); overflow-wrap: anywhere }"
    ".airec-card p { margin: .3rem 0 } .airec-card .what { font-weight: 600 }"
    ".airec-card .soft { color: var(--jp-ui-font-color2, inherit) }"
    ".airec-card table { margin: .3rem 0; table-layout: auto; border-collapse: collapse }"
    ".airec-card tr, .airec-card tr:nth-child(even), .airec-card tr:hover { background: none !important }"
    ".airec-card th, .airec-card td { padding: .12rem 1.2rem .12rem 0; border: 0; vertical-align: top;"
    " text-align: left !important; white-space: normal; font-size: inherit }"
    ".airec-card th[scope=row] { font-weight: 400; color: var(--jp-ui-font-color2, inherit) }"
    ".airec-card .number { text-align: right !important; white-space: nowrap }"
    ".airec-card thead th { border-bottom: 1px solid var(--jp-border-color2, currentColor) }"
    "</style>"
)
"""In the colours of JupyterLab's theme, light or dark; elsewhere in those of the text around it."""


@dataclass(frozen=True)
class Listed:
    """A short table on a card."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    """The columns that are aligned as figures."""


@dataclass(frozen=True)
class Card:
    """What an object shows of itself."""

    what: str
    figures: Sequence[tuple[str, str]] = ()
    """Each with its name."""
    calls: Sequence[tuple[str, str]] = ()
    """What to type next, each with what it gives."""
    table: Listed | None = None

    @property
    def html(self) -> str:
        """HTML with every text escaped, in the colours of the theme around it."""
        parts = [
            Markup('<p class="what">{}</p>').format(visible(self.what)),
            _pairs(Markup('<th scope="row">{}</th>'), self.figures),
            _table(self.table) if self.table else Markup(""),
        ]
        if self.calls:
            parts += [Markup('<p class="soft">{}</p>').format(_("Next:"))]
            parts += [_pairs(Markup("<td><code>{}</code></td>"), self.calls)]
        return str(_STYLE + Markup('<div class="airec-card">{}</div>').format(Markup("\n").join(parts)))

    @property
    def text(self) -> str:
        """The same in plain text, for a terminal."""
        parts = [visible(self.what), _columns(self.figures)]
        if self.table:
            parts.append(_text_table(self.table))
        if self.calls:
            parts.append(f"{_('Next:')}\n{_columns(self.calls)}")
        return "\n\n".join(part for part in parts if part)


class Shown:
    """What shows itself by its card, in a notebook and in a terminal."""

    def _card(self) -> Card:
        """What it shows of itself."""
        raise NotImplementedError

    def _speaks(self) -> Language | None:
        """The language of its card; none for the one that is spoken."""
        return None

    def __repr__(self) -> str:
        with speaking(self._speaks()):
            return self._card().text

    def _repr_html_(self) -> str:
        with speaking(self._speaks()):
            return self._card().html


def _pairs(first: Markup, pairs: Sequence[tuple[str, str]]) -> Markup:
    rows = (Markup("<tr>{}<td>{}</td></tr>").format(first.format(visible(name)), visible(said)) for name, said in pairs)
    return Markup("<table><tbody>{}</tbody></table>").format(Markup("").join(rows)) if pairs else Markup("")


def _table(table: Listed) -> Markup:
    def row(tag: str, cells: Sequence[str]) -> Markup:
        return Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<{0}{1}>{2}</{0}>").format(
                    tag, Markup(' class="number"') if at in table.numeric else Markup(""), visible(cell)
                )
                for at, cell in enumerate(cells)
            )
        )

    body = Markup("").join(row("td", cells) for cells in table.rows)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(row("th", table.headers), body)


def _columns(pairs: Sequence[tuple[str, str]]) -> str:
    listed = [[visible(name), visible(said)] for name, said in pairs]
    return textwrap.indent(tabulate(listed, tablefmt="plain", disable_numparse=True), "  ") if listed else ""


def _text_table(table: Listed) -> str:
    align = ["right" if at in table.numeric else "left" for at in range(len(table.headers))]
    rows = [[visible(cell) for cell in row] for row in table.rows]
    return tabulate(rows, headers=list(table.headers), tablefmt="simple", disable_numparse=True, colalign=align)
