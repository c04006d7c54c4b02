"""The gate's judgement."""

from __future__ import annotations

import pytest

from nlu.components.thresholds import Decision, Evidence, Thresholds, decide, thresholds

LIMITS = Thresholds(
    accept=0.6, clarify=0.2, inside=0.7, far=0.3, coverage=0.5, not_offered=("makian", "salam", "di_luar_topik")
)
SURE, UNSURE = Evidence(1.0, trust=0.6, inside=0.7), Evidence(1.0, trust=0.59, inside=0.7)
ODD, STRANGE = Evidence(1.0, trust=0.99, inside=0.69), Evidence(1.0, trust=0.99, inside=0.29)


def ranking(**shares: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": share} for name, share in shares.items()]


@pytest.mark.parametrize(
    ("shares", "evidence", "decision"),
    [
        ({"opp": 0.6, "lapor": 0.3, "salam": 0.1}, SURE, Decision("accept")),
        ({"opp": 0.6, "lapor": 0.3, "salam": 0.1}, UNSURE, Decision("clarify", ("opp", "lapor"))),
        ({"salam": 0.5, "opp": 0.3, "lapor": 0.2}, UNSURE, Decision("clarify", ("opp", "lapor"))),
        ({"salam": 0.6, "opp": 0.3, "lapor": 0.1}, UNSURE, Decision("accept")),
        ({"salam": 0.59, "makian": 0.3, "opp": 0.1, "lapor": 0.01}, UNSURE, Decision("reject")),
        ({"opp": 0.19, "lapor": 0.18, "salam": 0.17}, UNSURE, Decision("reject")),
        ({"salam": 0.59, "opp": 0.41}, UNSURE, Decision("reject")),
        ({"opp": 0.99, "lapor": 0.01}, Evidence(0.49, trust=1.0, inside=1.0), Decision("reject")),
        ({"opp": 1.0}, SURE, Decision("accept")),
        ({"opp": 0.8, "lapor": 0.2}, ODD, Decision("clarify", ("opp", "lapor"))),
        ({"opp": 0.8, "lapor": 0.2}, STRANGE, Decision("reject")),
        ({"di_luar_topik": 0.5, "opp": 0.4}, ODD, Decision("accept")),
        ({"di_luar_topik": 0.7, "opp": 0.2, "lapor": 0.1}, SURE, Decision("clarify", ("opp", "lapor"))),
    ],
)
def test_a_ranking_is_accepted_asked_about_or_refused(
    shares: dict[str, float], evidence: Evidence, decision: Decision
) -> None:
    assert decide(ranking(**shares), evidence, LIMITS) == decision


def test_thresholds_come_from_the_configuration_and_ignore_what_is_rasas() -> None:
    limits = thresholds({"accept": 0.7, "not_offered": ["makian"], "some_key_of_rasa": 1})
    assert (limits.accept, limits.not_offered) == (0.7, ("makian",))
