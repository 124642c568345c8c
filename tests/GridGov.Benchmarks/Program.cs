using GridGov.Benchmarks;

switch (args)
{
    case ["http", .. var rest] when Options.Read(rest) is { } options:
        return await HttpBenchmark.Run(options);
    case ["measures", .. var rest] when Options.Read(["--connections", "1", .. rest]) is { } options:
        return await MeasureBenchmark.Run(options);
    case ["coverage", .. var rest] when Options.Read(["--connections", "1", "--tickets", "20000", .. rest]) is { } options:
        return await CoverageBenchmark.Run(options);
    case ["compare", var before, var after, .. var rest] when Options.Read(["--rounds", "60", .. rest]) is { } options:
        return await CompareBenchmark.Run(before, after, options);
    case ["export", .. var rest] when Options.Read(rest) is { } options:
        return await ExportBenchmark.Run(options);
    case ["counters", .. var rest] when Options.Read(rest) is { } options:
        return await CounterBenchmark.Run(options);
    case ["search", .. var rest] when Options.Read(rest) is { } options:
        return await SearchBenchmark.Run(options);
    case ["push", .. var rest] when Options.Read(rest) is { } options:
        return await PushBenchmark.Run(options);
    case ["locate", .. var rest] when Options.Read(["--tickets", "20000", .. rest]) is { } options:
        return await LocateBenchmark.Run(options);
    case ["board", .. var rest] when Options.Read(["--tickets", "20000", .. rest]) is { } options:
        return await BoardBenchmark.Run(options);
    case ["sync", .. var rest] when Options.Read(["--tickets", "100000", .. rest]) is { } options:
        return await SyncBenchmark.Run(options);
    case ["uploads", .. var rest] when Options.Read(["--connections", "50", .. rest]) is { } options:
        return await UploadBenchmark.Run(options);
    case ["deadline-processor", .. var rest]:
        return await DeadlineProcessorBenchmark.Run(rest);
    case ["statements"]:
        return await StatementsCommand.Run(shown: null);
    case ["statements", "--show", var act]:
        return await StatementsCommand.Run(act);
    case ["deadlines"]:
        return DeadlineBenchmark.Run();
    case ["bare", var port]:
        await BareKestrel.Serve(int.Parse(port));
        return 0;
    default:
        Console.Error.WriteLine(Options.Usage);
        Console.Error.WriteLine(MeasureBenchmark.Usage);
        Console.Error.WriteLine(CoverageBenchmark.Usage);
        Console.Error.WriteLine(CompareBenchmark.Usage);
        Console.Error.WriteLine(ExportBenchmark.Usage);
        Console.Error.WriteLine(CounterBenchmark.Usage);
        Console.Error.WriteLine(SearchBenchmark.Usage);
        Console.Error.WriteLine(PushBenchmark.Usage);
        Console.Error.WriteLine(DeadlineProcessorBenchmark.Usage);
        Console.Error.WriteLine(LocateBenchmark.Usage);
        Console.Error.WriteLine(BoardBenchmark.Usage);
        Console.Error.WriteLine(SyncBenchmark.Usage);
        Console.Error.WriteLine(UploadBenchmark.Usage);
        Console.Error.WriteLine(StatementsCommand.Usage);
        Console.Error.WriteLine("deadlines");
        return 2;
}
