"""``metrics.prom`` read back as Prometheus reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from airec_planning.audit.expiry import STATES
from airec_planning.expiry_files import metrics_file
from airec_planning.outputs import metrics
from airec_planning.plan import Plan
from tests.certificates import AS_OF, Issued, authority, issue
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"
DOMAIN = "api.example.com"


def families(plan: Plan) -> dict[str, Metric]:
    found = {family.name: family for family in text_string_to_metric_families(metrics_file(plan).decode())}
    for family in found.values():
        series = [tuple(sorted(sample.labels.items())) for sample in family.samples]
        assert len(set(series)) == len(series), f"{family.name} has a series twice"
    return found


def values(plan: Plan, name: str, *labels: str) -> dict[str, float]:
    """The values of a gauge by these labels."""
    return {" ".join(s.labels.get(key, "") for key in labels): s.value for s in families(plan)[name].samples}


def of(folder: Path, **certificates: Issued) -> Plan:
    return plan_of(write_deployment(folder, [DOMAIN], certificates))


def test_a_certificate_is_named_as_x509_certificate_exporter_names_it(tmp_path: Path) -> None:
    issued = issue([DOMAIN], authority("Example CA"))
    found = families(of(tmp_path / "demo", api=issued))
    [sample] = found["x509_cert_not_after"].samples
    assert sample.labels == {
        "deployment": "demo",
        "serial_number": str(issued.certificate.serial_number),
        "subject_CN": DOMAIN,
        "issuer_CN": "Example CA",
        "filename": "api.pem",
        "filepath": "certificates/api.pem",
    }
    assert sample.value == (AS_OF + dt.timedelta(days=355)).timestamp()
    assert found["x509_cert_not_before"].samples[0].value == (AS_OF - dt.timedelta(days=10)).timestamp()
    assert found["x509_cert_expired"].samples[0].value == 0


def test_each_gauge_says_what_it_means(tmp_path: Path) -> None:
    for family in families(of(tmp_path, api=issue([DOMAIN]))).values():
        assert (family.type, family.documentation[-1]) == ("gauge", ".")


def test_an_expired_certificate_is_marked(tmp_path: Path) -> None:
    plan = of(tmp_path, api=issue([DOMAIN]), old=issue(["x.example.com"], days=9))
    assert values(plan, "x509_cert_expired", "filename") == {"api.pem": 0, "old.pem": 1}


def test_a_certificate_in_two_files_has_a_series_for_each(tmp_path: Path) -> None:
    issued = issue([DOMAIN])
    issued.write(tmp_path / "certificates", "twice", issued)
    plan = of(tmp_path, api=issued)
    assert set(values(plan, "x509_cert_not_after", "filename", "discriminator")) == {"api.pem ", "twice.pem "}


def test_certificates_whose_labels_are_equal_are_told_apart(tmp_path: Path) -> None:
    ca = authority()
    one, other = twins(ca)
    one.write(tmp_path / "certificates", "api", other)
    plan = plan_of(write_deployment(tmp_path, [DOMAIN]))
    marks = set(values(plan, "x509_cert_not_after", "discriminator"))
    assert marks == {sha256[:12] for sha256 in plan.certificates["sha256"]}


def twins(ca: Issued) -> tuple[Issued, Issued]:
    """Two certificates for the same name, from the same authority, with the same serial number."""
    found = []
    for days in (100, 200):
        made = issue([DOMAIN], ca)
        builder = x509.CertificateBuilder(
            made.certificate.issuer, made.certificate.subject, made.certificate.public_key(), 7
        )
        builder = builder.not_valid_before(AS_OF).not_valid_after(AS_OF + dt.timedelta(days=days))
        found.append(Issued(builder.sign(ca.key, made.certificate.signature_hash_algorithm), made.key))
    return found[0], found[1]


def test_a_file_that_cannot_be_read_is_marked(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    plan = of(tmp_path, api=issue([DOMAIN]))
    assert values(plan, "x509_cert_error", "filepath") == {"broken.pem": 1, "certificates/api.pem": 0}


def test_required_domains_are_counted_by_state_and_named(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, [DOMAIN, "b.example.com"], {"api": issue([DOMAIN], days=14)}))
    counts = values(plan, "airec_required_domains", "state")
    assert (counts["notice"], counts["missing"], counts["ok"], set(counts)) == (1, 1, 0, set(STATES))
    assert values(plan, "airec_required_domain_valid", "domain") == {DOMAIN: 1, "b.example.com": 0}
    assert values(plan, "airec_required_domain_days_left", "domain", "state") == {f"{DOMAIN} notice": 4}


def test_findings_and_renewals_are_those_of_the_plan() -> None:
    plan = plan_of(EXAMPLE)
    findings = values(plan, "airec_findings", "severity")
    assert sum(findings.values()) == len(plan.findings)
    assert findings["error"] == 10
    weeks = values(plan, "airec_renewals_due", "week")
    assert weeks["2027-08-30"] == 3
    assert sum(weeks.values()) == len(plan.renewals)
    assert values(plan, "airec_renewals_overdue") == {"": 1}
    assert values(plan, "airec_as_of_timestamp_seconds") == {"": AS_OF.timestamp()}


def test_the_same_inputs_give_the_same_bytes_and_nothing_of_the_process() -> None:
    text = metrics_file(plan_of(EXAMPLE))
    assert text == metrics_file(plan_of(EXAMPLE))
    assert b"python_" not in text
    assert b"process_" not in text
    samples = [line for line in text.decode().splitlines() if not line.startswith("#")]
    assert {len(line.rsplit("} ", 1)[1].split()) for line in samples} == {1}, "no sample has a time of its own"


@pytest.mark.parametrize("name", ['a"b', "a\\b", "x\ny 1", "推荐", "\u202ex", "\x1b[0m", "a,b+c=d", "#", " "])
def test_any_name_stays_a_label(name: str, tmp_path: Path) -> None:
    plan = of(tmp_path, api=issue([DOMAIN], common_name=name))
    [sample] = families(plan)["x509_cert_not_after"].samples
    assert sample.labels["subject_CN"] == sample.labels["issuer_CN"]
    assert not {"\n", "\u202e", "\x1b"} & set(sample.labels["subject_CN"])


@pytest.mark.filterwarnings("ignore:Attribute's length")  # of the country, which the library would refuse
@pytest.mark.parametrize("name", ["a,b", "a+CN=b", 'a"b\\', " a ", "#a", "a=b;c", "推荐", "x\ny"])
def test_an_issuers_name_is_read_back_as_it_was(name: str) -> None:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "China", _validate=False)
    full = x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, name)])
    assert metrics._common_name(full.rfc4514_string()) == name


@pytest.mark.parametrize("text", ["", "O=Example", "CN=", "CN=\\", "CN=#zz", "=", ",,+,", "CN=a\\zz"])
def test_an_issuers_name_that_is_none_costs_nothing(text: str) -> None:
    assert isinstance(metrics._common_name(text), str)


@pytest.mark.parametrize(("hexadecimal", "decimal"), [("0A", "10"), ("-0A", "-10"), ("", ""), ("F" * 9000, "F" * 9000)])
def test_a_serial_number_is_decimal_where_that_can_be_written(hexadecimal: str, decimal: str) -> None:
    assert metrics._decimal(hexadecimal) == decimal
