"""What the catalogues have to hold: every message that is marked in the code, by floor.

    python -m tests.messages      # new messages into the catalogues, those that nobody says any more out of them

Marked are ``_("...")``, ``N_("...")`` and the noun of ``plural(count, "...")``; in templates ``_("...")``; and what
is said without a mark: ``UNMARKED``.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import babel_extract

from airec_planning.audit.findings import sentences
from airec_planning.cli import app
from airec_planning.language import COUNTED
from airec_planning.reporting.notebook_prose import message_of
from airec_planning.setting_sections import Section, Settings
from airec_planning.spoken_help import help_texts

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "airec_planning"
TEMPLATES = ROOT / "reports" / "template"
NOTEBOOKS = ROOT / "notebooks"
CATALOGUES = PACKAGE / "locale" / "zh"

Message = tuple[str, str]
"""Its context, empty but for counted nouns, and its English text."""

UNMARKED: dict[str, Callable[[], Iterable[str]]] = {
    "audit": lambda: sentences().values(),
    "notebooks": lambda: prose_of(NOTEBOOKS),
    "top": lambda: [*descriptions(Settings), *help_texts(app)],
}
"""By floor, what is said and stands in no call: sentences of checks in docstrings, descriptions of settings."""


def messages() -> dict[str, set[Message]]:
    """By floor, whose catalogue is ``locale/zh/FLOOR.po``: a folder of the package, or ``top`` for its modules."""
    found: dict[str, set[Message]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).parts
        found[inside[0] if len(inside) > 1 else "top"].update(_marked(path))
    for path in sorted(TEMPLATES.rglob("*.j2")):
        found["template"].update(_marked_in_template(path))
    for floor, said in UNMARKED.items():
        found[floor].update(("", text) for text in said())
    return {floor: said for floor, said in found.items() if said}


def prose_of(folder: Path) -> Iterator[str]:
    """Each markdown cell of the notebooks, whole."""
    for path in sorted(folder.glob("*.ipynb")):
        yield from filter(None, map(message_of, json.loads(path.read_text(encoding="utf-8"))["cells"]))


def descriptions(section: type[Section]) -> Iterator[str]:
    """The description of each setting, in the sections below too."""
    for field in section.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from descriptions(field.annotation)
        else:
            assert field.description, f"a setting of {section.__name__} without a description"
            yield field.description


def catalogue(floor: str) -> Catalog:
    """The catalogue of a floor as it is; empty where there is none."""
    path = CATALOGUES / f"{floor}.po"
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def update() -> None:
    """Bring the catalogues up to date; what is new in them has yet to be translated."""
    wanted = messages()
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    for floor, said in sorted(wanted.items()):
        known = {(entry.context or "", entry.id): entry.string for entry in catalogue(floor) if entry.id}
        made = Catalog(locale="zh_Hans")
        for context, text in sorted(said):
            made.add(text, known.get((context, text), ""), context=context or None)
        with (CATALOGUES / f"{floor}.po").open("wb") as file:
            file.write(_HEADER.format(floor=floor).encode())
            write_po(file, made, width=0, omit_header=True)
    for path in CATALOGUES.glob("*.po"):
        if path.stem not in wanted:
            path.unlink()


_HEADER = """# What is said in airec_planning: {floor}.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: zh_Hans\\n"

"""
"""Without the dates and addresses of gettext's own: the same messages give the same bytes."""


def _marked(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in ("_", "N_"):
            yield from (("", text) for text in _literals(node.args[0], path))
        elif node.func.id == "plural" and len(node.args) > 1:
            yield from ((COUNTED, text) for text in _literals(node.args[1], path))


def _literals(node: ast.expr, path: Path) -> Iterator[str]:
    """The text of a literal, or of both branches of a choice. A variable is marked elsewhere, an f-string never."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise ValueError(f"{path}, line {node.lineno}: what is put together cannot be looked up in a catalogue")
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body, path)
        yield from _literals(node.orelse, path)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _marked_in_template(path: Path) -> Iterator[Message]:
    Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))  # names the line of a fault
    with path.open("rb") as file:
        for _line, _function, text, _comments in babel_extract(file, ("_",), (), {}):
            message = text if isinstance(text, str) else text[0]  # behind it, nothing for each value
            assert isinstance(message, str), f"{path}: {text}"
            yield "", message


if __name__ == "__main__":
    update()
