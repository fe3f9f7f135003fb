"""The environment of an app, and switches between environments."""

from harness.scenario import Listed, scenario

_APP = ('{"apps": [{"name": "a", "script": "variables.sh", "args": "NODE_ENV ONLY_BASE",'
        ' "env": {"NODE_ENV": "development", "ONLY_BASE": "yes", "PORT": 3000},'
        ' "env_production": {"NODE_ENV": "production", "PORT": 80}}]}')


def _starts(pm, times):
    pm.wait_for_text("logs/a-out.log", "ONLY_BASE", times)


# The type in jlist only: what the app gets is a text in both.
_NUMBER = Listed("*env.PORT", "PM2 shows a number of an app file as a number; for apm a variable is a text, as it is for the app", "§2.3 env")


@scenario("env: --env production, a restart by name, and back", _NUMBER)
def switch(pm):
    pm.write("app.json", _APP)
    pm.run("start", "app.json")
    _starts(pm, 1)
    pm.observe("base")
    pm.run("restart", "app.json", "--env", "production")
    _starts(pm, 2)
    pm.observe("production")
    pm.run("restart", "a")
    _starts(pm, 3)
    pm.observe("by name")
    pm.run("restart", "app.json")
    _starts(pm, 4)
    pm.observe("base again")
    pm.observe_logs("base again")


@scenario("env: start with --env production", _NUMBER)
def start_with(pm):
    pm.write("app.json", _APP)
    pm.run("start", "app.json", "--env", "production")
    _starts(pm, 1)
    pm.observe("production")
    pm.observe_logs("production")


@scenario("env: an environment that the file does not have", _NUMBER)
def unknown(pm):
    pm.write("app.json", _APP)
    pm.run("start", "app.json", "--env", "staging")
    _starts(pm, 1)
    pm.observe("base")


@scenario("env: a restart keeps the variables of the start")
def kept(pm):
    pm.run("start", "variables.sh", "--", "COLOUR", variables={"COLOUR": "red"})
    pm.wait_for_text("logs/variables-out.log", "COLOUR")
    pm.run("restart", "variables", variables={"COLOUR": "blue"})
    pm.wait_for_text("logs/variables-out.log", "COLOUR", times=2)
    pm.observe_logs("restarted")


@scenario("env: --update-env takes the caller's")
def update(pm):
    pm.run("start", "variables.sh", "--", "COLOUR", "NODE_ENV", variables={"COLOUR": "red"})
    pm.wait_for_text("logs/variables-out.log", "NODE_ENV")
    pm.run("restart", "variables", "--update-env", variables={"COLOUR": "blue", "NODE_ENV": "test"})
    pm.wait_for_text("logs/variables-out.log", "NODE_ENV", times=2)
    pm.observe("restarted")
    pm.observe_logs("restarted")


@scenario(
    "env: --update-env removes what is gone",
    Listed("*", "PM2 keeps variables that the caller no longer has; apm removes them", "§3.6, §8.11"))
def removed(pm):
    pm.run("start", "variables.sh", "--", "COLOUR", variables={"COLOUR": "red"})
    pm.wait_for_text("logs/variables-out.log", "COLOUR")
    pm.run("restart", "variables", "--update-env")
    pm.wait_for_text("logs/variables-out.log", "COLOUR", times=2)
    pm.observe_logs("restarted")


@scenario("env: filter_env")
def filtered(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "variables.sh", "args": "SECRET_KEY COLOUR", "filter_env": ["SECRET"]}]}')
    pm.run("start", "app.json", variables={"COLOUR": "red", "SECRET_KEY": "x"})
    pm.wait_for_text("logs/a-out.log", "COLOUR")
    pm.observe_logs("started")


@scenario("env: what PM2 adds")
def added(pm):
    pm.run("start", "variables.sh", "--name", "web", "--", "NODE_APP_INSTANCE", "PM2_HOME", "name", "pm_id", "pm_exec_path", "pm_cwd", "namespace")
    pm.wait_for_text("logs/web-out.log", "namespace")
    pm.observe_logs("started")


@scenario(
    "env: variables of the shell that are named as settings",
    Listed("*", "PM2 takes name, max_restarts and autorestart from the shell's variables as settings; apm does not", "§8.11"))
def collision(pm):
    pm.run("start", "steady.sh", variables={"name": "evil", "autorestart": "false", "namespace": "zz"})
    pm.observe("started")


@scenario("env: append_env_to_name, port", _NUMBER)
def append(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "variables.sh", "args": "PORT", "append_env_to_name": true, "port": 8123,'
                         ' "env_production": {"NODE_ENV": "production"}}]}')
    pm.run("start", "app.json", "--env", "production")
    pm.wait_for_text("logs/a-production-out.log", "PORT")
    pm.observe("started")
    pm.observe_logs("started")
