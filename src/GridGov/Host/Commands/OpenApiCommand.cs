using System.ComponentModel;
using GridGov.Api.OpenApi;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary><c>openapi [FILE]</c>: writes the contract to a file or standard output, without port and database.</summary>
static class OpenApiCommand
{
    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "[FILE]")]
        [Description("The file to write; without it, standard output.")]
        public string? File { get; init; }
    }

    /// <returns>The exit code: 0.</returns>
    public static async Task<int> Run(Options options)
    {
        var builder = Server.CreateBuilder();
        // Only the document goes to standard output.
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
