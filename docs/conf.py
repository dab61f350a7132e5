"""How Sphinx builds these pages: ``make docs``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from airec_planning import __version__  # noqa: E402

project = "AIRec certificate planning"
author = "the project's authors"
release = version = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "docs._ext.reference",
    "docs._ext.mathml",
    "docs._ext.outside",
]
exclude_patterns = ["_build", "recipes/*.md"]

html_theme = "furo"
html_title = project
html_baseurl = ""
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_math_renderer = "mathml"  # the usual one fetches MathJax from a server

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
# `airec-planning init` and the like are no Python: text in single backquotes is code, not a reference.
default_role = "code"
highlight_language = "console"
smartquotes = False  # what is quoted may be typed

# The public names are documented; what their signatures name beside them is not.
nitpicky = True
nitpick_ignore_regex = [
    (
        "py:.*",
        r"(airec_planning|pandas|pd|numpy|np|collections|datetime|dt|os|pathlib|ipywidgets|matplotlib|IPython)\..*",
    ),
    ("py:.*", r"[A-Z_]\w*(\.\w+)?"),  # names as they stand in annotations: Plan's own parts, DataFrame, Figure
]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
