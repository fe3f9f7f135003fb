using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorPm.Daemon.StaticServer;

/// <summary>The other life of the daemon's program: a web server for the files of a directory, which <c>apm serve</c> starts as an app.</summary>
internal static class StaticWebServer
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    /// <summary>Serves until a signal ends it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            var settings = StaticServerSettings.Read(environment, Environment.CurrentDirectory);
            await using var app = Build(settings);
            await app.StartAsync();
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            await Console.Out.WriteLineAsync($"Exposing {settings.Root} directory on {address}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception problem) when (problem is DaemonStartException or IOException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"The static web server cannot start: {problem.Message}");
            return 1;
        }
    }

    /// <summary>Puts the server together; it does not listen yet.</summary>
    public static WebApplication Build(StaticServerSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Host.UseConsoleLifetime(options => options.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        builder.Services.AddDirectoryBrowser();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.Host == "localhost" && settings.Port != 0)
            {
                kestrel.ListenLocalhost(settings.Port);
            }
            else
            {
                kestrel.Listen(settings.Host == "localhost" ? System.Net.IPAddress.Loopback : System.Net.IPAddress.Parse(settings.Host), settings.Port);
            }
        });
        var app = builder.Build();
        StaticFiles.Use(app, settings);
        return app;
    }
}
