"""The topics that have an answer, each with the words its first sentence must say, one block a group."""

from __future__ import annotations

NAMES = {
    # dasar
    "syarat_umum": "syarat",
    "pmi_pengertian": "pmi adalah",
    "prosedural_nonprosedural": "berangkat resmi dan tidak resmi",
    "usia_minimum": "umur paling sedikit",
    "pendidikan_minimum": "soal ijazah",
    "dokumen_cpmi": "dokumen",
    "izin_keluarga": "surat izin keluarga",
    "tahapan_berangkat": "tahap berangkat resmi",
    "lama_proses": "lama proses",
    "daftar_siskop2mi": "siskop2mi",
    "e_pmi": "e-pmi",
    "ltsa": "ltsa adalah",
    "peran_disnaker": "disnaker",
    "peran_desa": "tugas desa",
    # jalur
    "jalur_penempatan": "jalur",
    "jalur_p3mi": "lewat p3mi",
    "jalur_mandiri": "berangkat mandiri",
    "jalur_ukps": "dikirim perusahaan sendiri",
    "g2g_korea": "korea selatan",
    "g2g_jepang": "jepang lewat program pemerintah",
    "ssw_jepang": "tokutei ginou",
    "g2g_jerman": "jerman",
    "magang_luar_negeri": "magang",
    "pelaut_abk": "pelaut atau awak kapal",
    "pekerja_rumah_tangga": "kerja rumah tangga",
    # cek
    "cek_p3mi": "p3mi",
    "cek_lowongan": "mengecek lowongan",
    "cari_lowongan_resmi": "lowongan resmi",
    "ciri_lowongan_palsu": "ciri lowongan palsu",
    "calo_sponsor": "calo atau sponsor",
    # imigrasi
    "paspor_syarat": "paspor",
    "paspor_biaya": "biaya paspor",
    "paspor_tempat": "membuat paspor di banten",
    "paspor_ditolak": "paspor ditunda",
    "paspor_hilang": "paspor hilang",
    "visa_kerja": "visa kerja",
    "visa_bukan_kerja": "visa turis, umrah, ziarah, atau kunjungan",
    "tunda_berangkat": "ditunda di bandara",
    "overstay": "izin tinggal habis",
    # biaya
    "biaya_penempatan": "biaya",
    "pekerjaan_bebas_biaya": "bebas biaya",
    "diminta_uang": "diminta uang",
    "potong_gaji": "potongan gaji",
    "pinjaman_kur": "kur",
    # persiapan
    "opp": "opp",
    "pelatihan_blk": "pelatihan kerja",
    "sertifikat_kompetensi": "sertifikat kompetensi",
    "tes_kesehatan": "tes kesehatan",
    "penampungan": "penampungan",
    # hak
    "paspor_ditahan": "paspor ditahan",
    "perjanjian_kerja": "perjanjian kerja",
    "perjanjian_penempatan": "perjanjian penempatan",
    "hak_pmi": "hak pekerja migran",
    "kewajiban_pmi": "kewajiban pekerja migran",
    "gaji_negara": "gaji di luar negeri",
    "gaji_tidak_dibayar": "gaji tidak dibayar",
    "pindah_majikan": "pindah majikan",
    "batal_berangkat": "batal berangkat",
    # jaminan
    "bpjs_pmi": "bpjs",
    "klaim_bpjs": "klaim",
    "kirim_uang": "kirim uang",
    "barang_kiriman": "barang kiriman",
    # negara
    "kerja_online_scam": "kerja online",
    "negara_tujuan": "negara tujuan",
    "negara_tertutup": "negara yang ditutup",
    # bahaya
    "tppo_pengertian": "tppo",
    "tppm_pengertian": "tppm",
    "modus_tppo": "cara pelaku",
    "hukuman_pelaku": "hukuman",
    "pengantin_pesanan": "pengantin pesanan",
    "korban_dipidana": "dihukum",
    "hak_korban": "hak korban",
    "perlindungan_pelapor": "perlindungan pelapor",
    # bantuan
    "nomor_darurat": "nomor darurat",
    # lembaga
    "bp3mi_banten": "bp3mi banten",
    # bot
    "tentang_bot": "langkah aman",
    "privasi_bot": "data anda",
}
