"""The tables behind context.py: which topics hang together, which words name an aspect, and which say nothing."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re

from bot.answers.destinations import FEE, HELP, WAGE

NAMED = ("country", "village")
"""What may be named in a bare follow-up."""
SHORT = 8
"""Words a follow-up has at most."""
COUNTRIES = "negara_tujuan"
"""The topic that a country's own answer belongs to."""
COUNTRIES_ANSWERED = 2

BY_COUNTRY = {
    "gaji_negara": WAGE, "biaya_penempatan": FEE, "pekerjaan_bebas_biaya": FEE,
    "masalah_luar_negeri": HELP, "nomor_darurat": HELP,
}  # fmt: skip
"""Topics of which a country's answer tells a part."""
REMEMBERING = ("gaji_negara", "biaya_penempatan")
"""Topics that a short question asks about the country named before."""
ABOUT_COUNTRIES = (COUNTRIES, "negara_tertutup", "jalur_penempatan")
"""Topics that a country's whole answer tells better once the country is named."""
PROGRAMMES = {"KR": "g2g_korea", "JP": "g2g_jepang", "DE": "g2g_jerman"}
REQUIREMENTS = {"KR": "g2g_korea", "JP": "ssw_jepang", "DE": "g2g_jerman"}
ASKING_REQUIREMENTS = ("syarat_umum", "usia_minimum", "pendidikan_minimum")

BY_PLACE = ("paspor_tempat", "imigrasi_banten")
"""Topics with a line for each place."""
REGIONS = {
    "serang": "Serang", "cilegon": "Cilegon", "tangerang": "Tangerang", "pandeglang": "Pandeglang", "lebak": "Lebak",
    "rangkasbitung": "Lebak", "rangkas": "Lebak",
}  # fmt: skip
OTHER_REGION = re.compile(r"\btangerang\s+selatan\b|\btangsel\b")

PASSPORT = ("paspor_syarat", "paspor_biaya", "paspor_tempat", "paspor_ditolak", "paspor_hilang")
PASSPORT_ASPECTS = {
    "biaya": "paspor_biaya", "syarat": "paspor_syarat", "dokumen": "paspor_syarat", "cara": "paspor_syarat",
    "tempat": "paspor_tempat", "kontak": "imigrasi_banten",
}  # fmt: skip
OFFICE = "imigrasi_banten"
OFFICE_ASPECTS = {**PASSPORT_ASPECTS, "tempat": OFFICE}
KEEPING = {
    "bpjs_pmi": "biaya syarat dokumen cara lama", "klaim_bpjs": "syarat dokumen cara tempat",
    "pinjaman_kur": "biaya syarat dokumen cara tempat lama", "tes_kesehatan": "biaya syarat cara tempat",
    "opp": "tempat cara lama", "pelatihan_blk": "biaya syarat cara tempat lama",
    "sertifikat_kompetensi": "biaya syarat cara tempat", "daftar_siskop2mi": "syarat dokumen cara tempat",
    "e_pmi": "biaya syarat cara tempat", "izin_keluarga": "syarat dokumen cara tempat", "ltsa": "tempat cara kontak",
    "bp3mi_banten": "tempat kontak", "polda_banten": "tempat kontak", "peran_disnaker": "tempat kontak",
    "tempat_lapor": "tempat kontak cara", "nomor_darurat": "kontak", "jalur_mandiri": "syarat dokumen cara",
    "g2g_korea": "syarat umur cara dokumen", "g2g_jepang": "syarat umur cara dokumen",
    "g2g_jerman": "syarat umur cara dokumen", "ssw_jepang": "syarat umur cara dokumen",
    "magang_luar_negeri": "syarat umur cara",
}  # fmt: skip
"""Topics whose own answer tells these aspects."""
GOING = (
    COUNTRIES, "negara_tertutup", "jalur_penempatan", "jalur_p3mi", "jalur_mandiri", "g2g_korea", "g2g_jepang",
    "g2g_jerman", "ssw_jepang", "pekerja_rumah_tangga", "syarat_umum", "usia_minimum", "pendidikan_minimum",
    "dokumen_cpmi", "tahapan_berangkat", "lama_proses", "prosedural_nonprosedural", "pmi_pengertian",
    "biaya_penempatan", "pekerjaan_bebas_biaya", "gaji_negara", "visa_kerja", "masalah_luar_negeri",
)  # fmt: skip
"""Topics about going to work abroad."""
GOING_ASPECTS = {
    "biaya": "biaya_penempatan", "gaji": "gaji_negara", "syarat": "syarat_umum", "dokumen": "dokumen_cpmi",
    "cara": "tahapan_berangkat", "lama": "lama_proses", "umur": "usia_minimum", "jalur": "jalur_penempatan",
    "tempat": "peran_disnaker",
}  # fmt: skip

ASPECTS = {
    "gaji": "gaji gajih upah bayaran gajian penghasilan",
    "biaya": "biaya ongkos bayar mayar dibayar tarif harga duit uang modal iuran mahal murah gratis",
    "syarat": "syarat sarat persyaratan ketentuan kriteria",
    "dokumen": "dokumen berkas surat surat-surat",
    "umur": "umur usia",
    "lama": "lama lila suwe lawas",
    "kontak": "nomor telepon hubungi kontak wa whatsapp kbri kjri kdei",
    "tempat": "mana endi mendi alamat lokasi kantor tempat panggonan",
    "jalur": "jalur",
    "cara": "cara daftar mendaftar prosedur proses urus ngurus mengurus langkah tahap alur",
}
"""What a word asks about. In this order one wins over another: "gaji dan biaya" is asked by its first."""
ENDINGS = ("nya", "nye", "ana", "na", "ne", "e")
SMALL = frozenset(
    """
kalau jika bila mun lamun lamon nek yen ari ke ka ning nang neng ing di ti saking dari buat untuk pikeun kanggo
yang nu sing kang dan atau sama jeung lan karo juga oge uga terus trus lalu gitu kitu begitu ya yah iya dong nih
sih deh kok tuh itu ini eta ieu iku iki teh mah atuh tea nya bae wae aja saja doang apa naon opo ape apaan
bagaimana kumaha kepriwe kepremen priben kaya berapa sabaraha pira pinten berape sana situ sono ditu kono
kana disana kak min pak bu bang mbak mas admin bot tolong mau pengen ingin hayang arep mao saya aku kula kule
kuring abdi aye kerja bekerja gawe kerje digawe megawe berangkat mangkat pergi bisa tiasa iso bise boleh meunang
olih angsal oleh tidak teu henteu ora ore kagak aman resmi dibuka buka ditutup tutup masih ada aya ana ane tahu
info negara jadi tangsel selatan wilayah daerah kota kabupaten kab kecamatan kec desa kelurahan kel pan coba mending
""".split()
)
"""Words that say nothing by themselves in a follow-up."""
