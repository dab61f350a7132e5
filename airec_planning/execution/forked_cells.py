"""Within the fork: an IPython shell that runs the cells it is sent and sends back what they show."""

from __future__ import annotations

import base64
import io
import json
import os
import random
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from airec_planning.execution.processes import die_with_parent

_INLINE = "module://matplotlib_inline.backend_inline"


def serve(connection: Connection, other_end: Connection, folder: str | None, parent: int) -> None:
    """Run each cell that comes until the connection is closed."""
    other_end.close()
    os.setpgid(0, 0)
    die_with_parent(parent)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    _as_a_kernel_begins(folder)
    channel = _Channel(connection)
    sys.stdout, sys.stderr = _Stream(channel, "stdout"), _Stream(channel, "stderr")
    shell = _shell(channel)
    printed = _PrintedBelow(channel)
    while True:
        try:
            source = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)
        channel.error = None
        result = shell.run_cell(source, store_history=True)
        printed.send()
        error = result.error_in_exec
        exited = f"The exit status was {error.code!r}." if isinstance(error, SystemExit) else shell.exited
        channel.send(kind="ended", execution_count=result.execution_count, exited=exited, error=channel.error)


class _Channel:
    """Messages to the process that forked this one, as JSON."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pending: dict[str, str] = {}
        self.error: dict[str, Any] | None = None

    def stream(self, name: str, text: str) -> None:
        if self._pending and name not in self._pending:
            self.flush()
        self._pending[name] = self._pending.get(name, "") + text
        if "\n" in text:
            self.flush()

    def flush(self) -> None:
        for name, text in self._pending.items():
            self._put({"kind": "stream", "name": name, "text": text})
        self._pending.clear()

    def send(self, **message: Any) -> None:
        self.flush()
        self._put(message)

    def _put(self, message: dict[str, Any]) -> None:
        try:
            self._connection.send_bytes(
                json.dumps(message, default=_jsonable, ensure_ascii=False).encode("utf-8", "replace")
            )
        except OSError:  # nobody listens any more
            os._exit(1)


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, channel: _Channel, name: str) -> None:
        self._channel, self._name = channel, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._channel.stream(self._name, text)
        return len(text)

    def flush(self) -> None:
        self._channel.flush()

    def writable(self) -> bool:
        return True


class _PrintedBelow:
    """What programs and libraries write to the file descriptors 1 and 2, past Python's own streams."""

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel
        self._files = {}
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            self._files[name] = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the fork lives
            os.dup2(self._files[name].fileno(), descriptor)

    def send(self) -> None:
        for name, file in self._files.items():
            if os.fstat(file.fileno()).st_size:
                file.seek(0)
                self._channel.stream(name, file.read().decode("utf-8", "replace"))
                file.seek(0)
                file.truncate()


class _Hook(DisplayHook):
    channel: _Channel

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.channel.send(kind="result", data=format_dict, metadata=md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    channel: _Channel

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
    channel: _Channel
    exited = ""

    def ask_exit(self) -> None:
        self.exited = "It called exit."

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self._last_traceback = stb
        error = {"name": etype.__name__, "message": str(evalue), "trace": list(stb)}
        self.channel.error = error
        self.channel.send(kind="error", **error)


def _shell(channel: _Channel) -> Any:
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


def _jsonable(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return repr(value)
