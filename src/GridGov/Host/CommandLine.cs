using GridGov.Data.Migrations;
using GridGov.Encryption;
using GridGov.Features.Assessments;
using GridGov.Host.Commands;

namespace GridGov.Host;

/// <summary>What the program can be told to do instead of serving.</summary>
static class CommandLine
{
    /// <summary>The command that the arguments name; null when they name none, and the server is wanted.</summary>
    public static Func<Task<int>>? Find(string[] args) => args switch
    {
        ["demo", .. var rest] => () => DemoCommand.Run(rest),
        ["copy", .. var rest] => () => CopyCommand.Run(rest),
        ["import", "divisions", .. var rest] => () => ImportDivisionsCommand.Run(rest),
        ["keys", .. var rest] => () => KeysCommand.Run(rest),
        ["retention", .. var rest] => () => RetentionCommand.Run(rest),
        ["openapi", .. var rest] => () => OpenApiCommand.Run(rest),
        ["rebuild", .. var rest] => () => RebuildCommand.Run(rest),
        ["verify", .. var rest] => () => VerifyCommand.Run(rest, AssessmentAudit.Verify),
        [var word, ..] when !word.StartsWith('-') => () => Usage(word),
        _ => null,
    };

    static Task<int> Usage(string word)
    {
        Console.Error.WriteLine($"""
            '{word}' is no command. Without one, the server starts. The commands:

              demo                                    a server with half a year of a real street in it
              import divisions FILE [--under CODE]    streets and communities from a CSV file
              copy --to "CONNECTION STRING"           take the SQLite database to an empty PostgreSQL one
              verify                                  recount every statistics counter, tell and walk every ticket's history, work every assessment out again
              rebuild                                 make what measures go by anew from the tickets' events
              keys list|rotate|rewrap                 what is encrypted by which key; another data key; another master key
              retention --years N [--dry-run]         take out who reported tickets that ended more than N years ago
              openapi [FILE]                          write the API's contract
            """);
        return Task.FromResult(2);
    }

    /// <summary>Runs it, or says in one line why it cannot.</summary>
    public static async Task<int> RunGuarded(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException or KeyException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or StoreUnavailableException)
        {
            await Console.Error.WriteLineAsync($"The database ended it: {e.Message}");
            return 2;
        }
    }

    /// <summary>The platform without HTTP, configured by the server's own builder: files, environment and command line count as they do there.</summary>
    public static ServiceProvider CreateServices(string[] args)
    {
        var builder = Server.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        Server.AddCoreServices(builder.Services, Settings.From(builder.Configuration));
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>Removes from the database's files what a command has overwritten, or says why it is still there.</summary>
    /// <returns>Whether it was removed.</returns>
    public static async Task<bool> Scrub(Engine engine, IReadOnlyList<string> tables, TextWriter output)
    {
        try
        {
            await engine.Vacuum(tables, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
        {
            await output.WriteLineAsync($"What was overwritten may still be in the database's files; run this again. {e.Message}");
            return false;
        }
    }
}
