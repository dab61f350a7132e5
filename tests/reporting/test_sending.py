"""Digests sent for real: to a mail server and to web servers of the test's own."""

from __future__ import annotations

import email
import email.policy
import logging
import time

import pytest

from airec_planning.errors import SettingsError
from airec_planning.reporting.notices.digest import Digest
from airec_planning.reporting.notices.sending import Target, send, targets_of
from tests.reporting.notices import mail_server, silent_server, web_server

DIGEST = Digest("AIRec demo: Not ready: 1 error", "error: a.example.com: 证书 & <b>\nReport: reports/demo")
REAL = {
    "MAIL": "mailtos://user:password@smtp.example.com/ops@example.com",
    "DINGTALK": "dingtalk://0123abcd",
    "WECOM": "wecombot://0123-abcd",
    "SLACK": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/#ops",
    "HOOK": "jsons://reports.example.com/hook",
}


def test_a_mail_has_the_title_as_its_subject_and_the_digest_as_plain_text() -> None:
    with mail_server() as inbox:
        address = f"mailto://127.0.0.1:{inbox.port}?from=reports@example.com&to=ops@example.com&mode=insecure"
        assert send(Target("MAIL", address), DIGEST)
    mail = email.message_from_string(inbox.mails[0], policy=email.policy.default)
    assert mail["Subject"] == DIGEST.title
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip().splitlines() == DIGEST.text.splitlines()


def test_a_webhook_gets_title_and_text() -> None:
    with web_server() as inbox:
        assert send(Target("HOOK", inbox.webhook()), DIGEST)
    assert {"title": DIGEST.title, "message": DIGEST.text}.items() <= inbox.posts[0].items()


@pytest.mark.parametrize(
    ("address", "module", "attribute", "rest", "told"),
    [
        (
            "dingtalk://0123abcd",
            "dingtalk.NotifyDingTalk",
            "notify_url",
            "/send?access_token={token}",
            ["text", "content"],
        ),
        ("wecombot://0123-abcd", "wecombot.NotifyWeComBot", "notify_url", "/send?key={key}", ["text", "content"]),
        (
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7",
            "slack.NotifySlack",
            "webhook_url",
            "/services",
            ["attachments", 0, "text"],
        ),
    ],
    ids=["dingtalk", "wecom", "slack"],
)
def test_chats_are_sent_plain_text_that_mentions_nobody(
    address: str, module: str, attribute: str, rest: str, told: list[str | int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server() as inbox:
        monkeypatch.setattr(f"apprise.plugins.{module}.{attribute}", f"http://127.0.0.1:{inbox.port}{rest}")
        inbox.answer = (200, "ok" if "slack" in module else '{"errcode": 0}')
        assert send(Target("CHAT", address), DIGEST)
    text = inbox.posts[0]
    for key in told:
        text = text[key]
    assert "error: a.example.com: 证书" in str(text)
    assert inbox.posts[0].get("msgtype", "text") == "text"
    assert not inbox.posts[0].get("at", {}).get("isAtAll")


@pytest.mark.parametrize("kind", ["dingtalk.NotifyDingTalk", "wecombot.NotifyWeComBot"])
def test_a_refusal_with_status_200_is_no_success(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server() as inbox:
        monkeypatch.setattr(f"apprise.plugins.{kind}.notify_url", f"http://127.0.0.1:{inbox.port}/send")
        inbox.answer = (200, '{"errcode": 310000, "errmsg": "keywords not in content"}')
        assert not send(Target("CHAT", f"{kind.partition('.')[0]}://0123abcd"), DIGEST)
    assert len(inbox.posts) == 1


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_server_that_refuses_is_a_failure(status: int) -> None:
    with web_server() as inbox:
        inbox.answer = (status, "{}")
        assert not send(Target("HOOK", inbox.webhook()), DIGEST)


def test_a_server_that_never_ends_its_answer_is_given_up() -> None:
    with silent_server() as inbox:
        began = time.monotonic()
        assert not send(Target("HOOK", inbox.webhook("?rto=60")), DIGEST, patience=0.5)
        assert time.monotonic() - began < 10  # of the 200 s that the answer would take


def test_a_failure_says_nothing_of_the_address(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = "json://user:s3cret-t0ken@127.0.0.1:1/hook"
    assert not send(Target("HOOK", address), DIGEST)
    assert not send(Target("HOOK", "dingtalk://s3cret_t0ken!"), DIGEST)
    assert "s3cret" not in repr(Target("HOOK", address))
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_the_services_that_are_promised_are_known() -> None:
    references = [f"env:{name}" for name in REAL]
    assert [target.variable for target in targets_of(references, REAL, "deployment.toml")] == list(REAL)


@pytest.mark.parametrize(
    ("references", "environment", "said"),
    [
        ([], {}, "names nobody"),
        (["env:HOOK"], {}, "the variable HOOK is not set"),
        (["env:HOOK"], {"HOOK": "  "}, "the variable HOOK is not set"),
        (["env:HOOK"], {"HOOK": "s3cret"}, "holds no address that Apprise knows"),
        (["env:HOOK"], {"HOOK": "s3cret://t0ken"}, "holds no address that Apprise knows"),
        (["env:HOOK"], {"HOOK": "dingtalk://s3cret_t0ken!"}, "holds no address that Apprise knows"),
    ],
)
def test_a_target_that_cannot_be_used_is_refused_without_its_value(
    references: list[str], environment: dict[str, str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        targets_of(references, environment, "deployment.toml")
    assert "s3cret" not in str(refused.value)
    assert capfd.readouterr() == ("", "")
