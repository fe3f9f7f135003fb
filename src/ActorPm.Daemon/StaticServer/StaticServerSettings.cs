using System.Globalization;
using ActorPm.Core.StaticServer;

namespace ActorPm.Daemon.StaticServer;

/// <summary>What a static web server was told by its environment.</summary>
/// <param name="Root">The directory, absolute.</param>
/// <param name="Host">An address, or <c>localhost</c>.</param>
/// <param name="Port">1 to 65535; 0 lets the system choose.</param>
/// <param name="HomePage">A path below the root that begins with a slash.</param>
/// <param name="IsSinglePage">Whether paths that are no file are answered with the home page.</param>
/// <param name="ListsDirectories">Whether a directory is shown as a list of its files.</param>
/// <param name="Login">Who may look; null means everybody.</param>
internal sealed record StaticServerSettings(
    string Root, string Host, int Port, string HomePage, bool IsSinglePage, bool ListsDirectories, StaticServerLogin? Login)
{
    /// <summary>Reads the variables.</summary>
    /// <exception cref="DaemonStartException">A value makes no sense.</exception>
    public static StaticServerSettings Read(IReadOnlyDictionary<string, string> environment, string currentDirectory)
    {
        string? Value(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        bool IsOn(string name) => Value(name) is "true" or "1";

        var root = Path.GetFullPath(Value(StaticServerVariables.Path) ?? ".", currentDirectory);
        if (!System.IO.Directory.Exists(root))
        {
            throw new DaemonStartException($"{root} is no directory to serve; name one in {StaticServerVariables.Path}.");
        }

        var portText = Value(StaticServerVariables.Port) ?? StaticServerVariables.DefaultPort.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
        {
            throw new DaemonStartException($"{StaticServerVariables.Port} '{portText}' is no port from 0 to {ushort.MaxValue}.");
        }

        var host = Value(StaticServerVariables.Host) ?? "0.0.0.0";
        if (host != "localhost" && !System.Net.IPAddress.TryParse(host, out _))
        {
            throw new DaemonStartException($"{StaticServerVariables.Host} '{host}' is no address; write one such as 127.0.0.1, or localhost.");
        }

        StaticServerLogin? login = null;
        if (IsOn(StaticServerVariables.BasicAuth))
        {
            // Never open by a half-told login.
            login = Value(StaticServerVariables.UserName) is { } user && Value(StaticServerVariables.Password) is { } password
                ? new StaticServerLogin(user, password)
                : throw new DaemonStartException(
                    $"{StaticServerVariables.BasicAuth} needs both {StaticServerVariables.UserName} and {StaticServerVariables.Password}; set them.");
        }

        return new StaticServerSettings(
            root, host, port, "/" + (Value(StaticServerVariables.HomePage) ?? "index.html").TrimStart('/'),
            IsOn(StaticServerVariables.SinglePage), IsOn(StaticServerVariables.Listing) || IsOn(StaticServerVariables.Directory), login);
    }
}
