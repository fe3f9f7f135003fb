using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Workload;

/// <summary>An app of the workload: a server in a plane, or a logger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Plane">How it gets requests; null for a logger.</param>
/// <param name="Port">Where; 0 for a logger.</param>
/// <param name="Instances">How many.</param>
/// <param name="Writing">How a logger writes.</param>
internal sealed record AppPlan(string Name, Plane? Plane, int Port, int Instances, Writing Writing)
{
    /// <summary>The apps that run all the time: of seven, three serve and one each writes in each way; of twenty, six serve.</summary>
    public static IReadOnlyList<AppPlan> Steady(int count, Func<int> freePort)
    {
        var apps = new List<AppPlan>();
        for (var round = 0; round < Math.Max(1, count / 10); round++)
        {
            foreach (var plane in Enum.GetValues<Plane>())
            {
                apps.Add(new AppPlan($"{plane.ToString().ToLowerInvariant()}{round}", plane, freePort(), 2, Writing.Plain));
            }
        }

        apps.Add(new AppPlan("big0", null, 0, 1, Writing.Big));
        apps.Add(new AppPlan("family0", null, 0, 1, Writing.Family));
        for (var number = 0; apps.Count < count; number++)
        {
            apps.Add(new AppPlan($"plain{number}", null, 0, 1, Writing.Plain));
        }

        return apps;
    }

    /// <summary>Writes the app file from which it is started.</summary>
    public string WriteFile(string directory, string logger)
    {
        var app = new JsonObject
        {
            ["name"] = Name,
            ["instances"] = Instances,
            ["exec_mode"] = Plane is Histories.Plane.Handoff ? "cluster" : "fork",
            ["env"] = new JsonObject { ["CHAOS_APP"] = Name, ["CHAOS_DIR"] = directory },
        };
        if (Plane is null)
        {
            app["script"] = logger;
            app["interpreter"] = "none";
            app["args"] = new JsonArray(Name, Writing is Writing.Big ? "5000000" : "20000", Writing.ToString().ToLowerInvariant());
        }
        else
        {
            app["script"] = Programs.Source("serve.js");
            // A start on a machine with other work must not look like a bad release.
            app["ready_timeout"] = "60s";
        }

        switch (Plane)
        {
            case Histories.Plane.Handoff:
                app["env"]!["PORT"] = $"{Port}";
                break;
            case Histories.Plane.Inherit:
                app["sockets"] = new JsonArray($"127.0.0.1:{Port}");
                break;
            case Histories.Plane.Proxy:
                app["proxy"] = new JsonObject { ["listen"] = $"127.0.0.1:{Port}" };
                break;
            case null:
                break;
        }

        var file = Path.Combine(directory, $"{Name}.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new JsonObject { ["apps"] = new JsonArray(app) }));
        return file;
    }
}

/// <summary>How a logger writes.</summary>
internal enum Writing
{
    /// <summary>A line for each write.</summary>
    Plain,

    /// <summary>Hundreds of lines for each write.</summary>
    Big,

    /// <summary>As Plain, and it has a descendant that left it.</summary>
    Family,
}
