"""Where the two programs under comparison come from."""

import os
import shutil
import subprocess
import sys

PM2_VERSION = "7.0.4"
FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REPOSITORY = os.path.dirname(os.path.dirname(FOLDER))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "actorpm-compare")


def pm2(directory=None):
    """The path of PM2's command; installs it with npm below `directory` (default: the user's cache) when it is not there."""
    directory = directory or os.path.join(CACHE, f"pm2-{PM2_VERSION}")
    program = os.path.join(directory, "node_modules/.bin/pm2")
    if not os.path.exists(program):
        npm_install(directory, f"pm2@{PM2_VERSION}")
    return program


def npm_install(directory, *packages):
    """Installs npm packages into a directory of their own."""
    if not shutil.which("npm"):
        raise SystemExit("npm is not installed; it is needed to install PM2. Install Node.js and npm.")
    os.makedirs(directory, exist_ok=True)
    print(f"installing {' '.join(packages)} below {directory}", file=sys.stderr)
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent", *packages], cwd=directory, check=True, stdout=sys.stderr)


def apm(directory=None):
    """The path of `apm` in a directory of binaries; builds the checkout when no directory is given."""
    if directory is None:
        directory = os.path.join(REPOSITORY, "src/ActorPm.Cli/bin/Debug/net10.0")
        subprocess.run(
            ["dotnet", "build", os.path.join(REPOSITORY, "src/ActorPm.Cli"), "-v", "quiet", "-clp:NoSummary"],
            check=True, stdout=sys.stderr)
    for program in ("apm", "apmd"):
        if not os.path.exists(os.path.join(directory, program)):
            raise SystemExit(f"{directory} holds no {program}; name the directory that a build or publish of ActorPm.Cli wrote.")
    return os.path.join(os.path.abspath(directory), "apm")
