"""The operators' addresses: their part of the console's one table."""

from __future__ import annotations

from bot.console.operators import accounts, deliveries, endpoints, incidents, jobs, letters, person, trail
from bot.console.visit import Screen

OPERATORS: tuple[Screen, ...] = (
    Screen("GET", "/gangguan", incidents.show, "incidents.see"),
    Screen("GET", "/surat", letters.show, "incidents.see"),
    Screen("POST", "/surat/uji", letters.test, "incidents.see"),
    Screen("POST", "/surat/{mail}/ulang", letters.again, "incidents.see"),
    Screen("GET", "/pengiriman", deliveries.show, "deliveries.see"),
    Screen("POST", "/pengiriman/{delivery}/ulang", deliveries.again, "deliveries.see"),
    Screen("GET", "/pekerjaan", jobs.show, "jobs.mend"),
    Screen("POST", "/pekerjaan/pesan/{item}/ulang", jobs.read_again, "jobs.mend"),
    Screen("POST", "/pekerjaan/pesan/{item}/abaikan", jobs.leave_unread, "jobs.mend"),
    Screen("POST", "/pekerjaan/{job}/ulang", jobs.again, "jobs.mend"),
    Screen("GET", "/tujuan", endpoints.show, "endpoints.edit"),
    Screen("POST", "/tujuan", endpoints.add, "endpoints.edit"),
    Screen("POST", "/tujuan/{endpoint}/saklar", endpoints.switch, "endpoints.edit"),
    Screen("GET", "/akun", accounts.show, "accounts.edit"),
    Screen("POST", "/akun", accounts.add, "accounts.edit"),
    Screen("GET", "/akun/{staff}", person.show, "accounts.edit"),
    Screen("POST", "/akun/{staff}/tautan", person.new_link, "accounts.edit"),
    Screen("POST", "/akun/{staff}/tautan/tarik", person.take_link_back, "accounts.edit"),
    Screen("POST", "/akun/{staff}/peran", person.change_roles, "accounts.edit"),
    Screen("POST", "/akun/{staff}/faktor", person.take_factor_off, "accounts.edit"),
    Screen("POST", "/akun/{staff}/saklar", person.switch, "accounts.edit"),
    Screen("POST", "/akun/{staff}/keluar", person.leave, "accounts.edit"),
    Screen("GET", "/jejak", trail.show, "audit.verify"),
)
