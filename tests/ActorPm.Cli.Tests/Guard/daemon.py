"""Plays the daemon before its guard: speaks the protocol and does what a test's few lines say."""
import array, os, resource, signal, socket, subprocess, sys, time

HOME = os.environ['APM_HOME']


def at(name):
    return os.path.join(HOME, name)


def note(line):
    with open(at('notes'), 'a') as notes:
        notes.write(line + '\n')


def nth():
    """Which start of the daemon this is: 1, 2, …"""
    note('start')
    with open(at('notes')) as notes:
        return sum(line == 'start\n' for line in notes)


def wait(name):
    while not os.path.exists(at(name)):
        time.sleep(0.005)


def leave_outputs():
    nothing = os.open('/dev/null', os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)


class Guard:
    def __init__(self, pid=None, program=None):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.connect(at('run/guard.sock'))
        self.say(f'hello {pid or os.getpid()} {program or os.path.abspath(sys.argv[0])}')

    def say(self, text, descriptors=()):
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', descriptors))] if descriptors else []
        self.socket.sendmsg([text if isinstance(text, bytes) else text.encode()], rights)

    def hear(self):
        """The next packet and its descriptors; nothing when the guard has hung up."""
        data = b'fencing'
        while data == b'fencing':
            try:
                data, descriptors, _, _ = socket.recv_fds(self.socket, 9000, 253)
            except ConnectionResetError:
                return '', []
        return data.decode(), descriptors

    def recall(self):
        kept, ended = {}, []
        self.say('recall')
        while True:
            text, descriptors = self.hear()
            if text == 'recalled':
                return kept, ended
            word, rest = text.split(' ', 1)
            if word == 'kept':
                kept.update(zip(rest.split(), descriptors))
            else:
                ended.append(tuple(map(int, rest.split())))


def start_ticks(pid):
    with open(f'/proc/{pid}/stat') as stat:
        return int(stat.read().rsplit(')', 1)[1].split()[19])


def since_boot():
    """In milliseconds."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


def stay():
    while True:
        signal.pause()
