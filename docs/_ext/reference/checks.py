"""Every check with its sentence, how hard it is taken, and its remedies, from the functions that make it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from airec_planning.audit import deployment_checks
from airec_planning.audit.certificate_checks import CERTIFICATE_CHECKS
from airec_planning.audit.findings import checks
from docs._ext.reference.markdown import code, plain
from docs._ext.reference.sentences import Meant, Source, source_of, without_doubles

_LEVELS = ("error", "warning", "notice")
_BY_REASON = "- Told with the row or file, by [the reason](codes.md#why-something-was-not-taken)."


@dataclass(frozen=True)
class Described:
    """What a check may say."""

    name: str
    sentence: str
    severities: tuple[str, ...]
    remedies: tuple[str, ...]


def text() -> str:
    """Certificates first, as ``airec-planning checks`` lists them."""
    of_certificates = {check.name for check in CERTIFICATE_CHECKS}
    listed = list(described())
    return "\n".join(
        f"## {title}\n\n" + "\n".join(_section(one) for one in listed if (one.name in of_certificates) == each)
        for title, each in (("Of each certificate", True), ("Of the deployment", False))
    )


def _section(one: Described) -> str:
    told = [f"- {plain(remedy)}" for remedy in one.remedies] or [_BY_REASON]
    taken = " or ".join(one.severities) if len(one.severities) < 3 else "error, warning or notice"
    remedies = "\n".join(told)
    return f"### {code(one.name)}\n\n{plain(one.sentence)} When it fails: {taken}. What to do:\n\n{remedies}\n"


def described() -> Iterator[Described]:
    """Every check of ``airec-planning checks``."""
    runs = {check.name: check.run for check in CERTIFICATE_CHECKS}
    beside = source_of(deployment_checks)
    for name, sentence in checks().items():
        if run := runs.get(name):
            source = source_of(sys.modules[run.__module__])
            functions = [source.functions[run.__name__]]
        else:
            source, functions = beside, [one for one in beside.functions.values() if _names(one, name)]
        verdicts = {one.name: list(_verdicts(source, one)) for each in functions for one in source.followed(each)}
        found = [verdict for several in verdicts.values() for verdict in several]
        levels = {level for severities, _ in found for level in severities}
        remedies = without_doubles(text for _, texts in found for text in texts)
        yield Described(name, sentence, tuple(level for level in _LEVELS if level in levels), tuple(remedies))


def _names(function: ast.FunctionDef, check: str) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == check for node in ast.walk(function))


def _verdicts(source: Source, function: ast.FunctionDef) -> Iterator[tuple[set[str], list[str]]]:
    """How hard each verdict that is no praise is taken, and its remedy, which is the second argument."""
    for call, names in source.calls(function):
        if severities := _levels(Meant(call.func, names)):
            yield severities, source.texts(Meant(call.args[1], names)) if len(call.args) > 1 else []


def _levels(called: Meant) -> set[str]:
    """``error`` and its like by name, by a name that stands for them, or chosen among them."""
    found: set[str] = set()
    for node in ast.walk(called.expression):
        if isinstance(node, ast.Name) and node.id in _LEVELS:
            found.add(node.id)
        elif isinstance(node, ast.Name) and isinstance(called.expression, ast.Name):
            found |= {level for one in called.names.get(node.id, ()) for level in _levels(one)}
    return found
