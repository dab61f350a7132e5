"""What every notebook needs, imported and tried out once in the process that notebooks are forked from."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HEAVY = (
    "IPython.core.completerlib",  # this, the next and the logger: a shell imports them as it begins
    "IPython.core.magics",
    "IPython.core.logger",
    "IPython.core.interactiveshell",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "nbconvert",
    "papermill",
    "airec_planning.execution.forked_engine",
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
    _validate_a_notebook()
    _draw_a_picture()
    settle()


def settle() -> None:
    """Let what is here stay: a fork's collector must not touch, and so copy, its memory."""
    gc.collect()
    gc.freeze()


def _validate_a_notebook() -> None:
    """The first validation compiles the format's schema, which takes a fork as long as its notebook's other half."""
    nbformat = importlib.import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())


def _draw_a_picture() -> None:
    """The first picture finds the fonts, and asks every installed package for its backends."""
    from matplotlib.backends.registry import backend_registry  # noqa: PLC0415

    from airec_planning.outputs.drawing import first_picture  # noqa: PLC0415

    backend_registry.list_all()
    first_picture()


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
