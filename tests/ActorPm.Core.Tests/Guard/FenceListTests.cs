using ActorPm.Core.Guard;

namespace ActorPm.Core.Tests.Guard;

public sealed class FenceListTests
{
    private static readonly FencedProcess First = new(1, 1, 11, 100), Second = new(2, 1, 12, 100);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void The_earliest_deadline_is_due_and_the_newest_word_on_a_process_counts()
    {
        var list = FenceList.Empty.Keep([First, Second], At(10)).Keep([First], At(20));

        Assert.Equal(At(10), list.Due);
        Assert.Equal(At(20), list.Drop([Second]).Due);
        Assert.Null(list.Drop([Second, First]).Due);
        Assert.Null(FenceList.Empty.Due);
    }

    [Fact]
    public void Only_what_has_passed_is_taken_and_only_once()
    {
        var list = FenceList.Empty.Keep([First], At(10)).Keep([Second], At(11));

        var (next, ended) = list.Take(At(10.5));

        Assert.Equal([First], ended.AsEnumerable());
        Assert.Equal([Second], next.Processes);
        Assert.Empty(next.Take(At(10.9)).Ended);
    }

    [Fact]
    public void A_list_that_is_looked_at_late_waits_for_the_daemon_s_word_and_ends_what_gets_none()
    {
        var late = At(30);
        var (next, ended) = FenceList.Empty.Keep([First, Second], At(10)).Take(late);

        Assert.Empty(ended);
        Assert.Equal(late + FenceList.Hearing, next.Due);

        Assert.Equal([Second], next.Keep([First], At(40)).Take(late + FenceList.Hearing).Ended.AsEnumerable());
    }

    [Fact]
    public void Another_life_of_a_pid_is_another_process()
    {
        var list = FenceList.Empty.Keep([First], At(10)).Drop([First with { StartTicks = 101 }]);

        Assert.Equal([First], list.Processes);
    }

    [Fact]
    public void More_than_the_most_are_turned_away_and_known_ones_still_extended()
    {
        var list = FenceList.Empty.Keep([.. Enumerable.Range(2, FenceList.Most).Select(pid => new FencedProcess(pid, 1, pid, 1))], At(10)).Keep([First], At(1));

        Assert.Equal(At(10), list.Due);
        Assert.Equal(FenceList.Most, list.Processes.Count());
    }
}
