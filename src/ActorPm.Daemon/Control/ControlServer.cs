using System.Net;
using Akka.Actor;
using ActorPm.Core.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serilog;

namespace ActorPm.Daemon.Control;

/// <summary>What all routes share: they wait for the replay, are refused while the daemon stops, and end in one kind of error.</summary>
internal static class ControlServer
{
    /// <summary>Puts it in front of all routes.</summary>
    public static void UseControlRules(this IApplicationBuilder app, Readiness readiness) => app.Use(async (http, next) =>
    {
        try
        {
            await readiness.Ready.WaitAsync(http.RequestAborted);
            using var command = HttpMethods.IsPost(http.Request.Method) && http.Request.Path.Value is not (ControlContract.Update or ControlContract.Shell) ? readiness.BeginCommand() : null;
            if (readiness.IsHandingOver && HttpMethods.IsPost(http.Request.Method))
            {
                // Whoever comes again comes to the next program.
                http.Response.Headers.Connection = "close";
                throw new RefusedException(ControlErrorCode.UpdateUnderWay, "The daemon is being updated and has not begun with this command; repeat it.");
            }

            if (readiness.IsStopping && HttpMethods.IsPost(http.Request.Method))
            {
                throw new RefusedException(ControlErrorCode.ShuttingDown, "The daemon is stopping and takes no more commands; start it again with `apm resurrect` and repeat the command.");
            }

            await next(http);
            if (!http.Response.HasStarted && http.Response.StatusCode is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed)
            {
                throw new RefusedException(ControlErrorCode.InvalidRequest, $"There is no {http.Request.Method} {http.Request.Path}; the daemon may be of another version than the caller.");
            }
        }
        catch (RefusedException refused) when (!http.Response.HasStarted)
        {
            await ControlHttp.RefuseAsync(http, refused.Error);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up.
        }
        catch (Exception defect) when (!http.Response.HasStarted)
        {
            Log.Error(defect, "{Method} {Path} failed", http.Request.Method, http.Request.Path.Value);
            await ControlHttp.RefuseAsync(http, new ControlError(ControlErrorCode.Internal, $"A defect in the daemon: {defect.Message} apm.log in the home has the details; please report it."));
        }
    });
}
