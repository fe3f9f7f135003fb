using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Core.Targets;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// What commands mean for movable apps: a wish of the whole cluster instead of one of this node's list. Each takes its part of a command and leaves the rest, which is
/// carried out on this node as ever.
/// </summary>
internal sealed class MovableApps(ClusterService cluster, CatalogBoard list, IProgramProbe probe, AppDefaults defaults) : IMovableApps
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<(StartRequest Left, CommandReply Done)> StartAsync(StartRequest request, bool isReload, CancellationToken cancellation)
    {
        foreach (var pinned in request.Apps.Where(app => app is not null && !IsMovable(app)))
        {
            RefusePinned(pinned);
        }

        var mine = request.Apps.Where(app => app is not null && IsMovable(app)).ToList();
        if (mine.Count == 0)
        {
            return (request, CommandReply.Joined());
        }

        var replies = new List<CommandReply>();
        foreach (var app in mine)
        {
            replies.Add(Exists(app) is { } name ? await ResumeAsync(name, cancellation) : await AddAsync(app, isReload || app.IfRunning is WhenRunning.Reload, cancellation));
        }

        return (request with { Apps = [.. request.Apps.Except(mine)] }, CommandReply.Joined(replies));
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<string> Left, CommandReply Done)> ChangeAsync(MovableVerb verb, IReadOnlyList<string> targets, AppRequest? changes, CancellationToken cancellation)
    {
        if (cluster.Current is not { } node || node.Placer.Book.Living.Count == 0)
        {
            return (targets, CommandReply.Joined());
        }

        var (names, left) = Split(node, targets);
        var replies = new List<CommandReply>();
        foreach (var name in names)
        {
            replies.Add(verb switch
            {
                MovableVerb.Stop => await WriteAsync(node, name, wish => wish with { State = WishState.Stopped }, renews: false, cancellation),
                MovableVerb.Delete => await WriteAsync(node, name, wish => wish with { State = WishState.Deleted, Request = null, Former = null }, renews: false, cancellation),
                MovableVerb.Restart or MovableVerb.Reload => await RenewAsync(node, name, verb is MovableVerb.Reload, changes, cancellation),
                _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "Not a verb."),
            });
        }

        return (left, CommandReply.Joined(replies));
    }

    /// <inheritdoc/>
    public async Task<CommandReply?> ScaleAsync(string target, string count, CancellationToken cancellation)
    {
        if (cluster.Current is not { } node || node.Placer.Book.Living.GetValueOrDefault(target) is not { } wish)
        {
            return null;
        }

        if (wish.Kind is PlacementKind.Single)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"{target} has the placement single, which is one instance; start it with --placement spread to have more.");
        }

        var isRelative = count.StartsWith('+') || count.StartsWith('-');
        if (!int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"'{count}' is not a number of instances; give 4, +2 or -1.");
        }

        var wanted = isRelative ? wish.Count + number : number;
        return wanted is < 1 or > AppSpec.MaxInstances
            ? throw new RefusedException(ControlErrorCode.InvalidRequest, $"{target} cannot have {wanted} instances; give 1 to {AppSpec.MaxInstances}, or delete it.")
            : await WriteAsync(node, target, before => before with { Count = wanted, Request = Counted(before) }, renews: false, cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommandReply?> RollbackAsync(string target, CancellationToken cancellation)
    {
        if (cluster.Current is not { } node || !Has(target))
        {
            return null;
        }

        return await WriteAsync(
            node, target,
            wish => wish.Former is { } former
                ? former with { State = WishState.Running, Count = former.Kind is PlacementKind.Single ? 1 : wish.Count, IsReload = true, Former = wish with { Former = null } }
                : throw new RefusedException(ControlErrorCode.NothingToDo, $"{target} has had no other release since it was started, so there is nothing to go back to."),
            renews: false, cancellation);
    }

    /// <inheritdoc/>
    public bool Has(string app) => cluster.Current is { } node && node.Placer.Book.Living.ContainsKey(app);

    /// <inheritdoc/>
    public void RefuseCanary(IEnumerable<string> targets)
    {
        if (cluster.Current is { } node && Split(node, [.. targets]).Names is [var first, ..])
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{first} is moved by the cluster, whose reloads stop at no canary; reload it without --canary. A reload that fails on a node is turned back on all.");
        }
    }

    // A request that was made without a number of instances gets one, so that all of them are told apart by it.
    private static string? Counted(ClusterWish wish) => JsonSerializer.Serialize(LocalApps.RequestOf(wish) with { Instances = "1" }, ControlJson.Default.AppRequest);

    private bool IsMovable(AppRequest app) => app.Placement is not (null or "pinned") || Exists(app) is not null;

    // On a node that does not run the app nothing else would keep the name from being taken twice.
    private void RefusePinned(AppRequest request)
    {
        if (cluster.Current is { } node && node.Placer.Book.Living.Count > 0
            && AppSpecResolver.Resolve(request, probe, Environment.ProcessorCount, defaults) is ResolvedApp.Resolved { Spec.Name.Value: var name } && Has(name))
        {
            throw new RefusedException(
                ControlErrorCode.AlreadyRunning, $"{name} is on the cluster's list, with a placement; start it with one, delete it first (`apm delete {name}`), or give this one another name (--name).");
        }
    }

    // A name alone, as in `apm start web`.
    private string? Exists(AppRequest app) =>
        app is { Placement: null, IfRunning: WhenRunning.Refuse } && (app.Name is null || app.Name == app.Target) && cluster.Current is { } node && node.Placer.Book.Living.ContainsKey(app.Target) ? app.Target : null;

    private ClusterNode Node() => cluster.Current ?? throw new RefusedException(
        ControlErrorCode.ClusterRefused, "A placement needs a cluster, and this daemon takes part in none; begin one with `apm cluster init`, or start the app without --placement.");

    private (IReadOnlyList<string> Names, IReadOnlyList<string> Left) Split(ClusterNode node, IReadOnlyList<string> targets)
    {
        var living = node.Placer.Book.Living;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var left = new List<string>();
        foreach (var target in targets)
        {
            if (living.ContainsKey(target))
            {
                names.Add(target);
                continue;
            }

            var selected = AppSelector.TryParse(target, out var selector, out _) ? selector.Select(list.Current).Select(app => app.Entry.Spec.Name.Value).Distinct().ToList() : [];
            var movable = target == "all" ? [.. living.Keys] : selected.Where(living.ContainsKey).ToList();
            names.UnionWith(movable);
            left.AddRange(movable.Count == 0 ? [target] : selected.Except(movable));
        }

        return ([.. names], left);
    }

    private async Task<CommandReply> AddAsync(AppRequest request, bool isReload, CancellationToken cancellation)
    {
        var node = Node();
        var spec = AppSpecResolver.Resolve(request, probe, Environment.ProcessorCount, defaults) switch
        {
            ResolvedApp.Resolved resolved => resolved.Spec,
            ResolvedApp.Invalid invalid => throw new RefusedException(invalid.AsOne),
            _ => throw new InvalidOperationException("A request is resolved or not."),
        };
        var name = spec.Name.Value;
        var before = node.Placer.Book.Living.GetValueOrDefault(name);
        if (before is not null && request.IfRunning is WhenRunning.Refuse)
        {
            throw new RefusedException(ControlErrorCode.AlreadyRunning, $"{name} is on the cluster's list already; restart it with `apm restart {name}`, or give another name (--name).");
        }

        if (list.Current.Find(spec.Name) is { Spec.Placement.IsMovable: false })
        {
            throw new RefusedException(ControlErrorCode.AlreadyRunning, $"{name} is pinned to this node already; delete it first (`apm delete {name}`), or give another name (--name).");
        }

        return await WriteAsync(
            node, name,
            _ => new ClusterWish(ClusterWish.KeyOf(spec.Name), 0, node.Name.Value, WishState.Running)
            {
                Request = JsonSerializer.Serialize(request with { Name = name, Placement = null, PlacementRoles = null, PlacementPerNode = null, PlacementOver = null, PlacementApartFrom = null, MaxUnavailable = null }, ControlJson.Default.AppRequest),
                Kind = spec.Placement.Kind,
                Roles = spec.Placement.Roles,
                PerNode = spec.Placement.PerNode,
                Over = spec.Placement.Over,
                ApartFrom = spec.Placement.ApartFrom,
                MaxUnavailable = spec.Placement.MaxUnavailable?.ToString(),
                Count = spec.Placement.Kind is PlacementKind.Single ? 1 : spec.Instances,
                IsReload = isReload && before is not null,
            },
            renews: true, cancellation);
    }

    private Task<CommandReply> ResumeAsync(string name, CancellationToken cancellation) => WriteAsync(Node(), name, wish => wish with { State = WishState.Running }, renews: false, cancellation);

    private async Task<CommandReply> RenewAsync(ClusterNode node, string name, bool isReload, AppRequest? changes, CancellationToken cancellation)
    {
        if (changes is not null && changes with { CallerEnvironment = ImmutableDictionary<string, string>.Empty, CallerDirectory = "/", Target = "", IfRunning = WhenRunning.Refuse, Environment = null }
            != AppRequest.OnList(""))
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{name} is moved by the cluster: of the options only --update-env and --env count for it; start it again with the others, as `apm start FILE --name {name} --placement … -f`.");
        }

        return await WriteAsync(
            node, name,
            wish => wish with
            {
                State = WishState.Running,
                IsReload = isReload,
                Request = changes is null ? wish.Request : JsonSerializer.Serialize(With(LocalApps.RequestOf(wish), changes), ControlJson.Default.AppRequest),
            },
            renews: true, cancellation);
    }

    private static AppRequest With(AppRequest request, AppRequest changes) => request with
    {
        CallerEnvironment = changes.CallerEnvironment.Count > 0 ? changes.CallerEnvironment : request.CallerEnvironment,
        Environment = changes.Environment is { Count: > 0 } given
            ? (request.Environment ?? ImmutableDictionary<string, string>.Empty).Where(old => !given.ContainsKey(old.Key)).Concat(given).ToDictionary(StringComparer.Ordinal)
            : request.Environment,
    };

    // The change, on most nodes, and then what all of them made of it. A reload that failed anywhere is turned back everywhere.
    private async Task<CommandReply> WriteAsync(ClusterNode node, string name, Func<ClusterWish, ClusterWish> change, bool renews, CancellationToken cancellation)
    {
        var key = ClusterWish.KeyOf(AppName.Parse(name));
        ClusterWish? before = null;
        var wish = await node.Placer.CommitAsync((book, number) =>
        {
            before = book.Find(key);
            var next = change(before ?? new ClusterWish(key, 0, node.Name.Value, WishState.Running));
            next = renews && before is { State: not WishState.Deleted } ? next with { Former = next.IsOtherwise(before) ? before with { Former = null } : before.Former } : next;
            return next with { Number = number, Writer = node.Name.Value, Edition = renews ? number : next.Edition };
        });
        var problem = await node.Placer.SettledAsync(wish!, SettleLimit, cancellation);
        if (problem is not null && wish!.IsReload && problem != CommandEndpoints.NotSettled)
        {
            // The edition of before goes on where it still runs, and comes back where it had been replaced.
            await node.Placer.CommitAsync((book, number) => book.Find(key) is { } now && now.Edition == wish.Edition
                ? before! with { Number = number, Writer = node.Name.Value, IsReload = true }
                : null);
            throw new RefusedException(ControlErrorCode.ReloadFailed, problem);
        }

        problem ??= node.Placer.LackOf(wish!);
        var all = await cluster.InstancesAsync();
        var own = all.Instances.Where(view => view.Name == name).ToList();
        return new CommandReply(
            wish!.State is WishState.Deleted ? [] : own, wish.State is WishState.Deleted ? [name] : [],
            problem is null ? [] : [problem == CommandEndpoints.NotSettled ? problem : $"{name} is not everywhere as it was asked for: {problem}"]);
    }
}
