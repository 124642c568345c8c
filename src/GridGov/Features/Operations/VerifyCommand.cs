using GridGov.Platform.Data;
using GridGov.Platform.Measures;

namespace GridGov.Features.Operations;

/// <summary><c>verify</c>: recounts every statistics counter and says what differs. Changes nothing.</summary>
static class VerifyCommand
{
    /// <returns>The exit code: 0 when all agree, 1 when something differs, 2 (from the exception) when there is nothing to look at.</returns>
    public static async Task<int> Run(string[] args)
    {
        await using var services = Commands.Services(args);
        var engine = services.GetRequiredService<Engine>();
        await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        var differences = await CounterAudit.Run(new Db(engine), part => Console.WriteLine($"compared: {part}"), CancellationToken.None);
        foreach (var difference in differences)
            Console.WriteLine($"DIFFERS  {difference.Counter}  grid {difference.GridCode}  day {difference.Day}  category {difference.Category}  {difference.Found}: {difference.N}");
        Console.WriteLine(differences.Count == 0 ? "All counters agree with a recount." : $"{differences.Count} counters differ.");
        return differences.Count == 0 ? 0 : 1;
    }
}
