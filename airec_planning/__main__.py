"""The command's way in: what goes wrong becomes one to three lines and an exit code."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

INTERRUPTED, TERMINATED = 130, 143


def main() -> None:
    """Run the command line."""
    gc.set_threshold(50_000)  # starting up makes many objects that stay: by default they are walked again and again
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from airec_planning.errors import FAULT, PlanningError  # noqa: PLC0415
    from airec_planning.language import _, spoken  # noqa: PLC0415

    signal.signal(signal.SIGTERM, _stop)  # so that what is half-built is cleared away
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # not under nohup
        signal.signal(signal.SIGHUP, _stop)
    try:
        _speak_as_asked()
        from airec_planning.cli import app  # noqa: PLC0415

        if spoken() == "en":
            app()
        else:
            from airec_planning.spoken_help import in_the_language  # noqa: PLC0415

            in_the_language(app)()
    except PlanningError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception:
        traceback.print_exc()
        sys.exit(FAULT)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            print(_("Interrupted: what was finished stays, nothing is half-written."), file=sys.stderr)
        raise


def _speak_as_asked() -> None:
    """Until a deployment's settings are read.

    Raises:
        InputError: the variable names no language that is known.
    """
    from airec_planning.errors import InputError  # noqa: PLC0415
    from airec_planning.language import LANGUAGES, VARIABLE, speak  # noqa: PLC0415

    wanted = os.environ.get(VARIABLE, "")
    for language in LANGUAGES:
        if wanted in (language, ""):
            speak(language)
            return
    raise InputError(VARIABLE, f'"{wanted}" is no language that is known', f"Set it to {' or '.join(LANGUAGES)}.")


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


if __name__ == "__main__":
    main()
