"""In flight, stranded, out of reach, or crying for help."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import FAMILY, GAP2, GAP3, GAP5, SCAM
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("A", "abroad", r" (?P<v>dikejar\w*) (?:\w+ )?(?:majikan|orang|preman|sama|pake|polisi|terus|mereka) "),
    Rule("A", "abroad", rf" (?:kabur|majikan|saya|kami) {GAP5}(?P<v>sembunyi) (?!utang|dari utang|dari bank)"),
    Rule(
        "A",
        "abroad",
        r" (?:selamatkan|selametin|selamatin|nyalametkeun|salametkeun|slametaken|slametna|"
        r"slametake|bebasin|bebaskan|"
        r"lepasin|keluarin|kaluarkeun|metokna|jemputin|evakuasi) (?:\w+ )?(?:saya|anak|istri|"
        r"adik|kakak|suami|teman|dari "
        r"(?:sini|tempat)|ti (?:dieu|ditu)|sing kene|nyawa|pak)",
        weighed=False,
    ),
    Rule(
        "A",
        "abroad",
        r" minta (?:tolong )?(?:di(?:selamat|bebas|evakuasi|keluar)\w*|diselametin|diselamatin) ",
        weighed=False,
    ),
    Rule(
        "A",
        "abroad",
        r" (?:kapal|perahu|boat|speedboat|sampan|speed) [^.?]{0,40}?(?P<v>tenggelam|karam|"
        r"bocor|terbalik|kebalik|terombang\w*)",
    ),
    Rule(
        "A",
        "abroad",
        rf" tolong {GAP3}(?:selamatkan|selametin|selamatin|nyalametkeun|salametkeun|"
        rf"slametaken|bebasin|keluarin|jemput saya|evakuasi) ",
        weighed=False,
    ),
    Rule(
        "A",
        "abroad",
        rf" (?:kamboja|myanmar|myawaddy|laos|poipet|kk park) [^.?]{{0,50}}?(?:tidak (?:bisa|"
        rf"boleh) pulang|{SCAM} "
        r"(?:tidak|terus|kalau))",
    ),
    Rule(
        "B",
        "abroad",
        r" tidak (?:ada|aya|ana) (?:kabar\w*|berita\w*|wartana)|(?P<v>hilang kontak|lost "
        r"contact|lost kontak|putus kontak|"
        r"ilang kontak)",
    ),
    Rule("B", "abroad", rf" {FAMILY} {GAP5}(?P<v>tidak bisa dihubungi|terlantar|ditelantar\w*|diusir|pingsan)"),
    Rule("B", "abroad", r" (?:saya|kami) (?:\w+ )?(?P<v>terlantar|ditelantar\w*|diusir|dibuang|ditinggal di)"),
    Rule(
        "B",
        "abroad",
        r" (?P<v>(?:kabur|lari) (?:dari|ti|sing|saka) (?:rumah )?(?:majikan|mess|penampungan|"
        r"pabrik|perusahaan|pt))",
    ),
    Rule("B", "abroad", r" (?<!takut )gaji\w* tidak (?:dibayar|dikasih|boleh|turun|keluar)|tidak (?:di)?gaji "),
    Rule("B", "abroad", r" sakit [^.?]{0,25}?tidak (?:dibawa|diobat\w*|boleh|berobat|ke)"),
    Rule("B", "abroad", rf" (?P<v>disuruh) {GAP2}{SCAM} "),
    Rule("B", "abroad", r" di (?:myawaddy|kamboja|myanmar|laos|poipet|kk park) [^.?]{0,40}?pulang "),
    Rule("B", "abroad", r" (?:saya|kami) (?:tidak|merasa tidak|rasanya tidak) aman "),
    Rule("B", "abroad", r" nangis {0,1}[^.?]{0,40}?pulang "),
    Rule("B", "abroad", r"^ (?:saya )?takut (?:banget|pisan|sekali|bgt|pak|bu|saya|nih|nemen|[.?] )*$", weighed=False),
    Rule("B", "abroad", r"^ (?:saya )?takut (?:banget|pisan|sekali|bgt|nih|nemen)", weighed=False),
    Rule("B", "abroad", r" takut (?:sama |karo |ka |ke )?(?:majikan|dia|mereka) "),
    Rule("B", "abroad", r" (?:ini darurat|gawat|urgent|genting|keadaan darurat) (?!berapa|nomor)", weighed=False),
    Rule(
        "B",
        "abroad",
        r" tolong (?:cepat|cepet|segera|buruan|sekarang|gancang|age|enggal|darurat) (?!di|"
        r"bales|balas|respon|kirim|info|jawab)|(?:cepat|cepet|segera|buruan) tolong ",
    ),
    Rule(
        "B",
        "abroad",
        r"^ (?:saya |minta |njaluk |menta |mohon |please )*(?:tolong|help|sos|s o s|help me|"
        r"mayday) (?:(?:saya|pak|bu|min|bang|kak|"
        r"please|dong|segera|cepat|cepet|banget|kami|me|tolong|sekarang|minta|[.?]) )*$",
        weighed=False,
    ),
)
