using System.Net.Sockets;
using GridGov.Data.Migrations;
using GridGov.Encryption;
using GridGov.Features.Assessments;
using GridGov.Host.Commands;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host;

/// <summary>Reads the program's arguments: settings, and a command with its options. Without a command the server starts.</summary>
static class CommandLine
{
    /// <returns>The exit code; 2 for refused arguments and for what cannot start.</returns>
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error, terminal: !Console.IsOutputRedirected);

    internal static Task<int> Run(string[] args, TextWriter output, TextWriter errors, bool terminal = false) => Guard(async () =>
    {
        var (settings, command) = Split(args);
        if (command.Count == 0)
            return await Server.Serve(settings);
        var code = await Commands(settings, output, errors, terminal).RunAsync(command);
        // These print their subcommands and do nothing.
        return command is ["keys"] or ["import"] or ["appointments"] ? 2 : code;
    }, errors);

    /// <summary>Runs a command; prints an expected error as one line.</summary>
    internal static async Task<int> Guard(Func<Task<int>> command, TextWriter errors)
    {
        try
        {
            return await command();
        }
        catch (CommandAppException e)
        {
            await errors.WriteLineAsync($"{e.Message.TrimEnd('.')}. --help shows the commands and their options.");
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException or KeyException)
        {
            await errors.WriteLineAsync(e.Message);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or StoreUnavailableException)
        {
            await errors.WriteLineAsync($"The database reported an error: {e.Message}");
        }
        // A port that is in use or not allowed, an invalid address, a folder that cannot be written.
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or FormatException)
        {
            await errors.WriteLineAsync($"GridGov cannot start: {e.Message}");
        }
        return 2;
    }

    static CommandApp Commands(string[] settings, TextWriter output, TextWriter errors, bool terminal)
    {
        var app = new CommandApp();
        app.Configure(config =>
        {
            config.SetApplicationName("GridGov");
            config.UseAssemblyInformationalVersion();
            config.UseStrictParsing();
            config.PropagateExceptions();
            config.SetHelpProvider(new SettingsHelp(config.Settings));
            config.ConfigureConsole(AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(output),
                Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }));

            config.AddAsyncDelegate<None>("serve", (_, _, _) => Server.Serve(settings))
                .WithDescription("Starts the server, as without a command.")
                .WithExample("serve", "--urls=http://127.0.0.1:5080", "--GridGov:TimeZone=Asia/Shanghai");
            config.AddAsyncDelegate<None>("setup", (_, _, _) => SetupCommand.Run(settings))
                .WithDescription("Creates a new database, its keys and its administrator in the place of the settings, and exits.")
                .WithExample("setup", "--GridGov:DataDirectory=/srv/gridgov");
            config.AddAsyncDelegate<None>("demo", (_, _, _) => DemoCommand.Run(settings))
                .WithDescription("Starts a server with half a year of a real street in a database of its own.");
            config.AddBranch("import", import =>
            {
                import.SetDescription("Imports the content of a file.");
                import.AddAsyncDelegate<ImportDivisionsCommand.Options>("divisions",
                        (_, options, _) => ImportDivisionsCommand.Run(options, settings, output, errors, terminal))
                    .WithDescription("Imports streets and communities from a CSV or xlsx file with the columns code and name, or 代码 and 名称.")
                    .WithExample("import", "divisions", "streets.csv", "--under", "410103");
                import.AddAsyncDelegate<ImportCommand.Options>("appointments",
                        (_, options, _) => ImportAppointmentsCommand.Run(options, settings, output, errors, terminal))
                    .WithDescription("Imports people with their posts from a CSV or xlsx file with the columns grid, post and name, or "
                        + "网格代码, 岗位 and 姓名.")
                    .WithExample("import", "appointments", "people.xlsx", "--dry-run");
                import.AddAsyncDelegate<ImportBoundariesCommand.Options>("boundaries",
                        (_, options, _) => ImportBoundariesCommand.Run(options, settings, output, errors))
                    .WithDescription("Imports the boundaries of grids from GeoJSON or a Shapefile with the property code, or 编码.")
                    .WithExample("import", "boundaries", "grids.shp", "--from", "2026-12-01");
            });
            config.AddBranch("appointments", appointments =>
            {
                appointments.SetDescription("Lists and confirms appointments, where no other administrator can.");
                appointments.AddAsyncDelegate<AppointmentsCommand.ListOptions>("list",
                        (_, options, _) => AppointmentsCommand.List(options, settings, output, errors))
                    .WithDescription("Lists the appointments of today and later.")
                    .WithExample("appointments", "list", "--pending");
                appointments.AddAsyncDelegate<AppointmentsCommand.ConfirmOptions>("confirm",
                        (_, options, _) => AppointmentsCommand.Confirm(options, settings, output, errors))
                    .WithDescription("Confirms appointments in the name of the operator; the audit has an entry for each.")
                    .WithExample("appointments", "confirm", "--all");
            });
            config.AddAsyncDelegate<CopyCommand.Options>("copy",
                    (_, options, _) => CopyCommand.Run(options, settings, output, errors, terminal))
                .WithDescription("Copies the SQLite database to an empty PostgreSQL one.")
                .WithExample("copy", "--to", "\"Host=127.0.0.1;Database=gridgov;Username=gridgov;Password=…\"");
            config.AddAsyncDelegate<VerifyCommand.Options>(
                    "verify", (_, options, _) => VerifyCommand.Run(options, settings, AssessmentAudit.Verify))
                .WithDescription("Checks seals, accounts, tickets, counters and assessments against the events; changes nothing.")
                .WithExample("verify", "--against", "heads.json", "--save", "heads.json");
            config.AddAsyncDelegate<None>("rebuild", (_, _, _) => RebuildCommand.Run(settings))
                .WithDescription("Recomputes the measured columns and counters from the tickets' events, if these are intact.");
            config.AddBranch("keys", keys =>
            {
                keys.SetDescription("Lists and changes the encryption keys.");
                foreach (var (name, description) in KeysCommand.Descriptions)
                {
                    keys.AddAsyncDelegate<None>(name, (_, _, _) => KeysCommand.Run(name, settings, output, errors))
                        .WithDescription(description);
                }
            });
            config.AddAsyncDelegate<RetentionCommand.Options>("retention",
                    (_, options, _) => RetentionCommand.Run(options, settings, output, errors))
                .WithDescription("Permanently removes names, numbers and contacts of what ended more than so many years ago.")
                .WithExample("retention", "--years", "5", "--dry-run");
            config.AddAsyncDelegate<OpenApiCommand.Options>("openapi", (_, options, _) => OpenApiCommand.Run(options))
                .WithDescription("Writes the API's contract; opens no port and no database.");
        });
        return app;
    }

    /// <summary>A command without options of its own. Every command accepts settings.</summary>
    sealed class None : CommandSettings;

    /// <summary>Separates the settings from the arguments, each as --NAME=VALUE.</summary>
    /// <exception cref="SettingsException">A setting has no value.</exception>
    static (string[] Settings, List<string> Command) Split(string[] args)
    {
        var settings = new List<string>();
        var command = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !SettingNames.IsSetting(args[i][2..].Split('=')[0]))
                command.Add(args[i]);
            else if (args[i].Contains('='))
                settings.Add(args[i]);
            else if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                settings.Add($"{args[i]}={args[++i]}");
            else
                throw new SettingsException($"{args[i]} needs a value: {args[i]}=VALUE.");
        }
        return ([.. settings], command);
    }

    /// <summary>The services without HTTP, with the server's own configuration: files, environment and command line.</summary>
    /// <param name="creates">Whether the command creates the database; the others refuse a missing one.</param>
    public static ServiceProvider CreateServices(string[] args, bool creates = false)
    {
        var builder = Server.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var settings = Settings.From(builder.Configuration);
        if (!creates && settings.MissingFile is { } file)
            throw new SettingsException($"There is no database at {file}.");
        Server.AddCoreServices(builder.Services, settings);
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>Vacuums overwritten content out of the database's files, or prints why it may remain.</summary>
    public static async Task<bool> Vacuum(Engine engine, IReadOnlyList<string> tables, TextWriter output)
    {
        try
        {
            await engine.Vacuum(tables, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
        {
            await output.WriteLineAsync($"Overwritten content may still be in the database's files; run this again. {e.Message}");
            return false;
        }
    }
}
