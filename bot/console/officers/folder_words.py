"""The inbox's folders in words: title, icon, and what an empty one says."""

from __future__ import annotations

FIRST = "belum_diambil"
FOLDERS = {
    "milik_saya": "Milik saya",
    "belum_diambil": "Belum diambil",
    "darurat": "Darurat",
    "berangkat_72_jam": "Berangkat ≤ 72 jam",
    "lewat_tenggat": "Lewat tenggat",
    "menunggu_pelapor": "Menunggu pelapor",
    "menyebut_saya": "Menyebut saya",
    "menunggu_persetujuan": "Menunggu persetujuan",
    "dirujuk_keluar": "Dirujuk keluar",
    "selesai": "Selesai",
    "semua": "Semua",
}
ALARMING = ("darurat", "lewat_tenggat")
"""Folders whose count is red while it is not zero."""
ICONS = {
    "milik_saya": "user-check",
    "belum_diambil": "inbox",
    "darurat": "urgent",
    "berangkat_72_jam": "plane-departure",
    "lewat_tenggat": "alarm",
    "menunggu_pelapor": "hourglass",
    "menyebut_saya": "user-circle",
    "menunggu_persetujuan": "clipboard-check",
    "dirujuk_keluar": "arrow-forward-up",
    "selesai": "circle-check",
    "semua": "folders",
}
EMPTY = {
    "milik_saya": ("Belum ada yang Anda pegang", "Buka laporan di Belum diambil, lalu tekan Ambil atau Terima."),
    "belum_diambil": ("Semua sudah diambil", "Laporan baru muncul di sini tanpa perlu memuat ulang."),
    "darurat": ("Tidak ada yang darurat", "Laporan tentang orang yang sedang dalam bahaya muncul paling atas di sini."),
    "berangkat_72_jam": (
        "Tidak ada keberangkatan dekat",
        "Laporan tentang orang yang berangkat dalam tiga hari. Yang disebut “minggu ini” ikut muncul saat dekat.",
    ),
    "lewat_tenggat": ("Tidak ada yang terlambat", "Laporan yang melewati janji baca, tanggapan, atau selesai."),
    "menunggu_pelapor": ("Tidak ada yang ditunggu", "Laporan dengan pertanyaan Anda yang belum dijawab pelapor."),
    "menyebut_saya": ("Tidak ada yang menyebut Anda", "Rekan menyebut Anda di catatan dengan @nama-pengguna."),
    "menunggu_persetujuan": (
        "Tidak ada yang menunggu",
        "Penutupan yang perlu dilihat orang kedua menunggu di sini sampai pengawas memutuskan.",
    ),
    "dirujuk_keluar": ("Belum ada rujukan keluar", "Laporan yang instansi Anda rujuk ke instansi lain."),
    "selesai": ("Belum ada yang selesai", "Laporan yang ditutup atau ditolak instansi Anda tersimpan di sini."),
    "semua": ("Belum ada laporan", "Begitu warga mengirim laporan untuk instansi Anda, barisnya muncul di sini."),
}
