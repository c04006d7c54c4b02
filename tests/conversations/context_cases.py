"""Follow-ups as people write them: what was asked before, what the model makes of it, and what is meant."""

# ruff: noqa: E501  (a table reads better on one line a case)

from __future__ import annotations

from bot.conversations.context import Before, Meant, Understood

NOTHING, UNSURE = Before(), Understood()
HELP = "Bantuan di sana"

# text, what came before, the model's verdict, what is meant (None: the verdict stands)
CASES: tuple[tuple[str, Before, Understood, tuple[Meant, ...]], ...] = (
    # a country alone is asked about as a whole
    ("kalau ke Taiwan?", NOTHING, UNSURE, (Meant("negara_tujuan", "TW"),)),
    ("kalau jepang?", NOTHING, Understood("g2g_jepang"), (Meant("negara_tujuan", "JP"),)),
    ("Korsel gmn min", Before("opp"), Understood("di_luar_topik"), (Meant("negara_tujuan", "KR"),)),
    ("mun ka hongkong kumaha", NOTHING, UNSURE, (Meant("negara_tujuan", "HK"),)),
    ("lamon ning Saudi kepriwe", NOTHING, UNSURE, (Meant("negara_tujuan", "SA"),)),
    ("klo australia boleh ga", NOTHING, UNSURE, (Meant("negara_tujuan", "AU"),)),
    ("kerja di malaysia aman gak", NOTHING, UNSURE, (Meant("negara_tujuan", "MY"),)),
    # the last question, asked for another country
    ("kalau jepang?", Before("gaji_negara", "TW"), Understood("g2g_jepang"), (Meant("gaji_negara", "JP", "Gaji"),)),
    ("kl saudi gmn bang", Before("biaya_penempatan"), UNSURE, (Meant("biaya_penempatan", "SA", "Biaya"),)),
    ("kalau jerman", Before("g2g_korea"), UNSURE, (Meant("g2g_jerman"),)),
    ("kalau korea?", Before("usia_minimum"), UNSURE, (Meant("g2g_korea"),)),
    ("kalau di malaysia?", Before("masalah_luar_negeri"), UNSURE, (Meant("masalah_luar_negeri", "MY", HELP),)),
    # a country and what is asked about it
    ("gaji di taiwan berapa", NOTHING, UNSURE, (Meant("gaji_negara", "TW", "Gaji"),)),
    ("biaya ke hongkong?", NOTHING, Understood("diminta_uang"), (Meant("biaya_penempatan", "HK", "Biaya"),)),
    ("nomor kbri malaysia", NOTHING, UNSURE, (Meant("masalah_luar_negeri", "MY", HELP),)),
    ("syarat ke korea apa aja", NOTHING, UNSURE, (Meant("g2g_korea"),)),
    ("syarat ke taiwan apa aja", NOTHING, UNSURE, (Meant("syarat_umum"),)),
    ("berapa lama ke jepang", NOTHING, UNSURE, (Meant("lama_proses"),)),
    # what is asked about, of the country named before
    ("gajinya?", Before("negara_tujuan", "TW"), UNSURE, (Meant("gaji_negara", "TW", "Gaji"),)),
    ("gajihna sabaraha", Before("negara_tujuan", "HK"), UNSURE, (Meant("gaji_negara", "HK", "Gaji"),)),
    ("gajine pira", Before("negara_tujuan", "HK"), UNSURE, (Meant("gaji_negara", "HK", "Gaji"),)),
    ("biayanya brp", Before("negara_tujuan", "TW"), UNSURE, (Meant("biaya_penempatan", "TW", "Biaya"),)),
    ("syaratnya apa aja", Before("negara_tujuan", "KR"), UNSURE, (Meant("g2g_korea"),)),
    ("jadi gaji nya berapa kalau disana", Before("negara_tujuan", "MY"), Understood("gaji_negara"),
     (Meant("gaji_negara", "MY", "Gaji"),)),
    # what is asked about, of the topic before
    ("biayanya?", Before("paspor_syarat"), Understood("diminta_uang"), (Meant("paspor_biaya"),)),
    ("biayae pira", Before("paspor_tempat"), UNSURE, (Meant("paspor_biaya"),)),
    ("syaratnya apa aja", Before("paspor_biaya"), Understood("syarat_umum"), (Meant("paspor_syarat"),)),
    ("biayanya", Before("bpjs_pmi"), UNSURE, (Meant("bpjs_pmi"),)),
    ("di mana?", Before("tes_kesehatan"), UNSURE, (Meant("tes_kesehatan"),)),
    ("alamatnya dimana", Before("bp3mi_banten"), UNSURE, (Meant("bp3mi_banten"),)),
    ("berapa lama?", Before("tahapan_berangkat"), UNSURE, (Meant("lama_proses"),)),
    ("umurnya?", Before("syarat_umum"), UNSURE, (Meant("usia_minimum"),)),
    ("biayanya?", Before("syarat_umum"), UNSURE, (Meant("biaya_penempatan"),)),
    # a place of Banten
    ("di Serang di mana?", Before("paspor_syarat"), Understood("bp3mi_banten"), (Meant("paspor_tempat", focus="Serang"),)),
    ("ning serang ning endi", Before("paspor_syarat"), UNSURE, (Meant("paspor_tempat", focus="Serang"),)),
    ("klo di rangkas dmn", Before("paspor_biaya"), UNSURE, (Meant("paspor_tempat", focus="Lebak"),)),
    ("di kec kramatwatu dimana", Before("paspor_biaya"), UNSURE, (Meant("paspor_tempat", focus="Serang"),)),
    ("di tangerang selatan dimana", Before("paspor_biaya"), UNSURE, (Meant("paspor_tempat"),)),
    ("bikin paspor di serang dimana ya kak", NOTHING, Understood("paspor_tempat"), (Meant("paspor_tempat", focus="Serang"),)),
    # the model is sure of a topic that a country's answer tells better, or guesses one
    ("saya ditawari kerja ke taiwan boleh tidak ya pak", NOTHING, Understood("negara_tujuan"), (Meant("negara_tujuan", "TW"),)),
    ("arab saudi teh masih ditutup pamarentah teu ayeuna", NOTHING, Understood("negara_tertutup"), (Meant("negara_tujuan", "SA"),)),
    ("gaji pabrik sepatu di taiwan kira kira berapa", NOTHING, Understood("gaji_negara"), (Meant("gaji_negara", "TW", "Gaji"),)),
    ("umur 40 masih bisa daftar ke korea", NOTHING, Understood("usia_minimum"), (Meant("g2g_korea"),)),
    ("pengen banget kerja ke polandia bos", NOTHING, Understood(perhaps="negara_tujuan"), (Meant("negara_tujuan", "PL"),)),
    ("bagus mana taiwan apa hongkong", NOTHING, Understood("negara_tujuan"),
     (Meant("negara_tujuan", "TW"), Meant("negara_tujuan", "HK"))),
    ("taiwan atau jepang?", NOTHING, UNSURE, (Meant("negara_tujuan", "TW"), Meant("negara_tujuan", "JP"))),
    # a confident other topic stands, and so does what says more than a follow-up
    ("paspor saya ditahan majikan di malaysia", NOTHING, Understood("paspor_ditahan"), ()),
    ("paspor saya di malaysia dibawa bos", Before("gaji_negara"), Understood(perhaps="paspor_ditahan"), ()),
    ("gaji 10 juta di malaysia", Before("gaji_negara"), Understood("cek_tawaran"), ()),
    ("admin judi di kamboja gajinya 12 juta", NOTHING, Understood("kerja_online_scam"), ()),
    ("saya mau liburan ke jepang bareng keluarga", NOTHING, Understood("di_luar_topik"), ()),
    ("biaya sekolah anak saya siapa yang bayar", Before("paspor_syarat"), Understood("keluarga_ditinggal"), ()),
    ("syarat paspor untuk ke taiwan", NOTHING, Understood("paspor_syarat"), ()),
    ("kuota bahasa korea kapan dibuka", NOTHING, Understood("g2g_korea"), ()),
    # without a context there is nothing to follow
    ("biayanya?", NOTHING, UNSURE, ()),
    ("biayanya?", Before("tppo_pengertian"), Understood("biaya_penempatan"), ()),
    ("yang mana?", Before("paspor_syarat"), UNSURE, ()),
    ("ya", Before("gaji_negara", "TW"), Understood("setuju_kosong"), ()),
    ("", Before("gaji_negara", "TW"), UNSURE, ()),
    ("50", Before("gaji_negara", "TW"), UNSURE, ()),
)  # fmt: skip
