// Each test starts daemons and apps of its own; on a small machine they would only get in each other's way.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
