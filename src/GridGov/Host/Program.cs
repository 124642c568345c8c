using GridGov.Host;

return await CommandLine.RunGuarded(async () =>
{
    if (CommandLine.Find(args) is { } command)
        return await command();
    await Server.Build(Server.CreateBuilder(args)).RunAsync();
    return 0;
});
