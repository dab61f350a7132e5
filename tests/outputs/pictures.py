"""Pictures as tests read them."""

from __future__ import annotations

from xml.etree import ElementTree

from airec_planning.outputs.fragments import Fragment


def drawn(fragment: Fragment) -> ElementTree.Element:
    """The figure as parsed XML; its alternative text is there for both readers."""
    root = ElementTree.fromstring(fragment.html)
    assert (root.tag, root.get("role")) == ("figure", "img")
    assert root.get("aria-label") == fragment.text != ""
    return root


def words(fragment: Fragment) -> str:
    return " ".join("".join(e.itertext()) for e in drawn(fragment).iter("{http://www.w3.org/2000/svg}text"))
