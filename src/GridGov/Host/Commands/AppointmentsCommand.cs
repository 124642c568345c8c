using System.ComponentModel;
using GridGov.Data.Migrations;
using GridGov.Encryption;
using GridGov.Features.Appointments;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>appointments list|confirm</c>: for the operator of the machine, where no other administrator can confirm an appointment.
/// </summary>
/// <remarks>Exit codes: 0 done, 1 an appointment was not confirmed, 2 not started.</remarks>
static class AppointmentsCommand
{
    internal static Task<int> List(ListOptions options, string[] settings, TextWriter output, TextWriter errors) =>
        Run(settings, errors, async db =>
        {
            var rows = await db.Read(tx => AppointmentCommands.List(tx, options.Pending));
            foreach (var row in rows)
            {
                await output.WriteLineAsync($"{row.Id}  {row.Status.ToCode(),-9}  {row.Post.ToCode(),-18}  {row.Grid.Code,-15}  "
                    + $"from {Day(row.From)}  {row.Person.Name}, appointed by {row.CreatedBy?.Name ?? "the program"}"
                    + (row.AccessGivenBy is { } giver ? $", access given by {giver.Name}" : ""));
            }
            await output.WriteLineAsync(rows.Count == 0
                ? options.Pending ? "No appointment awaits a confirmation." : "There are no appointments."
                : $"{rows.Count:N0} appointments.");
            return 0;
        });

    internal static Task<int> Confirm(ConfirmOptions options, string[] settings, TextWriter output, TextWriter errors) =>
        Run(settings, errors, async db =>
        {
            var results = await db.Write(tx => AppointmentCommands.Confirm(tx, options.All ? null : options.Named, options.FromDay));
            foreach (var (id, refusal, appointment) in results)
            {
                if (refusal is null)
                {
                    await output.WriteLineAsync(
                        $"confirmed  {id}  {appointment!.Post.ToCode()}  {appointment.Grid.Code}  {appointment.Person.Name}");
                }
                else
                {
                    await errors.WriteLineAsync($"not confirmed  {id}: {refusal}");
                }
            }
            var confirmed = results.Count(result => result.Refusal is null);
            await output.WriteLineAsync($"{confirmed:N0} appointments were confirmed.");
            return confirmed == results.Count ? 0 : 1;
        });

    static async Task<int> Run(string[] settings, TextWriter errors, Func<Db, Task<int>> command)
    {
        try
        {
            await using var services = CommandLine.CreateServices(settings);
            var engine = services.GetRequiredService<Engine>();
            await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
            await KeysCommand.Open(engine, services.GetRequiredService<Settings>().Keys);
            return await command(new Db(engine));
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException or KeyException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    internal sealed class ListOptions : CommandSettings
    {
        [CommandOption("--pending")]
        [Description("Only appointments that await a confirmation, and those that rest since access to the account was given.")]
        public bool Pending { get; init; }
    }

    internal sealed class ConfirmOptions : CommandSettings
    {
        [CommandArgument(0, "[ID]")]
        [Description("Ids of appointments, as the list shows them.")]
        public string[] Ids { get; init; } = [];

        [CommandOption("--all")]
        [Description("Confirms every appointment that awaits it.")]
        public bool All { get; init; }

        [CommandOption("--from <DAY>")]
        [Description("Another first day, yyyy-MM-dd, which may lie before today; for one appointment.")]
        public string? From { get; init; }

        internal IReadOnlyList<Id> Named => [.. Ids.Select(text => Id.TryParseExact(text, out var id) ? id : default)];

        internal DateOnly? FromDay => From is not null && Days.TryParse(From, out var day) ? day : null;

        public override ValidationResult Validate() =>
            All == Ids.Length > 0 ? ValidationResult.Error("Name the appointments, or --all.")
            : Ids.FirstOrDefault(text => !Id.TryParseExact(text, out _)) is { } wrong
                ? ValidationResult.Error($"'{wrong}' is not an id of 13 characters.")
            : From is not null && (FromDay is null || Ids.Length != 1)
                ? ValidationResult.Error("--from is a day, yyyy-MM-dd, and goes with one id.")
            : ValidationResult.Success();
    }
}
