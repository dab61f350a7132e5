"""The explorer in a kernel that hears widgets in several threads, as JupyterLab has it: first done is first heard."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

EXAMPLE = Path(__file__).parents[1] / "examples" / "airec-demo"
PATIENCE = 120
TIMES = 20
MADE = f"""
import json
from decimal import Decimal
from airec_planning import make_plan
from airec_planning.explorer.widgets import Explorer
explorer = Explorer(make_plan({str(EXAMPLE)!r}, "2026-11-01"))
"""
"""The explorer, as a cell makes it."""
TOUCHED = (
    '{"name": explorer.name, "pin": explorer.pin, "rename": explorer.rename, '
    '"price": explorer.inputs["prices.standard"]}'
)


class Page:
    """A page on which one control was moved, and that sends whatever comes then without waiting for anything."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        client.execute_interactive(MADE, timeout=PATIENCE, store_history=False)
        self._comms = self.asked(f"{{name: widget.comm.comm_id for name, widget in {TOUCHED}.items()}}")
        self._subshell = self._made_subshell()
        self.types("price", 0.51)
        self.until('explorer.session.values["prices.standard"] == Decimal("0.51")')

    def types(self, widget: str, value: Any) -> None:
        self._send(widget, {"method": "update", "state": {"value": value}, "buffer_paths": []})

    def presses(self, widget: str) -> None:
        self._send(widget, {"method": "custom", "content": {"event": "click"}})

    def asked(self, expression: str) -> Any:
        """The value of an expression in the kernel's main thread, where cells run."""
        reply = self._client.execute_interactive(
            "", user_expressions={"it": f"json.dumps({expression})"}, timeout=PATIENCE, store_history=False
        )
        text = reply["content"]["user_expressions"]["it"]["data"]["text/plain"]
        return json.loads(text[1:-1].replace("\\'", "'").replace("\\\\", "\\"))

    def until(self, expression: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not self.asked(expression):
            assert time.monotonic() < ends, self.asked("[explorer.session.line, list(explorer.session.state.pins)]")
            time.sleep(0.05)

    def _made_subshell(self) -> str:
        client = self._client
        client.control_channel.send(client.session.msg("create_subshell_request"))
        return str(client.get_control_msg(timeout=PATIENCE)["content"]["subshell_id"])

    def _send(self, widget: str, data: dict[str, Any]) -> None:
        message = self._client.session.msg("comm_msg", {"comm_id": self._comms[widget], "data": data})
        message["header"]["subshell_id"] = self._subshell
        self._client.shell_channel.send(message)


@pytest.fixture
def page() -> Iterator[Page]:
    manager, client = start_new_kernel()
    try:
        yield Page(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_button_that_is_pressed_at_once_does_it_with_what_was_typed_before(page: Page) -> None:
    page.types("name", "pin")
    page.presses("pin")
    for number in range(TIMES):
        page.types("name", f"renamed-{number}")
        page.presses("rename")
    page.until(f'list(explorer.session.state.pins) == ["renamed-{TIMES - 1}"]')
    assert page.asked("explorer.session.line") == ""


def test_no_press_is_lost_while_something_else_is_worked_out(page: Page) -> None:
    for number in range(TIMES):
        page.types("price", 0.52 + number / 100)
        page.types("name", f"pin-{number}")
        page.presses("pin")
    page.until(f"len(explorer.session.state.pins) == {TIMES}")
    pinned = page.asked('[str(pin["prices.standard"]) for pin in explorer.session.state.pins.values()]')
    assert pinned == [f"{0.52 + number / 100:.2f}" for number in range(TIMES)]
