using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Metrics;

/// <summary>The metrics as Prometheus reads them.</summary>
internal sealed class MetricsEndpoints(MetricsReader reader)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(ControlContract.Metrics, AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var text = Encoding.UTF8.GetBytes(PrometheusText.Of(await reader.ReadAsync()));
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = text.Length;
        await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }
}
