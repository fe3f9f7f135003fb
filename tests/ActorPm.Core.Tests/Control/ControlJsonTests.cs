using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Control;

public sealed class ControlJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "targets": null }""")]
    [InlineData("""{ "targets": "web" }""")]
    [InlineData("[]")]
    public void A_request_without_its_targets_is_refused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ControlJson.Default.TargetRequest));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ControlJson.Default.RestartRequest));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "apps": null }""")]
    [InlineData("""{ "apps": [{ "target": null, "callerDirectory": "/", "callerEnvironment": {} }] }""")]
    [InlineData("""{ "apps": [{ "target": "web.js", "callerDirectory": "/", "callerEnvironment": null }] }""")]
    public void A_start_without_what_it_needs_is_refused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ControlJson.Default.StartRequest));
    }

    [Fact]
    public void A_scale_without_a_count_is_refused()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{ "target": "web" }""", ControlJson.Default.ScaleRequest));
    }

    [Fact]
    public void A_restart_may_leave_its_changes_out()
    {
        Assert.Null(JsonSerializer.Deserialize("""{ "targets": ["web"] }""", ControlJson.Default.RestartRequest)!.Changes);
    }

    [Fact]
    public void A_member_of_a_later_version_is_passed_over()
    {
        Assert.Equal(["web"], JsonSerializer.Deserialize("""{ "targets": ["web"], "later": 1 }""", ControlJson.Default.TargetRequest)!.Targets);
    }

    [Fact]
    public void A_reply_whose_unknown_members_were_left_out_is_read_back()
    {
        var view = new InstanceView(7, "web", "default", 0, "stopped", 0, "fork", "N/A", null, 0, 0, 0, 0, "me", false, null, "/o", "/e");
        var reply = new CommandReply([view], ["web:1 (id 8)"], []);

        var json = JsonSerializer.Serialize(reply, ControlJson.Default.CommandReply);
        var read = JsonSerializer.Deserialize(json, ControlJson.Default.CommandReply)!;

        Assert.DoesNotContain("reason", json);
        Assert.Equal(view, Assert.Single(read.Instances));
        Assert.Equal(reply.Removed, read.Removed);
    }
}
