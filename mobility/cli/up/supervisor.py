"""Keeps the children running while the program is up, and ends them all in order, whatever happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mobility.cli.servers import Child, Running
from mobility.cli.servers.ending import raise_if_asked

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
"""Seconds after which a child counts as running well, so that its next end is again followed by the first pause."""


@dataclass
class Kept:
    """A child that is started again whenever it ends."""

    running: Running
    started_at: float
    pause: float = FIRST_PAUSE
    due_at: float | None = None


@dataclass
class Supervisor:
    """Starts children, watches them, ends them in the reverse order.

    Children of the same `stage` are asked to end together; a later stage ends first. `note` is told who runs whenever
    that changes, so that a later start can end what a killed supervisor could not.
    """

    say: Callable[[str], None]
    note: Callable[[list[Running]], None] = lambda _running: None
    _kept: dict[str, Kept] = field(default_factory=dict)
    _stages: dict[str, int] = field(default_factory=dict)

    @property
    def running(self) -> list[Running]:
        return [kept.running for kept in self._kept.values()]

    def keep(self, running: Running, *, stage: int) -> Running:
        """Watch a child that was started elsewhere."""
        self._kept[running.name] = Kept(running, time.monotonic())
        self._stages[running.name] = stage
        self.note(self.running)
        return running

    def start(self, child: Child, *, stage: int) -> Running:
        return self.keep(child.start(), stage=stage)

    def watch(self) -> bool:
        """Look at all children once; start again those that are due. True when any was started."""
        raise_if_asked()
        moment = time.monotonic()
        started = [self._look_at(kept, moment) for kept in self._kept.values()]
        if any(started):
            self.note(self.running)
        return any(started)

    def end(self, seconds: Mapping[int, float]) -> None:
        """End every child, the last stage first. Each stage gets its seconds before its processes are killed."""
        for stage in sorted(set(self._stages.values()), reverse=True):
            members = [kept.running for name, kept in self._kept.items() if self._stages[name] == stage]
            for running in members:
                running.ask_to_end()
            deadline = time.monotonic() + seconds[stage]
            for running in members:
                running.stop(seconds=max(0.0, deadline - time.monotonic()))
        self._kept.clear()

    def _look_at(self, kept: Kept, moment: float) -> bool:
        if not kept.running.has_ended:
            return False
        if kept.due_at is None:
            if moment - kept.started_at > STEADY_AFTER:
                kept.pause = FIRST_PAUSE
            kept.due_at = moment + kept.pause
            code = kept.running.process.returncode
            self.say(f"{kept.running.name} ended (code {code}); it is started again. See {kept.running.child.log}")
            kept.running.stop(seconds=0)  # what it may have left of its own
        if moment < kept.due_at:
            return False
        kept.running = kept.running.child.start()
        kept.started_at, kept.due_at = moment, None
        kept.pause = min(kept.pause * 2, LONGEST_PAUSE)
        return True
