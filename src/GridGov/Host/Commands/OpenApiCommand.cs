using GridGov.Api.OpenApi;

namespace GridGov.Host.Commands;

/// <summary><c>openapi [FILE]</c>: writes the contract to a file or standard output, without port and database.</summary>
static class OpenApiCommand
{
    /// <returns>The exit code: 0, or 2 for unknown arguments.</returns>
    public static async Task<int> Run(IReadOnlyList<string> args)
    {
        if (args.Count > 1 || (args.Count == 1 && args[0].StartsWith('-')))
        {
            await Console.Error.WriteLineAsync("Usage: openapi [FILE]");
            return 2;
        }
        var builder = Server.CreateBuilder();
        // Only the document goes to standard output.
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
