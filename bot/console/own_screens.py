"""Addresses of everybody's own account: their part of the console's one table."""

from __future__ import annotations

from bot.console import own_account, own_factor
from bot.console.visit import Screen

OWN: tuple[Screen, ...] = (
    Screen("GET", "/akun-saya", own_account.show, None),
    Screen("POST", "/akun-saya/surel", own_account.change_address, None),
    Screen("POST", "/akun-saya/sesi/{session}/akhiri", own_account.end_session, None),
    Screen("POST", "/akun-saya/sesi-lain", own_account.end_other_sessions, None),
    Screen("GET", "/akun-saya/faktor", own_factor.show, None),
    Screen("POST", "/akun-saya/faktor", own_factor.confirm, None),
    Screen("POST", "/akun-saya/faktor/kode-baru", own_factor.new_codes, None),
    Screen("POST", "/akun-saya/faktor/lepas", own_factor.take_off, None),
)
