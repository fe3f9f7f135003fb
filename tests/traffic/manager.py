"""apm or pm2 with a home of its own and one app; and how an app is put into each plane of apm."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

APPS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'apps')
INSTANCES = 4
PROTOCOLS = {'proxy': 'http', 'tcp': 'tcp', 'http2': 'http2'}


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def app_in(plane, port, **fields):
    """An app of an app file that gets its requests in a plane (of apm, or PM2's cluster mode) at a port of 127.0.0.1."""
    address = f'127.0.0.1:{port}'
    if plane in PROTOCOLS:
        proxy = {'listen': address, 'protocol': PROTOCOLS[plane], **fields.pop('proxy', {})}
        return {'exec_mode': 'fork', 'proxy': proxy, **fields}
    if plane == 'inherit':
        return {'exec_mode': 'fork', 'sockets': [address], **fields}
    scheduling = {'scheduling': 'connections'} if plane == 'connections' else {}
    return {'exec_mode': 'cluster', 'env': {'PORT': port}, **scheduling, **fields}


def surroundings(home):
    """The environment of a command that works on this home and no other."""
    environment = {**os.environ, 'APM_HOME': home, 'PM2_HOME': home, 'PM2_SILENT': 'true', 'NO_COLOR': '1'}
    environment.pop('LISTEN_FDS', None)
    return environment


def run(binary, environment, *arguments, check=True):
    done = subprocess.run([binary, *arguments], env=environment, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f'{binary} {" ".join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}')
    return done


class Manager:
    """apm or pm2 with a home of its own, and one app."""

    def __init__(self, binary, plane, script, work):
        self.binary, self.plane, self.port = binary, plane, free_port()
        self.home = tempfile.mkdtemp(dir=work)
        self.environment = surroundings(self.home)
        self.app = app_in(plane, self.port, name='hello', script=script, instances=INSTANCES)
        self.file = os.path.join(self.home, 'app.json')
        self.add()

    def add(self, **fields):
        self.app.update(fields)
        with open(self.file, 'w', encoding='utf-8') as file:
            json.dump({'apps': [self.app]}, file)

    def run(self, *arguments, check=True):
        return run(self.binary, self.environment, *arguments, check=check)

    def start(self):
        self.run('start', self.file)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(('127.0.0.1', self.port), 1) as connection:
                    connection.sendall(b'GET / HTTP/1.0\r\n\r\n')
                    if connection.recv(100):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f'{self.plane}: nothing answers on {self.port}')

    def instances(self):
        return [one for one in json.loads(self.run('jlist').stdout) if one['name'] == 'hello']

    def online(self, count):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = [one for one in self.instances() if one['pm2_env']['status'] == 'online' and one['pid']]
            if len(found) == count:
                return found
            time.sleep(0.05)
        raise RuntimeError(f'{self.plane}: not {count} instances online')

    def stop(self):
        self.run('kill', check=False)
        shutil.rmtree(self.home, ignore_errors=True)
