"""Links between pages, README and files of the repository lead somewhere; those outside have a sound form.

Outside nothing is asked: the tests need no network. So that an address answers is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

from tests.docs.pages import PAGES, ROOT

EVERY = [*PAGES, ROOT / "tests" / "conformance" / "README.md", ROOT / "benchmarks" / "results.md"]


def _links(page: Path) -> Iterator[str]:
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        for inner in token.children or ():
            if address := inner.attrs.get("href") or inner.attrs.get("src"):
                yield str(address)
    yield from re.findall(r"^```{image} (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)


LINKS = [(page, link) for page in EVERY for link in dict.fromkeys(_links(page))]
OUTSIDE = sorted({link for _, link in LINKS if "://" in link})


@pytest.mark.parametrize(
    ("page", "link"), [one for one in LINKS if "://" not in one[1]], ids=lambda one: str(one).removeprefix(f"{ROOT}/")
)
def test_a_link_leads_to_a_file_and_to_a_heading_of_it(page: Path, link: str) -> None:
    path, _, heading = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if heading and target.suffix == ".md":
        titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", title).strip().casefold().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("link", OUTSIDE)
def test_an_address_outside_is_well_formed_and_encrypted(link: str) -> None:
    parts = urlsplit(link)
    assert parts.scheme == "https"
    assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.netloc)
    assert not parts.query


IMAGES = sorted((ROOT / "docs" / "images").iterdir())


def test_each_picture_is_shown_and_small() -> None:
    shown = {(page.parent / link).resolve() for page, link in LINKS if link.endswith(".png")}
    assert {path for path in IMAGES if path.suffix == ".png"} == shown == set(IMAGES)
    sizes = [path.stat().st_size for path in IMAGES]
    assert max(sizes) < 150_000
    assert sum(sizes) < 1_000_000
