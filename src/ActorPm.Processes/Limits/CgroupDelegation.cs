using System.Globalization;
using ActorPm.Processes.Native;
using ActorPm.Processes.Trees;

namespace ActorPm.Processes.Limits;

/// <summary>
/// Hands controllers down from the daemon's own group to those of its apps. Only a group without processes of its own may do that (the root excepted), so the
/// daemon and what else is in it move into a group below first: <see cref="Leaf"/>.
/// </summary>
/// <remarks>
/// systemd could start nothing in a group that was emptied so, neither a new guard nor a reload. Units that <c>apm startup</c> writes have
/// DelegateSubgroup=, with which systemd 254 and newer put the daemon into the leaf themselves; in a unit of an older one nothing is moved.
/// </remarks>
/// <param name="own">The directory of the daemon's group, without <see cref="Leaf"/>.</param>
/// <param name="apps">That of the apps' groups, below it.</param>
/// <param name="home">The daemon's home.</param>
/// <param name="isUnit">Whether systemd started the daemon.</param>
internal sealed class CgroupDelegation(string own, string apps, string home, bool isUnit)
{
    /// <summary>The group of the daemon itself; the name stands in systemd units, too.</summary>
    public const string Leaf = "apm.daemon";

    private readonly Lock _gate = new();

    /// <summary>Why groups of apps cannot have controllers, with the cure; null when they have them now.</summary>
    public string? Enable(IReadOnlyList<string> controllers)
    {
        lock (_gate)
        {
            var missing = controllers.Except(Words($"{own}/cgroup.controllers")).ToList();
            if (missing.Count > 0)
            {
                return $"the group {own} has no controller {string.Join(", ", missing)} of cgroup version 2; boot with cgroup version 2 alone, and run the daemon by systemd (apm startup) or give its container the controllers";
            }

            var text = string.Join(' ', controllers.Select(controller => $"+{controller}"));
            if (controllers.Except(Words($"{own}/cgroup.subtree_control")).Any() && !Cgroups.TryWrite($"{own}/cgroup.subtree_control", text))
            {
                if (LibC.Errno != LibC.EBUSY)
                {
                    return $"{own}/cgroup.subtree_control may not be written ({LibC.Describe(LibC.Errno)}); run the daemon by systemd (apm startup), which gives it a group of its own";
                }

                if (Vacate() is { } problem)
                {
                    return problem;
                }

                if (!Cgroups.TryWrite($"{own}/cgroup.subtree_control", text))
                {
                    return $"{own}/cgroup.subtree_control may not be written ({LibC.Describe(LibC.Errno)}); look which processes are in that group";
                }
            }

            return controllers.Except(Words($"{apps}/cgroup.subtree_control")).Any() && !Cgroups.TryWrite($"{apps}/cgroup.subtree_control", text)
                ? $"{apps}/cgroup.subtree_control may not be written ({LibC.Describe(LibC.Errno)})"
                : null;
        }
    }

    private string? Vacate()
    {
        if (isUnit)
        {
            return "the daemon's systemd unit has no DelegateSubgroup=apm.daemon, or systemd is older than 254; write the unit anew with apm startup and restart it";
        }

        var pids = new List<int>();
        Cgroups.AddMembers(own, pids);
        var guard = ProcessStat.TryRead(Environment.ProcessId, out var self) ? self.Parent : 0;
        var strangers = pids.Where(pid => pid != Environment.ProcessId && pid != guard && Mark.Of(pid, home) is null).ToList();
        if (strangers.Count > 0)
        {
            return $"the group {own} holds other programs than the daemon's (pid {string.Join(", ", strangers.Take(3))}); run the daemon by systemd (apm startup), which gives it a group of its own";
        }

        _ = LibC.mkdir($"{own}/{Leaf}", 0x1ED);

        // One that has ended meanwhile cannot be moved and need not.
        pids.ForEach(pid => Cgroups.TryWrite($"{own}/{Leaf}/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture)));
        return null;
    }

    private static string[] Words(string file)
    {
        try
        {
            return File.ReadAllText(file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there: no controllers.
            return [];
        }
    }
}
