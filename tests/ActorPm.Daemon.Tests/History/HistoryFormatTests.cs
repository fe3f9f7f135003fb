using System.Reflection;
using ActorPm.Core.History;
using ActorPm.Daemon.History;

namespace ActorPm.Daemon.Tests.History;

/// <summary>The shape on disk, which stays readable for ever. The files beside this one hold each kind as version 1 wrote it.</summary>
public sealed class HistoryFormatTests
{
    public static TheoryData<string> Manifests => [.. HistoryFacts.All.Keys];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_is_written_is_read_back(string manifest)
    {
        var entry = HistoryKinds.ToEntry(HistoryFacts.All[manifest]);

        Assert.Equal(manifest, HistoryStore.Manifest(entry));
        var read = HistoryStore.Read(5, manifest, HistoryStore.Body(entry));
        Assert.Equal(5, read!.Id);
        Assert.Equal(HistoryFacts.Words(HistoryFacts.All[manifest]), HistoryFacts.Words(HistoryKinds.ToFact(read)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_version_1_wrote_is_read(string manifest)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "History", "v1", manifest.Replace(':', '-') + ".json"));

        Assert.Equal(HistoryFacts.Words(HistoryFacts.All[manifest]), HistoryFacts.Words(HistoryKinds.ToFact(HistoryStore.Read(1, manifest, bytes)!)));
    }

    [Fact]
    public void Each_kind_of_fact_has_a_place_in_these_tests() => Assert.Equal(
        typeof(HistoryFact).GetNestedTypes(BindingFlags.Public).Select(type => type.Name).Order(),
        HistoryFacts.All.Values.Select(fact => fact.GetType().Name).Order());

    [Fact]
    public void Each_file_is_read_by_these_tests() =>
        Assert.Equal(HistoryFacts.All.Count, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "History", "v1"), "*.json").Length);

    [Theory]
    [InlineData("started:2", "{}")]
    [InlineData("newer:1", """{"kind":"newer","at":"2026-01-01T00:00:00Z","shine":3}""")]
    [InlineData("exited:1", """{"kind":"exited","at":"2026-01-01T00:00:00Z","exit":{"kind":"evaporated"}}""")]
    public void What_a_newer_version_wrote_is_passed_over(string manifest, string body) =>
        Assert.Null(HistoryStore.Read(1, manifest, System.Text.Encoding.UTF8.GetBytes(body)) is { } entry ? HistoryKinds.ToFact(entry) : null);
}
