"""Within the fork: what cells print and show, as messages to the process that forked it."""

from __future__ import annotations

import base64
import io
import json
import os
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from airec_planning.execution.printed_below import DESCRIPTORS


class Channel:
    """Messages as JSON, from any thread of the fork, and from no copy of it that a cell makes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pending: dict[str, str] = {}
        self._lock = threading.RLock()  # two threads that print would mix their messages' bytes
        self._process = os.getpid()
        self.error: dict[str, Any] | None = None

    @property
    def ours(self) -> bool:
        """False in a process that a cell has forked."""
        return os.getpid() == self._process

    def stream(self, name: str, text: str) -> None:
        if not self.ours:
            os.write(DESCRIPTORS[name], text.encode("utf-8", "replace"))
            return
        with self._lock:
            if self._pending and name not in self._pending:
                self.flush()
            self._pending[name] = self._pending.get(name, "") + text
            if "\n" in text:
                self.flush()

    def flush(self) -> None:
        if not self.ours:
            return
        with self._lock:
            for name, text in self._pending.items():
                self._put({"kind": "stream", "name": name, "text": text})
            self._pending.clear()

    def send(self, **message: Any) -> None:
        if not self.ours:
            return
        with self._lock:
            self.flush()
            self._put(message)

    def tell_error(self, error: BaseException, trace: Sequence[str] = ()) -> None:
        """An exception that ended a cell, whatever its class makes of being shown; what that raises in turn is not."""
        if self.error is not None:
            return
        name = str(type(error).__name__)
        try:
            message = str(error)
        except Exception:
            message = "Its text could not be made."
        self.error = {"name": name, "message": message, "trace": list(trace) or [f"{name}: {message}"]}
        self.send(kind="error", **self.error)

    def _put(self, message: dict[str, Any]) -> None:
        try:
            self._connection.send_bytes(
                json.dumps(message, default=_jsonable, ensure_ascii=False).encode("utf-8", "replace")
            )
        except OSError:  # nobody listens any more
            os._exit(1)


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the cells."""

    encoding = "utf-8"

    def __init__(self, channel: Channel, name: str) -> None:
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


def _jsonable(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return repr(value)
