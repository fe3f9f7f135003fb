using ActorPm.Cli.Configuration;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm unset</c>. A key that is not set is no error, as with PM2.</summary>
internal sealed class UnsetCommand() : CliCommand("unset", "remove a setting, or all of them", "<key|all>", "key")
{
    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var file = ConfigurationFile.Read(call.Home);
        var owners = new List<string>();
        var isChanged = false;
        foreach (var word in call.Words)
        {
            if (word == "all")
            {
                owners.AddRange(file.Root.Select(setting => setting.Key));
                isChanged |= file.Root.Count > 0;
                file.Root.Clear();
                continue;
            }

            var key = SetCommand.ParseKey(word);
            if (!file.Remove(key))
            {
                call.Screen.Progress($"{key} is not set; there is nothing to remove.");
                continue;
            }

            isChanged = true;
            owners.Add(key.Parts[0]);
        }

        if (isChanged)
        {
            file.Write();
            call.Screen.Progress("Setting removed");
            // PM2 restarts nobody for a setting that is gone; the daemon's own go back to their defaults at once.
            await ConfigurationChange.AnnounceAsync(call, file, [.. owners.Where(owner => owner == ConfigurationChange.LogRotation).Distinct()]);
        }

        return 0;
    }
}
