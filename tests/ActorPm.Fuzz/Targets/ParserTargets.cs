using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorPm.Cli;
using ActorPm.Cli.Logs;
using ActorPm.Core.Apps;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Events;
using ActorPm.Core.Guard;
using ActorPm.Core.Health;
using ActorPm.Core.Logs;
using ActorPm.Core.Operators;
using ActorPm.Core.Routing;
using ActorPm.Core.Targets;
using ActorPm.Core.Watching;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Cron;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>The small readers of one word, one line or one packet.</summary>
internal static class ParserTargets
{
    private static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Packets of the guard. What is read is written the same way again.</summary>
    public static IFuzzTarget GuardMessages() => new FuzzTarget(
        "guard-messages",
        ["hello ", "recall", "ready", "alive", "keep ", "drop ", "upgrading ", "leaving", "kept ", "exited ", "recalled", "slot/1/out", "socket/", "daemon/lock", "/opt/apmd", "2147483648"],
        input =>
        {
            if (GuardMessage.TryParse(input.Span, out var message))
            {
                Expect(GuardMessage.TryParse(message.ToBytes(), out var again) && again.Equals(message), $"{message} is written as another message");
            }
        });

    /// <summary>What comes in on PM2's rpc.sock, however it is torn.</summary>
    public static IFuzzTarget Pm2Wire() => new FuzzTarget(
        "pm2-wire",
        ["j:{\"type\":\"call\",\"method\":\"prepare\",\"args\":[", "j:", "s:", "args", "type", "call", "methods", "method", "current_conf", "pm_exec_path", "env", "name", "instances"],
        input =>
        {
            var (whole, torn) = (Calls(new ReadOnlySequence<byte>(input)), Calls(Torn(input)));
            Expect(whole.Select(call => call.Method).SequenceEqual(torn.Select(call => call.Method)), "a message that is torn is read as another");
            foreach (var argument in whole.SelectMany(call => call.Arguments))
            {
                _ = PreparedApp.Read(argument);
                _ = PreparedApp.ReadChanges(argument);
            }
        });

    /// <summary>PM2's dump.pm2, taken over by resurrect.</summary>
    public static IFuzzTarget Pm2Dump() => new FuzzTarget(
        "pm2-dump",
        ["name", "pm_exec_path", "pm_cwd", "namespace", "status", "stopped", "exec_interpreter", "env", "instances", "max", "-1", "merge_logs", "pm_out_log_path", "args", "/root/.pm2/logs/"],
        input =>
        {
            try
            {
                _ = Core.Wire.Pm2Dump.Read(input, "/root/.pm2");
            }
            catch (FormatException)
            {
                // Its documented refusal.
            }
        });

