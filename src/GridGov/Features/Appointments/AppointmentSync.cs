using Dapper;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>In a phone's copy: who holds, or is going to hold, the posts of the caller's grids.</summary>
sealed class AppointmentSync() : TableSyncKind("appointment", Capability.PersonRead, "a.id")
{
    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        parameters.Add("Today", tx.Today);
        var entries = new List<SyncEntry>();
        foreach (var row in await tx.Query<AppointmentRow>($"{Select} AND {condition}", parameters, ScopeOf(actor)))
            entries.Add(new SyncEntry(row.Id.ToString(), row.Version, await AppointmentConfirmation.WithNext(tx, row)));
        return entries;
    }

    /// <summary>The appointments of people, whose names they show.</summary>
    public override Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
        ListIds(tx, ids => $"SELECT id FROM appointments WHERE person_id IN {ids}", subjects["person"]);

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        ListIdsOfDays(tx, ScopeOf(actor), ListEnded, from, to, after, rows);

    const string Select = AppointmentRow.Select + """

         WHERE @scope(a.grid_code) AND a.status <> 'refused' AND (a.to_day IS NULL OR a.to_day > @Today)
        """;

    const string ListEnded = """
        SELECT a.id
          FROM appointments a
         WHERE @scope(a.grid_code) AND a.to_day > @From AND a.to_day <= @To AND a.id > @After
         ORDER BY a.id
         LIMIT @Rows
        """;
}
