using ActorPm.Core.Apps;
using ActorPm.Core.Dependencies;

namespace ActorPm.Core.Tests.Dependencies;

public sealed class AppDependencyTests
{
    [Theory]
    [InlineData("db", "db", DependencyCondition.Ready)]
    [InlineData("db:started", "db", DependencyCondition.Started)]
    [InlineData("db:service_healthy", "db", DependencyCondition.Healthy)]
    [InlineData("shop:db:completed", "shop:db", DependencyCondition.Completed)]
    [InlineData("shop:db", "shop:db", DependencyCondition.Ready)]
    public void A_name_with_or_without_a_condition_is_read(string text, string app, DependencyCondition condition)
    {
        Assert.True(AppDependency.TryParse(text, out var dependency, out _));
        Assert.Equal(new AppDependency(AppName.Parse(app), condition), dependency);
        Assert.True(AppDependency.TryParse(dependency.ToString(), out var again, out _));
        Assert.Equal(dependency, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":ready")]
    [InlineData("all")]
    public void What_is_no_name_is_no_dependency(string text) => Assert.False(AppDependency.TryParse(text, out _, out _));
}
