using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.StaticServer;
using ActorPm.Daemon.StaticServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ActorPm.Daemon.Tests.StaticServer;

public sealed class StaticWebServerTests : IAsyncLifetime, IDisposable
{
    private readonly TempHome _home = new();
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _variables = [];
    private WebApplication? _app;

    private string Root => _home.File("public");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Root, "docs"));
        Directory.CreateDirectory(Path.Combine(Root, ".well-known"));
        File.WriteAllText(Path.Combine(Root, "index.html"), "<h1>home</h1>");
        File.WriteAllText(Path.Combine(Root, "app.js"), "0123456789");
        File.WriteAllText(Path.Combine(Root, "docs/index.html"), "docs");
        File.WriteAllText(Path.Combine(Root, "data.unheard"), "data");
        File.WriteAllText(Path.Combine(Root, ".env"), "SECRET=1");
        File.WriteAllText(Path.Combine(Root, ".well-known/token"), "token");
        File.WriteAllText(_home.File("outside.txt"), "SECRET=2");
        _variables[StaticServerVariables.Path] = Root;
        _variables[StaticServerVariables.Host] = "127.0.0.1";
        _variables[StaticServerVariables.Port] = "0";
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData("/", 200, "text/html", "<h1>home</h1>")]
    [InlineData("/app.js", 200, "text/javascript", "0123456789")]
    [InlineData("/docs/", 200, "text/html", "docs")]
    [InlineData("/data.unheard", 200, "text/plain", "data")]
    [InlineData("/.well-known/token", 200, "text/plain", "token")]
    [InlineData("/nothing", 404, "text/plain", "404 Not Found")]
    [InlineData("/.env", 404, "text/plain", "404 Not Found")]
    public async Task A_path_is_answered_with_its_file(string path, int status, string type, string body)
    {
        var address = await StartAsync();

        using var response = await _http.GetAsync(address + path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData("/../outside.txt")]
    [InlineData("/%2e%2e/outside.txt")]
    [InlineData("/..%2foutside.txt")]
    [InlineData("/docs/..%2f..%2foutside.txt")]
    [InlineData("/%2e%2e%2foutside.txt")]
    [InlineData("/..%5coutside.txt")]
    [InlineData("//outside.txt/../../outside.txt")]
    public async Task Nothing_outside_the_directory_is_ever_answered(string path)
    {
        var address = new Uri(await StartAsync());
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

        var answer = await new StreamReader(stream).ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 40[034] ", answer);
        Assert.DoesNotContain("SECRET", answer);
    }

    [Fact]
    public async Task A_range_and_a_known_version_are_answered_as_http_says()
    {
        var address = await StartAsync();
        using var partial = new HttpRequestMessage(HttpMethod.Get, address + "/app.js") { Headers = { Range = new RangeHeaderValue(2, 4) } };

        using var range = await _http.SendAsync(partial);
        using var known = new HttpRequestMessage(HttpMethod.Get, address + "/app.js") { Headers = { IfNoneMatch = { range.Headers.ETag! } } };
        using var unchanged = await _http.SendAsync(known);

        Assert.Equal(HttpStatusCode.PartialContent, range.StatusCode);
        Assert.Equal("234", await range.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task What_would_change_something_is_refused()
    {
        var address = await StartAsync();

        using var response = await _http.PostAsync(address + "/app.js", new StringContent("x"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("/some/route", "<h1>home</h1>")]
    [InlineData("/some/route/app.js", "0123456789")]
    [InlineData("/docs/", "docs")]
    public async Task A_single_page_app_answers_its_routes_with_its_page(string path, string body)
    {
        _variables[StaticServerVariables.SinglePage] = "true";
        var address = await StartAsync();

        Assert.Equal(body, await _http.GetStringAsync(address + path));
    }

    [Fact]
    public async Task A_404_page_of_ones_own_is_the_body_of_that_status()
    {
        File.WriteAllText(Path.Combine(Root, "404.html"), "lost?");
        var address = await StartAsync();

        using var response = await _http.GetAsync(address + "/nothing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("lost?", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_listing_names_the_files_and_hides_those_with_a_dot()
    {
        _variables[StaticServerVariables.Listing] = "true";
        File.Delete(Path.Combine(Root, "index.html"));
        var address = await StartAsync();

        var page = await _http.GetStringAsync(address + "/");

        Assert.Contains("app.js", page);
        Assert.DoesNotContain(".env", page);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("bob:wrong", 401)]
    [InlineData("bob:s3cret2", 401)]
    [InlineData("bob:s3cret", 200)]
    public async Task A_login_admits_its_user_and_nobody_else(string? given, int status)
    {
        _variables[StaticServerVariables.BasicAuth] = "true";
        _variables[StaticServerVariables.UserName] = "bob";
        _variables[StaticServerVariables.Password] = "s3cret";
        var address = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, address + "/");
        if (given is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(given)));
        }

        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(StaticServerVariables.Port, "many", "is no port from 0 to 65535")]
    [InlineData(StaticServerVariables.Path, "/nowhere/at/all", "is no directory to serve")]
    [InlineData(StaticServerVariables.BasicAuth, "true", "needs both PM2_SERVE_BASIC_AUTH_USERNAME and PM2_SERVE_BASIC_AUTH_PASSWORD")]
    [InlineData(StaticServerVariables.Host, "not an address", "is no address")]
    public void Settings_that_make_no_sense_are_said(string name, string value, string expected)
    {
        _variables[name] = value;

        var failure = Assert.Throws<DaemonStartException>(() => StaticServerSettings.Read(_variables, "/"));

        Assert.Contains(expected, failure.Message);
    }

    private async Task<string> StartAsync()
    {
        _app = StaticWebServer.Build(StaticServerSettings.Read(_variables, "/"));
        await _app.StartAsync();
        return _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }
}
