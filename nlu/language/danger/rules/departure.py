"""Carried off by force, or sent away by night."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import FAMILY, GAP1, GAP2, GAP3, GAP5, SOON, W
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("A", "departure", r" (?P<v>jemput|bawa|dijemput|dibawa) saya (?:saya )?tidak mau (?:tapi )?dipaksa "),
    Rule(
        "A",
        "departure",
        r" (?P<v>(?:dijemput|dibawa|diangkut|diterbang\w+|diberangkat\w+|dikirim|ditarik|"
        r"dinaikin|naik \w+|jemput|bawa) "
        r"(?:secara )?paksa) ",
    ),
    Rule(
        "A",
        "departure",
        r" (?P<v>dipaksa) (?:\w+ )?(?:berangkat|brangkat|brgkt|indit|mangkat|terbang|naik|"
        r"ikut|pergi|jalan|masuk|miang|milu|melu)",
    ),
    Rule(
        "A",
        "departure",
        rf" (?:bawa|maksa|paksa|jemput|jemputin|angkut|mawa|nggawa) (?:saya|anak|istri|"
        rf"adik|kakak|teman) {GAP1}(?:paksa|naik (?:mobil|kapal|motor|bus|pesawat|perahu|"
        rf"speedboat|boat) )",
    ),
    Rule(
        "A",
        "departure",
        rf" (?:saya|{FAMILY}) {GAP3}(?P<v>diseret|ditarik|didorong|dimasukin|diseret "
        rf"seret) {GAP2}(?:mobil|kapal|bus|motor|perahu|pesawat)",
    ),
    Rule(
        "A",
        "departure",
        rf" {FAMILY} {GAP5}(?P<v>dibawa|diambil) (?:sama |ku |kabur |lari )*(?:orang "
        rf"(?:tidak|asing|yang tidak)|kabur|lari|paksa|majikan) ",
    ),
    Rule(
        "A",
        "departure",
        r" (?:digedor|gedor|maksa|nyeret|ngepung|dikepung|narik)\w* [^?]{0,50}?(?:bawa|"
        r"jemput|ambil|angkut) (?:saya|anak|istri|adik)",
    ),
    Rule(
        "A",
        "departure",
        rf" (?:tidak mau|embung|emoh) (?:berangkat|indit|mangkat|ikut|pergi) "
        rf"{GAP3}(?:dipaksa|dijemput|sudah jemput|travel)",
    ),
    Rule(
        "A",
        "departure",
        rf" (?:banyak|belasan|puluhan|rombongan|\d+|beberapa) {GAP1}(?:perempuan|orang|"
        rf"anak|gadis) [^.?]{{0,60}}?"
        rf"(?:{SOON} [^.?]{{0,30}}?(?:diberangkat|dikirim|diangkut|dibawa|diterbang)|"
        rf"(?:diberangkat|dikirim|diangkut|"
        rf"dibawa|diterbang)\w* {GAP2}{SOON})",
    ),
    Rule(
        "B",
        "departure",
        rf" (?:perempuan|cewe2nya|cewenya|gadis|anak) {GAP5}(?:diberangkat\w*|"
        rf"dibrangkat\w*|dikirim\w*|diangkut) ",
    ),
    Rule("B", "departure", rf" (?P<v>dipaksa) (?:nikah|kawin|kerja|lembur|{W} kerja)"),
    Rule(
        "B",
        "departure",
        r" (?:mereka|dia|majikan) (?:mau|sudah|akan) (?:bawa|jemput|ambil|angkut) (?:saya|"
        r"anak|istri|adik) ",
    ),
)
