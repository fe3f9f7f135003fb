namespace ActorPm.Cli.Commands;

/// <summary>
/// <c>--json</c> of the verbs that show something: the body with which the control API answers, on one line with a line feed. Its first member is
/// <c>version</c>, 1; members may be added, and a changed meaning gets a new version.
/// </summary>
internal static class JsonOption
{
    public const string Description = "print JSON instead of text: {\"version\":1,…}";

    /// <summary>Prints the answer of a route as it came.</summary>
    public static async Task PrintAsync(Invocation call, ControlClient client, string route)
    {
        call.Host.Output.Write(await client.GetBytesAsync(route));
        call.Screen.Data("\n");
    }
}
