"""A child taken, sold, carried off."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import CARRIED, CHILD_AGE, GAP3, GAP5, SOON
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "A",
        "child",
        rf" (?:anak|keponakan) {GAP3}(?P<v>diculik|dijual|dibawa (?:kabur|lari|paksa|pergi "
        rf"(?:sama|ku|orang|calo)|calo|majikan|orang|sama (?:orang|"
        r"majikan)|ku (?:majikan|orang))|diambil (?:sama |paksa )?(?:majikan|orang|paksa))",
    ),
    Rule(
        "A",
        "child",
        rf" {CHILD_AGE} {GAP5}(?P<v>{CARRIED}) {GAP3}(?:{SOON}|majikan|kafe|cafe|karaoke|"
        rf"tetangga|paksa|kerja|orang|ka|ke|ning|mobil|sama|pergi|perekrut)",
    ),
    Rule(
        "A",
        "child",
        rf" anak (?:\w+ )?(?:di ?bawah umur|kecil|leutik|cilik|smp|sma|sd) "
        rf"{GAP5}(?P<v>{CARRIED}|dikumpul\w*|dipekerja\w*) ",
    ),
    Rule(
        "A",
        "child",
        rf" (?:anak|bocah|remaja) [^.?]{{0,50}}?(?P<v>dikumpul\w*) [^.?]{{0,50}}?(?:{SOON}|"
        rf"dibawa|dikirim)",
    ),
    Rule("A", "child", rf" (?P<v>{CARRIED}) {GAP5}{CHILD_AGE} "),
    Rule("A", "child", r" (?P<v>diculik) "),
    Rule("A", "child", rf" {SOON} [^?]{{0,40}}?anak anak (?:yang |yg )?(?:mau )?(?P<v>{CARRIED}) "),
)
