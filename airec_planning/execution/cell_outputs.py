"""What a fork sends of a cell, as outputs of the notebook: joined, cleared and updated as nbclient would."""

from __future__ import annotations

from typing import Any

import nbformat


class CellOutputs:
    """The outputs of the cell that runs, and those that a later one may update by their display id."""

    def __init__(self) -> None:
        self._cell: Any = None
        self._clear_next = False
        self._shown: dict[str, list[Any]] = {}

    def begin(self, cell: Any) -> None:
        self._cell, self._clear_next = cell, False

    def take(self, message: dict[str, Any]) -> None:
        """A message of the kinds ``stream``, ``display``, ``result``, ``error`` or ``clear``."""
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
        last = self._cell.outputs[-1] if self._cell.outputs else None
        if last is not None and output.output_type == "stream" == last.output_type and last.name == output.name:
            last.text += output.text
            return
        self._cell.outputs.append(output)
        if display_id := message.get("display_id"):
            self._shown.setdefault(display_id, []).append(output)

    def _update(self, message: dict[str, Any]) -> None:
        for output in self._shown.get(message["display_id"], ()):
            output["data"] = nbformat.from_dict(message["data"])
            output["metadata"] = nbformat.from_dict(message["metadata"])


def _output(message: dict[str, Any]) -> Any:
    match message["kind"]:
        case "stream":
            return nbformat.v4.new_output("stream", name=message["name"], text=message["text"])
        case "error":
            return nbformat.v4.new_output(
                "error", ename=message["name"], evalue=message["message"], traceback=message["trace"]
            )
        case "result":
            return nbformat.v4.new_output(
                "execute_result",
                data=message["data"],
                metadata=message["metadata"],
                execution_count=message["execution_count"],
            )
    return nbformat.v4.new_output("display_data", data=message["data"], metadata=message["metadata"])
