"""The topics that have an answer, each with the words its first sentence must say, one block a group."""

from __future__ import annotations

NAMES = {
    # dasar
    "syarat_umum": "syarat",
    # jalur
    "jalur_penempatan": "jalur",
    # cek
    "cek_p3mi": "p3mi",
    # imigrasi
    "paspor_syarat": "paspor",
    # biaya
    "biaya_penempatan": "biaya",
    # persiapan
    "opp": "opp",
    # hak
    "paspor_ditahan": "paspor ditahan",
    # jaminan
    "bpjs_pmi": "bpjs",
    # negara
    "kerja_online_scam": "kerja online",
    # bahaya
    "tppo_pengertian": "tppo",
    # bantuan
    "nomor_darurat": "nomor darurat",
    # lembaga
    "bp3mi_banten": "bp3mi banten",
    # bot
    "tentang_bot": "langkah aman",
    "privasi_bot": "data anda",
}
