"""The command on a pseudo-terminal, with somebody there who reads, answers and interrupts."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ptyprocess import PtyProcessUnicode

INTERRUPT = "\x03"
_PATIENCE = 240
_AGAIN = 2


def on_a_terminal(
    *arguments: object,
    answers: Iterable[str] = (),
    interrupted_when: Callable[[str], object] | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """The exit code, and all that was seen: each answer is typed once it is asked for, Ctrl-C once it is time to.

    Ctrl-C as an answer is typed again while the question stands, as people do: one that arrives between a question
    and the reading of its answer is seen by nobody.
    """
    command = [sys.executable, "-m", "airec_planning", *map(str, arguments)]
    process = PtyProcessUnicode.spawn(
        command,
        cwd=str(cwd) if cwd else None,
        env={**os.environ, **(environment or {})},
        dimensions=(50, 200),
        preexec_fn=_minds_interrupts,
    )
    seen, answer, waiting, ends = "", "", list(answers), time.monotonic() + _PATIENCE
    with suppress(EOFError):
        while True:
            if select.select([process.fd], [], [], 0.05 if interrupted_when else _AGAIN)[0]:
                seen += process.read()
                if waiting and seen.endswith("]: "):
                    process.write(answer := waiting.pop(0))
            elif answer == INTERRUPT and seen.rstrip("^C").endswith("]: "):
                process.write(answer)
            if interrupted_when and interrupted_when(seen):
                process.write(INTERRUPT)
                interrupted_when = None
            if time.monotonic() > ends:
                process.kill(signal.SIGKILL)
                raise AssertionError(f"it still runs after {_PATIENCE} seconds: {seen}")
    assert not waiting, seen
    code = process.wait()
    return -process.signalstatus if code is None else code, seen.replace("\r\n", "\n")


def _minds_interrupts() -> None:
    """Also where the tests run in the background of a shell, which has its jobs ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
