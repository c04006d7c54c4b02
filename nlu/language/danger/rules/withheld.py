"""Passport and telephone taken."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import GAP1, GAP2, GAP3, GAP5, TAKEN
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("A", "withheld", rf" paspor {GAP5}hp {GAP3}(?P<v>{TAKEN}) "),
    Rule("A", "withheld", rf" hp {GAP5}paspor {GAP3}(?P<v>{TAKEN}) "),
    Rule("A", "withheld", rf" (?:hp|paspor) {GAP1}(?P<v>{TAKEN}) {GAP2}(?:hp|paspor) {GAP1}(?:juga |{TAKEN})"),
    Rule(
        "A",
        "withheld",
        rf"^(?=.* (?:paspor|hp) [^.?]{{0,40}}?{TAKEN} )(?=.* tidak (?:bisa |boleh "
        rf")+(?:\w+ )?(?:pulang|keluar|kabur) )"
        r"(?=.* saya |.* anak |.* istri |.* adik )",
    ),
    Rule(
        "A",
        "withheld",
        r"^(?=.* tidak (?:boleh|bisa) (?:me)?(?:pegang|megang|pakai|pake|bawa|punya|nyekel|"
        r"nyepeng) hp )"
        r"(?=.* tidak (?:bisa |boleh )+(?:\w+ )?(?:pulang|keluar|kabur) )",
    ),
    Rule(
        "B",
        "withheld",
        rf" (?:paspor|hp) {GAP2}(?P<v>{TAKEN}) (?!(?:maling|copet|jambret|di kantor|di "
        rf"imigrasi|imigrasi|polisi|sendiri|siapa|kapan|mana|jam))",
    ),
)
