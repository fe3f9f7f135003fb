"""Several instances of an app."""

from harness.scenario import Listed, scenario


@scenario("scale: three instances of a shell script")
def three(pm):
    pm.run("start", "variables.sh", "-i", "3", "--", "NODE_APP_INSTANCE")
    for number in range(3):
        pm.wait_for_text(f"logs/variables-out-{number}.log", "NODE_APP_INSTANCE")
    pm.observe("started")
    pm.observe_logs("started")


@scenario(
    "scale: as many instances as processors",
    Listed("started: *_log_path", "PM2 lets all instances write into one file when their number is 'max'; apm gives each its own, as for any number",
           "§2.3 merge_logs"))
def one_per_processor(pm):
    pm.run("start", "steady.sh", "-i", "max")
    pm.observe("started")


@scenario("scale: one instance fewer than processors")
def one_fewer(pm):
    pm.run("start", "steady.sh", "-i", "-1")
    pm.observe("started")


@scenario("scale: up, and up by a number")
def up(pm):
    pm.run("start", "steady.sh", "-i", "2")
    pm.run("scale", "steady", "3")
    pm.observe("three", without=("instances",))
    pm.run("scale", "steady", "+2")
    pm.observe("five", without=("instances",))


@scenario(
    "scale: down",
    Listed("two: processes", "PM2 deletes the lowest ids, so that instances 2 and 3 stay; apm the highest, so that the numbers have no gap", "§3.11"))
def down(pm):
    pm.run("start", "steady.sh", "-i", "4")
    pm.run("scale", "steady", "2")
    pm.observe("two", without=("instances",))


@scenario("scale: to what it is, and an unknown app")
def nothing_to_do(pm):
    pm.run("start", "steady.sh", "-i", "2")
    pm.run("scale", "steady", "2")
    pm.run("scale", "nothing", "2")
    pm.observe("as before")


@scenario(
    "scale: down by a number",
    Listed("*", "PM2 fails with a TypeError; apm scales down", "§1.2 BUG"))
def down_by_a_number(pm):
    pm.run("start", "steady.sh", "-i", "3")
    pm.run("scale", "steady", "--", "-1")
    pm.observe("two", without=("instances",))


@scenario("scale: a stopped instance keeps its number, a new one gets the smallest free")
def smallest_free_number(pm):
    pm.run("start", "steady.sh", "-i", "3")
    pm.run("delete", "1")
    pm.observe("a gap")
    pm.run("scale", "steady", "+1")
    pm.observe("filled", without=("instances",))


@scenario("scale: one instance of several stops and restarts")
def one_of_several(pm):
    pm.run("start", "steady.sh", "-i", "2")
    pm.run("stop", "0")
    pm.observe("one stopped")
    pm.run("restart", "1")
    pm.observe("the other restarted")
    pm.run("restart", "steady")
    pm.observe("both")


@scenario(
    "scale: instance_var and increment_var",
    Listed("*env.PORT", "PM2 shows a number of an app file as a number; for apm a variable is a text, as it is for the app", "§2.3 env"))
def variables(pm):
    pm.write("app.json", '{"apps": [{"name": "app", "script": "variables.sh", "args": "NUMBER PORT", "instances": 3,'
                         ' "instance_var": "NUMBER", "increment_var": "PORT", "env": {"PORT": 4000}}]}')
    pm.run("start", "app.json")
    for number in range(3):
        pm.wait_for_text(f"logs/app-out-{number}.log", "PORT")
    pm.observe("started", "NUMBER")
    pm.observe_logs("started")
