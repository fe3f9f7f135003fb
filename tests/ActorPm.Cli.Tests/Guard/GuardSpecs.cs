namespace ActorPm.Cli.Tests.Guard;

/// <summary>The real guard before daemons that are played.</summary>
public sealed class GuardSpecs : IDisposable
{
    private readonly GuardStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task What_a_killed_daemon_leaves_the_next_one_gets_descriptors_and_the_ends_of_its_children()
    {
        _stage.StartGuard("""
            number = nth()
            guard = Guard()
            kept, ended = guard.recall()
            if number == 1:
                ends = os.pipe()
                os.write(ends[1], b'still here')
                listener = socket.create_server(('127.0.0.1', 0))
                guard.say('keep slot/1/out socket/5', [ends[0], listener.fileno()])
                guard.say('keep slot/2/out', [ends[0]])
                guard.say('drop slot/2/out')
                child = subprocess.Popen(['sh', '-c', 'while [ ! -e $APM_HOME/late ]; do sleep 0.02; done; exit 9'], start_new_session=True)
                note(f'child {child.pid} {start_ticks(child.pid)}')
                note(f'port {listener.getsockname()[1]}')
                guard.say('ready')
                guard.recall()
                note(f'daemon {os.getpid()}')
                stay()
            content = os.read(kept['slot/1/out'], 100).decode()
            port = socket.socket(fileno=kept['socket/5']).getsockname()[1]
            guard.say('ready')
            note(f'next has {sorted(kept)} {content} {port} {ended}')
            note('told ' + guard.hear()[0])
            stay()
            """);
        GuardStage.Kill(await _stage.NotedNumberAsync("daemon "));

        Assert.Equal($"['slot/1/out', 'socket/5'] still here {await _stage.NotedAsync("port ")} []", await _stage.NotedAsync("next has "));
        _stage.Touch("late");
        Assert.Equal($"exited {await _stage.NotedAsync("child ")} {9 << 8}", await _stage.NotedAsync("told "));
        Assert.Contains("The daemon was ended by SIGKILL; it is started again at once.", _stage.Log);
    }

