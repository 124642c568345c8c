using GridGov.Features.Appointments;

namespace GridGov.Host.Commands;

/// <summary><c>import appointments FILE [--dry-run]</c>: imports people with their posts without a signed-in person.</summary>
static class ImportAppointmentsCommand
{
    internal static Task<int> Run(
        ImportCommand.Options options, string[] settings, TextWriter output, TextWriter errors, bool terminal) =>
        ImportCommand.Run(options, settings, output, errors, terminal, bytes =>
        {
            var file = AppointmentFile.Read(bytes);
            return new ImportCommand.Import(file.Source, file.Rows.Count, async (tx, progress) =>
            {
                var outcome = await AppointmentImport.Apply(tx, file, actor: null, options.DryRun, progress);
                return new ImportCommand.Outcome(
                    outcome.Rejected,
                    $"{outcome.People} people added, {outcome.Appointments} appointed, {outcome.Unchanged} unchanged." +
                    (outcome.Pending > 0 ? $" {outcome.Pending} appointments await a confirmation: {AppointmentConfirmation.Command}." : ""));
            });
        });
}
