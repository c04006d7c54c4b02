"""The editors' addresses: which handler answers, and which right it needs."""

from __future__ import annotations

from bot.console.editors import answer_files, answers, corrections, drafts, duties, reviews, translating
from bot.console.visit import Screen

EDITORS: tuple[Screen, ...] = (
    Screen("GET", "/tugas", duties.show, "answers.see"),
    Screen("GET", "/jawaban", answers.show, "answers.see"),
    Screen("GET", "/jawaban/{key}", answers.show_one, "answers.see"),
    Screen("POST", "/jawaban/{key}/naskah", drafts.start, "answers.edit"),
    Screen("POST", "/jawaban/{key}/tarik", reviews.withdraw, "answers.approve"),
    Screen("POST", "/jawaban/{key}/tayangkan", reviews.resume, "answers.approve"),
    Screen("GET", "/naskah/{revision}", drafts.show, "answers.edit"),
    Screen("POST", "/jawaban/{key}/masih-benar", drafts.still_true, "answers.edit"),
    Screen("POST", "/naskah/{revision}", drafts.save, "answers.edit", takes_file=True),
    Screen("POST", "/naskah/{revision}/pratinjau", drafts.preview, "answers.edit"),
    Screen("GET", "/naskah/{revision}/pilihan", drafts.offer, "answers.edit"),
    Screen("POST", "/naskah/{revision}/pulihkan", drafts.restore, "answers.edit"),
    Screen("GET", "/tinjau/{revision}", reviews.show, "answers.see"),
    Screen("POST", "/tinjau/{revision}/penutur", reviews.mark_spoken, "answers.edit"),
    Screen("GET", "/jawaban/{key}/ralat", corrections.show_new, "answers.edit"),
    Screen("POST", "/jawaban/{key}/ralat", corrections.ask, "answers.edit"),
    Screen("GET", "/ralat/{correction}", corrections.show_one, "answers.see"),
    Screen("POST", "/ralat/{correction}/kirim", corrections.approve, "answers.approve"),
    Screen("POST", "/ralat/{correction}/batal", corrections.refuse, "answers.see"),
    Screen("GET", "/terjemahan", translating.show, "answers.edit"),
    Screen("GET", "/terjemahan/ekspor", translating.export, "answers.edit"),
    Screen("POST", "/terjemahan", translating.receive, "answers.edit", takes_file=True),
    Screen("GET", "/terjemahan/{import}", translating.show_one, "answers.edit"),
    Screen("GET", "/terjemahan/{import}/kemajuan", translating.progress, "answers.edit", quiet=True),
    Screen("POST", "/terjemahan/{import}/buat", translating.make, "answers.edit"),
    Screen("GET", "/berkas/{file}", answer_files.serve, "answers.see"),
    Screen("POST", "/tinjau/{revision}/setuju", reviews.approve, "answers.approve"),
    Screen("POST", "/tinjau/{revision}/kembalikan", reviews.send_back, "answers.approve"),
)
