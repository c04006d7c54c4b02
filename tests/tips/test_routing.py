"""Who receives a tip is decided by data, and never against the reporter's wish."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.tips.rules.routing import BadRule, Case, Destination, Rule, holds, route

AGENCIES = ("bp3mi_banten", "imigrasi_banten", "polda_banten")
SEEDED = [
    Rule(rule["name"], rule["when"], rule["to"], rule["lead"], rule["reason_id"])
    for rule in yaml.safe_load((ROOT / "content" / "routing.yml").read_text(encoding="utf-8"))["rules"]
]


def case(*flags: str, kind: str = "unknown", departs: str | None = None, emergency: bool = False) -> Case:
    return Case(frozenset(flags), kind, departs, emergency)


def lead(found: tuple[Destination, ...]) -> str:
    (one,) = (destination.agency for destination in found if destination.lead)
    return one


@pytest.mark.parametrize(
    ("tip", "receivers", "leads"),
    [
        (case(), {*AGENCIES}, "bp3mi_banten"),
        (case("confined", kind="tppo"), {"polda_banten", "bp3mi_banten"}, "polda_banten"),
        (case("child", kind="tppo"), {"polda_banten", "bp3mi_banten"}, "polda_banten"),
        (case("departs_72h"), {*AGENCIES}, "imigrasi_banten"),
        (case("confined", "departs_72h", kind="tppo"), {*AGENCIES}, "polda_banten"),
        (case("abroad", kind="tppm"), {*AGENCIES}, "bp3mi_banten"),
        (case("visa_kunjungan", kind="tppm"), {*AGENCIES}, "imigrasi_banten"),
        (case(departs="sudah_berangkat", kind="tppo"), {"polda_banten", "bp3mi_banten"}, "bp3mi_banten"),
    ],
)
def test_the_seeded_rules_send_a_tip_where_it_belongs(tip: Case, receivers: set[str], leads: str) -> None:
    found = route(SEEDED, tip, active=AGENCIES)
    assert {one.agency for one in found} == receivers
    assert lead(found) == leads
    assert all(one.reason for one in found)


def test_an_agency_left_out_neither_receives_nor_leads() -> None:
    found = route(SEEDED, case("confined", kind="tppo"), active=AGENCIES, excluded=["polda_banten"])
    assert [one.agency for one in found] == ["bp3mi_banten"]
    assert found[0].lead


def test_when_nobody_is_left_of_the_rules_another_agency_receives_it() -> None:
    found = route(SEEDED, case("confined", kind="tppo"), active=AGENCIES, excluded=["polda_banten", "bp3mi_banten"])
    assert [(one.agency, one.lead) for one in found] == [("imigrasi_banten", True)]


def test_an_agency_that_is_switched_off_is_skipped() -> None:
    found = route(SEEDED, case(), active=["bp3mi_banten"])
    assert [one.agency for one in found] == ["bp3mi_banten"]


def test_an_unknown_condition_is_an_error_and_not_a_rule_that_never_holds() -> None:
    with pytest.raises(BadRule):
        holds({"bendera": ["child"]}, case())


@given(
    st.frozensets(st.sampled_from(["confined", "child", "abroad", "departs_72h", "utang", "visa_umrah", "uang"])),
    st.sampled_from(["tppo", "tppm", "unknown"]),
    st.frozensets(st.sampled_from(AGENCIES), max_size=2),
)
def test_every_tip_reaches_somebody_has_one_lead_and_never_an_excluded_agency(
    flags: frozenset[str], kind: str, excluded: frozenset[str]
) -> None:
    found = route(SEEDED, case(*flags, kind=kind), active=AGENCIES, excluded=excluded)
    assert found
    assert not {one.agency for one in found} & excluded
    assert len({one.agency for one in found}) == len(found)
    assert lead(found)
