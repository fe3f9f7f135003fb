"""What a scenario is: a function that uses a process manager, and the differences that are expected of it."""

import dataclasses
import fnmatch
import importlib
import os
import pkgutil

from . import programs


@dataclasses.dataclass(frozen=True)
class Listed:
    """A difference that is meant.

    where:  a pattern (as of a shell) of the observations that differ, such as "after the crash: *.exit_code".
    reason: what PM2 does and what ActorPm does instead.
    source: the mark in the contract, such as "§3.3 BUG".
    when:   which values are meant; by default any.
    """

    where: str
    reason: str
    source: str
    when: object = lambda pm2, apm: True

    def covers(self, difference):
        return fnmatch.fnmatchcase(difference.where, self.where) and self.when(difference.pm2, difference.apm)


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    play: object
    listed: tuple
    environment: dict
    needs: tuple


_all = []


def scenario(name, *listed, environment=None, needs=()):
    """Declares the function below it as a scenario.

    environment: further variables for every command, and so for the daemon that the first one starts.
    needs:       programs without which it cannot run.
    """

    def declare(play):
        _all.append(Scenario(name, play, listed, environment or {}, tuple(needs)))
        return play

    return declare


def load():
    """All scenarios, in the order of their files and of their lines."""
    folder = os.path.join(programs.FOLDER, "scenarios")
    for module in sorted(pkgutil.iter_modules([folder]), key=lambda module: module.name):
        importlib.import_module(f"scenarios.{module.name}")
    names = [one.name for one in _all]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f"these scenario names are used twice: {', '.join(sorted(twice))}")
    return list(_all)
