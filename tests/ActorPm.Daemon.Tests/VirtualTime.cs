using Akka.Configuration;

namespace ActorPm.Daemon.Tests;

/// <summary>The configuration of actor systems whose timers fire when a test says so.</summary>
internal static class VirtualTime
{
    public static Config Config { get; } = ConfigurationFactory.ParseString("""
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.loglevel = WARNING
        """);
}
