Console.WriteLine("GridGov benchmarks");
