using System.Collections.Immutable;
using System.Net;
using System.Text;
using ActorPm.Core.Hooks;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Hooks;

namespace ActorPm.Daemon.Tests.Hooks;

/// <summary>What goes over the wire, and what is made of the answer.</summary>
public sealed class WebhookSenderTests
{
    private static readonly HookDelivery _delivery =
        HookDelivery.Of(HookBody.Of("id-1", new HookOccurrence(HookEvent.Crash, Specs.Noon, "It crashed."), new HookVerdict.Deliver(0, 0), new HookTeller("box", null), HookEvidence.None));

    private static async Task<(HookAttempt Attempt, HttpRequestMessage Request)> SendAsync(HttpStatusCode answer, string? retryAfter = null, string? secret = null)
    {
        using var far = new FarEnd(answer, retryAfter);
        using var http = new HttpClient(far);
        var headers = ImmutableSortedDictionary<string, string>.Empty.Add("Authorization", "Bearer x");
        var attempt = await new WebhookSender(http, new HookTarget.Webhook(new Uri("https://example.com/secret-path"), headers, secret), TimeSpan.FromSeconds(10), new FakeClock(Specs.Noon)).SendAsync(_delivery, default);
        return (attempt, far.Request!);
    }

    private static string Header(HttpRequestMessage request, string name) => Assert.Single(request.Headers.GetValues(name));

    [Fact]
    public async Task A_request_says_what_it_is_about_and_is_signed()
    {
        var (attempt, request) = await SendAsync(HttpStatusCode.NoContent, secret: "s3");

        Assert.Equal(new HookAttempt.Arrived("https://example.com/… answered 204"), attempt);
        Assert.Equal("crash", Header(request, "X-ActorPm-Event"));
        Assert.Equal("id-1", Header(request, "X-ActorPm-Delivery"));
        Assert.Equal(HookSignature.Of("s3", _delivery.Json), Header(request, "X-ActorPm-Signature-256"));
        Assert.Equal("Bearer x", Header(request, "Authorization"));
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed() => Assert.False((await SendAsync(HttpStatusCode.OK)).Request.Headers.Contains("X-ActorPm-Signature-256"));

    [Theory]
    [InlineData(500, null, null)]
    [InlineData(503, "120", 120)]
    [InlineData(429, "Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData(408, null, null)]
    public async Task What_may_pass_is_tried_again_when_the_receiver_says(int status, string? after, int? seconds) => Assert.Equal(
        new HookAttempt.FailedForNow($"https://example.com/… answered {status}", seconds is { } wish ? TimeSpan.FromSeconds(wish) : null), (await SendAsync((HttpStatusCode)status, after)).Attempt);

    [Theory]
    [InlineData(404, "https://example.com/… answered 404")]
    [InlineData(302, "https://example.com/… answered 302, and redirects are not followed; give the hook the address to which it leads")]
    public async Task What_will_not_pass_is_given_up(int status, string reason) => Assert.Equal(new HookAttempt.FailedForGood(reason), (await SendAsync((HttpStatusCode)status)).Attempt);

    private sealed class FarEnd(HttpStatusCode answer, string? retryAfter) : HttpMessageHandler
    {
        public HttpRequestMessage? Request { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal(Encoding.UTF8.GetString(_delivery.Json), await request.Content!.ReadAsStringAsync(cancellationToken));
            Assert.Equal("application/json", request.Content.Headers.ContentType?.ToString());
            Request = request;
            var response = new HttpResponseMessage(answer);
            if (retryAfter is not null)
            {
                response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            }

            return response;
        }
    }
}
