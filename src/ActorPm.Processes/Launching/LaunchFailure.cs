using System.ComponentModel;
using ActorPm.Core.Instances;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Launching;

/// <summary>Turns the error number of a failed start into a sentence with cause and cure. The kernel gives one number for several causes, so the file system is asked.</summary>
internal static class LaunchFailure
{
    private const int Executable = 1;

    /// <summary>Why an order could not be carried out.</summary>
    public static LaunchException Explain(LaunchOrder order, int errno)
    {
        var program = order.Program;
        var directory = order.WorkingDirectory;
        return new LaunchException(errno switch
        {
            LibC.ENOENT or LibC.ENOTDIR or LibC.EACCES when !Directory.Exists(directory) => File.Exists(directory)
                ? $"The working directory {directory} is a file; give a directory with --cwd."
                : $"The working directory {directory} does not exist; create it or give another with --cwd.",
            LibC.EACCES when LibC.access(directory, Executable) != 0 => $"The working directory {directory} may not be entered; change its permissions or give another with --cwd.",
            LibC.ENOENT or LibC.ENOTDIR when !Path.Exists(program) => $"The program {program} does not exist; check the path.",
            LibC.ENOENT => $"The program {program} names an interpreter that does not exist; check its first line (#!), or install what it asks for.",
            LibC.EACCES when Directory.Exists(program) => $"The program {program} is a directory; give the file to run.",
            LibC.EACCES => $"The program {program} is not executable; run chmod +x on it, or name an interpreter with --interpreter.",
            LibC.ENOEXEC => $"The program {program} is neither a binary for this machine nor a script with a #! line; name an interpreter with --interpreter.",
            LibC.E2BIG => $"The arguments and environment of {program} are too long for the kernel; shorten them.",
            LibC.ETXTBSY => $"The program {program} is being written to at the moment; start it again when that is done.",
            LibC.EMFILE or LibC.ENFILE => "Too many files are open; raise the limit of open files (ulimit -n) of the daemon.",
            LibC.EAGAIN => "The limit of processes is reached; raise it (ulimit -u, or pids.max of the cgroup).",
            LibC.ENOMEM => $"There is not enough memory to start {program}; free some.",
            LibC.ELOOP or LibC.ENAMETOOLONG => $"The path {program} cannot be followed ({LibC.Describe(errno)}); give a shorter or direct one.",
            _ => $"The program {program} could not be started ({LibC.Describe(errno)}).",
        }, Kind(errno));
    }

    /// <summary>What kept a program from being started when a file or pipe of the daemon's could not be opened for it: a full disk and want of descriptors pass.</summary>
    /// <param name="problem">An exception that knows the kernel's error number: as its HResult, as .NET's own on Linux do, or as its native error code.</param>
    public static LaunchException Of(Exception problem) =>
        new(problem.Message, Kind(problem is Win32Exception native ? native.NativeErrorCode : problem.HResult));

    /// <summary>Whether an error number speaks of a shortage.</summary>
    public static StartFailure Kind(int errno) =>
        errno is LibC.EMFILE or LibC.ENFILE or LibC.EAGAIN or LibC.ENOMEM or LibC.ENOSPC or LibC.EDQUOT ? StartFailure.Shortage : StartFailure.OfApp;
}
