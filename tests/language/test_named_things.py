"""What people name, in the ways they name it: money, people, firms, recruiters, countries, days, numbers."""

from __future__ import annotations

import itertools
import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.departures import JAKARTA, find_departure
from nlu.language.extraction import extract
from nlu.language.numerals import numerals

NOW = datetime(2026, 11, 24, 10, tzinfo=JAKARTA)  # a Tuesday


def values(text: str, kind: str) -> list[str]:
    return [found.value for found in extract(text, now=NOW) if found.kind == kind]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("diminta seket ewu", ["50000"]),
        ("telung atus ewu sedina", ["300000"]),
        ("selawe yuta", ["25000000"]),
        ("saratus lima puluh rebu", ["150000"]),
        ("lime ratus rebu", ["500000"]),
        ("setengah juta", ["500000"]),
        ("1/2 juta", ["500000"]),
        ("dua koma lima juta", ["2500000"]),
        ("3 juta 500", ["3500000"]),
        ("3 juta 500 orang", ["3000000"]),
        ("sejuta dua ratus", ["1200000"]),
        ("gaji 2jt500rb", ["2500000"]),
        ("goceng, ceban, gocap", ["5000", "10000", "50000"]),
        ("5 jt an", ["5000000"]),
        ("25jt-30jt", ["25000000", "30000000"]),
        ("25-30 juta", ["25000000", "30000000"]),
        ("Rp2.500.000,-", ["2500000"]),
        ("Rp. 1.500.000,00", ["1500000"]),
        ("500.000 per bulan", ["500000"]),
        ("1.500 riyal", ["1500 SAR"]),
        ("RM 1200", ["1200 MYR"]),
        ("NT$ 20.000", ["20000 TWD"]),
        ("800 dolar", ["800 USD"]),
        ("di Hongkong 5000 dolar", ["5000 HKD"]),
        ("gaji 1200 riyal di Qatar", ["1200 QAR"]),
        ("1500 riyal 2 bulan", ["1500 SAR"]),
        ("30jt won", ["30000000 KRW"]),
        ("tf 12500000 ke rek 1234567890", ["12500000"]),
    ],
)
def test_money_is_read_in_every_way_of_saying_it(text: str, amounts: list[str]) -> None:
    assert values(text, "money") == amounts


@pytest.mark.parametrize(
    "text",
    [
        "beberapa juta",
        "kode 123.456",
        "nik 3601012501900001",
        "wa 081200001234",
        "10 juta orang",
        "dua ribu km",
        "tahun 2026",
    ],
)
def test_what_is_counted_and_not_paid_is_no_money(text: str) -> None:
    assert values(text, "money") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("telp +60 12-000 0000", "+60120000000"),
        ("nomor dia +966 50 000 0000", "+966500000000"),
        ("00886 900 000 000", "+886900000000"),
        ("wa 966500000001", "+966500000001"),
        ("wa 85512000000", "+6285512000000"),
        ("812-0000-1234", "+6281200001234"),
        ("kosong delapan satu dua kosong kosong kosong kosong satu dua tiga empat", "+6281200001234"),
        ("nol wolu siji loro nol nol nol nol siji loro telu papat", "+6281200001234"),
        ("0812 strip 0000 strip 1234", "+6281200001234"),
        ("08l2 0000 1234", "+6281200001234"),
        ("0812 0000 12 34", "+6281200001234"),
        ("kantornya (0254) 000-123", "+62254000123"),
        ("https://wa.me/6281200001234?text=halo", "+6281200001234"),
        ("BCA bisa juga, hubungi 0812-0000-1234", "+6281200001234"),
        ("transfer ke 0812-0000-1234", "+6281200001234"),
    ],
)
def test_numbers_to_call_are_known_from_home_and_abroad(text: str, number: str) -> None:
    assert values(text, "phone") == [number]
    assert values(text, "account") == []


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("1234567890 (BCA) a.n. Contoh", "1234567890"),
        ("rekening mandiri 000-00-1234567-8", "0000012345678"),
        ("norek\n0000112233", "0000112233"),
        ("VA 8808081200001234", "8808081200001234"),
        ("gopay: 0812 0000 1234", "+6281200001234"),
        ("0812-0000-1234 DANA", "+6281200001234"),
        ("kirim ke nomor 0000445566", "0000445566"),
    ],
)
def test_accounts_are_told_from_numbers_to_call(text: str, account: str) -> None:
    assert values(text, "account") == [account]
    assert values(text, "phone") == values(text, "nik") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("contoh-kerja.example/daftar", "link", "contoh-kerja.example/daftar"),
        ("t.me/contoh_loker", "link", "t.me/contoh_loker"),
        ("forms.gle/abc123", "link", "forms.gle/abc123"),
        ("tiktok @contoh.kerja", "handle", "contoh.kerja"),
        ("ig nya calo_contoh", "handle", "calo_contoh"),
        ("ig contoh.id", "handle", "contoh.id"),
        ("tiktoknya kerjakorea88", "handle", "kerjakorea88"),
        ("agen Contoh Jaya minta uang", "company", "Contoh Jaya"),
        ("PT. Contoh Samudra", "company", "PT Contoh Samudra"),
        ("pt contoh jaya nawarin kerja", "company", "PT Contoh Jaya"),
        ("CV MISAL ABADI MINTA DUIT", "company", "CV Misal Abadi"),
        ("Contoh Jaya Agency", "company", "Contoh Jaya Agency"),
        ("wong pitu", "count", "7"),
        ("tilu urang", "count", "3"),
        ("ber-8", "count", "8"),
        ("dua puluh tiga orang", "count", "23"),
        ("orangnya ada 12", "count", "12"),
        ("ke malayisa", "country", "MY"),
        ("nang taiwn", "country", "TW"),
        ("ke SG", "country", "SG"),
        ("myawaddy", "country", "MM"),
        ("negeri jiran", "country", "MY"),
        ("lontar, tirtayasa", "village", "36.04.13.2007"),
        ("desa lontr kec tirtayasa", "village", "36.04.13.2007"),
        ("di padarincang", "village", "36.04.29"),
        ("desa sukamaju", "village", "Sukamaju"),
        ("Mbak Contoh yang ngurus paspor", "person", "Mbak Contoh"),
        ("teh Mang Contoh menta duit", "person", "Mang Contoh"),
        ("tetangga saya Bu Contoh nawarin kerja", "person", "Bu Contoh"),
        ("tf ke rek a.n. Contoh Dua", "person", "Contoh Dua"),
    ],
)
def test_names_and_places_are_known(text: str, kind: str, value: str) -> None:
    assert values(text, kind) == [value]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pt wajib bayar gaji", "company"),
        ("agen Malaysia minta uang", "company"),
        ("PT kudu boga ijin", "company"),
        ("pak lurah minta ktp", "person"),
        ("bu tolong anak saya dibawa calo", "person"),
        ("Pak Contoh kepala desa kami mau lapor calo", "person"),
        ("suami saya Pak Contoh dibawa agen", "person"),
        ("iku teh kudu kumaha", "person"),
        ("belasan orang", "count"),
        ("anak kelas 3", "count"),
        ("orang ke-3", "count"),
        ("pak Oman", "country"),
        ("bahasa korea", "country"),
        ("di kampung saya", "village"),
        ("ti kudu balik", "village"),
        ("ya.di sana", "link"),
        ("telegram bp3mi", "handle"),
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str, kind: str) -> None:
    assert values(text, kind) == []


