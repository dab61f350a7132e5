"""Heavy imports, once, in the process that notebooks are forked from."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HEAVY = (
    "IPython.core.interactiveshell",
    "matplotlib.pyplot",
    "nbconvert",
    "papermill",
    "airec_planning.show",
)


@functools.cache
def warm() -> None:
    """Import what a notebook and its page need, so that a fork of this process begins where others have loaded.

    Once in a process: what is frozen is never collected.
    """
    with quick_imports():
        for module in _HEAVY:
            importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what is here stays: a fork's collector must not touch, and so copy, its memory


def hold_to_one_thread() -> None:
    """Hold the linear algebra library to one thread, whose pool a fork would not have; before numpy is imported."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def quick_imports() -> Iterator[None]:
    """Let nbformat be imported without the grammar of RFC 3987.

    nbformat imports jsonschema, which imports ``rfc3987_syntax`` where JupyterLab's events have brought it, and that
    builds a grammar for two seconds, to check a format (``iri``) that no notebook has. Both take it as optional.
    """
    absent = "rfc3987_syntax" not in sys.modules
    if absent:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            sys.modules.pop("rfc3987_syntax", None)
