using Spectre.Console.Cli;
using Spectre.Console.Cli.Help;
using Spectre.Console.Rendering;
using Line = Spectre.Console.Text;

namespace GridGov.Host;

/// <summary>The help of a command, and below it the settings that every command takes.</summary>
sealed class SettingsHelp(ICommandAppSettings settings) : HelpProvider(settings)
{
    public override IEnumerable<IRenderable> GetFooter(ICommandModel model, ICommandInfo? command) =>
    [
        new Line("\n"),
        new Line("SETTINGS, as --NAME=VALUE, as environment variables (GridGov__TimeZone), or in appsettings.json:\n"),
        .. SettingNames.All.Order(StringComparer.Ordinal).Prepend("urls").Select(name => new Line($"    {name}\n")),
    ];
}
