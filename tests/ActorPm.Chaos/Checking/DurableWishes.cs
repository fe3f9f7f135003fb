using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P2. Whenever the list has come to rest it shows, of each app, what the acknowledged commands say, with a command that failed either wholly done or not at all.
/// A command may fail only while a fault is in force.
/// </summary>
internal static class DurableWishes
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history, IReadOnlyList<FaultWindow> faults)
    {
        var possible = new Dictionary<string, HashSet<Wish?>>(StringComparer.Ordinal);
        foreach (var happened in history)
        {
            switch (happened)
            {
                case HistoryEvent.CommandAcked { Verb: not Verb.ReloadBadRelease } acked:
                    possible[acked.App] = [acked.After];
                    break;
                case HistoryEvent.CommandFailed { Verb: not Verb.ReloadBadRelease } failed:
                    Of(failed.App).Add(failed.After);
                    if (!faults.Any(fault => fault.Meets(failed.Began, failed.At)))
                    {
                        yield return new Violation(2, failed.At, $"{failed.Verb} of {failed.App} failed without a fault: {failed.Text}");
                    }

                    break;
                case HistoryEvent.ListSeen list:
                    foreach (var app in possible.Keys.Union(list.Apps.Keys).ToList())
                    {
                        var seen = list.Apps.GetValueOrDefault(app);
                        if (!Of(app).Contains(seen))
                        {
                            yield return new Violation(2, list.At, $"{app} is {Text(seen)}; acknowledged was {string.Join(" or ", Of(app).Select(Text))}");
                        }

                        possible[app] = [seen];
                    }

                    break;
            }
        }

        HashSet<Wish?> Of(string app) => possible.TryGetValue(app, out var wishes) ? wishes : possible[app] = [null];
    }

    private static string Text(Wish? wish) => wish is null ? "not there" : $"{wish.State}×{wish.Count}";
}
