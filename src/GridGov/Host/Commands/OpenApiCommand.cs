using System.ComponentModel;
using GridGov.Api.OpenApi;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary>Writes the contract: <c>openapi [FILE]</c>, to standard output without a file. Opens no port and no database.</summary>
static class OpenApiCommand
{
    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "[FILE]")]
        [Description("Where it is written; standard output without it.")]
        public string? File { get; init; }
    }

    /// <returns>The exit code: 0.</returns>
    public static async Task<int> Run(Options options)
    {
        var builder = Server.CreateBuilder();
        // Standard output is the document's.
        builder.Logging.ClearProviders();
        await using var app = Server.Build(builder);
        var json = await app.Services.GetRequiredService<ContractDocument>().Json();
        if (options.File is { } file)
        {
            await File.WriteAllBytesAsync(file, json);
            return 0;
        }
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(json);
        return 0;
    }
}
