"""What a helper process does: it reads runs of files, and leaves when the process that started it does.

It imports this module and what that needs: no pandas, no Arrow.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence

from airec_planning.inputs.contents import File, Others, Rows, read_contents


def begin() -> None:
    """Leave Ctrl-C to the process that started this one, and do not outlive it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def read(files: Sequence[File]) -> tuple[Rows, Others]:
    """The contents of a run of files."""
    return read_contents(files)


def _leave_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
