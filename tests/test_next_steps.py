"""What to do next, the most urgent first."""

from __future__ import annotations

from pathlib import Path

from airec_planning.next_steps import Step, next_steps
from tests.certificates import authority, issue
from tests.deployments import plan_of, write_deployment

DOMAIN = "api.example.com"
ROOT = authority("Root")


def steps(folder: Path) -> list[Step]:
    return next_steps(plan_of(folder))


def titles(folder: Path) -> list[str]:
    return [step.title for step in steps(folder)]


def test_when_all_is_well_the_workbook_is_handed_over(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    (title,) = titles(folder)
    assert title.startswith("Hand over certificate_info.xlsx: ") and title.endswith("mapped")
    assert "1 row are" not in title


def test_the_steps_come_in_the_order_in_which_to_take_them(tmp_path: Path) -> None:
    certificates = {
        "weak": issue(["weak.example.com"], ROOT, kind="rsa1024"),
        "soon": issue(["soon.example.com"], ROOT, began=-340),
    }
    rows = ["weak.example.com", "soon.example.com", "none.example.com", "http://bad.example.com/x"]
    names = ["weak.example.com", "soon.example.com"]
    folder = write_deployment(tmp_path, rows, certificates, san_domains=names)
    (folder / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    assert titles(folder) == [
        "Correct 1 entry of the planner's files",
        "Make 1 file readable",
        "Mend or replace 1 certificate",
        "Create 1 certificate in the console for 1 domain without a certificate",
        "Renew 1 certificate soon",
        "Bring the requirement table and san_domains into agreement",
        "Then hand over certificate_info.xlsx: 2 of 3 rows are mapped",
    ]


def test_each_item_names_its_place_the_fault_and_the_remedy(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, kind="rsa1024")})
    (mend, _) = steps(folder)
    assert mend.items == (
        "certificates/one.pem (api.example.com): RSA key of 1024 bits, at least 2048 expected. "
        "Make a new key and have the certificate issued again.",
    )


def test_two_faults_of_a_certificate_are_one_item(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, began=-400, kind="rsa1024")})
    mend = next(step for step in steps(folder) if step.title.startswith("Mend"))
    assert len(mend.items) == 1
    assert "expired on" in mend.items[0] and "1024 bits" in mend.items[0]


def test_on_the_ca_path_certificates_are_issued_by_the_own_ca(tmp_path: Path) -> None:
    rows = [{"domain": f"{n}.example.com", "certificate_name": "region"} for n in "ab"]
    folder = write_deployment(tmp_path, rows, settings="organisation.own_ca_mandated = true\n")
    found = next(step for step in steps(folder) if "issued" in step.title)
    assert found.title == "Have 1 certificate issued by the own CA for 2 domains without a certificate"
    assert found.items[0] == "region: a.example.com, b.example.com"
    assert "airec-planning requests" in found.items[1]


def test_an_expired_certificate_is_replaced(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, began=-400)})
    (mend, _) = steps(folder)
    assert mend.title == "Mend or replace 1 certificate"
    assert "Create a new certificate in the console" in mend.items[0]


def test_a_certificate_in_its_last_days_is_listed_once(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, began=-360)})
    named = [step.title for step in steps(folder) if any("certificates/one.pem" in item for item in step.items)]
    assert named == ["Renew 1 certificate soon"]


def test_without_a_table_no_rows_are_handed_over(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, certificates={"one": issue([DOMAIN], ROOT)}, san_domains=[DOMAIN])
    assert not [title for title in titles(folder) if "0 rows" in title]


def test_what_has_an_error_is_mended_before_it_is_handed_over(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT, kind="rsa1024")})
    assert steps(folder)[-1] == Step(
        "Then hand over certificate_info.xlsx: 1 of 1 row is mapped",
        ("1 row to a certificate that has an error above: mend or replace it first",),
    )


def test_a_worksheet_of_more_than_what_is_lacking_says_so(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN, "shop.example.org"], {"one": issue([DOMAIN], ROOT)})
    (create, _) = steps(folder)
    assert create.items[-1].startswith("requests/console-worksheet.xlsx lists all 2 of a plan from nothing; ")
    (folder / "deployment.toml").write_text("existing.keep = true\n")
    (create, _) = steps(folder)
    assert create.items[-1].startswith("requests/console-worksheet.xlsx lists them in order; ")
