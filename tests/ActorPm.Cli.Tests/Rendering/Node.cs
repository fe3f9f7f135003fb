using System.Diagnostics;
using System.Text.Json;

namespace ActorPm.Cli.Tests.Rendering;

/// <summary>The real node, asked how it shows values.</summary>
internal static class Node
{
    private const string Script =
        """
        const values = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        process.stdout.write(JSON.stringify(values.map(value => require('util').inspect(JSON.parse(value), false, null, false))));
        """;

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "node")));

    public static string[] Inspect(IReadOnlyList<string> values)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        node.StandardInput.Write(JsonSerializer.Serialize(values));
        node.StandardInput.Close();
        var texts = JsonSerializer.Deserialize<string[]>(output.Result)!;
        node.WaitForExit();
        return texts;
    }
}
