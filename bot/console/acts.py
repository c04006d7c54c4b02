"""What the audit trail's acts are called for people. The codes are written by the rooms; the words live here."""

from __future__ import annotations

_ACTS = {
    "tip.sent": "Laporan dikirim pelapor",
    "tip.submitted": "Laporan dikirim pelapor",
    "tip.read": "Membuka laporan",
    "tip.accepted": "Menerima rujukan",
    "tip.declined": "Menolak rujukan",
    "tip.taken": "Mengambil laporan",
    "tip.released": "Melepas laporan",
    "tip.assigned": "Mengambil laporan",
    "tip.note": "Menulis catatan internal",
    "tip.noted": "Menulis catatan internal",
    "tip.asked": "Bertanya kepada pelapor",
    "tip.question": "Bertanya kepada pelapor",
    "tip.referred": "Merujuk ke instansi lain",
    "tip.closed": "Menutup laporan",
    "tip.revealed": "Membuka nilai tersamar",
    "tip.added": "Pelapor menambah keterangan",
    "tip.withdrawn": "Pelapor menarik laporan",
    "evidence.read": "Membuka bukti",
    "handoff.open": "Warga minta bicara petugas",
    "handoff.take": "Mengambil percakapan",
    "handoff.say": "Membalas warga",
    "handoff.give_back": "Mengembalikan percakapan ke bot",
    "answer.draft": "Membuat naskah jawaban",
    "answer.submit": "Mengajukan naskah",
    "answer.publish": "Menyetujui dan menerbitkan",
    "answer.return": "Mengembalikan naskah",
    "answer.withdraw": "Menarik jawaban",
    "answer.resume": "Menayangkan lagi jawaban",
    "staff.created": "Membuat akun",
    "staff.deactivated": "Mematikan akun",
    "staff.reactivated": "Menghidupkan akun",
    "staff.password_given": "Memberi kata sandi baru",
    "staff.password_changed": "Mengganti kata sandi",
    "staff.login": "Masuk",
    "staff.locked": "Akun terkunci",
    "delivery.redeliver": "Mengirim ulang",
    "endpoint.add": "Menambah tujuan",
    "endpoint.on": "Menghidupkan tujuan",
    "endpoint.off": "Mematikan tujuan",
    "job.unpark": "Mencoba lagi pekerjaan macet",
    "miss.settled": "Menyelesaikan kelompok pertanyaan",
}


def act_words(act: str) -> str:
    """The act in words; an act without words shows its code."""
    return _ACTS.get(act, act)
