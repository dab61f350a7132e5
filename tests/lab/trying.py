"""What a person does in JupyterLab, and what he would see."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

_READY = """() => {
    const kernel = document.querySelector(".jp-Toolbar-kernelName")?.textContent;
    const status = document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status;
    return kernel && kernel !== "No Kernel" && status === "idle";
}"""
"""Before there is a kernel the indicator says idle too, and cells that are run then are not run at all."""
_ENDED = """() => {
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(one => one.textContent.trim());
    const failed = document.querySelector(".jp-OutputArea-output[data-mime-type*='jupyter.error']");
    return failed !== null || (prompts.length > 0 && prompts.every(prompt => /^\\[\\d+\\]:$/.test(prompt)));
}"""
_WIDER = """() => [...document.querySelectorAll(".jp-OutputArea-output, .jp-OutputArea-output *")]
    .filter(one => one.scrollWidth > one.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
    .map(one => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""


def run_all_cells(page: Page) -> None:
    """Through the menu, once the kernel is there; every cell has to come to its end."""
    page.wait_for_function(_READY)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(_ENDED)
    page.wait_for_function(_READY)
    errors = page.locator(".jp-OutputArea-output[data-mime-type*='jupyter.error']").all_text_contents()
    assert errors == []


def wider_than_their_place(page: Page) -> list[Any]:
    """Parts of the cells' outputs that can be scrolled sideways."""
    found: list[Any] = page.evaluate(_WIDER)
    return found
