using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Groups;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The object <c>groups</c> of an app file: what the fields <c>group_…</c> say, for all apps of a namespace that do not say it themselves.</summary>
internal static class GroupsSection
{
    private static readonly ObjectShape<AppRequest> Shape = new(
        new AppRequest { Target = "", CallerDirectory = "", CallerEnvironment = new Dictionary<string, string>() },
        [
            Member("strategy", Choice([.. GroupSettings.Words]), "As group_strategy.", (group, strategy) => group with { GroupStrategy = strategy }),
            Member("intensity", WholeNumber, "As group_intensity.", (group, most) => group with { GroupIntensity = most }),
            Member("period", Duration, "As group_period.", (group, time) => group with { GroupPeriodMs = time }),
        ],
        _ => null);

    /// <summary>The schema of the object.</summary>
    public static string Schema => $$"""{"type":"object","description":"How the apps of a namespace stand together.","additionalProperties":{{Shape.SchemaWith("""{"type":"object"}""")}}}""";

    /// <summary>Gives the apps what their groups say.</summary>
    /// <param name="groups">The object.</param>
    /// <param name="context">Whose file it is.</param>
    /// <param name="apps">All apps of the file.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static void AddTo(JsonElement groups, EcosystemContext context, List<AppRequest> apps, List<string> problems)
    {
        if (groups.ValueKind is not JsonValueKind.Object)
        {
            problems.Add($"{context.At("groups")}'groups' is an object such as {{\"shop\": {{\"strategy\": \"one_for_all\"}}}}, not {JsonKind.Of(groups)}");
            return;
        }

        foreach (var group in groups.EnumerateObject())
        {
            var at = context.At($"groups.{group.Name}");
            if (group.Value.ValueKind is not JsonValueKind.Object)
            {
                problems.Add($"{at}groups.{group.Name} is an object such as {{\"strategy\": \"one_for_all\"}}, not {JsonKind.Of(group.Value)}");
                continue;
            }

            var (wrong, value) = Shape.Read($"groups.{group.Name}", group.Value);
            problems.AddRange(wrong.Select(problem => at + problem));
            if (!Give(group.Name, value, apps))
            {
                problems.Add(at + Nobody(group.Name, apps));
            }
        }
    }

    private static bool Give(string group, AppRequest value, List<AppRequest> apps)
    {
        var isFound = false;
        for (var i = 0; i < apps.Count; i++)
        {
            var app = apps[i];
            if (NamespaceOf(app) == group)
            {
                isFound = true;
                apps[i] = app with
                {
                    GroupStrategy = app.GroupStrategy ?? value.GroupStrategy, GroupIntensity = app.GroupIntensity ?? value.GroupIntensity, GroupPeriodMs = app.GroupPeriodMs ?? value.GroupPeriodMs,
                };
            }
        }

        return isFound;
    }

    private static string Nobody(string group, List<AppRequest> apps) => NearestWord.Find(group, apps.Select(NamespaceOf)) is { } near
        ? $"no app of the file is in the namespace '{group}' (groups); did you mean '{near}'?"
        : $"no app of the file is in the namespace '{group}' (groups); give one \"namespace\": \"{group}\", or take the group out";

    private static string NamespaceOf(AppRequest app) => app.Namespace ?? AppSpec.DefaultNamespace;

    private static ObjectMember<AppRequest> Member<T>(string name, FieldShape<T> shape, string description, Func<AppRequest, T, AppRequest> set) =>
        ObjectMember<AppRequest>.Of(name, shape, description, set);
}
