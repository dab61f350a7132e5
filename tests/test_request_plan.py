"""Which certificates the own CA is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.errors import InputError, SettingsError
from airec_planning.outputs.signing_requests import SigningRequest
from airec_planning.request_plan import key_kind, signing_requests
from tests.certificates import authority, issue, new_key
from tests.deployments import plan_of, write_deployment

ROOT = authority("Root")
SETTINGS = "organisation.own_ca_mandated = true\n"


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """Each domain is planned in a certificate of its first label, most of which have a fault of their own."""
    labels = ("fine", "missing", "ending", "due", "expired", "weak", "wrongkey", "coming", "misnamed")
    rows = [{"domain": f"{label}.cn", "certificate_name": label, "service": label} for label in labels]
    made = {
        "fine": issue(["fine.cn"], ROOT),
        "ending": issue(["ending.cn"], ROOT, began=-340),
        "due": issue(["due.cn"], ROOT, began=-360),
        "expired": issue(["expired.cn"], ROOT, began=-400),
        "weak": issue(["weak.cn"], ROOT, kind="rsa1024"),
        "wrongkey": issue(["wrongkey.cn"], ROOT),
        "coming": issue(["coming.cn"], ROOT, began=5),
        "misnamed": issue(["other.cn"], ROOT),
    }
    folder = write_deployment(tmp_path / "d", rows, made, settings=SETTINGS)
    other = issue(["x.cn"], ROOT, key=new_key())
    (folder / "certificates" / "wrongkey.key").write_bytes(other.key_pem())
    ROOT.write(folder / "ca", "root", key=False)
    return folder


def asked(folder: Path, **options: object) -> dict[str, SigningRequest]:
    return {one.name: one for one in signing_requests(plan_of(folder), **options)}  # type: ignore[arg-type]


def test_what_is_lacking_faulty_or_due_is_asked_for_and_nothing_else(deployment: Path) -> None:
    found = asked(deployment)
    assert {name: one.why for name, one in found.items()} == {
        "due": "certificates/due.pem has 5 days left",
        "ending": "certificates/ending.pem has 25 days left",
        "expired": "no valid certificate for expired.cn",
        "misnamed": "no valid certificate for misnamed.cn",
        "missing": "no valid certificate for missing.cn",
        "weak": "certificates/weak.pem: RSA key of 1024 bits, at least 2048 expected",
        "wrongkey": "certificates/wrongkey.pem: certificates/wrongkey.key is the key of another certificate",
    }


def test_what_serves_the_same_names_is_cloned_and_what_does_not_is_not(deployment: Path) -> None:
    found = asked(deployment)
    assert found["weak"].renews == "certificates/weak.pem"
    assert "O=Example" in found["weak"].subject.rfc4514_string()
    assert (found["misnamed"].renews, found["misnamed"].domains) == ("", ("misnamed.cn",))
    assert found["missing"].renews == ""


def test_everything_that_is_planned_is_asked_for_when_told_so(deployment: Path) -> None:
    found = asked(deployment, everything=True)
    assert len(found) == 9
    assert (found["fine"].why, found["fine"].renews) == ("as planned", "certificates/fine.pem")


@pytest.mark.parametrize("file", ["certificates/fine.pem", "d/certificates/fine.pem", "./d/certificates/fine.pem"])
def test_a_certificate_is_renewed_by_its_file_and_nothing_else_is_asked_for(file: str, deployment: Path) -> None:
    (found,) = asked(deployment, renew=[file]).values()
    assert (found.name, found.stem, found.renews, found.domains) == (
        "fine",
        "fine",
        "certificates/fine.pem",
        ("fine.cn",),
    )


@pytest.mark.parametrize("file", ["certificates/none.pem", "ca/root.pem", "", "ine.pem"])
def test_what_is_no_servers_certificate_cannot_be_renewed(file: str, deployment: Path) -> None:
    with pytest.raises(InputError, match="is no server's certificate") as refused:
        asked(deployment, renew=[file])
    assert len(str(refused.value).splitlines()) == 2


def test_the_groups_are_those_of_the_settings(deployment: Path) -> None:
    (deployment / "deployment.toml").write_text(SETTINGS + "requests.group = 'one'\n")
    (found,) = asked(deployment).values()
    assert found.name == "d"
    assert "missing.cn" in found.domains and "fine.cn" in found.domains


def test_addresses_are_asked_for_with_the_names_of_their_section(tmp_path: Path) -> None:
    san = ["[portal]", "a.cn", "IP:10.0.0.1", "[other]", "b.cn", "[bare]", "2001:DB8::1"]
    found = asked(write_deployment(tmp_path, [], san_domains=san, settings=SETTINGS))
    assert {name: (one.domains, one.addresses) for name, one in found.items()} == {
        "bare": ((), ("2001:db8::1",)),
        "other": (("b.cn",), ()),
        "portal": (("a.cn",), ("10.0.0.1",)),
    }


def test_names_that_would_be_one_file_are_one_certificate(tmp_path: Path) -> None:
    san = ["[a/b]", "a.cn", "[A b]", "b.cn", "[con]", "c.cn", "[../x]", "d.cn"]
    found = signing_requests(plan_of(write_deployment(tmp_path, [], san_domains=san, settings=SETTINGS)))
    assert sorted((one.stem, one.domains) for one in found) == [
        ("a-b", ("a.cn", "b.cn")), ("con_", ("c.cn",)), ("x", ("d.cn",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ("", "rsa-2048"),
        ("checks.minimum_rsa_bits = 3072\n", "rsa-3072"),
        ("checks.minimum_rsa_bits = 9000\n", "ec-p256"),
        ("requests.key = 'ec-p384'\n", "ec-p384"),
    ],
)
def test_the_key_is_one_that_the_audit_accepts(settings: str, kind: str, tmp_path: Path) -> None:
    assert key_kind(plan_of(write_deployment(tmp_path, ["a.cn"], settings=settings)).settings) == kind


@pytest.mark.parametrize(
    "key", ["'rsa-2048'\nchecks.minimum_rsa_bits = 3072", "'ec-p256'\nchecks.minimum_ec_bits = 384"]
)
def test_a_key_that_the_audit_would_object_to_is_refused(key: str, tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, ["a.cn"], settings=f"requests.key = {key}\n"))
    with pytest.raises(SettingsError, match="does not accept"):
        key_kind(plan.settings)
