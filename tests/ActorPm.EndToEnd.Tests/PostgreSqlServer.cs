using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ActorPm.EndToEnd.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own: its files and its only socket lie in a temporary directory, no port is opened, and it ends with the tests. As root it runs as
/// <c>nobody</c>, since PostgreSQL refuses root.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    /// <summary>What nobody may find in a log or a message.</summary>
    public const string Password = "s3cret;pass-word";

    private const string Administrator = "postgres", Nobody = "65534";

    private static readonly string? _programs = ProgramsDirectory();

    // A Unix socket's path is short.
    private readonly string _root = Directory.CreateTempSubdirectory("apm-pg-").FullName;
    private Process? _server;

    private string Data => Path.Combine(_root, "data");

    /// <summary>Ends the test as skipped where PostgreSQL is not installed. CI installs it.</summary>
    public static void Require() => Skip.If(_programs is null, "PostgreSQL is not installed.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (_programs is null)
        {
            return;
        }

        var password = Path.Combine(_root, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", $"{Nobody}:{Nobody}", _root);
        }

        var (program, arguments) = AsServer("initdb", "-D", Data, "-U", Administrator, "--auth=scram-sha-256", $"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync");
        await RunAsync(program, arguments);
        await StartAsync();
    }

    /// <summary>Starts the server, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        // Nothing here has to survive a power cut; a server that is killed loses nothing by it.
        var (program, arguments) = AsServer(
            "postgres", "-D", Data, "-k", _root, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "dynamic_shared_memory_type=mmap", "-c", "max_connections=30",
            "-c", "logging_collector=on", "-c", $"log_directory={_root}");
        _server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root })!;
        // Until its own collector has taken over, it writes to the pipes.
        _server.OutputDataReceived += static (_, _) => { };
        _server.ErrorDataReceived += static (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        await Until.TrueAsync("PostgreSQL answers", async () =>
        {
            Assert.False(_server.HasExited, "PostgreSQL has ended.");
            try
            {
                await using var connection = await OpenAsync(Administrator, Administrator);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>Ends the server in order, with whatever connections it has: SIGINT is PostgreSQL's fast shutdown.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Ends it as a crash would: SIGQUIT is PostgreSQL's immediate shutdown, which says goodbye to nobody.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    /// <summary>Creates a user with <see cref="Password"/>, and a database of the same name that is its own; what an earlier test left of them goes.</summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var connection = await OpenAsync(Administrator, Administrator);
        foreach (var sql in (string[])
            [$"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"DROP ROLE IF EXISTS {name}", $"CREATE ROLE {name} LOGIN PASSWORD '{Password}'", $"CREATE DATABASE {name} OWNER {name}"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        return ConnectionString(name, name);
    }

    /// <summary>Opens a connection for a look from outside.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string user, string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(user, database) + ";Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            await StopAsync();
        }

        _server?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string ConnectionString(string user, string database) => $"Host={_root};Username={user};Password=\"{Password}\";Database={database}";

    private async Task EndAsync(string signal)
    {
        ManagedProcess.Kill(_server!.Id, signal);
        await _server.WaitForExitAsync();
    }

    private static (string Program, string[] Arguments) AsServer(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        // setpriv becomes the program: the process that is started is the server itself.
        return Environment.UserName == "root"
            ? ("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--", path, .. arguments])
            : (path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} → {process.ExitCode}\n{await output}\n{await error}");
    }

    // Debian keeps a directory for each version, and none of them in PATH.
    private static string? ProgramsDirectory()
    {
        var versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
            : Enumerable.Empty<string>();
        return versions.Select(path => Path.Combine(path, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "postgres")) && File.Exists(Path.Combine(directory, "initdb")));
    }
}