    [Fact(Timeout = 120_000)]
    public async Task Children_that_end_while_no_daemon_lives_are_told_to_the_next_with_pid_start_and_wait_status()
    {
        _stage.StartGuard("""
            number = nth()
            if number > 1:
                wait('over')
            guard = Guard()
            kept, ended = guard.recall()
            if number == 1:
                children = [subprocess.Popen(['sh', '-c', script], start_new_session=True) for script in ('sleep 0.2; exit 7', 'sleep 0.2; kill -SEGV $$')]
                note('children ' + ' '.join(f'{child.pid} {start_ticks(child.pid)}' for child in children))
                guard.say('ready')
                os.kill(os.getpid(), signal.SIGKILL)
            note('ended ' + ' '.join(f'{pid} {ticks} {status & ~128}' for pid, ticks, status in sorted(ended)))
            guard.say('ready')
            note('again ' + str(guard.recall()[1]))
            stay()
            """);
        var children = (await _stage.NotedAsync("children ")).Split(' ');
        await _stage.UntilAsync("both are reaped", () => !Directory.Exists($"/proc/{children[0]}") && !Directory.Exists($"/proc/{children[2]}"));

        _stage.Touch("over");

        Assert.Equal($"{children[0]} {children[1]} {7 << 8} {children[2]} {children[3]} 11", await _stage.NotedAsync("ended "));
        // A daemon that took commands has made use of it.
        Assert.Equal("[]", await _stage.NotedAsync("again "));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_dies_again_and_again_is_started_after_pauses_that_grow()
    {
        _stage.StartGuard("""
            if nth() == 1:
                Guard().say('ready')
            sys.exit(5)
            """);

        await _stage.UntilAsync("five starts", () => _stage.Notes.Length >= 5);

        Assert.Contains("exited with code 5; it is started again at once.", _stage.Log);
        Assert.Contains("started again in 0.1 seconds, after 2 deaths in a row.", _stage.Log);
        Assert.Contains("started again in 0.2 seconds, after 3 deaths in a row.", _stage.Log);
        Assert.Contains("started again in 0.4 seconds, after 4 deaths in a row.", _stage.Log);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_leaves_ends_the_guard_with_its_code_and_leaves_no_socket()
    {
        var guard = _stage.StartGuard("""
            guard = Guard()
            guard.say('ready')
            guard.say('leaving')
            sys.exit(3)
            """);

        Assert.Equal("ready\n", await guard.StandardOutput.ReadToEndAsync());
        Assert.Equal(3, await GuardStage.EndOfAsync(guard));
        Assert.Equal(["guard.lock"], Directory.GetFileSystemEntries(Path.GetDirectoryName(_stage.Socket)!).Select(Path.GetFileName));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(75)]
    [InlineData(4)]
    public async Task A_first_daemon_that_cannot_start_has_the_last_word(int code)
    {
        var guard = _stage.StartGuard($"sys.stderr.write('The journal is damaged; restore it.\\n'); sys.exit({code})", "--detach");

        Assert.Equal("The journal is damaged; restore it.\n", await guard.StandardError.ReadToEndAsync());
        Assert.Equal(code, await GuardStage.EndOfAsync(guard));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_is_no_program_is_named_with_the_cure()
    {
        var guard = _stage.Start("/nonexistent/apmd");

        Assert.Contains("The daemon's program /nonexistent/apmd cannot be started", await guard.StandardError.ReadToEndAsync());
        Assert.Equal(4, await GuardStage.EndOfAsync(guard));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_detached_guard_lets_go_of_its_starter_when_the_daemon_is_ready()
    {
        var guard = _stage.StartGuard("""
            note(f'args {sys.argv[1:]} input {os.readlink("/proc/self/fd/0")} open {os.listdir("/proc/self/fd")}')
            note(f'blocked {[line.split()[1] for line in open("/proc/self/status") if line.startswith("SigBlk")][0]}')
            note(f'session {os.getsid(0) == os.getpid()}')
            guard = Guard()
            guard.say('ready')
            leave_outputs()
            stay()
            """, "--detach");

        Assert.Equal("ready", await guard.StandardOutput.ReadLineAsync());
        await _stage.UntilAsync(
            "the guard's outputs lead nowhere",
            () => Enumerable.Range(0, 3).All(descriptor => File.ResolveLinkTarget($"/proc/{guard.Id}/fd/{descriptor}", returnFinalTarget: false)?.FullName == "/dev/null"));
        // The fourth is the one that the listing itself has open.
        Assert.Equal("['--guarded', '--detach'] input /dev/null open ['0', '1', '2', '3']", await _stage.NotedAsync("args "));
        Assert.Equal("0000000000000000", await _stage.NotedAsync("blocked "));
        Assert.Equal("True", await _stage.NotedAsync("session "));
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_the_daemon_is_heard_and_its_nonsense_ends_its_connection_not_the_guard()
    {
        var guard = _stage.StartGuard("""
            guard = Guard()
            ends = os.pipe()
            guard.say('keep slot/1/out slot/2/out', [ends[0]])
            guard.say('keep slot/3/out', [ends[0]])
            guard.say('ready')
            note(f'kept {sorted(guard.recall()[0])}')
            wait('go')
            for nonsense in ('what?', 'keep ../x', 'kept slot/3/out', 'exited 1 1 1', b'\xff\xfe', 'x' * 8200, f'hello {os.getpid() + 1} /x'):
                guard = Guard()
                guard.say(nonsense, [ends[0]] if nonsense == 'what?' else [])
                note(f'nonsense {guard.hear()}')
            guard = Guard()
            note(f'at last {sorted(guard.recall()[0])}')
            stay()
            """);
        Assert.Equal("['slot/3/out']", await _stage.NotedAsync("kept "));

        var stranger = await _stage.RunAsync("""
            for pid in (os.getpid(), os.getppid(), 1):
                print(Guard(pid).hear())
            quiet = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            quiet.connect(at('run/guard.sock'))
            quiet.send(b'recall')
            print(quiet.recv(100))
            """);
        _stage.Touch("go");

        Assert.Equal("('', [])\n('', [])\n('', [])\nb''\n", stranger);
        Assert.Equal("['slot/3/out']", await _stage.NotedAsync("at last "));
        Assert.Equal(Enumerable.Repeat("nonsense ('', [])", 7), _stage.Notes.Where(note => note.StartsWith("nonsense", StringComparison.Ordinal)));
        Assert.False(guard.HasExited);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_stage.Socket));
    }

    [Fact(Timeout = 120_000)]
    public async Task Thousands_of_descriptors_come_back()
    {
        _stage.StartGuard("""
            number = nth()
            guard = Guard()
            kept, _ = guard.recall()
            if number == 1:
                for packet in range(40):
                    ends = [os.open('/dev/null', os.O_RDONLY) for _ in range(64)]
                    guard.say('keep ' + ' '.join(f'slot/{packet * 64 + i}/out' for i in range(64)), ends)
                    [os.close(end) for end in ends]
                guard.say('ready')
                guard.recall()
                os.kill(os.getpid(), signal.SIGKILL)
            note(f'back {len(kept)} {len(set(kept.values()))}')
            stay()
            """);

        Assert.Equal("2560 2560", await _stage.NotedAsync("back "));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upgrade_that_does_not_become_ready_is_undone()
    {
        var newer = _stage.WriteProgram("newer", """
            guard = Guard()
            note(f'newer {os.getpid()}')
            stay()
            """);
        _stage.StartGuard($"""
            number = nth()
            guard = Guard()
            guard.say('ready')
            note(f'daemon{"{number}"} {"{os.getpid()}"}')
            if number == 1:
                guard.say('upgrading 1 {newer}')
                os.execv('{newer}', ['{newer}'])
            stay()
            """);

        var daemon = await _stage.NotedNumberAsync("daemon1 ");
        Assert.Equal(daemon, await _stage.NotedNumberAsync("newer "));
        Assert.NotEqual(daemon, await _stage.NotedNumberAsync("daemon2 "));
        Assert.Contains($"The daemon was killed, because {newer} was not ready in time;", _stage.Log);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upgrade_that_becomes_ready_is_what_is_started_from_then_on()
    {
        var newer = _stage.WriteProgram("newer", """
            guard = Guard()
            guard.say('ready')
            note(f'newer{nth()} {os.getpid()}')
            stay()
            """);
        _stage.StartGuard($"""
            guard = Guard()
            guard.say('ready')
            guard.say('upgrading 30 {newer}')
            os.execv('{newer}', ['{newer}'])
            """);
        GuardStage.Kill(await _stage.NotedNumberAsync("newer1 "));

        Assert.NotEqual(0, await _stage.NotedNumberAsync("newer2 "));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_guard_of_a_home_says_that_there_is_one()
    {
        _stage.StartGuard("guard = Guard(); guard.say('ready'); note('up'); stay()");
        await _stage.NotedAsync("up");

        var second = _stage.Start("/bin/false");

        Assert.Contains("Another guard looks after the home", await second.StandardError.ReadToEndAsync());
        Assert.Equal(75, await GuardStage.EndOfAsync(second));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_falls_silent_is_killed_and_one_that_speaks_is_not()
    {
        _stage.Variables["APM_GUARD_PATIENCE"] = "10";
        _stage.StartGuard("""
            number = nth()
            guard = Guard()
            guard.say('ready')
            for _ in range(16):
                time.sleep(1)
                guard.say('alive')
            note(f'spoke {number}')
            stay()
            """);

        await _stage.NotedAsync("spoke 1");
        await _stage.UntilAsync("a second daemon", () => _stage.Notes.Count(note => note == "start") == 2);

        Assert.Contains("The daemon was killed, because it had said nothing for 10 seconds; it is started again at once.", _stage.Log);
    }

    [Fact(Timeout = 120_000)]
    public async Task Signals_are_handed_on_and_one_that_asks_for_the_end_ends_both()
    {
        var guard = _stage.StartGuard("""
            guard = Guard()
            def end(*_):
                guard.say('leaving')
                sys.exit(0)
            for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGINT):
                signal.signal(number, lambda number, _: note(f'signal {number}'))
            signal.signal(signal.SIGTERM, end)
            guard.say('ready')
            note('up')
            stay()
            """);
        await _stage.NotedAsync("up");
        foreach (var number in (int[])[1, 10, 12, 2])
        {
            GuardStage.Signal(guard.Id, number);
            await _stage.NotedAsync($"signal {number}");
        }

        GuardStage.Signal(guard.Id, 15);

        Assert.Equal(0, await GuardStage.EndOfAsync(guard));
        Assert.Equal(5, _stage.Notes.Length);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_guard_that_is_told_to_end_between_two_daemons_has_the_apps_stopped_first()
    {
        var guard = _stage.StartGuard("""
            number = nth()
            if number == 2:
                sys.exit(1)
            guard = Guard()
            def end(*_):
                note('stops the apps')
                guard.say('leaving')
                sys.exit(0)
            signal.signal(signal.SIGTERM, end)
            guard.say('ready')
            if number == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            stay()
            """);
        await _stage.UntilAsync("the pause after the second death", () => _stage.Log.Contains("after 2 deaths", StringComparison.Ordinal));

        GuardStage.Signal(guard.Id, 15);

        Assert.Equal(0, await GuardStage.EndOfAsync(guard));
        Assert.Contains("stops the apps", _stage.Notes);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_new_guard_attends_a_daemon_that_lives_and_starts_the_next_one_with_what_it_was_given()
    {
        const string Daemon = """
            import fcntl
            number = nth()
            lock = os.open(at('apm.lock'), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            open(at('apm.pid'), 'w').write(str(os.getpid()))
            guard = Guard()
            kept, _ = guard.recall()
            guard.say('ready')
            note(f'daemon{number} {os.getpid()} {sorted(kept)}')
            if number == 1:
                while guard.hear()[0]:
                    pass
                wait('second')
                guard = Guard()
                guard.say('ready')
                guard.say('keep slot/1/out', [os.open('/dev/null', os.O_RDONLY)])
                guard.recall()
                note('kept again')
            stay()
            """;
        var first = _stage.StartGuard(Daemon);
        var daemon = int.Parse((await _stage.NotedAsync("daemon1 ")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        first.Kill();
        await first.WaitForExitAsync();

        var second = _stage.Start("/nonexistent/apmd");
        Assert.Equal("ready", await second.StandardOutput.ReadLineAsync());
        _stage.Touch("second");
        await _stage.NotedAsync("kept again");
        Assert.Single(_stage.Notes, "start");
        GuardStage.Kill(daemon);

        Assert.EndsWith("['slot/1/out']", await _stage.NotedAsync("daemon2 "));
    }

    [Fact(Timeout = 120_000)]
    public async Task Systemd_hears_of_readiness_watchdog_and_end_from_the_guard_and_the_daemon_knows_nothing_of_it()
    {
        var path = Path.Combine(_stage.Home, "systemd");
        using var systemd = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Unspecified);
        systemd.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        _stage.Variables["NOTIFY_SOCKET"] = path;
        _stage.Variables["WATCHDOG_USEC"] = "200000";
        _stage.StartGuard("""
            note(f'environment {[name for name in os.environ if name.startswith(("NOTIFY_", "WATCHDOG_"))]}')
            guard = Guard()
            guard.say('ready')
            wait('end')
            guard.say('leaving')
            """);
        var heard = new List<string>();
        var buffer = new byte[100];
        while (heard.Count(word => word == "WATCHDOG=1") < 3 || !heard.Contains("READY=1") || !heard.Contains("STOPPING=1"))
        {
            heard.Add(System.Text.Encoding.ASCII.GetString(buffer, 0, await systemd.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60))));
            if (heard.Count(word => word == "WATCHDOG=1") == 3)
            {
                _stage.Touch("end");
            }
        }

        Assert.Equal("[]", await _stage.NotedAsync("environment "));
        Assert.Single(heard, "READY=1");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_home_that_is_too_deep_or_a_patience_that_is_no_number_is_said_with_the_cure()
    {
        _stage.Variables["APM_GUARD_PATIENCE"] = "soon";
        var impatient = _stage.Start("/bin/false");
        Assert.Contains("APM_GUARD_PATIENCE is 'soon', which is no number of seconds", await impatient.StandardError.ReadToEndAsync());
        Assert.Equal(4, await GuardStage.EndOfAsync(impatient));

        _stage.Variables["APM_GUARD_PATIENCE"] = "";
        _stage.Variables["APM_HOME"] = Path.Combine(_stage.Home, new string('x', 100));
        var deep = _stage.Start("/bin/false");
        Assert.Contains("has too long a path for a Unix socket (at most 92 bytes); set APM_HOME to a shorter one.", await deep.StandardError.ReadToEndAsync());
        Assert.Equal(4, await GuardStage.EndOfAsync(deep));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stopped_daemon_s_fenced_processes_are_killed_in_time_with_their_trees_and_it_is_told_so()
    {
        _stage.StartGuard("""
            nth()
            guard = Guard()
            guard.recall()
            guard.say('ready')
            environment = dict(os.environ, ACTORPM_INSTANCE=f'7.2@{HOME}')
            fled = 'setsid -f sh -c "echo fled \\$\\$ >> $APM_HOME/notes; exec sleep 1000"; sleep 1000 & echo child $! >> $APM_HOME/notes; wait'
            app = subprocess.Popen(['sh', '-c', fled], start_new_session=True, env=environment)
            other = subprocess.Popen(['sleep', '1000'], start_new_session=True)
            reused = subprocess.Popen(['sleep', '1000'], start_new_session=True)
            dropped = subprocess.Popen(['sleep', '1000'], start_new_session=True)
            while sum(line.startswith(('fled', 'child')) for line in open(at('notes'))) < 2:
                time.sleep(0.01)
            name = f'7.2/{app.pid}/{start_ticks(app.pid)}'
            leave = f'9.1/{dropped.pid}/{start_ticks(dropped.pid)}'
            guard.say(f'fence {since_boot() + 600} {name} 8.1/{reused.pid}/{start_ticks(reused.pid) + 1} {leave}')
            guard.say(f'unfence {leave}')
            note(f'others {other.pid} {reused.pid} {dropped.pid}')
            open(at('daemon.pid'), 'w').write(str(os.getpid()))
            note(f'app {app.pid}')
            os.kill(os.getpid(), signal.SIGSTOP)
            note('told ' + str(guard.hear()[0] == f'fenced {name}'))
            note(f'status {app.wait()}')
            stay()
            """);
        var app = await _stage.NotedNumberAsync("app ");
        await _stage.UntilAsync("the tree is killed", () => !IsAlive(app));
        foreach (var member in new[] { "child ", "fled " })
        {
            var pid = await _stage.NotedNumberAsync(member);
            await _stage.UntilAsync($"{member}is killed", () => !IsAlive(pid));
        }

        Assert.All((await _stage.NotedAsync("others ")).Split(' '), pid => Assert.True(IsAlive(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)), $"{pid} is killed"));
        GuardStage.Signal(int.Parse(File.ReadAllText(Path.Combine(_stage.Home, "daemon.pid")), System.Globalization.CultureInfo.InvariantCulture), 18);
        Assert.Equal("True", await _stage.NotedAsync("told "));
        Assert.Equal("-9", await _stage.NotedAsync("status "));
    }

    [Fact(Timeout = 120_000)]
    public async Task Fences_outlive_the_daemon_and_what_the_next_one_does_not_extend_is_killed()
    {
        _stage.StartGuard("""
            number = nth()
            guard = Guard()
            guard.recall()
            if number == 1:
                apps = [subprocess.Popen(['sleep', '1000'], start_new_session=True) for _ in range(2)]
                for app in apps:
                    guard.say(f'fence {since_boot() + 4000} 1.1/{app.pid}/{start_ticks(app.pid)}')
                    note(f'{"left" if app is apps[0] else "kept"} {app.pid} {start_ticks(app.pid)}')
                guard.say('ready')
                guard.recall()
                os.kill(os.getpid(), signal.SIGKILL)
            pid, ticks = [line.split()[1:] for line in open(at('notes')) if line.startswith('kept ')][0]
            guard.say(f'fence {since_boot() + 600000} 1.1/{pid}/{ticks}')
            guard.say('ready')
            note('told ' + guard.hear()[0])
            stay()
            """);
        var left = (await _stage.NotedAsync("left ")).Split(' ');

        var told = await _stage.NotedAsync("told ");

        Assert.Contains($"/{left[0]}/{left[1]}", told, StringComparison.Ordinal);
        Assert.True(IsAlive(int.Parse((await _stage.NotedAsync("kept ")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
