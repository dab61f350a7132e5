"""What a fork sends of a cell, as outputs of the notebook: joined, cleared and updated as nbclient would."""

from __future__ import annotations

import re
from typing import Any

import nbformat

_JSON = re.compile(r"application/(.*\+)?json")
KEPT = 100_000
"""Characters of a stream that are kept: a loop that prints must not become a page of a hundred megabytes."""
TAKEN = KEPT + 10_000
"""Characters that are taken in, so that a secret at the edge is found whole before the rest goes."""


def shortened(text: str) -> str:
    """What is kept of a stream."""
    return text if len(text) <= KEPT else f"{text[:KEPT]}\n[The rest was left out.]\n"


class CellOutputs:
    """The outputs of the cell that runs, and those that a later one may update by their display id."""

    def __init__(self) -> None:
        self._cell: Any = None
        self._clear_next = False
        self._shown: dict[str, list[Any]] = {}
        self._pieces: list[str] = []
        self._taken = 0

    def begin(self, cell: Any) -> None:
        self._cell, self._clear_next = cell, False

    def end(self) -> None:
        """Put what was printed last into the cell."""
        if self._pieces:
            self._cell.outputs[-1].text += "".join(self._pieces)
        self._pieces, self._taken = [], 0

    def take(self, message: dict[str, Any]) -> None:
        """A message of the kinds ``stream``, ``display``, ``result``, ``error`` or ``clear``."""
        last = self._cell.outputs[-1] if self._cell.outputs and not self._clear_next else None
        if message["kind"] == "stream" and _is_stream(last, message["name"]):
            self._continue(last, message["text"])
            return
        self.end()
        if message["kind"] == "clear":
            self._clear_next = message["wait"]
            if not message["wait"]:
                self._cell.outputs = []
            return
        if message.get("update"):
            self._update(message)
            return
        if self._clear_next:
            self._cell.outputs, self._clear_next = [], False
        output = _output(message)
        self._cell.outputs.append(output)
        if display_id := message.get("display_id"):
            self._shown.setdefault(display_id, []).append(output)

    def _continue(self, last: Any, text: str) -> None:
        """Pieces are joined at the end: each one joined as it comes would copy all that was printed before it."""
        if len(last.text) + self._taken < TAKEN:
            self._pieces.append(text[:TAKEN])
            self._taken += len(text)

    def _update(self, message: dict[str, Any]) -> None:
        for output in self._shown.get(message["display_id"], ()):
            output["data"] = nbformat.from_dict(_bundle(message["data"]))
            output["metadata"] = nbformat.from_dict(_metadata(message["metadata"]))


def _is_stream(output: Any, name: str) -> bool:
    return output is not None and output.output_type == "stream" and output.name == name


def _output(message: dict[str, Any]) -> Any:
    match message["kind"]:
        case "stream":
            return nbformat.v4.new_output("stream", name=message["name"], text=message["text"][:TAKEN])
        case "error":
            return nbformat.v4.new_output(
                "error", ename=message["name"], evalue=message["message"], traceback=message["trace"]
            )
        case "result":
            return nbformat.v4.new_output(
                "execute_result",
                data=_bundle(message["data"]),
                metadata=_metadata(message["metadata"]),
                execution_count=message["execution_count"],
            )
    data, metadata = _bundle(message["data"]), _metadata(message["metadata"])
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def _bundle(data: Any) -> dict[str, Any]:
    """MIME types with what a notebook may hold of them: any value for JSON, else text."""
    given = data if isinstance(data, dict) else {"text/plain": data}
    return {kind: value if _holds(kind, value) else str(value) for kind, value in given.items()}


def _holds(kind: str, value: Any) -> bool:
    return isinstance(value, str) or _JSON.fullmatch(kind) is not None


def _metadata(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}
