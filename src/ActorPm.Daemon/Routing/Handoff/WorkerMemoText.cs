using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPm.Core.Routing.Cluster;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>A memo as text. Keys of TLS tickets are left out: they are secrets.</summary>
internal static class WorkerMemoText
{
    /// <summary>As text.</summary>
    public static string Write(WorkerMemo memo) => JsonSerializer.Serialize(
        memo with { Listens = [.. memo.Listens.Select(listen => listen with { Query = listen.Query with { Data = null } })] }, WorkerMemoJson.Default.WorkerMemo);

    /// <summary>From text; an empty one when it cannot be read.</summary>
    public static WorkerMemo Read(string? text)
    {
        try
        {
            var memo = text is null ? null : JsonSerializer.Deserialize(text, WorkerMemoJson.Default.WorkerMemo);
            return memo is null || memo.Listens.IsDefault ? WorkerMemo.Empty : memo;
        }
        catch (JsonException)
        {
            // Of another version: as good as none.
            return WorkerMemo.Empty;
        }
    }
}

/// <summary>Generated at build time.</summary>
[JsonSerializable(typeof(WorkerMemo))]
internal sealed partial class WorkerMemoJson : JsonSerializerContext;
