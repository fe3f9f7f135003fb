using System.Text.Json;
using System.Text.RegularExpressions;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Tests;

public sealed partial class LineShapeSpecs
{
    private static OutputPlan Dated => new(LineShape.Dated, null, null, 7, "web");

    private static OutputPlan Json => new(LineShape.Json, null, null, 7, "web");

    [Fact(Timeout = 60000)]
    public async Task Twenty_thousand_lines_at_once_get_one_date_each()
    {
        using var box = new Sandbox();

        await box.Launch(box.Shell("exec seq 1 20000") with { Output = Dated }).Observer.AllGoneAsync();

        var lines = await File.ReadAllLinesAsync(box.OutFile);
        Assert.Equal(Enumerable.Range(1, 20000).Select(number => $"{number}"), lines.Select(line => Dating().Match(line).Groups[1].Value));
    }

    [Fact(Timeout = 60000)]
    public async Task A_line_that_is_written_in_parts_has_its_date_once_and_is_seen_at_once()
    {
        using var box = new Sandbox();

        var (_, observer) = box.Launch(box.Shell("printf one; until [ -e go ]; do sleep 0.01; done; printf ' two'; sleep 0.05; echo ' three'; printf 'end'") with { Output = Dated });
        await Until.TrueAsync(() => box.Output.EndsWith(": one", StringComparison.Ordinal));
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await observer.AllGoneAsync();

        Assert.Equal(["one two three", "end"], box.Output.TrimEnd('\n').Split('\n').Select(line => Dating().Match(line).Groups[1].Value));
        Assert.EndsWith("end\n", box.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60000)]
    public async Task A_line_that_was_begun_under_an_earlier_daemon_goes_on_without_a_second_date()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("printf one; until [ -e go ]; do sleep 0.01; done; echo ' two'; echo three; exec sleep 1000") with { Output = Dated });
        await Until.TrueAsync(() => box.Output.EndsWith(": one", StringComparison.Ordinal));

        box.Reopen().Launcher.AdoptSurvivors();
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => box.Output.EndsWith("three\n", StringComparison.Ordinal));

        Assert.Equal(["one two", "three"], box.Output.TrimEnd('\n').Split('\n').Select(line => Dating().Match(line).Groups[1].Value));
    }

    [Fact(Timeout = 60000)]
    public async Task Each_line_is_an_object_of_its_own_with_the_output_that_it_came_from()
    {
        using var box = new Sandbox();
        var order = box.Shell("printf 'say \"hi\"\\tü \\377\\n'; echo oops >&2; printf last") with { ErrorFile = box.OutFile, Output = Json };

        await box.Launch(order).Observer.AllGoneAsync();

        var lines = (await File.ReadAllLinesAsync(box.OutFile)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("err", "oops"), ("out", "last"), ("out", "say \"hi\"\tü \uFFFD")],
            lines.Select(line => (line.GetProperty("type").GetString()!, line.GetProperty("message").GetString()!)).Order());
        Assert.All(lines, line => Assert.Equal(["message", "timestamp", "type", "process_id", "app_name"], line.EnumerateObject().Select(field => field.Name)));
        Assert.All(lines, line => Assert.Equal((7, "web"), (line.GetProperty("process_id").GetInt32(), line.GetProperty("app_name").GetString())));
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line.GetProperty("timestamp").GetString()!));
    }

    [Fact(Timeout = 60000)]
    public async Task The_format_of_the_date_is_the_users()
    {
        using var box = new Sandbox();

        await box.Launch(box.Shell("echo hello") with { Output = Dated with { DateFormat = "[at] YYYY" } }).Observer.AllGoneAsync();
        await box.Launch(box.Shell("echo hello") with { OutFile = $"{box.Home}/json.log", Output = Json with { DateFormat = "YYYY" } }).Observer.AllGoneAsync();

        Assert.Matches(@"^at \d{4}: hello\n$", box.Output);
        Assert.Matches("\"timestamp\":\"\\d{4}\"", await File.ReadAllTextAsync($"{box.Home}/json.log"));
    }

    [Fact(Timeout = 60000)]
    public async Task A_combined_file_has_all_lines_of_both_outputs_whole()
    {
        using var box = new Sandbox();
        var script = "seq 1 30000 & awk 'BEGIN { for (i = 1; i <= 30000; i++) { printf \"err \"; if (i % 9 == 0) fflush(); print i } }' >&2; wait; printf partial";
        var combined = $"{box.Home}/all.log";

        await box.Launch(box.Shell(script) with { Output = OutputPlan.Raw with { CombinedFile = combined } }).Observer.AllGoneAsync();

        var lines = await File.ReadAllLinesAsync(combined);
        var expectedOut = Enumerable.Range(1, 30000).Select(number => $"{number}").Append("partial").ToList();
        var expectedError = Enumerable.Range(1, 30000).Select(number => $"err {number}").ToList();
        Assert.Equal(expectedOut, lines.Where(line => !line.StartsWith("err", StringComparison.Ordinal)));
        Assert.Equal(expectedError, lines.Where(line => line.StartsWith("err", StringComparison.Ordinal)));
        Assert.Equal(expectedOut, await File.ReadAllLinesAsync(box.OutFile));
        Assert.Equal(expectedError, await File.ReadAllLinesAsync(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_combined_file_may_be_the_only_one()
    {
        using var box = new Sandbox();
        var order = box.Shell("echo out; echo err >&2") with { OutFile = "/dev/null", ErrorFile = null, Output = OutputPlan.Raw with { CombinedFile = box.OutFile } };

        await box.Launch(order).Observer.AllGoneAsync();

        Assert.Equal("out\nerr\n", box.Output);
        Assert.False(File.Exists(box.ErrorFile));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d: (.*)$")]
    private static partial Regex Dating();
}
