// A node that is starved of the processor looks like one that is cut off: one cluster at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
