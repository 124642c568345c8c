using GridGov.Fuzz;

if (FuzzOptions.Read(args) is { } options)
    return await FuzzRun.Run(options);
Console.Error.WriteLine(FuzzOptions.Usage);
return 2;
