using System.Net;
using System.Net.Http.Headers;
using ActorPm.Core.Apps;
using ActorPm.Core.Hooks;

namespace ActorPm.Daemon.Hooks;

/// <summary>Posts deliveries to an address.</summary>
/// <param name="http">Follows no redirects.</param>
/// <param name="target">The address.</param>
/// <param name="timeout">How long an attempt may take.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class WebhookSender(HttpClient http, HookTarget.Webhook target, TimeSpan timeout, TimeProvider clock) : IHookSender
{
    /// <summary>A client for all hooks. Another address is for whoever set the hook to choose, so redirects are failures.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public async Task<HookAttempt> SendAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = RequestOf(delivery);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(response);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HookAttempt.FailedForNow($"{target} did not answer within {SecondsText.Of(timeout)}", null);
        }
        catch (HttpRequestException failure)
        {
            return new HookAttempt.FailedForNow($"{target} cannot be reached: {(failure.InnerException ?? failure).Message.TrimEnd('.')}", null);
        }
    }

    private HttpRequestMessage RequestOf(HookDelivery delivery)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(delivery.Json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "ActorPm");
        foreach (var (name, value) in target.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                // One of the body, such as Content-Type: the user's wins.
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Headers.Add("X-ActorPm-Event", delivery.Body.Event);
        request.Headers.Add("X-ActorPm-Delivery", delivery.Body.Id);
        if (target.Secret is { } secret)
        {
            request.Headers.Add("X-ActorPm-Signature-256", HookSignature.Of(secret, delivery.Json));
        }

        return request;
    }

    private HookAttempt Judge(HttpResponseMessage response)
    {
        var said = $"{target} answered {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new HookAttempt.Arrived(said),
            < HttpStatusCode.BadRequest => new HookAttempt.FailedForGood($"{said}, and redirects are not followed; give the hook the address to which it leads"),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new HookAttempt.FailedForNow(said, Wish(response.Headers.RetryAfter)),
            _ => new HookAttempt.FailedForGood(said),
        };
    }

    private TimeSpan? Wish(RetryConditionHeaderValue? after) => after?.Delta ?? (after?.Date - clock.GetUtcNow());
}
