"""Sentences shown once after an act; the address carries only their key."""

from __future__ import annotations

NOTICES: dict[str, str] = {
    "keluar": "Anda sudah keluar.",
    "sandi_diganti": "Kata sandi sudah diganti. Sesi di perangkat lain ikut diakhiri.",
    "diambil": "Laporan ini sekarang dipegang oleh Anda.",
    "dilepas": "Laporan dilepas dan kembali ke antrean instansi Anda.",
    "diterima": "Rujukan diterima.",
    "ditolak": "Rujukan ditolak. Alasannya tercatat.",
    "dirujuk": "Laporan sudah dirujuk ke instansi lain.",
    "ditutup": "Laporan ditutup dengan hasil yang Anda tulis.",
    "ditanya": "Pertanyaan dikirim ke pelapor.",
    "ditanya_tunggu": "Pertanyaan disimpan. Pelapor akan membacanya saat membuka laporan dengan kodenya.",
    "dicatat": "Catatan internal disimpan. Pelapor tidak melihatnya.",
    "percakapan_diambil": "Anda sekarang berbicara langsung dengan warga. Bot diam.",
    "percakapan_selesai": "Percakapan dikembalikan ke bot.",
    "naskah_disimpan": "Naskah disimpan. Warga belum melihatnya.",
    "naskah_diajukan": "Naskah diajukan. Orang lain yang menyetujuinya.",
    "naskah_terbit": "Sudah terbit. Warga berikutnya membaca teks ini.",
    "naskah_dikembalikan": "Naskah dikembalikan ke redaktur dengan catatan Anda.",
    "jawaban_ditarik": "Jawaban ditarik. Warga diarahkan ke kantor sampai jawaban ini terbit lagi.",
    "jawaban_kembali": "Jawaban ditayangkan lagi.",
    "naskah_lama": "Teks lama disalin ke naskah baru. Periksa, lalu ajukan.",
    "miss_selesai": "Kelompok pertanyaan ditandai selesai.",
    "dikirim_ulang": "Pengiriman dijadwalkan ulang.",
    "dicoba_lagi": "Pekerjaan dikembalikan ke jalurnya dan dicoba lagi.",
    "tujuan_mati": "Tujuan dimatikan. Tidak ada lagi yang dikirim ke sana.",
    "tujuan_hidup": "Tujuan dihidupkan lagi.",
    "akun_mati": "Akun dimatikan dan semua sesinya diakhiri.",
    "akun_hidup": "Akun dihidupkan lagi.",
}
