using GridGov.Data.Migrations;
using GridGov.Encryption;
using GridGov.Features.Assessments;
using GridGov.Host.Commands;

namespace GridGov.Host;

static class CommandLine
{
    /// <summary>The command of the arguments; null to start the server.</summary>
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
            '{word}' is not a command. Without one, the server starts. The commands:

              demo                                    a server with half a year of a real street in it
              import divisions FILE [--under CODE]    streets and communities from a CSV file
              copy --to "CONNECTION STRING"           copy the SQLite database to an empty PostgreSQL one
              verify                                  check counters, tickets and assessments against the events, and all chains
              rebuild                                 recompute the measured columns and counters from the tickets' events
              keys list|rotate|rewrap                 list keys and their content; create new data keys; change the master key
              retention --years N [--dry-run]         remove the reporters of tickets that ended more than N years ago
              openapi [FILE]                          write the API's contract
            """);
        return Task.FromResult(2);
    }

    /// <summary>Runs a command; prints an expected error as one line.</summary>
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
        catch (System.Data.Common.DbException e)
        {
            await Console.Error.WriteLineAsync($"The database reported an error: {e.Message}");
            return 2;
        }
    }

    /// <summary>The services without HTTP, with the server's own configuration: files, environment and command line.</summary>
    public static ServiceProvider CreateServices(string[] args)
    {
        var builder = Server.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        Server.AddCoreServices(builder.Services, Settings.From(builder.Configuration));
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>Vacuums overwritten content out of the database's files, or prints why it may remain.</summary>
    public static async Task<bool> Scrub(Engine engine, IReadOnlyList<string> tables, TextWriter output)
    {
        try
        {
            await engine.Vacuum(tables, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is StoreBusyException or System.Data.Common.DbException)
        {
            await output.WriteLineAsync($"Overwritten content may still be in the database's files; run this again. {e.Message}");
            return false;
        }
    }
}
