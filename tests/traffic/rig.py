"""An apm with a home of its own and the apps of one case, and clients that say what became of each request."""

import asyncio
import base64
import json
import os
import shutil
import socket
import struct
import tempfile
import time

from manager import APPS, app_in, free_port, run, surroundings

PATIENCE = 20
GONE = (OSError, EOFError, asyncio.IncompleteReadError)


class Rig:
    """A daemon and one app in one plane; more apps can be added."""

    def __init__(self, directory, work, plane, script, instances, more):
        self.apm, self.plane, self.home = os.path.join(directory, 'apm'), plane, tempfile.mkdtemp(dir=work)
        self.environment = surroundings(self.home)
        self.port = self.add('app', plane, script, instances, more)
        self.pid = int(open(os.path.join(self.home, 'apm.pid'), encoding='utf-8').read())

    def add(self, name, plane, script, instances, more):
        port = free_port()
        app = app_in(plane, port, name=name, script=os.path.join(APPS, script), instances=instances, **more)
        file = os.path.join(self.home, f'{name}.json')
        with open(file, 'w', encoding='utf-8') as out:
            json.dump({'apps': [app]}, out)
        self.run('start', file)
        return port

    def run(self, *arguments, check=True):
        return run(self.apm, self.environment, *arguments, check=check)

    async def reload(self, *options):
        return await asyncio.to_thread(self.run, 'reload', 'app', *options)

    def pids(self, name='app'):
        return [one['pid'] for one in json.loads(self.run('jlist').stdout) if one['name'] == name and one['pm2_env']['status'] == 'online' and one['pid']]

    async def answers(self, port=None):
        """Waits until somebody answers; an app of http2 shows it by its own client."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if self.plane == 'http2':
                    return await asyncio.sleep(1)
                status, _ = await ask(port or self.port)
                if status == 200:
                    return None
            except GONE:
                pass
            await asyncio.sleep(0.05)
        raise RuntimeError(f'{self.plane}: nothing answers')

    def memory(self):
        """The resident memory of the daemon, in MiB."""
        with open(f'/proc/{self.pid}/status', encoding='utf-8') as lines:
            return next((int(line.split()[1]) // 1024 for line in lines if line.startswith('VmRSS')), 0)

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.pid}/fd'))

    def descriptor_limit(self):
        with open(f'/proc/{self.pid}/limits', encoding='utf-8') as lines:
            return next(int(line.split()[3]) for line in lines if line.startswith('Max open files'))

    def lives(self):
        """Whether it is the same daemon, and talks."""
        return os.path.exists(f'/proc/{self.pid}') and self.run('ping', check=False).returncode == 0 \
            and int(open(os.path.join(self.home, 'apm.pid'), encoding='utf-8').read()) == self.pid

    def close(self):
        self.run('kill', check=False)
        shutil.rmtree(self.home, ignore_errors=True)


class Connection:
    """HTTP/1.1 on one connection."""

    def __init__(self, port, source=None):
        self.port, self.source, self.reader, self.writer = port, source, None, None

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection('127.0.0.1', self.port, local_addr=(self.source, 0) if self.source else None)

    async def head(self):
        lines = (await self.reader.readuntil(b'\r\n\r\n')).decode('latin-1').split('\r\n')
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, value in (line.split(':', 1) for line in lines[1:] if ':' in line)}

    async def request(self, path='/', method='GET', body=b'', headers=''):
        if self.writer is None:
            await self.open()
        length = f'Content-Length: {len(body)}\r\n' if body else ''
        self.writer.write(f'{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{length}\r\n'.encode() + body)
        status, fields = await self.head()
        if 'content-length' in fields:
            answer = await self.reader.readexactly(int(fields['content-length']))
        elif fields.get('transfer-encoding') == 'chunked':
            answer = b''
            while size := int(await self.reader.readline(), 16):
                answer += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            answer = await self.reader.read()
        if fields.get('connection', '').lower() == 'close':
            self.close()
        return status, answer

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def ask(port, path='/', method='GET', body=b'', headers='Connection: close\r\n'):
    connection = Connection(port)
    try:
        return await asyncio.wait_for(connection.request(path, method, body, headers), PATIENCE)
    finally:
        connection.close()


class Regulars:
    """Clients that go on asking as people do, each request with a token of its own, and want it back."""

    def __init__(self, port, count=8, step=None, pause=0.002):
        self.port, self.step, self.pause = port, step or Regulars.token, pause
        self.asked, self.failed, self.crossed, self.pids, self.problems, self.times = 0, 0, 0, set(), [], []
        self.ends, self.since = False, time.monotonic()
        self.tasks = [asyncio.create_task(self.go(number)) for number in range(count)]

    async def go(self, number):
        turn = 0
        connection = Connection(self.port)
        while not self.ends:
            turn += 1
            began = time.monotonic()
            self.asked += 1
            try:
                if not await asyncio.wait_for(self.step(self, connection, f'{number}-{turn}'), PATIENCE):
                    self.crossed += 1
            except (*GONE, asyncio.TimeoutError, ValueError) as problem:
                self.failed += 1
                self.problems.append(f'{time.monotonic() - self.since:.1f} s: {type(problem).__name__} {problem}'.strip()[:60])
                connection.close()
            self.times.append(time.monotonic() - began)
            if turn % 20 == 0:
                connection.close()
            await asyncio.sleep(self.pause)
        connection.close()

    async def token(self, connection, token):
        status, answer = await connection.request(f'/?token={token}')
        if status != 200:
            raise ValueError(f'status {status}')
        pid, back = answer.split()
        self.pids.add(int(pid))
        return back == token.encode()

    async def end(self):
        self.ends = True
        await asyncio.gather(*self.tasks)
        return self.failed == 0 and self.crossed == 0 and self.asked > 20

    def __str__(self):
        slow = sorted(self.times)[int(len(self.times) * 0.99)] * 1000 if self.times else 0
        return f'{self.asked} requests of others, {self.failed} failed, {self.crossed} crossed, p99 {slow:.0f} ms' + (f' ({"; ".join(self.problems[:4])})' if self.problems else '')


class WebSocket:
    """A client of RFC 6455 for short texts."""

    def __init__(self, port, path='/', source=None, cookie=None):
        self.connection, self.path, self.cookie, self.ended = Connection(port, source), path, cookie, None

    async def open(self):
        await self.connection.open()
        key = base64.b64encode(os.urandom(16)).decode()
        cookie = f'Cookie: {self.cookie}\r\n' if self.cookie else ''
        self.connection.writer.write((f'GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
                                      f'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{cookie}\r\n').encode())
        status, fields = await self.connection.head()
        if status != 101:
            raise ValueError(f'status {status}')
        self.cookie = fields.get('set-cookie', self.cookie or '').split(';')[0] or None
        return self

    def say(self, text):
        mask, data = os.urandom(4), text.encode()
        self.connection.writer.write(struct.pack('!BB', 0x81, 0x80 | len(data)) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data)))

    async def hear(self):
        """The next text; None at the end, and then `ended` says how it came."""
        try:
            kind, length = await self.connection.reader.readexactly(2)
            data = await self.connection.reader.readexactly(length)
        except asyncio.IncompleteReadError:
            self.ended = 'end'
            return None
        except OSError as problem:
            self.ended = type(problem).__name__
            return None
        if kind & 15 == 8:
            self.ended = 'close frame'
            return None
        return data.decode()

    def close(self):
        self.connection.close()
