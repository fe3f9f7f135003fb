using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Cli;

/// <summary>A daemon that is not that of the home: on another machine (<c>https://host:port</c>, with a token), or another user's (<c>unix:/path</c>, where the kernel says who asks).</summary>
internal sealed class RemoteDaemon
{
    /// <summary>The variables that name it, and what it takes to be let in.</summary>
    public const string Variable = "APM_REMOTE", TokenVariable = "APM_REMOTE_TOKEN", TokenFileVariable = "APM_REMOTE_TOKEN_FILE", FingerprintVariable = "APM_REMOTE_FINGERPRINT";

    private const string UnixScheme = "unix:";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly string? _path;
    private readonly byte[]? _fingerprint;
    private string? _refusal;

    private RemoteDaemon(string name, Uri address, string? path, string? token, byte[]? fingerprint)
    {
        Name = name;
        Address = address;
        Token = token;
        _path = path;
        _fingerprint = fingerprint;
    }

    /// <summary>As the user wrote it.</summary>
    public string Name { get; }

    /// <summary>For requests.</summary>
    public Uri Address { get; }

    /// <summary>What shows who asks; null on a Unix socket.</summary>
    public string? Token { get; }

    /// <summary>Reads what was given.</summary>
    /// <param name="host">The variables and files.</param>
    /// <param name="option">What <c>--remote</c> says; null when it was not given.</param>
    /// <param name="fingerprint">What <c>--fingerprint</c> says; null when it was not given.</param>
    /// <returns>Null when neither option nor variable names one.</returns>
    /// <exception cref="CommandFailure">It makes no sense, or what it takes to be let in is missing.</exception>
    public static RemoteDaemon? Of(CliHost host, string? option, string? fingerprint)
    {
        if ((option ?? host.Variable(Variable)) is not { } text)
        {
            return fingerprint is null ? null : throw Wrong("--fingerprint is of the daemon that --remote names; give that, too.");
        }

        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            return ListenAddress.TryParse(text, out var socket, out var problem)
                ? new RemoteDaemon(text, new Uri("http://apmd"), socket.Path, null, null)
                : throw Wrong($"{problem.TrimEnd('.')} (--remote, {Variable}).");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? new RemoteDaemon(text, address, null, TokenOf(host), Digits(fingerprint ?? host.Variable(FingerprintVariable)))
            : throw Wrong($"'{text}' is no daemon; give https://host:port, or unix:/path (--remote, {Variable}).");
    }

    /// <summary>Connects.</summary>
    public HttpMessageHandler Open()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null, ConnectTimeout = ConnectLimit,
        };
        if (_path is { } path)
        {
            handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(
                ControlClient.TryOpen(path) ?? throw new IOException($"nobody listens on {path}"), ownsSocket: true));
        }
        else
        {
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, errors) => Accepts(shown, errors) };
        }

        return handler;
    }

    /// <summary>Why no request has come through.</summary>
    public CommandFailure Unreachable(Exception reason) => _refusal is { } refusal
        ? new CommandFailure(ControlErrorCode.LoginRefused, refusal)
        : new CommandFailure(ControlErrorCode.DaemonUnresponsive, $"{Name} cannot be reached: {Innermost(reason).Message.TrimEnd('.')}. If a command was under way, `apm list` shows what was done.");

    // Who knows the certificate itself needs nobody who vouches for it, and no name.
    private bool Accepts(X509Certificate? shown, SslPolicyErrors errors)
    {
        var digits = shown is null ? null : SHA256.HashData(shown.GetRawCertData());
        _refusal = _fingerprint switch
        {
            null when errors is SslPolicyErrors.None => null,
            null => $"Nobody vouches for the certificate of {Name}. If its fingerprint is that of `apm token list` on its machine, give it (--fingerprint, {FingerprintVariable}): {Shown(digits)}",
            _ when digits is not null && CryptographicOperations.FixedTimeEquals(digits, _fingerprint) => null,
            _ => $"The certificate of {Name} has another fingerprint than the one that was given, so this may not be the daemon that you mean: {Shown(digits)}",
        };
        return _refusal is null;
    }

    private static string Shown(byte[]? digits) => digits is null ? "it showed none." : Convert.ToHexStringLower(digits);

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    private static string TokenOf(CliHost host)
    {
        var token = host.Variable(TokenVariable) ?? (host.Variable(TokenFileVariable) is { } file ? TokenIn(Path.GetFullPath(file, host.CurrentDirectory)) : throw Wrong(
            $"A token is needed; put what `apm token create` printed into {TokenVariable}, or name a file with it in {TokenFileVariable}."));
        return AccessToken.IsOne(token) ? token : throw Wrong($"This is no token; give the whole word that `apm token create` printed ({TokenVariable}, {TokenFileVariable}).");
    }

    private static string TokenIn(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        try
        {
            return (File.GetUnixFileMode(path) & Others) == 0
                ? File.ReadAllText(path).Trim()
                : throw Wrong($"Others may read the token in {path}; run `chmod 600 {path}`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The token in {path} cannot be read: {e.Message.TrimEnd('.')} ({TokenFileVariable}).");
        }
    }

    private static byte[]? Digits(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var plain = text.Replace(":", "", StringComparison.Ordinal).Trim();
        return plain.Length == SHA256.HashSizeInBytes * 2 && plain.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(plain)
            : throw Wrong($"'{text}' is no fingerprint; give the {SHA256.HashSizeInBytes * 2} digits that `apm token list` prints (--fingerprint, {FingerprintVariable}).");
    }

    private static CommandFailure Wrong(string message) => new(ControlErrorCode.InvalidRequest, message);
}
