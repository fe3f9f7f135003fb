namespace ActorPm.Core.History;

/// <summary>Who gave a command.</summary>
/// <param name="Way">By which way it came.</param>
/// <param name="User">The name of the caller's user, or the user's number where it has no name; null when the kernel did not say.</param>
/// <param name="Pid">The calling process; null when the kernel did not say.</param>
/// <param name="Program">The name of the calling program, such as <c>apm</c> or <c>node</c>; null when it was gone already.</param>
public sealed record CommandOrigin(CommandWay Way, string? User, int? Pid, string? Program)
{
    /// <summary>From which machine; null for this one.</summary>
    public string? Address { get; init; }

    /// <summary>The daemon itself: a schedule, a limit, a step of a reload.</summary>
    public static CommandOrigin Daemon { get; } = new(CommandWay.Daemon, null, null, null);

    /// <summary>For sentences: <c>user alice (apm, process 991)</c>.</summary>
    public override string ToString()
    {
        if (Way is CommandWay.Daemon)
        {
            return "the daemon itself";
        }

        if (Way is CommandWay.Remote)
        {
            return $"token {User} from {Address}";
        }

        var wire = Way switch
        {
            CommandWay.Pm2Wire => " over PM2's wire",
            CommandWay.PetabridgeCmd => " over Petabridge.Cmd",
            _ => "",
        };
        var process = (Program, Pid) switch
        {
            ({ } program, { } pid) => $" ({program}, process {pid})",
            (null, { } pid) => $" (process {pid})",
            _ => "",
        };
        return (User is null ? "somebody" : $"user {User}") + process + wire;
    }
}

/// <summary>By which way a command came.</summary>
public enum CommandWay
{
    /// <summary>The control socket: <c>apm</c>, or a program that speaks its API.</summary>
    Control,

    /// <summary>PM2's own sockets.</summary>
    Pm2Wire,

    /// <summary>The daemon gave it to itself.</summary>
    Daemon,

    /// <summary>Petabridge.Cmd, whose client is <c>pbm</c>.</summary>
    PetabridgeCmd,

    /// <summary>The control API over TLS; the user is the name of the token.</summary>
    Remote,
}
