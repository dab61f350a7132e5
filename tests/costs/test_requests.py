"""The certificates to have issued on the CA path."""

from __future__ import annotations

from pathlib import Path

from airec_planning import tables
from airec_planning.plan import Plan
from tests.deployments import plan_of, write_deployment


def grouped(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {row["name"]: row["domains"] for row in tables.records(plan.requests)}


def carried(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {row["name"]: row["addresses"] for row in tables.records(plan.requests)}


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


SERVICES = [{"domain": f"{n}.example.com", "service": s, "certificate_name": "all"} for n, s in ("a1", "b1", "c2")]


def test_each_service_may_have_its_own_whatever_the_planner_grouped(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, SERVICES), {"requests.group": "service"})
    assert grouped(plan) == {"1": ("a.example.com", "b.example.com"), "2": ("c.example.com",)}


def test_everything_may_go_into_one_named_after_the_deployment(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path / "hangzhou", SERVICES), {"requests.group": "one"})
    assert grouped(plan) == {"hangzhou": ("a.example.com", "b.example.com", "c.example.com")}


def test_two_spellings_of_one_file_are_one_certificate(tmp_path: Path) -> None:
    listed = ["[OSS Storage]", "a.example.com", "[oss-storage]", "b.example.com"]
    assert grouped(plan_of(write_deployment(tmp_path, san_domains=listed))) == {
        "OSS Storage": ("a.example.com", "b.example.com")
    }


def test_an_address_reaches_the_certificate_of_its_section(tmp_path: Path) -> None:
    listed = ["[one]", "a.example.com", "IP:10.0.0.2", "10.0.0.1", "[two]", "b.example.com", "[three]", "::1"]
    plan = plan_of(write_deployment(tmp_path, san_domains=listed))
    assert carried(plan) == {"one": ("10.0.0.1", "10.0.0.2"), "three": ("::1",), "two": ()}


def test_an_address_without_a_section_joins_the_only_certificate(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, san_domains=["a.example.com", "10.0.0.1"]))
    assert carried(plan) == {"example.com": ("10.0.0.1",)}


def test_an_address_without_a_section_gets_a_certificate_of_its_own_beside_several(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, san_domains=["10.0.0.1", "[one]", "a.example.com", "[two]", "b.a.cn"]))
    assert carried(plan) == {"addresses": ("10.0.0.1",), "one": (), "two": ()}
