"""Somebody wants to die."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import GAP1
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "A",
        "suicide",
        r" (?P<v>bunuh diri|gantung diri|nggantung (?:awak|diri)|ngagantung maneh|ngendat|"
        r"nglalu|gantung maneh)",
    ),
    Rule(
        "A",
        "suicide",
        r" (?P<v>(?:mau|mending|lebih baik|mau rasa\w*) (?:saya )?(?:mati|maot))(?! "
        r"(?:lampu|listrik|gaya|ketawa|matian|nanti|"
        r"baterai|batre|penasaran))",
    ),
    Rule(
        "A",
        "suicide",
        rf" (?P<v>\w*akhiri (?:semua\w*|{GAP1}hidup\w*)|nyudahin hidup|nyusul "
        rf"(?:almarhum\w*|mendiang|ibu aja|bapak aja)|maehan maneh|mateni awak|bunuh saya "
        rf"aja|pergi (?:selamanya|untuk selamanya)) ",
    ),
    Rule(
        "A",
        "suicide",
        r" (?:mau|hampir|sudah siap) (?P<v>loncat|lompat|terjun|luncat) (?!kelas|ke|karir|"
        r"pagar|dari (?:pt|kerja))",
    ),
    Rule(
        "A",
        "suicide",
        r" (?P<v>(?:nabrakin|nabrak|tabrakin|tabrakkan|nyebur|nenggelamin|nyilet|nyakitin) "
        r"(?:diri|awak|ke (?:kereta|truk|laut))|"
        r"minum obat nyamuk|overdosis) ",
    ),
    Rule(
        "A",
        "suicide",
        r" (?P<v>tali (?:buat|untuk|kanggo|keur) (?:gantung|nggantung)|(?:nelen|minum|"
        r"nenggak) (?:obat|pil) (?:banyak|sebotol|semua)|"
        r"(?:nyayat|iris|potong) (?:nadi|pergelangan|urat)|silet (?:nadi|tangan)) ",
    ),
    Rule(
        "A",
        "suicide",
        r" (?P<v>tidak (?:ada|aya|ana) (?:gunanya|guna|artinya|gunane|gunana) (?:lagi "
        r")?(?:saya )?hidup|hidup (?:saya )?"
        r"(?:sudah )?tidak (?:ada|aya|ana) (?:guna|arti)\w*) ",
    ),
    Rule(
        "A",
        "suicide",
        r" (?P<v>(?:loncat|lompat|terjun|luncat|mencolot) (?:dari|ti|sing) (?:lantai|gedung|"
        r"atap|balkon|jendela|lt|apartemen|jembatan|luhur))",
    ),
    Rule("A", "suicide", r" (?P<v>minum (?:racun|baygon|potas|pembersih)|nginum racun|ngombe racun) "),
    Rule(
        "A",
        "suicide",
        rf" (?P<v>tidak (?:\w+ )?(?:kuat|mau|ingin|pengen|betah) {GAP1}hidup) (?!di "
        rf"(?:kampung|desa|kota))",
    ),
    Rule("A", "suicide", r" (?P<v>(?:capek|cape|lelah|bosen|bosan) hidup) (?:lagi|begini|kayak|saya|rasanya|[.?])"),
)
