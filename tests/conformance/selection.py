"""The committed selection: cases made here from the rules of RFC 5280 and RFC 9525, none of them copied.

Each states in one line what it tries and which section decides it. ``cases()`` makes them all, the same bytes in
every run; the keys are throw-away ones, on P-256.
"""

from __future__ import annotations

import functools

from tests.conformance import (
    selected_constraints,
    selected_extensions,
    selected_names,
    selected_paths,
    selected_revocations,
    selected_times,
)
from tests.conformance.harness import Case

_NAMESPACES = (
    selected_paths, selected_constraints, selected_times, selected_names, selected_extensions, selected_revocations,
)  # fmt: skip


@functools.cache
def cases() -> tuple[Case, ...]:
    """All of them, by namespace."""
    return tuple(case for namespace in _NAMESPACES for case in namespace.cases())
