"""The message channel between an app and its process manager, and standard input."""

from harness.scenario import scenario


@scenario("channel: wait_ready holds start back until the app says it is ready", needs=("node",))
def ready(pm):
    pm.run("start", "ready.js", "--wait-ready", "--no-pmx")
    pm.note("it said so before start returned", "ready" in open(pm.path("logs/ready-out.log"), encoding="utf-8").read())
    pm.observe("started", "wait_ready")


@scenario("channel: after listen_timeout an app that never says so is online all the same")
def never_ready(pm):
    pm.run("start", "server.js", "--wait-ready", "--listen-timeout", "500", "--no-pmx")
    pm.observe("started", "wait_ready", "listen_timeout")


@scenario("channel: shutdown_with_message")
def shutdown(pm):
    pm.run("start", "ready.js", "--shutdown-with-message", "--no-pmx")
    pm.wait_for_text("logs/ready-out.log", "ready")
    pm.run("stop", "ready")
    pm.wait_for_text("logs/ready-out.log", "told")
    pm.observe("stopped", "exit_code")
    pm.observe_logs("stopped")


@scenario("channel: metrics of the app are in axm_monitor")
def metrics(pm):
    pm.run("start", "metrics.js", "--no-pmx")
    pm.wait("the metric is there", lambda listed: "Orders" in listed[0]["pm2_env"]["axm_monitor"])
    pm.observe("reported", "axm_monitor", "axm_actions")
    pm.run("stop", "metrics")
    pm.observe("stopped", "axm_monitor", "axm_actions")


@scenario("channel: trigger calls an action of the app")
def trigger(pm):
    pm.run("start", "metrics.js", "--no-pmx")
    pm.wait("the action is there", lambda listed: listed[0]["pm2_env"]["axm_actions"])
    answer = pm.run("trigger", "metrics", "greet").stdout
    pm.note("the app's answer", '{"hello":"nobody"}' in answer)
    answer = pm.run("trigger", "metrics", "greet", "world").stdout
    pm.note("its answer to a parameter", '{"hello":"world"}' in answer)
    pm.run("trigger", "nothing", "greet")


@scenario("channel: send writes a line to standard input")
def send(pm):
    pm.run("start", "echoes.py")
    pm.wait_for_text("logs/echoes-out.log", "listening")
    pm.run("send", "0", "good morning")
    pm.wait_for_text("logs/echoes-out.log", "heard")
    pm.observe_logs("sent")
    pm.run("send", "99", "nobody there")
