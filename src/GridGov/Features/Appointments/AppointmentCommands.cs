using System.Globalization;

namespace GridGov.Features.Appointments;

/// <summary>Appointments for the operator of the machine, who acts without a signed-in person and without a scope.</summary>
public static class AppointmentCommands
{
    const int MaxRows = 10_000;

    /// <param name="pending">Whether to list only those that await a confirmation.</param>
    public static async Task<IReadOnlyList<Appointment>> List(Tx tx, bool pending) =>
        (await tx.Query<AppointmentRow>(pending ? ListPending : ListAll, new { tx.Today, MaxRows })).ConvertAll(row => row.ToAppointment());

    /// <summary>Confirms appointments, each for itself.</summary>
    /// <param name="ids">Null for all that await a confirmation.</param>
    /// <param name="from">Another first day, of a single appointment.</param>
    /// <returns>For each the English reason why it was not confirmed, or the confirmed appointment.</returns>
    public static async Task<IReadOnlyList<(Id Id, string? Refusal, Appointment? Appointment)>> Confirm(
        Tx tx, IReadOnlyList<Id>? ids, DateOnly? from)
    {
        ids ??= [.. (await List(tx, pending: true)).Select(appointment => appointment.Id)];
        var results = new List<(Id, string?, Appointment?)>(ids.Count);
        foreach (var id in ids)
        {
            var before = await AppointmentRow.Find(tx, Scope.Everywhere, id);
            var named = before is null || from is null ? before : before with { FromDay = from.Value };
            var refusal = before is null ? "There is no such appointment." : await Check(tx, before, named!);
            var after = refusal is null ? await AppointmentConfirmation.Confirm(tx, before!, by: null, named!.FromDay) : null;
            results.Add((id, refusal, after?.ToAppointment()));
        }
        return results;
    }

    static async Task<string?> Check(Tx tx, AppointmentRow before, AppointmentRow named)
    {
        if (AppointmentConfirmation.CheckState(before, tx.Today) is { } state)
            return state.ProblemDetails.Detail;
        if (before.PersonDisabled)
            return "The person is disabled.";
        if (named.FromDay >= named.ToDay)
            return "The first day must lie before the day of the end.";
        return named.FromDay != before.FromDay && await NewAppointment.FindHolder(tx, named) is { } holder
            ? $"The post is held on some of those days, by {holder.Name} from "
                + $"{holder.FromDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."
            : null;
    }

    const string ListPending = AppointmentRow.Select + """
         WHERE a.status IN ('pending', 'suspended') AND (a.to_day IS NULL OR (a.to_day > @Today AND a.to_day > a.from_day))
         ORDER BY a.id
         LIMIT @MaxRows
        """;

    const string ListAll = AppointmentRow.Select + """
         WHERE a.to_day IS NULL OR a.to_day > @Today
         ORDER BY a.id
         LIMIT @MaxRows
        """;
}
