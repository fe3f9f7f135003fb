"""Two sets of observations, side by side."""

import dataclasses

from . import observation
from .everywhere import EVERYWHERE


@dataclasses.dataclass(frozen=True)
class Difference:
    where: str
    pm2: object
    apm: object

    def __str__(self):
        return f"{self.where}: pm2 {_short(self.pm2)}, apm {_short(self.apm)}"


@dataclasses.dataclass(frozen=True)
class Verdict:
    """unlisted: differences that nothing explains; listed: those that were met; stale: listed ones that did not occur."""

    unlisted: tuple
    listed: tuple
    stale: tuple

    @property
    def passed(self):
        return not self.unlisted and not self.stale


def compare(scenario, pm2, apm):
    """Judges what was seen with pm2 and with apm."""
    differences = [
        Difference(where, pm2.get(where, observation.ABSENT), apm.get(where, observation.ABSENT))
        for where in dict.fromkeys([*pm2, *apm])
        if pm2.get(where, observation.ABSENT) != apm.get(where, observation.ABSENT)
    ]
    differences = [one for one in differences if not _follows(one, differences)]
    listed = (*scenario.listed, *EVERYWHERE)
    met = [each for each in listed if any(each.covers(one) for one in differences)]
    return Verdict(
        unlisted=tuple(one for one in differences if not any(each.covers(one) for each in listed)),
        listed=tuple(met),
        stale=tuple(each for each in scenario.listed if each not in met))


def _follows(difference, differences):
    """Whether a difference only follows from another: the fields of a process that one side does not have."""
    label, _, rest = difference.where.partition(": ")
    return any(
        rest.startswith(f"{process} ")
        for other in differences if other.where == f"{label}: processes" and observation.ABSENT not in (other.pm2, other.apm)
        for process in set(other.pm2) ^ set(other.apm))


def _short(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "..."
