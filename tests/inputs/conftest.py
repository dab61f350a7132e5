"""What several tests of reading look at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from airec_planning.inputs import reading
from airec_planning.inputs.contents import File, Others, Rows


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, each time that any are."""
    names: list[str] = []
    really = reading.read_contents

    def noted(files: Sequence[File]) -> tuple[Rows, Others]:
        names.extend(file for file, _ in files)
        return really(files)

    monkeypatch.setattr(reading, "read_contents", noted)
    return names
