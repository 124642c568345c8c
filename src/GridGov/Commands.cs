using GridGov.Demo;
using GridGov.Features.Operations;
using GridGov.Platform.Data;

namespace GridGov;

/// <summary>What the program can be told to do instead of serving.</summary>
static class Commands
{
    /// <summary>The command that the arguments name; null when they name none, and the server is wanted.</summary>
    public static Func<Task<int>>? Find(string[] args) => args switch
    {
        ["demo", .. var rest] => () => DemoCommand.Run(rest),
        ["openapi", .. var rest] => () => OpenApiCommand.Run(rest),
        ["verify", .. var rest] => () => VerifyCommand.Run(rest),
        _ => null,
    };

    /// <summary>Runs it, or says in one line why it cannot.</summary>
    public static async Task<int> Guarded(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (e is SettingsException or SchemaException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    /// <summary>The platform without HTTP, configured as the server is: settings file, environment, command line.</summary>
    public static ServiceProvider Services(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
        var services = new ServiceCollection();
        Server.AddPlatform(services, Settings.From(configuration));
        return services.BuildServiceProvider();
    }
}
