"""A process that makes report after report holds as much after many as after a few."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import os
import pkgutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import airec_planning
from airec_planning.planning import make_plan
from airec_planning.reporting.notebooks import notebooks_in
from airec_planning.reporting.run import Options, report
from tests.certificates import authority, issue
from tests.deployments import write_deployment

ROOT = authority()
RUNS = 12


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """One notebook that draws a picture and shows a sum."""
    parameters = nbformat.v4.new_code_cell('deployment = ""\nas_of = ""\nsettings = ""')
    parameters.metadata["tags"] = ["parameters"]
    shows = nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\n1 + 1")
    book = nbformat.v4.new_notebook(cells=[parameters, shows])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "notebooks").mkdir()
    nbformat.write(book, tmp_path / "notebooks" / "one.ipynb")
    return tmp_path / "notebooks"


def deployment(folder: Path, number: int) -> Path:
    """Each with domains, certificates and an odd top-level label of its own."""
    domains = [f"api.deployment{number}.example.com", f"www.deployment{number}.odd{number}"]
    certificates = {f"one{number}": issue(domains[:1], ROOT), f"two{number}": issue(domains[1:], ROOT)}
    return write_deployment(folder / f"deployment{number}", domains, certificates, table="xlsx")


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors and children are listed in /proc")
def test_run_after_run_leaves_no_descriptors_children_threads_or_objects(tmp_path: Path, notebooks: Path) -> None:
    options = Options(notebooks=notebooks_in(notebooks), keep=2)
    places = [deployment(tmp_path, number) for number in range(RUNS)]
    held = []
    for place in places:
        report(make_plan(place, "2026-11-01"), tmp_path / "reports", options)
        gc.collect()
        held.append((*_descriptors_and_children(), threading.active_count(), len(gc.get_objects())))
    settled = held[RUNS // 3 :]
    assert {one[:3] for one in settled} == {settled[0][:3]}
    assert settled[-1][3] - settled[0][3] < 20 * len(settled), "objects of one run stay for the next"


def _descriptors_and_children() -> tuple[int, int]:
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    return len(os.listdir("/proc/self/fd")), len(children)  # noqa: PTH208


def test_every_cache_that_depends_on_what_is_read_is_bounded() -> None:
    unbounded = [
        f"{module}.{name}"
        for module, name, cached in _caches()
        if cached.cache_parameters()["maxsize"] is None and inspect.signature(cached.__wrapped__).parameters
    ]
    assert unbounded == []
    assert len(list(_caches())) > 10, "they are found"


def _caches() -> Iterator[tuple[str, str, Any]]:
    for found in pkgutil.walk_packages(airec_planning.__path__, "airec_planning."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == found.name:
                yield found.name, name, value
