"""`bot evaluate understanding`: what files it takes, and what its figures mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.learning.evaluation.parsing import Parse, Parsed
from bot.learning.evaluation.reading import read_sentences
from bot.learning.evaluation.understanding import figures, judge, misses

HEADER = "id\tkey\ttext\tlang\tdifficulty\talt_keys"


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "sentences.tsv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def parsed(*parses: Parse) -> Parsed:
    return Parsed(list(parses), memory_mb=500, parts=("words",), model="m.tar.gz")


def parse(verdict: str, *labels: tuple[str, float], offered: tuple[str, ...] = ()) -> Parse:
    shown = labels[0][0] if verdict == "accept" else ""
    return Parse(verdict, shown, offered, labels, 10.0)


def test_windows_line_ends_a_mark_and_a_break_in_a_text_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, f"\ufeff{HEADER}\r\n1\topp\tpap itu apa\\nwajib?\tid\teasy\t\r\n\r\n")
    (row,) = read_sentences(file)
    assert (row.id, row.keys, row.text, row.lang, row.difficulty) == (
        "1",
        ("opp",),
        "pap itu apa\nwajib?",
        "id",
        "easy",
    )


def test_columns_may_be_missing_more_or_in_another_order(tmp_path: Path) -> None:
    file = written(tmp_path, "text\tnote\tkey\nmau lapor\tx\tlapor\nhalo\t\tsalam\t\t\n")
    rows = read_sentences(file)
    assert [(row.text, row.keys) for row in rows] == [("mau lapor", ("lapor",)), ("halo", ("salam",))]
    assert len({row.id for row in rows}) == 2


@pytest.mark.parametrize("listed", ["bpjs_pmi|hak_pmi", "bpjs_pmi, hak_pmi", "bpjs_pmi;hak_pmi", "bpjs_pmi hak_pmi"])
def test_alternative_keys_are_split_however_they_are_listed(tmp_path: Path, listed: str) -> None:
    (row,) = read_sentences(written(tmp_path, f"{HEADER}\n1\tklaim_bpjs\tklaim\tid\teasy\t{listed}\n"))
    assert row.keys == ("klaim_bpjs", "bpjs_pmi", "hak_pmi")


def test_a_line_separator_inside_a_text_ends_no_row(tmp_path: Path) -> None:
    (row,) = read_sentences(written(tmp_path, f"{HEADER}\n1\topp\tsatu\u2028dua\x85tiga\tid\teasy\t\n"))
    assert row.text == "satu\u2028dua\x85tiga"


@pytest.mark.parametrize(
    "content", ["", "id\ttext\n1\thalo\n", f"{HEADER}\n1\topp\ta\tid\teasy\t\tmore\n", b"\xff\xfe"]
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(BadInput):
        read_sentences(written(tmp_path, content))


def test_the_figures_count_what_the_citizen_gets(tmp_path: Path) -> None:
    lines = (
        "a\topp\tsatu\tid\teasy\t", "b\topp\tdua\tsu\thard\tltsa", "c\topp\ttiga\tid\teasy\t",
        "d\tcuaca\tempat\tid\teasy\t", "e\tdi_luar_topik\tlima\tid\teasy\t", "f\tlapor\tenam\tid\teasy\t",
    )  # fmt: skip
    sentences = read_sentences(written(tmp_path, "\n".join([HEADER, *lines])))
    seen = parsed(
        parse("accept", ("opp", 0.9)),
        parse("accept", ("ltsa", 0.8), ("opp", 0.1)),
        parse("clarify", ("ltsa", 0.5), ("opp", 0.4), offered=("ltsa", "opp")),
        parse("reject", ("opp", 0.2)),
        parse("accept", ("opp", 0.9)),
        parse("accept", ("di_luar_topik", 0.9)),
    )
    rows = judge(sentences, seen)
    told = figures(rows, seen)
    assert (told["top1"], told["top3"], told["shown_or_offered"]) == (0.5, 0.6667, 0.6667)
    assert (told["out_of_topic_refused"], told["in_scope_refused"]) == (0.5, 0.25)
    assert told["by_lang"]["su"] == {"count": 1, "top1": 1.0, "top3": 1.0, "shown_or_offered": 1.0}
    assert set(told["by_group"]) == {"persiapan", "aksi", "di_luar_topik"}
    assert [miss["id"] for miss in misses(rows)] == ["c", "e", "f"]


def test_an_emergency_whose_numbers_come_from_the_safety_net_is_served(tmp_path: Path) -> None:
    sentences = read_sentences(written(tmp_path, f"{HEADER}\n1\tdarurat\ttolong saya disekap\tid\teasy\t\n"))
    seen = parsed(parse("reject", ("opp", 0.1)))
    told = figures(judge(sentences, seen), seen)
    assert (told["top1"], told["shown_or_offered"], told["in_scope_refused"]) == (0.0, 1.0, 0.0)
