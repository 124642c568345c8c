using GridGov.Benchmarks;

switch (args)
{
    case ["http", .. var rest] when Options.Read(rest) is { } options:
        return await HttpBenchmark.Run(options);
    case ["deadlines"]:
        return DeadlineBenchmark.Run();
    case ["bare", var port]:
        await Bare.Serve(int.Parse(port));
        return 0;
    default:
        Console.Error.WriteLine(Options.Usage);
        return 2;
}
