using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Cluster;

/// <summary>Asks other nodes over HTTPS.</summary>
internal sealed class PeerClient : IDisposable
{
    private const int MostBytes = PeerContract.MostRoundBytes;

    private readonly HttpClient _http;

    private PeerClient(RemoteCertificateValidationCallback accepts, NodeCertificate? own, TimeSpan patience)
    {
        _http = Over(accepts, own, patience);
        _http.Timeout = patience;
        _http.MaxResponseContentBufferSize = MostBytes;
    }

    /// <summary>For a node of the cluster.</summary>
    /// <param name="authority">Whose certificates are accepted.</param>
    /// <param name="own">The own certificate; null before there is one.</param>
    /// <param name="patience">How long an answer may take.</param>
    public static PeerClient Of(X509Certificate2 authority, NodeCertificate? own, TimeSpan patience) => new(IsNodeOf(authority), own, patience);

    /// <summary>A client that hands on what may never end.</summary>
    public static HttpClient ForStreams(X509Certificate2 authority, NodeCertificate own)
    {
        var http = Over(IsNodeOf(authority), own, NodeForwarder.ConnectLimit);
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    /// <summary>The authority of a cluster, known by the fingerprint in a token.</summary>
    /// <exception cref="RefusedException">The node does not answer, or is of another cluster.</exception>
    public static async Task<X509Certificate2> AuthorityAsync(PeerAddress node, JoinToken token, TimeSpan patience)
    {
        // Whoever it is may answer, since nothing is said to it; what it showed is held against the authority that it then names, and that against the token.
        X509Certificate2? shown = null;
        using var client = new PeerClient(
            (_, certificate, _, _) =>
            {
                shown = certificate is null ? null : new X509Certificate2(certificate);
                return shown is not null;
            },
            null, patience);
        var pem = await client.SendAsync(HttpMethod.Get, node, PeerContract.Authority, null);
        X509Certificate2 authority;
        try
        {
            authority = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(pem));
        }
        catch (CryptographicException)
        {
            throw NoNode(node);
        }

        return CryptographicOperations.FixedTimeEquals(CertificateAuthority.FingerprintOf(authority), token.Fingerprint.Span) && CertificateAuthority.Accepts(authority, shown, out _)
            ? authority
            : throw new RefusedException(ControlErrorCode.ClusterRefused, $"{node} is a node of another cluster than the token is for; take the token from `apm cluster token` on that node.");
    }

    /// <summary>Asks.</summary>
    /// <exception cref="RefusedException">It refused, or does not answer.</exception>
    public async Task<TReply> GetAsync<TReply>(PeerAddress node, string route, JsonTypeInfo<TReply> type) =>
        Read(node, await SendAsync(HttpMethod.Get, node, route, null), type);

    /// <summary>Asks with a body.</summary>
    /// <exception cref="RefusedException">It refused, or does not answer.</exception>
    public async Task<TReply> PostAsync<TBody, TReply>(PeerAddress node, string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType) =>
        Read(node, await SendAsync(HttpMethod.Post, node, route, JsonSerializer.SerializeToUtf8Bytes(body, bodyType)), replyType);

    /// <summary>Tells something.</summary>
    /// <exception cref="RefusedException">It refused, or does not answer.</exception>
    public Task PostAsync<TBody>(PeerAddress node, string route, TBody body, JsonTypeInfo<TBody> bodyType) =>
        SendAsync(HttpMethod.Post, node, route, JsonSerializer.SerializeToUtf8Bytes(body, bodyType));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static RemoteCertificateValidationCallback IsNodeOf(X509Certificate2 authority) => (_, shown, _, _) => CertificateAuthority.Accepts(authority, shown, out _);

    private static HttpClient Over(RemoteCertificateValidationCallback accepts, NodeCertificate? own, TimeSpan connectLimit) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = connectLimit,
        ConnectCallback = PeerSocket.ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = accepts,
            LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own.Current,
        },
    });

    private async Task<byte[]> SendAsync(HttpMethod method, PeerAddress node, string route, byte[]? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri($"https://{node}{route}")) { Content = body is null ? null : new ByteArrayContent(body) };
            using var response = await _http.SendAsync(request);
            var answer = await response.Content.ReadAsByteArrayAsync();
            return response.IsSuccessStatusCode ? answer : throw Refusal(node, answer);
        }
        catch (HttpRequestException problem) when (problem.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{node} and this node do not trust each other ({problem.InnerException?.Message ?? problem.Message}); they are of different clusters, or a clock is wrong.");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
        {
            var cause = problem is OperationCanceledException ? "it did not answer in time" : problem.Message.TrimEnd('.');
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{node} cannot be reached ({cause}); see that its daemon runs and that ports {node.Port} and {node.RemotingPort} are open between the machines.");
        }
    }

    private static TReply Read<TReply>(PeerAddress node, byte[] json, JsonTypeInfo<TReply> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw NoNode(node);
        }
        catch (JsonException)
        {
            throw NoNode(node);
        }
    }

    private static RefusedException Refusal(PeerAddress node, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ControlJson.Default.ControlError) is { } error)
            {
                return new RefusedException(ControlErrorCode.ClusterRefused, error.Message);
            }
        }
        catch (JsonException)
        {
            // Not one of ours: said below.
        }

        return NoNode(node);
    }

    private static RefusedException NoNode(PeerAddress node) =>
        new(ControlErrorCode.ClusterRefused, $"What answers at {node} is no node of a cluster; give the address that `apm cluster token` prints.");
}
