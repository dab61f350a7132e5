"""What is wrong with a value of a settings file, in words for who wrote it.

The value is not repeated, since it may be a secret in the wrong place; what our own validators say stands as it is.
"""

from __future__ import annotations

from typing import Any

from airec_planning.language import N_, _


def wrong_value(problem: Any) -> str:
    """A problem that pydantic found (an item of ``ValidationError.errors()``), in the language that is spoken."""
    said = _EXPECTED.get(problem["type"])
    if not said:
        return str(problem["msg"].removeprefix("Value error, "))
    values = dict(problem.get("ctx", {}))
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", _(" or "))
    return _(said, **values)


_WHOLE_NUMBER = N_("a whole number is expected, without quotes")
_BOOLEAN = N_("true or false is expected, without quotes")
_DATE = N_("a date is expected, such as 2027-01-31")
_SECTION = N_("a section with settings of its own is expected, not a single value")
_EXPECTED = {
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "string_type": N_("a text in quotes is expected"),
    "list_type": N_("a list in brackets is expected"),
    "tuple_type": N_("a list in brackets is expected"),
    "dict_type": _SECTION,
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "literal_error": N_("expected is {expected}"),
    "greater_than_equal": N_("at least {ge} is expected"),
    "less_than_equal": N_("at most {le} is expected"),
    "string_too_short": N_("may not be empty"),
    "string_too_long": N_("at most {max_length} characters are expected"),
    "string_pattern_mismatch": N_("does not have the form {pattern}"),
    "too_short": N_("at least one is expected"),
    "missing": N_("is missing"),
}
