using GridGov;

return await Commands.Guarded(async () =>
{
    if (Commands.Find(args) is { } command)
        return await command();
    await Server.Build(Server.Builder(args)).RunAsync();
    return 0;
});
