"""What the audit trail's acts are called for people. The codes are written by the rooms; the words live here."""

from __future__ import annotations

_ACTS = {
    "tip.sent": "Laporan dikirim pelapor",
    "tip.submitted": "Laporan dikirim pelapor",
    "tip.read": "Membuka laporan",
    "tip.note": "Menulis catatan internal",
    "tip.ask": "Bertanya kepada pelapor",
    "tip.asked": "Bertanya kepada pelapor",
    "tip.revealed": "Membuka nilai tersamar",
    "tip.add": "Pelapor menambah keterangan",
    "tip.added": "Pelapor menambah keterangan",
    "tip.withdraw": "Pelapor mencabut laporan",
    "tip.withdrawn": "Pelapor mencabut laporan",
    "tip.status_asked": "Pelapor menanyakan status",
    "tip.forgotten": "Isi laporan dihapus karena waktunya habis",
    "conversation.forgotten": "Warga menghapus datanya",
    "referral.take": "Mengambil laporan",
    "referral.let_go": "Melepas laporan",
    "referral.accept": "Menerima rujukan",
    "referral.decline": "Menolak rujukan",
    "referral.refer": "Merujuk ke instansi lain",
    "referral.close": "Menutup laporan",
    "evidence.read": "Membuka bukti",
    "handoff.read": "Membuka percakapan",
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
    "model.live": "Memasang model bahasa",
    "miss.settled": "Menyelesaikan kelompok pertanyaan",
}


def act_words(act: str) -> str:
    """The act in words; an act without words shows its code."""
    return _ACTS.get(act, act)
