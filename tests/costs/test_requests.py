"""The certificates to have issued on the CA path."""

from __future__ import annotations

from pathlib import Path

from airec_planning import tables
from airec_planning.planning import Plan
from tests.deployments import plan_of, write_deployment


def grouped(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {row["name"]: row["domains"] for row in tables.records(plan.requests)}


def test_certificates_are_grouped_by_the_tables_names(tmp_path: Path) -> None:
    rows = [{"domain": f"{n}.example.com", "certificate_name": "region", "service": n} for n in "ab"]
    assert grouped(plan_of(write_deployment(tmp_path, rows))) == {"region": ("a.example.com", "b.example.com")}


def test_certificates_are_grouped_by_the_sections_of_san_domains(tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(tmp_path, san_domains=["[one]", "a.example.com", "b.example.com", "[two]", "c.example.com"])
    )
    assert grouped(plan) == {"one": ("a.example.com", "b.example.com"), "two": ("c.example.com",)}


def test_a_name_in_two_sections_is_carried_by_both(tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(tmp_path, san_domains=["[one]", "a.example.com", "[two]", "a.example.com", "b.example.com"])
    )
    assert grouped(plan) == {"one": ("a.example.com",), "two": ("a.example.com", "b.example.com")}


def test_without_a_plan_each_service_gets_a_certificate_and_each_zone_the_rest(tmp_path: Path) -> None:
    rows = [{"domain": "a.example.com", "service": "api"}, {"domain": "b.example.com", "service": "api"}]
    names = ["a.example.com", "b.example.com", "x.z.example.com", "y.z.example.com"]
    plan = plan_of(write_deployment(tmp_path, rows, san_domains=names))
    assert grouped(plan) == {
        "api": ("a.example.com", "b.example.com"), "z.example.com": ("x.z.example.com", "y.z.example.com")
    }  # fmt: skip
    assert set(plan.requests["planned_in"]) == {"one for each service", "one for each zone"}


def test_a_wildcard_makes_its_children_superfluous_and_not_its_apex(tmp_path: Path) -> None:
    names = ["[one]", "*.example.com", "a.example.com", "example.com", "x.a.example.com"]
    plan = plan_of(write_deployment(tmp_path, san_domains=names))
    assert set(grouped(plan)["one"]) == {"*.example.com", "example.com", "x.a.example.com"}


def test_every_required_domain_is_carried_by_some_request() -> None:
    from airec_planning import names  # noqa: PLC0415

    plan = plan_of(Path(__file__).parents[2] / "examples/airec-demo")
    carried = [pattern for domains in plan.requests["domains"] for pattern in domains]
    assert all(any(names.covers(pattern, domain) for pattern in carried) for domain in plan.required["domain"])


def test_the_sources_of_a_certificate_are_joined(tmp_path: Path) -> None:
    rows = [
        {"domain": "a.example.com", "certificate_name": "one", "source": "HSM"},
        {"domain": "b.example.com", "certificate_name": "one", "source": "Own CA"},
    ]
    assert plan_of(write_deployment(tmp_path, rows)).requests["source"].tolist() == ["hsm+own-ca"]
