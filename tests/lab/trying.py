"""What a person does in JupyterLab, and what he would see."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError

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
_BEYOND = """box => [...box.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > box.getBoundingClientRect().right + 1)
    .map(one => `${one.tagName} ${one.className}`)"""
_SEEN = """one => new Promise(told => {
    new IntersectionObserver(([entry]) => told(entry.intersectionRatio >= 0.5)).observe(one);
})"""
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


def reach(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until what has this name has the focus, as someone without a mouse does."""
    passed = []
    for _step in range(60):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        passed.append(page.evaluate(_FOCUSED))
        if passed[-1] == name:
            return
    raise AssertionError(f"{name} was not reached by Tab, but {passed}")


def focused(page: Page) -> Any:
    """The name of what has the focus, as a screen reader says it."""
    return page.evaluate(_FOCUSED)


def shown(page: Page, *texts: str) -> None:
    """Wait until the explorer's figures say all of this."""
    try:
        page.wait_for_function(_SAYS, arg=list(texts))
    except TimeoutError:
        raise AssertionError(f"{texts} is not said, but: {figures(page)}; the focus is on {focused(page)}") from None


def figures(page: Page) -> str:
    """What the explorer says: the answer, what is changed, and both paths' figures."""
    said: str = page.evaluate(_FIGURES)
    return said


_FOCUSED = """() => {
    const one = document.activeElement;
    return (one.labels?.[0]?.textContent || one.getAttribute("aria-label") || one.textContent).trim().slice(0, 60);
}"""
_FIGURES = """() => document.querySelector(".explorer").textContent"""
_SAYS = """texts => {
    const said = document.querySelector(".explorer")?.textContent ?? "";
    return texts.every(text => said.includes(text));
}"""


def wider_than_their_place(page: Page) -> list[Any]:
    """Parts of the cells' outputs that can be scrolled sideways."""
    found: list[Any] = page.evaluate(_WIDER)
    return found


def beyond_its_edge(page: Page, box: str) -> list[Any]:
    """Parts of a box that reach further to the right than the box itself."""
    found: list[Any] = page.locator(box).evaluate(_BEYOND)
    return found


def in_sight(locator: Locator) -> bool:
    """Whether half of it at least is on the screen, not scrolled away."""
    return bool(locator.evaluate(_SEEN))
