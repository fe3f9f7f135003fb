using System.Text;

namespace ActorPm.Cli.Tests;

/// <summary>A home of its own, and calls of the command line in it.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("apm-").FullName;
    private readonly CancellationTokenSource _interrupts = new();

    public CliRun()
    {
        Home = Path.Combine(_directory, "home");
        Here = Path.Combine(_directory, "here");
        Directory.CreateDirectory(Here);
        Variables = new Dictionary<string, string> { ["APM_HOME"] = Home, ["HOME"] = _directory, ["PATH"] = "/usr/bin:/bin" };
    }

    public string Home { get; }

    public string Here { get; }

    /// <summary>Where the command line believes itself to lie; nothing is there until a test puts it there.</summary>
    public string Client => Path.Combine(_directory, "apm");

    public string SocketPath => Path.Combine(Home, "apm.sock");

    public Dictionary<string, string> Variables { get; }

    public string ProgramName { get; set; } = "apm";

    /// <summary>Where files of the system are written instead of to the real one.</summary>
    public string SystemRoot => Path.Combine(_directory, "system");

    public bool IsRoot { get; set; }

    public string UserName { get; set; } = "bob";

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public int? TerminalWidth { get; set; }

    public Stream Output { get; set; } = new MemoryStream();

    public MemoryStream Error { get; } = new();

    public MemoryStream Input { get; } = new();

    public FakeDaemon StartDaemon() => new(SocketPath);

    public void Interrupt() => _interrupts.Cancel();

    public string WriteFile(string name, string text)
    {
        var path = Path.Combine(Here, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Puts a shell script of a name in front of PATH.</summary>
    public string WriteProgram(string name, string text)
    {
        var directory = Path.Combine(_directory, "bin");
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, "#!/bin/sh\n" + text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Variables["PATH"] = $"{directory}:/usr/bin:/bin";
        return path;
    }

    /// <summary>Makes the home look as if something had been started in it.</summary>
    public void WriteJournal()
    {
        Directory.CreateDirectory(Home);
        File.WriteAllBytes(Path.Combine(Home, "state.db"), []);
    }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        var exitCode = await CommandLine.RunAsync(arguments, new CliHost
        {
            ProgramName = ProgramName,
            ProgramDirectory = _directory,
            CurrentDirectory = Here,
            Variables = Variables,
            OpenInput = () => Input,
            Output = Output,
            Error = Error,
            TerminalWidth = TerminalWidth,
            CatchInterrupts = () => _interrupts.Token,
            Clock = Clock,
            SystemRoot = SystemRoot,
            IsRoot = IsRoot,
            UserName = UserName,
        });
        return new CliResult(
            exitCode, Output is MemoryStream output ? Encoding.UTF8.GetString(output.ToArray()) : "", Encoding.UTF8.GetString(Error.ToArray()));
    }

    public void Dispose()
    {
        _interrupts.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>What a call left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
