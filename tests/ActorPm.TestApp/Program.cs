using ActorPm.Cli.Trampoline;
using ActorPm.TestApp;

if (args is [ExecTrampoline.Verb, .. var call])
{
    return ExecTrampoline.Run(call);
}

return args switch
{
    ["exit", var code] => int.Parse(code),
    ["exit-after", var milliseconds, var code] => Endings.ExitAfter(int.Parse(milliseconds), int.Parse(code)),
    ["sleep"] => Endings.Sleep(),
    ["ignore", .. var signals] => Endings.Ignore(signals),
    ["graceful", var milliseconds] => Endings.Graceful(int.Parse(milliseconds)),
    ["fork", var count] => Families.Fork(int.Parse(count)),
    ["double-fork"] => Families.DoubleFork("env", "sh"),
    ["double-fork-env"] => Families.DoubleFork("env", "-i", "sh"),
    ["flood", var bytes] => Writers.Flood(long.Parse(bytes), 100),
    ["flood", var bytes, var lineLength] => Writers.Flood(long.Parse(bytes), int.Parse(lineLength)),
    ["partial"] => Writers.Partial(),
    ["lines", var count, var milliseconds] => Writers.Lines(int.Parse(count), int.Parse(milliseconds)),
    ["leak", var megabytes] => Writers.Leak(int.Parse(megabytes)),
    ["listen", var port] => await WebServer.ListenAsync(int.Parse(port)),
    ["environment"] => Reports.PrintEnvironment(),
    ["descriptors"] => Reports.PrintDescriptors(),
    ["args", .. var rest] => Reports.PrintArguments(rest),
    ["host", var home] => Hosting.Adopt(home),
    ["cwd"] => Reports.PrintDirectory(),
    ["signals"] => Reports.PrintSignals(),
    _ => Reports.Complain(args),
};
