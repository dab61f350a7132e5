"""What a person does is heard in the order in which it was done, also in a kernel that hears it in several threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets
from IPython.core.getipython import get_ipython


class Turns:
    """One turn after the other, for all widgets within a box.

    JupyterLab has what widgets say handled by a subshell, a thread of the kernel (Jupyter enhancement proposal 91);
    ipykernel 7.4 has it handled where the widget itself was changed last. A button never is: what is typed went to
    the subshell, the button that was pressed after it to the main thread, and was heard first.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._taken = False
        self._subshell: str | None = None

    @contextmanager
    def turn(self, box: ipywidgets.Box) -> Iterator[bool]:
        """Alone until the end of the block; False within a turn, where it is the explorer that moves a widget."""
        with self._lock:
            if self._taken:
                yield False
                return
            self._taken = True
            try:
                self._hear_all_where_this_was_heard(box)
                yield True
            finally:
                self._taken = False

    def _hear_all_where_this_was_heard(self, box: ipywidgets.Box) -> None:
        subshell = _asking_subshell()
        if subshell != self._subshell:
            self._subshell = subshell
            for widget in _within(box):
                widget.send_state("tooltip")


def _asking_subshell() -> str | None:
    """Where the message was sent that is being handled; None for the main thread, and where there is no kernel."""
    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    subshell: str | None = parent.get("header", {}).get("subshell_id")
    return subshell


def _within(box: ipywidgets.Box) -> Iterator[Any]:
    for widget in box.children:
        yield widget
        if isinstance(widget, ipywidgets.Box):
            yield from _within(widget)
