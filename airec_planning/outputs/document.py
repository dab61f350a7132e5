"""What every JSON document of a command has in common."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A JSON object; its fields keep their order. Built when first made: a command makes one of the seven."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)

    def to_json(self) -> str:
        """The document as indented JSON, with a final newline."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2) + "\n"
