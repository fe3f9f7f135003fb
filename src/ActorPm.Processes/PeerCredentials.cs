using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorPm.Processes;

/// <summary>Who is at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED, unix(7)): nobody can claim to be another.</summary>
/// <param name="Pid">The process; 0 when it lives in another pid namespace.</param>
/// <param name="UserId">Its effective user.</param>
public readonly record struct PeerCredentials(int Pid, uint UserId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int SoPeerGroups = 59;

    // The kernel's limit of groups (NGROUPS_MAX), and the size of a gid_t.
    private const int MostGroups = 65536, GroupBytes = 4;

    /// <summary>The peer of a connection. It may have ended meanwhile.</summary>
    public static PeerCredentials Of(Socket connection)
    {
        // struct ucred: pid, uid, gid.
        var credentials = new byte[12];
        connection.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials.AsSpan(4)));
    }

    /// <summary>The groups of the peer when it connected: its effective one first, then the others (SO_PEERGROUPS, since Linux 4.13).</summary>
    public static IReadOnlyList<uint> GroupsOf(Socket connection)
    {
        var credentials = new byte[12];
        connection.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var groups = new byte[MostGroups * GroupBytes];
        var length = connection.GetRawSocketOption(SolSocket, SoPeerGroups, groups);
        return [MemoryMarshal.Read<uint>(credentials.AsSpan(8)), .. MemoryMarshal.Cast<byte, uint>(groups.AsSpan(0, length))];
    }

    /// <summary>The name of the program that the process runs now, at most 15 characters; null when it is gone.</summary>
    public string? FindProgram()
    {
        try
        {
            return Pid > 0 ? File.ReadAllText($"/proc/{Pid}/comm").TrimEnd('\n') : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
