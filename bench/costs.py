"""What a process costs: CPU seconds and memory of it and all it started, read from the system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Cost:
    """CPU seconds used so far, and resident memory in MB."""

    cpu: float
    memory: float


def cost(pid: int) -> Cost:
    """Of one process and its children; of the benchmark itself without them."""
    cpu = memory = 0.0
    try:
        parent = psutil.Process(pid)
        family = [parent, *(parent.children(recursive=True) if pid != os.getpid() else ())]
    except psutil.NoSuchProcess:
        return Cost(0, 0)
    for process in family:
        try:
            times = process.cpu_times()
            cpu += times.user + times.system
            memory += process.memory_info().rss / 2**20
        except psutil.NoSuchProcess:
            continue
    return Cost(cpu, memory)


def costs(pids: Mapping[str, int]) -> dict[str, Cost]:
    """By the names of the parts."""
    return {name: cost(pid) for name, pid in pids.items()}


def cpu_between(before: Mapping[str, Cost], after: Mapping[str, Cost], messages: int) -> dict[str, float]:
    """CPU milliseconds a message, by part."""
    return {name: 1000 * (after[name].cpu - before[name].cpu) / messages for name in after if name in before}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, as it goes into docs/SPEED.md."""
    widths = [max(len(row[number]) for row in [head, *rows]) for number in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, ["-" * width for width in widths], *rows]
    ]
    return "\n".join(lines)