def test_each_address_is_read_by_itself() -> None:
    text = "dari desa Lontar Tirtayasa dibawa ke desa Tengkurak Tirtayasa"
    assert values(text, "village") == ["36.04.13.2007", "36.04.13.2011"]


@pytest.mark.parametrize(
    ("text", "bucket", "day"),
    [
        ("malem jumat dijemput", "3_hari", "2026-11-26"),
        ("berangkat jumat malam", "3_hari", "2026-11-27"),
        ("senin depan terbang", "minggu_ini", "2026-11-30"),
        ("nanti subuh dijemput", "besok", "2026-11-25"),
        ("dijemput jam 3 subuh", "besok", "2026-11-25"),
        ("dijemput jam setengah 8 malam", "hari_ini", "2026-11-24"),
        ("mangkat rong dina maning", "3_hari", "2026-11-26"),
        ("rek indit tilu poe deui", "3_hari", "2026-11-27"),
        ("berangkat seminggu lagi", "minggu_ini", "2026-12-01"),
        ("terbang tanggal dua puluh lima", "besok", "2026-11-25"),
        ("berangkat 05-12-2026", "bulan_ini", "2026-12-05"),
        ("paspor jadi tgl 5, berangkat lusa", "3_hari", "2026-11-26"),
        ("belum tahu kapan berangkat", "belum_tahu", None),
        ("can nyaho iraha inditna", "belum_tahu", None),
        ("dibawa kemarin malam", "sudah_berangkat", None),
        ("suami sudah di malaysia 2 tahun", "sudah_berangkat", None),
    ],
)
def test_the_day_somebody_leaves_is_counted_from_now(text: str, bucket: str, day: str | None) -> None:
    departure = find_departure(text, now=NOW)
    assert departure is not None
    assert (departure.bucket, departure.at and departure.at.isoformat()) == (bucket, day)


@pytest.mark.parametrize(
    "text",
    ["pulang besok dari malaysia", "jadwal wawancara besok", "kerja dari jam 8 sampai jam 5", "kontrak dua minggu"],
)
def test_days_of_other_things_are_no_departure(text: str) -> None:
    assert values(text, "departure") == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("dua puluh lima", 25),
        ("limalas", 15),
        ("rong puluh pitu", 27),
        ("tilu welas", 13),
        ("patang atus seket", 450),
        ("sanga likur", 29),
    ],
)
def test_numbers_in_words_are_one_number(words: str, value: int) -> None:
    assert [int(number.value) for number in numerals(words)] == [value]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="satu duapehlim0123456789.,/-½ ", max_size=60))
def test_numbers_are_pieces_of_their_text_in_order(text: str) -> None:
    found = numerals(text)
    assert all(0 <= number.start < number.end <= len(text) and number.value >= 0 for number in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


_PERSONAL = st.sampled_from(
    [
        "0812-0000-1234",
        "+60 12-000 0000",
        "rek BCA 1234567890",
        "3601012501900001",
        "a@contoh.com",
        "contoh.example/x",
        "@calo_contoh",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PERSONAL, min_size=1, max_size=4), st.sampled_from([" ", ", ", "\n", " dan ", " / ", "; "]))
def test_personal_things_beside_each_other_are_all_found(things: list[str], between: str) -> None:
    text = between.join(things)
    covered = {position for one in extract(text, now=NOW) for position in range(one.start, one.end)}
    left = "".join(character if position not in covered else " " for position, character in enumerate(text))
    assert not re.search(r"\d{4}|@|example|contoh", left), left
