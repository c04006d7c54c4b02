"""What a step of a report says and asks: names of answers only, never words and never personal data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Say:
    """One answer to render. `params` are harmless: keys of choices, numbers, never what somebody told."""

    answer: str
    params: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"answer": self.answer, "params": self.params}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Say:
        return cls(stored["answer"], dict(stored["params"]))


@dataclass(frozen=True)
class Step:
    """One step of the report form.

    `markers` are the form's slots that change: "dijawab", "dilewati", or None to open one again. `ask` is the
    question that now waits (None: the form ends, and `result` says how: kirim, batal, tidak_aman). `aside` is
    an act the citizen asked for in between, which another use case answers before the question comes again.
    """

    markers: dict[str, str | None]
    ask: str | None
    says: tuple[Say, ...]
    result: str | None = None
    aside: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "markers": self.markers,
            "ask": self.ask,
            "says": [say.to_json() for say in self.says],
            "result": self.result,
            "aside": self.aside,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Step:
        return cls(
            markers=dict(stored["markers"]),
            ask=stored["ask"],
            says=tuple(Say.from_json(say) for say in stored["says"]),
            result=stored["result"],
            aside=stored["aside"],
        )
