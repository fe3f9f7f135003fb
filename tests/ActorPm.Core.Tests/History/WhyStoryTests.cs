using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.History;

public sealed class WhyStoryTests
{
    private static readonly ExitStatus _seven = new ExitStatus.Code(7);

    private static InstanceState Online(int attempt, int pid, Past past) => new InstanceState.Online(attempt, pid, past.Facts.OfType<HistoryFact.Started>().Last().At);

    [Fact]
    public void One_that_was_started_by_hand_names_who_did()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100);

        Assert.Equal(
            [
                "web:0 runs since 10:00:01 as process 4100.",
                "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991).",
            ],
            past.Why(Online(1, 4100, past)).Sentences);
    }

    [Fact]
    public void A_crash_is_told_with_how_it_ended_after_how_long_and_what_it_wrote_last()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Wait(190)
            .Crashed(1, 4100, new ExitStatus.Signalled(UnixSignal.SIGSEGV), 192, "boom", "at line 3").Back(1).Started(2, 4242);

        var story = past.Why(Online(2, 4242, past));

        Assert.Equal(
            [
                "web:0 runs since 10:03:14 as process 4242.",
                "It was restarted, because process 4100 was ended by SIGSEGV after 3 min 12 s.",
                "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991).",
            ],
            story.Sentences);
        Assert.Equal(["boom", "at line 3"], story.LastLines);
    }

    [Fact]
    public void Crashes_in_a_row_are_one_sentence_however_many()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 101);
        for (var attempt = 1; attempt <= 30; attempt++)
        {
            past.Crashed(attempt, 100 + attempt, _seven, 2).Back(attempt, 0.5).Started(attempt + 1, 101 + attempt);
        }

        Assert.Equal(
            [
                "web:0 runs since 10:01:31 as process 131.",
                "It was restarted after a pause of 0.5 s, because process 130 exited with code 7 after 2 s.",
                "Before that its processes had ended 29 times since 10:00:02: each exited with code 7.",
                "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991).",
            ],
            past.Why(Online(31, 131, past)).Sentences);
    }

    [Fact]
    public void One_that_was_stopped_names_the_command_and_who_gave_it()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Wait(60).Given("apm stop web", CommandEffect.Stop)
            .Then(new HistoryFact.StopOverdue(1) { At = default }).Ended(1, 4100, new ExitStatus.Signalled(UnixSignal.SIGKILL), EndedBy.Request);

        Assert.Equal(
            [
                "web:0 is stopped since 10:01:04.",
                "It was stopped by `apm stop web`, given at 10:01:02 by user alice (apm, process 991); process 4100 had run for 1 min 3 s, did not end in time and was killed.",
                "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991).",
            ],
            past.Why(new InstanceState.Stopped(1, null)).Sentences);
    }

    [Fact]
    public void One_that_was_given_up_tells_the_reason_the_last_end_and_the_first_cause()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 101).Crashed(1, 101, _seven, 0.1).Back(1).Started(2, 102)
            .Crashed(2, 102, _seven, 0.1, "no such file").Then(new HistoryFact.GaveUp(2, "It ended 2 times in a row within 1 s of its start.") { At = default });

        var story = past.Why(new InstanceState.Errored(2, "It ended 2 times in a row within 1 s of its start.", _seven));

        Assert.Equal(
            [
                "web:0 is errored since 10:00:06: It ended 2 times in a row within 1 s of its start.",
                "Process 102 exited with code 7 after 0.1 s at 10:00:05.",
                "Before that it exited with code 7 after 0.1 s at 10:00:02.",
                "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991).",
            ],
            story.Sentences);
        Assert.Equal(["no such file"], story.LastLines);
    }

    [Fact]
    public void One_that_waits_says_until_when_and_why()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 101).Crashed(1, 101, _seven, 0.1).Back(1, 60);

        Assert.Equal(
            ["web:0 waits until 10:01:02 and is then started again.", "Process 101 exited with code 7 after 0.1 s at 10:00:02.", "It was started by `apm start web`, given at 10:00:00 by user alice (apm, process 991)."],
            past.Why(new InstanceState.WaitingToRestart(1, Past.Ten.AddSeconds(62), _seven)).Sentences);
    }

    [Fact]
    public void One_that_ended_as_it_should_rests()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 101).Crashed(1, 101, new ExitStatus.Code(0), 3).Then(new HistoryFact.Rested(1) { At = default });

        Assert.Equal("Process 101 exited with code 0 after 3 s at 10:00:02, and its restart policy lets it rest.", past.Why(new InstanceState.Stopped(1, null)).Sentences[1]);
    }

    [Fact]
    public void One_that_never_ran_says_so() =>
        Assert.Equal(["web:0 has never run.", "The history does not tell why, or not any more."], new Past().Why(new InstanceState.Stopped(0, null)).Sentences);

    [Fact]
    public void A_daemon_that_died_is_told_with_the_one_that_adopted()
    {
        var past = new Past().Daemon(DaemonBeginning.First).Given("apm start web", CommandEffect.Start).Started(1, 4100).Wait(60)
            .Daemon(DaemonBeginning.AfterCrash, 501).Then(new HistoryFact.Adopted(1, 4100, Past.Ten.AddSeconds(2)) { At = default });

        Assert.Equal(
            [
                "web:0 runs since 10:00:02 as process 4100.",
                "The daemon died meanwhile; the next one, started at 10:01:03, found the process alive and adopted it.",
                "It was started by `apm start web`, given at 10:00:01 by user alice (apm, process 991).",
            ],
            past.Why(Online(1, 4100, past)).Sentences);
    }

    [Fact]
    public void A_daemon_that_replaced_itself_kept_the_process()
    {
        var past = new Past().Daemon(DaemonBeginning.First).Given("apm start web", CommandEffect.Start).Started(1, 4100)
            .Daemon(DaemonBeginning.Upgraded).Then(new HistoryFact.Adopted(1, 4100, Past.Ten.AddSeconds(2)) { At = default })
            .Daemon(DaemonBeginning.Upgraded).Then(new HistoryFact.Adopted(1, 4100, Past.Ten.AddSeconds(2)) { At = default });

        Assert.Equal(
            "The daemon replaced its program in place by version 1.2.3 at 10:00:05 and kept the process; the same had happened once before.",
            past.Why(Online(1, 4100, past)).Sentences[1]);
    }

    [Fact]
    public void A_process_that_died_while_no_daemon_ran_is_told_as_unknown()
    {
        var past = new Past().Daemon(DaemonBeginning.First).Given("apm start web", CommandEffect.Start).Started(1, 4100).Daemon(DaemonBeginning.AfterCrash, 501)
            .Then(new HistoryFact.Exited(1, 0, new ExitStatus.Unknown(), EndedBy.Unwatched, null) { At = default }).Started(2, 4242);

        Assert.Equal(
            [
                "web:0 runs since 10:00:05 as process 4242.",
                "It was started again at 10:00:04, because process 4100 had ended while no daemon ran.",
                "It was started by `apm start web`, given at 10:00:01 by user alice (apm, process 991).",
            ],
            past.Why(Online(2, 4242, past)).Sentences);
    }

    [Fact]
    public void Whoever_died_while_no_daemon_ran_and_is_restarted_by_the_policy_is_told_so()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Daemon(DaemonBeginning.AfterCrash, 501)
            .Then(new HistoryFact.Exited(1, 0, _seven, EndedBy.Unwatched, null) { At = default }).Back(1).Started(2, 4242);

        Assert.Equal("It was restarted, because process 4100 exited with code 7 while no daemon ran.", past.Why(Online(2, 4242, past)).Sentences[1]);
    }

    [Fact]
    public void The_first_word_about_an_exit_counts()
    {
        var past = new Past().Started(1, 4100).Crashed(1, 4100, _seven, 9).Daemon(DaemonBeginning.AfterCrash)
            .Then(new HistoryFact.Exited(1, 0, new ExitStatus.Unknown(), EndedBy.Unwatched, null) { At = default }).Started(2, 4242);

        Assert.Equal(
            "It was started again at 10:00:03, because process 4100 exited with code 7 after 9 s, and the daemon had died before it could restart it.",
            past.Why(Online(2, 4242, past)).Sentences[1]);
    }

    [Theory]
    [InlineData(DaemonBeginning.AfterEnd, "The daemon started at 10:00:04, and started what is wished to run.")]
    [InlineData(DaemonBeginning.AfterReboot, "The daemon started at 10:00:04, since the machine had been started anew, and started what is wished to run.")]
    public void A_daemon_that_starts_starts_what_is_wished(DaemonBeginning how, string expected)
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).OfDaemon(new HistoryFact.DaemonEnding(null) { At = default })
            .Ended(1, 4100, new ExitStatus.Code(0), EndedBy.Request).Daemon(how).Started(2, 4242);

        Assert.Equal(expected, past.Why(Online(2, 4242, past)).Sentences[1]);
    }

    [Fact]
    public void An_orderly_end_of_the_daemon_stops_all_and_says_who_asked()
    {
        var past = new Past().Started(1, 4100).OfDaemon(new HistoryFact.DaemonEnding(Past.Alice) { At = default }).Ended(1, 4100, new ExitStatus.Code(0), EndedBy.Request);

        Assert.Equal(
            "The daemon ended at 10:00:01, asked by user alice (apm, process 991), and stopped all apps; process 4100 had run for 2 s.",
            past.Why(new InstanceState.Stopped(1, null)).Sentences[1]);
    }

    [Fact]
    public void A_reload_is_followed_over_the_change_of_slots()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Given("apm reload web", CommandEffect.Reload, 8).Move(8).Started(1, 4242)
            .OfApp(new HistoryFact.SlotReplaced(7, 8) { At = default }).Move(7).Ended(1, 4100, new ExitStatus.Code(0), EndedBy.Request).Move(8)
            .OfApp(new HistoryFact.ReloadEnded(ReloadResult.Completed, 1, 1, null) { At = default });

        Assert.Equal(
            ["web:0 runs since 10:00:03 as process 4242.", "It came by the reload `apm reload web`, given at 10:00:02 by user alice (apm, process 991)."],
            past.Why(Online(1, 4242, past)).Sentences);
    }

    [Fact]
    public void A_reload_that_the_daemon_had_reason_for_tells_the_reason()
    {
        var past = new Past().Started(1, 4100).Then(new HistoryFact.RestartCaused("its memory 80.0 MB exceeded the limit of 64.0 MB") { At = default })
            .OfApp(new HistoryFact.CommandGiven("apm reload web", CommandEffect.Reload, [8], CommandOrigin.Daemon) { At = default }).Move(8).Started(1, 4242);

        Assert.Equal("It was restarted at 10:00:01, because its memory 80.0 MB exceeded the limit of 64.0 MB.", past.Why(Online(1, 4242, past)).Sentences[1]);
    }

    [Fact]
    public void An_instance_that_was_found_ill_tells_what_was_wrong()
    {
        var past = new Past().Started(1, 4100).Then(new HistoryFact.FoundIll(1, "its liveness probe failed 3 times") { At = default })
            .Ended(1, 4100, new ExitStatus.FoundIll("its liveness probe failed 3 times", new ExitStatus.Code(0)), EndedBy.Illness).Back(1).Started(2, 4242);

        Assert.Equal("It was restarted, because process 4100 was ended because its liveness probe failed 3 times after 5 s.", past.Why(Online(2, 4242, past)).Sentences[1]);
    }

    [Fact]
    public void A_signal_that_came_through_the_daemon_names_who_sent_it()
    {
        var past = new Past().Started(1, 4100).Given("apm sendSignal SIGKILL web", CommandEffect.None).Crashed(1, 4100, new ExitStatus.Signalled(UnixSignal.SIGKILL), 2).Back(1).Started(2, 4242);

        Assert.Equal(
            "It was restarted, because process 4100 was ended by SIGKILL after 2 s, after `apm sendSignal SIGKILL web`, given by user alice (apm, process 991).",
            past.Why(Online(2, 4242, past)).Sentences[1]);
    }

    [Fact]
    public void A_SIGKILL_that_did_not_says_who_may_have()
    {
        var past = new Past().Started(1, 4100).Crashed(1, 4100, new ExitStatus.Signalled(UnixSignal.SIGKILL), 2).Back(1).Started(2, 4242);

        Assert.Contains("which the daemon did not send", past.Why(Online(2, 4242, past)).Sentences[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixSignal.SIGKILL, "it reached its memory limit of 512M", "was ended by SIGKILL (it reached its memory limit of 512M) after 2 s")]
    [InlineData(UnixSignal.SIGXCPU, null, "was ended by SIGXCPU after 2 s, which the kernel sends when the limit of processor time is reached (limits: cpu)")]
    [InlineData(UnixSignal.SIGXFSZ, null, "was ended by SIGXFSZ after 2 s, which the kernel sends when a file would grow above the limit (limits: fsize)")]
    public void A_limit_that_was_reached_is_the_cause(UnixSignal signal, string? cause, string sentence)
    {
        var past = new Past().Started(1, 4100).Crashed(1, 4100, new ExitStatus.Signalled(signal) { Cause = cause }, 2).Back(1).Started(2, 4242);

        Assert.EndsWith($"{sentence}.", past.Why(Online(2, 4242, past)).Sentences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_could_not_be_started_says_why()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Then(new HistoryFact.StartFailed(1, "The program /x does not exist.") { At = default })
            .Then(new HistoryFact.GaveUp(1, "no failed start is allowed") { At = default });

        Assert.Equal(
            "It could not be started: The program /x does not exist at 10:00:01.",
            past.Why(new InstanceState.Errored(1, "no failed start is allowed", new ExitStatus.NotStarted("The program /x does not exist."))).Sentences[1]);
    }

    [Fact]
    public void What_was_deleted_still_has_its_story()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Given("apm delete web", CommandEffect.Remove).Ended(1, 4100, new ExitStatus.Code(0), EndedBy.Request);

        Assert.Equal(
            ["web:0 is off the list.", "It was removed by `apm delete web`, given at 10:00:02 by user alice (apm, process 991); process 4100 had run for 2 s."],
            past.Why(null).Sentences.Take(2));
    }

    [Fact]
    public void Times_of_another_day_have_their_date()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start).Started(1, 4100).Wait(86_400);

        Assert.Equal("web:0 runs since 2026-11-27 10:00:01 as process 4100.", past.Why(Online(1, 4100, past)).Sentences[0]);
    }

    [Fact]
    public void Other_instances_of_the_app_do_not_get_into_the_story()
    {
        var past = new Past().Given("apm start web", CommandEffect.Start, 7, 9).Started(1, 4100);
        var other = new HistoryFact.Exited(1, 5000, _seven, EndedBy.Itself, null) { At = past.Now, App = "web", Place = new InstancePlace(1, 4, 9) };

        var story = WhyStory.Of("web", past.Place, Online(1, 4100, past), [.. past.Facts, other], past.Now, TimeZoneInfo.Utc);

        Assert.Equal(2, story.Sentences.Count);
        Assert.DoesNotContain(story.Sentences, sentence => sentence.Contains("5000", StringComparison.Ordinal));
    }

    [Fact]
    public void Facts_of_which_the_beginning_is_gone_end_in_a_sentence_that_says_so()
    {
        var past = new Past().Crashed(4, 4100, _seven, 9).Back(4).Started(5, 4242);

        Assert.Equal("What started it is not in the history any more.", past.Why(Online(5, 4242, past)).Sentences[^1]);
    }
}
