"""Secrets are found as they are, and as other formats write them."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from airec_planning.execution.redaction import REDACTED, Redaction

SECRET = 'pä"ss & word'


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        repr(SECRET)[1:-1],
        json.dumps(SECRET),
        html.escape(SECRET),
        quote(SECRET, safe=""),
        base64.b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_found_however_it_is_written(written: str) -> None:
    assert "ss" not in Redaction.of_variables(["S"], {"S": SECRET}).text(f"<{written}>").replace(REDACTED, "")


@pytest.mark.parametrize("shown", ["hunter22", "mailto://user:hunter22@mail.example.com", "T0ken-of-a-webhook"])
def test_of_an_address_its_password_and_its_tokens_are_found_alone(shown: str) -> None:
    value = "mailto://user:hunter22@mail.example.com, json://chat.example.com/T0ken-of-a-webhook"
    assert Redaction.of_variables(["S"], {"S": value}).text(f"failed for {shown}!") == f"failed for {REDACTED}!"


def test_words_are_left_alone_that_are_no_secrets() -> None:
    redaction = Redaction.of_variables(["A", "B", "C"], {"A": "no", "B": "open sesame now", "C": ""})
    said = "No domain is open now; see user@mail.example.com."
    assert redaction.text(said) == said
    assert redaction.text("open sesame now") == REDACTED


def test_the_secrets_are_not_shown_with_the_object_that_holds_them() -> None:
    assert SECRET not in repr(Redaction.of_variables(["S"], {"S": SECRET}))
