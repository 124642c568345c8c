using GridGov.Data;
using GridGov.Host;
using GridGov.Security;
using GridGov.Tests.Domain.Tickets.Statements;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Benchmarks;

/// <summary>Prints how many statements a filing and each verb run in their transaction, on SQLite.</summary>
static class StatementsCommand
{
    public const string Usage = "statements [--show ACT]";

    /// <param name="shown">An action whose statements are printed in full; null: none.</param>
    public static async Task<int> Run(string? shown)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-statements-").FullName;
        try
        {
            await using var server = Server.Build(Server.CreateBuilder(
                "--urls=http://127.0.0.1:0", $"--GridGov:DataDirectory={folder}", "--GridGov:BackgroundWorkers=false",
                "--GridGov:Edge:PerCaller=0", "--GridGov:Edge:PerAddress=0", "--Logging:LogLevel:Default=Warning"));
            await server.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };
            var counter = await StatementCounter.Play(http,
                server.Services.GetRequiredService<Engine>(), server.Services.GetRequiredService<AccessTokens>());
            await server.StopAsync();
            Show(counter, shown);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Show(StatementCounter counter, string? shown)
    {
        Console.WriteLine();
        Console.WriteLine("| act | statements |");
        Console.WriteLine("|---|---:|");
        foreach (var (act, statements) in counter.Acts)
            Console.WriteLine($"| {act} | {statements.Count} |");
        foreach (var statement in counter.Acts.Where(each => each.Act == shown).SelectMany(each => each.Statements))
            Console.WriteLine($"\n{statement}");
    }
}
