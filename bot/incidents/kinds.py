"""Every kind of incident: what it is called, what it means for people, and what an operator does about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of incident in plain Indonesian. urgent: citizens are not served, or tips do not arrive."""

    key: str
    title: str
    what: str
    todo: str
    urgent: bool = False


KINDS: tuple[Kind, ...] = (
    Kind(
        "channel_token",
        "Token kanal ditolak",
        "Platform menolak token kita. Pesan warga di kanal ini tidak masuk, dan balasan tidak keluar. Kanal lain "
        "tetap jalan.",
        "Buat token baru di platformnya (Telegram: @BotFather; WhatsApp: Meta Business), isi di .env, lalu mulai "
        "ulang. Balasan yang menunggu terkirim sendiri sesudahnya.",
        urgent=True,
    ),
    Kind(
        "channel_paused",
        "Nomor kanal dijeda atau diblokir",
        "Platform menjeda nomor kita. Balasan di kanal ini berhenti; pesan warga tetap disimpan.",
        "Buka pengaturan nomor di platformnya (WhatsApp: Meta Business → Kualitas akun), baca alasannya, dan ajukan "
        "peninjauan. Jangan mengirim ulang dengan tangan sebelum nomornya dibuka.",
        urgent=True,
    ),
    Kind(
        "channel_unreachable",
        "Platform kanal tidak terjangkau",
        "Mesin ini tidak bisa menghubungi platform kanal. Pesan di kanal ini tertunda.",
        "Periksa jaringan dan DNS mesin ini, lalu halaman status platformnya. Tidak ada yang hilang: semuanya dicoba "
        "lagi sendiri.",
        urgent=True,
    ),
    Kind(
        "webhook_failing",
        "Platform gagal mengantar pesan",
        "Platform mencoba mengantar pesan warga ke alamat kita tetapi gagal.",
        "Buka alamat umum (BOT_PUBLIC_URL) dari luar; periksa proxy, sertifikat TLS, dan alamat webhook yang "
        "terdaftar di platformnya.",
        urgent=True,
    ),
    Kind(
        "channel_silent",
        "Kanal tiba-tiba sepi",
        "Kanal ini biasanya ramai pada jam-jam ini, tetapi sudah lama tidak ada pesan sama sekali. Mungkin pesan "
        "tidak sampai ke kita.",
        "Kirim satu pesan percobaan lewat kanal ini. Kalau tidak dijawab, periksa webhook dan token. Kalau dijawab, "
        "tidak ada yang perlu dilakukan.",
    ),
    Kind(
        "template_missing",
        "Templat pesan ditolak",
        "Templat untuk pesan di luar 24 jam tidak ada atau belum disetujui. Pertanyaan petugas tertahan sampai "
        "pelapor menulis lagi.",
        "Periksa nama dan persetujuan templat di Meta Business, lalu cocokkan dengan setelan di .env.",
    ),
    Kind(
        "rasa_down",
        "Rasa tidak menjawab",
        "Mesin bahasa diam. Warga tetap mendapat nomor darurat dan bisa mengirim laporan darurat, tetapi pertanyaan "
        "biasa tidak dijawab.",
        "Lihat var/logs/rasa.log. make run menyalakannya lagi sendiri; kalau terus mati, periksa memori dan "
        "jalankan make doctor.",
        urgent=True,
    ),
    Kind(
        "actions_down",
        "Server aksi tidak menjawab",
        "Formulir laporan dan kode laporan tidak berfungsi. Pesan warga tetap disimpan di laporannya.",
        "Lihat var/logs/actions.log. make run menyalakannya lagi sendiri; kalau terus mati, jalankan make doctor.",
        urgent=True,
    ),
    Kind(
        "worker_down",
        "Pekerja tidak berjalan",
        "Tidak ada pekerja yang mengolah pesan. Pesan warga disimpan tetapi belum dijawab. Surat pemberitahuan juga "
        "tidak keluar.",
        "Kalau BOT_WORKER_IN_WEB=false, jalankan .venv/bin/python -m bot work. Kalau tidak, lihat var/logs/web.log "
        "dan mulai ulang.",
        urgent=True,
    ),
    Kind(
        "disk_full",
        "Cakram hampir penuh",
        "Ruang kosong hampir habis. Kalau habis, pesan tidak bisa disimpan dan dijawab dengan 503; tidak ada yang "
        "dikonfirmasi sebelum tersimpan.",
        "Kosongkan cadangan lama dan var/logs. Jangan hapus apa pun di var/evidence, var/keys, atau berkas basis data.",
        urgent=True,
    ),
    Kind(
        "jobs_parked",
        "Ada pekerjaan macet",
        "Pekerjaan yang gagal berkali-kali sudah berhenti dicoba dan menunggu orang.",
        "Buka layar Pekerjaan macet, baca alasannya, perbaiki sebabnya, lalu tekan Coba lagi.",
    ),
    Kind(
        "inbox_parked",
        "Ada pesan masuk yang tidak terbaca",
        "Pesan dari kanal yang tidak bisa diolah disimpan di samping. Bisa jadi itu pesan warga.",
        "Buka layar Pekerjaan macet → Pesan masuk yang tidak terbaca, lalu tekan Coba lagi pada yang belum diolah.",
    ),
    Kind(
        "deliveries_dead",
        "Kiriman ke instansi gagal",
        "Pemberitahuan ke sistem instansi menyerah. Laporannya tetap ada di konsol instansi itu.",
        "Buka layar Pengiriman → Gagal. Perbaiki di penerima (alamat, sertifikat, tanda tangan), lalu Kirim ulang.",
    ),
    Kind(
        "mail_refused",
        "Surel tidak terkirim",
        "Surat kepada petugas (undangan, ringkasan harian, pemberitahuan gangguan) tidak terkirim.",
        "Periksa BOT_SMTP_* di .env dengan make doctor, lalu tekan Coba lagi di layar Surat.",
    ),
    Kind(
        "backup_old",
        "Cadangan terlalu lama",
        "Sudah lama tidak ada cadangan. Kalau cakram rusak, laporan sejak cadangan terakhir hilang.",
        "Jalankan .venv/bin/python -m bot backup … sekarang, lalu periksa jadwalnya (crontab).",
    ),
)
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_named(key: str) -> Kind:
    """The kind. Raises KeyError for one that does not exist: that is a mistake in our code."""
    return _BY_KEY[key]
