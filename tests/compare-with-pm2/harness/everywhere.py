"""Differences that are meant and may occur in any scenario, as they depend on how fast the machine is."""

from .scenario import Listed

EVERYWHERE = (
    Listed(
        "*.unstable_restarts",
        "PM2 counts each end within a second of the start as an unstable restart, a stop or restart by the user and an exit that is not restarted too;"
        " apm counts exits that nobody asked for and that it restarted",
        "§3.3 step 2",
        when=lambda pm2, apm: (pm2, apm) == (1, 0)),
)