    /// <summary>Words that users write into options, fields and addresses.</summary>
    public static IFuzzTarget Words() => new FuzzTarget(
        "words",
        ["unix:/run/a.sock", "web=8080", "[::1]:80", "localhost:", "http:8080/health", "tcp:", "exec:", "log:/x/", "every 1d", "at 03:00", "10M", "1.5G", "500ms", "YYYY-MM-DD HH:mm:ss.SSS Z", "all", "/web.*/", "process:*", "\"a b\"", "-1", "max"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input.Span);
            _ = ListenAddress.TryParse(text, out _, out _);
            _ = ProbeText.TryParse(text, out _, out _);
            _ = ProbeText.IsHttpTarget(text, out _);
            _ = AppSelector.TryParse(text, out _, out _);
            _ = AppName.TryParse(text, out _, out _);
            _ = MemoryText.TryParse(text, out _);
            _ = ReadyOn.TryParse(text, out _, out _);
            _ = DurationText.TryParseMilliseconds(text, out _);
            _ = RotationSchedule.TryParse(text)?.ToString();
            _ = AppSpecResolver.TryParseInstances(text, 4);
            _ = ArgumentText.Split(text);
            _ = TopicFilter.Parse(text).Matches("process:exception");
            _ = LogrotateSettings.FromPm2(new Dictionary<string, string> { ["max_size"] = text, ["retain"] = text, ["rotateInterval"] = text, ["TZ"] = text, ["dateFormat"] = text }, RotationSettings.Default(TimeZoneInfo.Utc));
            var format = DateFormat.Parse(text);
            _ = format.Format(Now, TimeZoneInfo.Utc);
            _ = format.ToPattern();
            Expect(format.Resolution > TimeSpan.Zero, "a date without a resolution");
        }) { LongestInput = 2 * 1024, BytesPerByte = 16 * 1024 };

    /// <summary>Lines for the palettes. What is understood means the same when its values are said again in another order.</summary>
    public static IFuzzTarget OperatorLines() => new FuzzTarget(
        "operator-lines",
        [.. OperatorPalettes.All.SelectMany(palette => palette.Verbs.SelectMany(verb => (string[])[$"{palette.Name} {verb.Name} ", .. verb.Switches.SelectMany(one => (string[])[$"{one.Letter} ", $"{one.Word}="])])).Distinct(), "help ", "'a b'", "\"", "99999999999"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input.Span);
            _ = OperatorCompletion.Of(text, OperatorPalettes.All, ["web"]);
            if (OperatorLine.Parse(text, OperatorPalettes.All) is not OperatorLine.Called { Call: var call })
            {
                return;
            }

            Expect(call.Verb.Switches.All(one => one.Number is null || call.Number(one.Name) >= one.Number.Least), "a number below its bounds");
            // A value with both kinds of quotes can be said in pieces only.
            if (!call.Values.Values.Any(value => value.Contains('"', StringComparison.Ordinal)))
            {
                var again = $"{call.Name} {string.Join(' ', call.Values.Reverse().Select(said => $"\"--{said.Key}={said.Value}\""))}";
                Expect(
                    again.Length > OperatorLine.MaxLength
                    || (OperatorLine.Parse(again, OperatorPalettes.All) is OperatorLine.Called { Call: var same } && same.Values.Count == call.Values.Count && same.Values.All(said => call.Find(said.Key) == said.Value)),
                    $"{again} means something else");
            }
        }) { LongestInput = 8 * 1024, BytesPerByte = 16 * 1024 };

    /// <summary>Patterns of watched and ignored files.</summary>
    public static IFuzzTarget Globs() => new FuzzTarget(
        "globs",
        ["**/", "*.{js,ts}", "[a-z]", "[!a-z]", "{1..9}", "{1..1000}", "{a,b}", "\\", "../", "./", "/srv/app/", "!", "{{a,b},{c,{d,e}}}"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input.Span);
            try
            {
                var pattern = GlobPattern.Parse(text, "/srv/app");
                _ = pattern.IsMatch("/srv/app/lib/index.js");
                _ = pattern.IsMatch("/" + new string('a', 300));
            }
            catch (ArgumentException) when (text.Contains('\0', StringComparison.Ordinal))
            {
                // No path: AppRequestValidator refuses it before.
            }
        }) { LongestInput = 4 * 1024, BytesPerByte = 128 * 1024 };

    /// <summary>Patterns of cron_restart: refused, or they have a next time or none.</summary>
    public static IFuzzTarget Cron() => new FuzzTarget(
        "cron",
        ["* * * * *", "*/5 ", "0 0 31 2 *", "@daily", "@every 1s", "L", "W", "#", "?", "MON-FRI", "JAN", "0-59/7", "1,2,3", "* * * * * *", "60"],
        input =>
        {
            var pattern = Encoding.UTF8.GetString(input.Span);
            var calendar = new CronosCalendar();
            if (calendar.ProblemOf(pattern, "Europe/Berlin") is null)
            {
                _ = calendar.Next(pattern, "Europe/Berlin", Now);
            }
        });

    /// <summary>What apps say on the notify socket.</summary>
    public static IFuzzTarget Notices() => new FuzzTarget(
        "notices",
        ["READY=1", "STOPPING=1", "RELOADING=1", "WATCHDOG=1", "WATCHDOG=trigger", "STATUS=", "MAINPID=1", "BARRIER=1", "\n"],
        input =>
        {
            var text = NotifyText.Parse(input.Span);
            Expect(text.Status is null || (text.Status.Length <= NotifyText.LongestStatus && !text.Status.Any(char.IsControl)), "a status that is too long or moves the cursor");
            _ = text.Then(NotifyText.Nothing);
        });

    /// <summary>What apm logs reads from a daemon.</summary>
    public static IFuzzTarget LogFrames() => new FuzzTarget(
        "log-frames",
        ["0 out 5 web\n", "1 err 65536 a\n", "0 out 0 x\n", " out ", " err ", "2147483648", "-1"],
        input =>
        {
            using var stream = new MemoryStream(input.ToArray());
            var reader = new LogFrameReader(stream);
            try
            {
                do
                {
                    while (reader.TryTake(out _, out _))
                    {
                    }
                }
                while (reader.FillAsync(default).AsTask().GetAwaiter().GetResult());
            }
            catch (CommandFailure)
            {
                // Its documented refusal.
            }
        });

    private static List<RpcRequest> Calls(ReadOnlySequence<byte> received)
    {
        var calls = new List<RpcRequest>();
        while (AmpFrame.TryDecode(ref received, 4 * 1024 * 1024, out var message) is AmpDecoding.Complete)
        {
            if (RpcRequest.TryParse(message, out var call))
            {
                _ = call.Failure(call.Method ?? "none");
                calls.Add(call);
            }
        }

        return calls;
    }

    private static ReadOnlySequence<byte> Torn(ReadOnlyMemory<byte> bytes)
    {
        Piece? last = null;
        var first = last = new Piece(bytes[..(bytes.Length / 3)], null);
        for (var at = bytes.Length / 3; at < bytes.Length; at += 7)
        {
            last = new Piece(bytes.Slice(at, Math.Min(7, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
