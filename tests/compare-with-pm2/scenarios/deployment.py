"""deploy, to this machine."""

import json
import os
import subprocess

from harness.scenario import scenario


@scenario("deploy: set up, update and a command of one's own", needs=("git",))
def deploy(pm):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments], cwd=pm.path("repository"), env=pm.environment, check=True, capture_output=True)

    pm.write("repository/steady.sh", "exec sleep 100000\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    pm.write("deploy.json", json.dumps({"apps": [], "deploy": {"production": {
        "host": "localhost", "ref": "origin/main", "repo": pm.path("repository"), "path": pm.path("target"), "post-deploy": "echo deployed >> deployed.txt"}}}))
    pm.run("deploy", "deploy.json", "production", "setup")
    pm.note("after setup", sorted(os.listdir(pm.path("target"))))
    pm.run("deploy", "deploy.json", "production", "--force")
    pm.note("after deploy", [os.path.exists(pm.path("target/current/" + name)) for name in ("steady.sh", "deployed.txt")])
    pm.run("deploy", "deploy.json", "production", "exec", "touch from-exec")
    pm.note("after exec", os.path.exists(pm.path("target/current/from-exec")))
    pm.run("deploy", "deploy.json", "production", "curr")
    pm.run("deploy", "deploy.json", "nowhere", "setup")
