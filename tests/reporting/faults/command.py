"""The command as a user types it, in a fork of the tests' process: all that it does but the seconds of its imports."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from airec_planning.__main__ import main

_PATIENCE = 240


@dataclass(frozen=True)
class Command:
    """A command that runs: a session of its own, so that all that it starts is found."""

    process: int
    printed: Path

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process, number)

    def ended(self) -> tuple[int, str, str]:
        """Exit code (negative: the signal that ended it), standard output, standard error."""
        ends = time.monotonic() + _PATIENCE
        while not (found := os.waitpid(self.process, os.WNOHANG))[0]:
            if time.monotonic() > ends:
                self.send(signal.SIGABRT)  # it hangs: the tests' handler of faults, which it inherits, says where
            time.sleep(0.01)
        status = found[1]
        out, err = ((self.printed / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return os.waitstatus_to_exitcode(status), out, err

    def leaves(self, seconds: float = 10) -> list[int]:
        """Processes of its session that still live when the time is over."""
        return _wait_for(lambda: _living(self.process), seconds)


def start(*arguments: object, environment: Mapping[str, str] | None = None) -> Command:
    """Start ``airec-planning`` with these arguments."""
    printed = Path(tempfile.mkdtemp())
    process = os.fork()
    if process == 0:
        _become(printed, [str(argument) for argument in arguments], environment or {})
    return Command(process, printed)


def run(*arguments: object, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    return start(*arguments, environment=environment).ended()


def lives(process: int) -> bool:
    """Whether it runs; what nobody has waited for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def _become(printed: Path, arguments: list[str], environment: Mapping[str, str]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor, name in ((1, "out"), (2, "err")):
            file = os.open(printed / name, os.O_WRONLY | os.O_CREAT)
            os.dup2(file, descriptor)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        os.environ.update(environment)
        sys.argv = ["airec-planning", *arguments]
        main()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _living(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in ("Z", "X"):
                found.append(int(entry.name))
    return found


def _wait_for(living: Callable[[], list[int]], seconds: float) -> list[int]:
    until = time.monotonic() + seconds
    while (found := living()) and time.monotonic() < until:
        time.sleep(0.05)
    return found
