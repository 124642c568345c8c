using GridGov.Api.OpenApi;

namespace GridGov.Host.Commands;

/// <summary>Writes the contract: <c>openapi [FILE]</c>, to standard output without a file. Opens no port and no database.</summary>
static class OpenApiCommand
{
    /// <returns>The exit code: 0, or 2 for arguments that it does not know.</returns>
    public static async Task<int> Run(IReadOnlyList<string> args)
    {
        if (args.Count > 1 || (args.Count == 1 && args[0].StartsWith('-')))
        {
            await Console.Error.WriteLineAsync("Usage: openapi [FILE]");
            return 2;
        }
        var builder = Server.CreateBuilder();
        // Standard output is the document's.
        builder.Logging.ClearProviders();
        await using var app = Server.Build(builder);
        var json = await app.Services.GetRequiredService<ContractDocument>().Json();
        if (args.Count == 1)
        {
            await File.WriteAllBytesAsync(args[0], json);
            return 0;
        }
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(json);
        return 0;
    }
}
