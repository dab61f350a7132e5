"""Within the fork: an IPython shell that runs the cells it is sent and sends back what they show."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from airec_planning.execution.fork_channel import Channel, Stream
from airec_planning.execution.printed_below import PrintedBelow
from airec_planning.execution.processes import die_with_parent

_INLINE = "module://matplotlib_inline.backend_inline"
_FRAMES = 20
"""Of a traceback, half of them at each end: IPython looks through all modules for the source of each."""


def serve(
    connection: Connection, other_end: Connection, printed: PrintedBelow, folder: str | None, parent: int
) -> None:
    """Run each cell that comes until the connection is closed."""
    other_end.close()
    os.setpgid(0, 0)
    die_with_parent(parent)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    _as_a_kernel_begins(folder)
    channel = Channel(connection)
    sys.stdout, sys.stderr = Stream(channel, "stdout"), Stream(channel, "stderr")
    shell = _shell(channel)
    printed.lead_here()
    while True:
        try:
            source = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)
        channel.error = None
        count, error = _run(shell, source)
        if not channel.ours:  # a copy of this process, which the cell made and which came out of it
            os._exit(0)
        exited = f"The exit status was {error.code!r}." if isinstance(error, SystemExit) else shell.exited
        if error is not None and channel.error is None and not exited:
            channel.tell_error(error)
        channel.send(kind="ended", execution_count=count, exited=exited, error=channel.error)


def _run(shell: Any, source: str) -> tuple[int | None, BaseException | None]:
    """Run a cell: its number, and what it raised, also where the shell failed to show that."""
    try:
        result = shell.run_cell(source, store_history=True)
    except BaseException as error:
        return None, error
    return result.execution_count, result.error_before_exec or result.error_in_exec


class _Hook(DisplayHook):
    channel: Channel

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.channel.send(kind="result", data=format_dict, metadata=md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    channel: Channel

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        shown = {"data": data, "metadata": metadata or {}, "display_id": (transient or {}).get("display_id")}
        self.channel.send(kind="display", update=update, **shown)

    def clear_output(self, wait: bool = False) -> None:
        self.channel.send(kind="clear", wait=wait)


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    channel: Channel
    exited = ""

    def ask_exit(self) -> None:
        self.exited = "It called exit."

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **options: Any) -> None:
        _, error, trace = exc_tuple or sys.exc_info()
        _leave_out_the_middle(trace)
        try:
            super().showtraceback(exc_tuple, *args, **options)
        except Exception:  # such as one whose text cannot be made
            if error is None:
                raise
            self.channel.tell_error(error)

    def _showtraceback(self, _etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self._last_traceback = stb
        self.channel.tell_error(evalue, stb)


def _leave_out_the_middle(trace: TracebackType | None) -> None:
    frames = []
    while trace is not None:
        frames.append(trace)
        trace = trace.tb_next
    if len(frames) > _FRAMES:
        frames[_FRAMES // 2 - 1].tb_next = frames[-_FRAMES // 2]


def _shell(channel: Channel) -> Any:
    InteractiveShell.clear_instance()
    shell: Any = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.channel = shell.displayhook.channel = shell.display_pub.channel = channel
    _show_figures_in(shell)
    return shell


def _show_figures_in(shell: Any) -> None:
    """Let matplotlib's figures appear as a kernel shows them.

    Its inline backend hooks itself to the shell when it is imported: where that was before the fork, it is told of
    this one, and that none was before, for else it drops every picture.
    """
    os.environ.setdefault("MPLBACKEND", _INLINE)
    if "matplotlib" in sys.modules:
        import matplotlib  # noqa: PLC0415

        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None and os.environ["MPLBACKEND"] == _INLINE:
        vars(inline.configure_inline_support).pop("current_backend", None)
        inline.configure_inline_support(shell, _INLINE)


def _as_a_kernel_begins(folder: str | None) -> None:
    if folder:
        os.chdir(folder)
    if "" not in sys.path:
        sys.path.insert(0, "")
    random.seed()
    if "numpy.random" in sys.modules:  # else each fork draws the same numbers
        sys.modules["numpy.random"].seed()
