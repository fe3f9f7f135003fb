using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class WishBookTests
{
    [Fact]
    public void Nodes_end_with_the_same_whatever_the_order_in_which_they_hear_and_however_often()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            List<ClusterWish> wishes = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Wish($"app{random.Next(4)}", random.Next(1, 6), $"node{random.Next(3)}"))];

            // A writer never uses a number twice for one app.
            wishes = [.. wishes.DistinctBy(wish => (wish.Key, wish.Number, wish.Writer))];
            var first = WishBook.Empty.Merge(wishes);
            var second = Enumerable.Range(0, 3).SelectMany(_ => wishes.OrderBy(_ => random.Next())).Aggregate(WishBook.Empty, (book, wish) => book.Merge([wish]));

            Assert.Equal(first.Wishes, second.Wishes);
        }
    }

    [Fact]
    public void The_next_number_is_above_all_that_are_known_so_what_is_written_holds()
    {
        var book = WishBook.Empty.Merge([Wish("a", 7, "x"), Wish("b", 3, "y")]);
        var written = Wish("a", book.NextNumber, "b");

        Assert.Equal(8, written.Number);
        Assert.Same(written, book.Merge([written]).Find("app/a"));
        Assert.Equal(1, WishBook.Empty.NextNumber);
    }

    [Fact]
    public void A_deletion_is_kept_so_that_a_node_that_was_away_does_not_bring_the_app_back()
    {
        var away = WishBook.Empty.Merge([Wish("a", 1, "x")]);
        var here = away.Merge([Wish("a", 2, "y") with { State = WishState.Deleted }]);

        Assert.Equal(WishState.Deleted, here.Merge(away.Wishes.Values).Find("app/a")!.State);
        Assert.Equal(WishState.Deleted, away.Merge(here.NewsFor(away.Stamps)).Find("app/a")!.State);
    }

    [Fact]
    public void Only_what_another_node_lacks_is_news_and_nothing_new_gives_the_same_book()
    {
        var book = WishBook.Empty.Merge([Wish("a", 2, "x"), Wish("b", 3, "y"), Wish("c", 1, "x")]);
        var other = new Dictionary<string, WishStamp> { ["app/a"] = new(2, "x"), ["app/b"] = new(2, "z") };

        Assert.Equal(["b", "c"], book.NewsFor(other).Select(wish => wish.App));
        Assert.Same(book, book.Merge([Wish("a", 1, "z")]));
    }

    [Fact]
    public void What_most_nodes_have_kept_is_never_undone_by_what_was_written_before_it_and_was_not()
    {
        var undone = new Dictionary<bool, int> { [true] = 0, [false] = 0 };
        foreach (var marks in (bool[])[true, false])
        {
            for (var seed = 0; seed < 2000; seed++)
            {
                var random = new Random(seed);
                var books = Enumerable.Repeat(WishBook.Empty, random.Next(2) == 0 ? 3 : 5).ToArray();
                (long Command, bool IsKept) last = default;
                List<long> since = [];
                for (var command = 1L; command <= 6; command++)
                {
                    var writer = random.Next(books.Length);
                    if (Write(random, books, writer, command, marks) is { } isKept)
                    {
                        since = isKept ? [command] : [.. since, command];
                        last = isKept ? (command, true) : last;
                    }

                    // Some nodes hear of each other.
                    Meet(books, random.Next(books.Length), random.Next(books.Length));
                }

                var all = books.Aggregate(WishBook.Empty, (soFar, book) => soFar.Merge(book.Wishes.Values));
                undone[marks] += last.IsKept && !since.Contains(all.Find("app/x")!.Edition) ? 1 : 0;
            }
        }

        // Without marks it happens.
        Assert.Equal(0, undone[true]);
        Assert.NotEqual(0, undone[false]);
    }

    // Null when nothing was written; else whether most nodes keep it.
    private static bool? Write(Random random, WishBook[] books, int writer, long command, bool marks)
    {
        var name = NodeName.Parse($"n{writer}");
        var most = Majority.Of(books.Length);
        ClusterWish mark;
        do
        {
            mark = ClusterWish.MarkOf(name, books[writer].NextNumber);
            if (!marks)
            {
                break;
            }

            books[writer] = books[writer].Merge([mark]);
            if (Tell(random, books, writer) is var keep && keep.Count < most)
            {
                return null;
            }

            if (!WishBook.IsTaken(mark, keep.Select(node => books[node].Stamps)))
            {
                break;
            }
        }
        while (true);

        books[writer] = books[writer].Merge([new ClusterWish("app/x", mark.Number, name.Value, WishState.Running) { Edition = command }]);
        return Tell(random, books, writer).Count >= most;
    }

    // Whoever is reached by chance knows what the writer knows, and the other way round.
    private static List<int> Tell(Random random, WishBook[] books, int writer)
    {
        List<int> reached = [.. Enumerable.Range(0, books.Length).Where(node => node == writer || random.Next(2) == 0)];
        foreach (var node in reached)
        {
            Meet(books, writer, node);
        }

        return reached;
    }

    private static void Meet(WishBook[] books, int one, int other) => books[one] = books[other] = books[one].Merge(books[other].Wishes.Values);

    private static ClusterWish Wish(string app, long number, string writer) => new(ClusterWish.KeyOf(AppName.Parse(app)), number, writer, WishState.Running)
    {
        Request = string.Create(CultureInfo.InvariantCulture, $"{app}/{number}/{writer}"),
    };
}
