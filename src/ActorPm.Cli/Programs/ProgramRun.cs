using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ActorPm.Cli.Commands;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Programs;

/// <summary>Runs other programs for a command, with the caller's environment and to their end.</summary>
internal static class ProgramRun
{
    /// <summary>A program that was not found ends as a shell would end it.</summary>
    public const int NotFoundExitCode = 127;

    /// <summary>The absolute path of a program in the caller's PATH; null when there is none.</summary>
    public static string? Find(CliHost host, string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return IsProgram(Path.GetFullPath(program, host.CurrentDirectory)) ? Path.GetFullPath(program, host.CurrentDirectory) : null;
        }

        return (host.Variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(Path.GetFullPath(directory, host.CurrentDirectory), program))
            .FirstOrDefault(IsProgram);
    }

    /// <summary>Runs it; what it prints goes where the caller sees it at once.</summary>
    /// <param name="host">The caller.</param>
    /// <param name="call">What to run.</param>
    /// <param name="output">Where its standard output goes: the caller's standard output when it is data, else standard error.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> ShowAsync(CliHost host, ProgramCall call, Stream output)
    {
        using var process = Start(host, call);
        await Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, output), PumpAsync(process.StandardError.BaseStream, host.Error), process.WaitForExitAsync());
        return process.ExitCode;
    }

    /// <summary>Runs it and hands back what it printed.</summary>
    public static async Task<ProgramResult> CaptureAsync(CliHost host, ProgramCall call)
    {
        using var process = Start(host, call);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProgramResult(process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }

    private static Process Start(CliHost host, ProgramCall call)
    {
        var program = Find(host, call.Program) ?? throw new CommandFailure(
            ControlErrorCode.ScriptNotFound, $"The program {call.Program} is not in PATH; install it, or add its directory to PATH.");
        var start = new ProcessStartInfo(program, call.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = call.Directory ?? host.CurrentDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in CallerEnvironment.Of(host))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"{program} cannot be run in {start.WorkingDirectory}: {e.Message}.");
        }
    }

    private static async Task PumpAsync(Stream from, Stream to)
    {
        var buffer = new byte[8192];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            lock (to)
            {
                to.Write(buffer, 0, count);
            }
        }
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0;
    }
}

/// <summary>How a program ended and what it printed, without the last line's end.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);
