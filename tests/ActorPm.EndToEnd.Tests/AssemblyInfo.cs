// Each test has a home, a daemon and ports of its own, and mostly waits; three at a time keep two cores busy without starving one another.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
