using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Daemon.Cluster;

namespace ActorPm.Daemon.Tests.Cluster;

/// <summary>
/// What nodes of version 0.1 say to each other and keep on disk. Nodes of two versions work together as long as each reads what the other writes: members may be added, and
/// none may be renamed, removed, or begin to be needed.
/// </summary>
public sealed class PeerMessagesTests
{
    private static readonly string[] _names = ["enrol-request", "enrol-reply", "vote-request", "peer-reply", "forget-request", "round-request", "round-reply", "cluster-record"];

    public static TheoryData<string> Fixtures => [.. _names];

    [Fact]
    public void Each_message_has_a_fixture() => Assert.Equal(_names.Order(), Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_an_older_node_says_is_understood_whole_and_it_understands_what_is_answered(string name)
    {
        var told = JsonNode.Parse(Text(name))!;

        var again = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(Text(name), TypeOf(name)), TypeOf(name))!;

        AssertHolds(told, again, name);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_a_newer_node_says_besides_is_passed_over(string name)
    {
        var newer = JsonNode.Parse(Text(name))!;
        foreach (var members in Objects(newer).ToList())
        {
            members["later"] = new JsonObject { ["x"] = 1 };
        }

        // Maps of names hold what is named, and nothing else.
        foreach (var map in (string[])["known", "placed"])
        {
            (newer[map] as JsonObject)?.Remove("later");
        }

        var again = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(newer.ToJsonString(), TypeOf(name)), TypeOf(name))!;

        AssertHolds(JsonNode.Parse(Text(name))!, again, name);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cluster", "v1");

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));

    private static JsonTypeInfo TypeOf(string name) => name switch
    {
        "enrol-request" => ClusterRecordJson.Default.EnrolRequest,
        "enrol-reply" => ClusterRecordJson.Default.EnrolReply,
        "vote-request" => ClusterRecordJson.Default.VoteRequest,
        "peer-reply" => ClusterRecordJson.Default.PeerReply,
        "forget-request" => ClusterRecordJson.Default.ForgetRequest,
        "round-request" => ClusterRecordJson.Default.RoundRequest,
        "round-reply" => ClusterRecordJson.Default.RoundReply,
        "cluster-record" => ClusterRecordJson.Default.ClusterRecord,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a message."),
    };

    // Everything that is told is there, as it was.
    private static void AssertHolds(JsonNode? told, JsonNode? found, string where)
    {
        switch (told)
        {
            case JsonObject members:
                foreach (var (key, member) in members)
                {
                    Assert.True(found is JsonObject there && there.ContainsKey(key), $"{where}.{key} is missing");
                    AssertHolds(member, found[key], $"{where}.{key}");
                }

                break;
            case JsonArray elements:
                Assert.Equal(elements.Count, Assert.IsType<JsonArray>(found).Count);
                for (var at = 0; at < elements.Count; at++)
                {
                    AssertHolds(elements[at], found[at], $"{where}[{at}]");
                }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(told, found), $"{where}: {told} became {found}");
                break;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).SelectMany(Objects).Append(members),
        JsonArray elements => elements.SelectMany(Objects),
        _ => [],
    };
}
