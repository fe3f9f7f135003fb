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

    /// <summary>The peer of a connection. It may have ended meanwhile.</summary>
    public static PeerCredentials Of(Socket connection)
    {
        // struct ucred: pid, uid, gid.
        var credentials = new byte[12];
        connection.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials.AsSpan(4)));
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
