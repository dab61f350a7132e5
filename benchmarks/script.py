"""What a report does, as one plain script without notebooks: the peer that says what the notebooks cost.

python -m benchmarks.script DEPLOYMENT AS_OF FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.planning import make_plan
from airec_planning.reporting.notebooks import REPORT
from airec_planning.reporting.pages import run_page
from airec_planning.reporting.run_files import write_requests, write_run_files
from airec_planning.reporting.summary import summary


def main(deployment: str, as_of: str, folder: str) -> None:
    """The same files and, for each notebook, what its cells show in one HTML file."""
    plan, place = make_plan(deployment, as_of), Path(folder)
    filled = mapping_workbook(plan)
    document = summary(plan, filled)
    write_run_files(plan, filled, document, place)
    requests = write_requests(plan, place)
    for notebook in REPORT:
        cells = json.loads(notebook.path.read_text(encoding="utf-8"))["cells"]
        shown: list[str] = []
        names = {"plan": plan}
        exec("from airec_planning import show", names)
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and source.startswith("show."):
                shown.append(eval(source, names)._repr_html_())
        (place / f"{notebook.stem}.html").write_text("\n".join(shown), encoding="utf-8")
    (place / "index.html").write_text(run_page(plan, document, REPORT, requests), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(*sys.argv[1:])
