using System.Globalization;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>Instances → a block of plain lines each: <c>list --mini-list</c>.</summary>
internal static class MiniList
{
    public static string Of(IReadOnlyList<InstanceView> instances, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var view in instances)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                +--- {view.Name}
                namespace : {view.Namespace}
                version : {view.Version}
                pid : {view.Pid}
                pm2 id : {view.PmId}
                status : {view.Status}
                mode : {view.Mode}
                restarted : {view.Restarts}
                uptime : {Quantities.Uptime(view, now)}
                memory usage : {Quantities.Bytes(view.Memory)}
                error log : {view.ErrorFile}
                watching : {(view.Watching ? "yes" : "no")}
                PID file : {view.PidFile}


                """);
        }

        return text.ToString();
    }
}
