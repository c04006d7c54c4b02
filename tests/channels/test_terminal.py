"""`bot chat` in a real terminal: lines from any kind of input, and Ctrl-C ends it at once."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from bot.channels.terminal import Keyboard


async def test_lines_of_a_pipe_come_one_by_one_and_the_last_needs_no_newline() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"halo\napa itu opp\nsisa")
    os.close(writing)
    keyboard = Keyboard(reading)
    assert [await keyboard.line() for _ in range(4)] == ["halo\n", "apa itu opp\n", "sisa", None]
    os.close(reading)


async def test_lines_of_a_file_are_read_too(tmp_path: Path) -> None:
    script = tmp_path / "percakapan.txt"
    script.write_text("halo\n")
    with script.open("rb") as opened:
        keyboard = Keyboard(opened.fileno())
        assert [await keyboard.line() for _ in range(2)] == ["halo\n", None]


@pytest.mark.parametrize("typed", [b"\x03", b":quit\n", b"\x04"])
def test_ctrl_c_quit_and_end_of_input_end_the_talk(typed: bytes) -> None:
    ours, theirs = pty.openpty()
    talk = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--url", "http://127.0.0.1:9"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    try:
        assert b"Langkah Aman" in heard(ours)
        os.write(ours, typed)
        assert talk.wait(timeout=20) in (0, 130)
    finally:
        if talk.poll() is None:
            talk.send_signal(signal.SIGKILL)
            talk.wait()
        os.close(ours)


def heard(terminal: int, seconds: float = 30) -> bytes:
    """The first words on the terminal."""
    said, ends = b"", time.monotonic() + seconds
    while b":quit." not in said and time.monotonic() < ends:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 4096)
    return said
