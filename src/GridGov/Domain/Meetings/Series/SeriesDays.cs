using GridGov.Domain.Notifications;

namespace GridGov.Domain.Meetings.Series;

/// <summary>
/// What the days bring to series of meetings: a cycle that ended without a held meeting alerts once who manages meetings there. After an
/// outage of several cycles only the last of them does.
/// </summary>
static class SeriesDays
{
    const int Portion = 100;

    /// <returns>The number of series that were looked at.</returns>
    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        var due = await db.Read(tx => tx.Query<Id>(ListDue, new { tx.Today, Portion }), ct);
        foreach (var id in due)
            await db.Write(tx => Look(tx, id), ct);
        return due.Count;
    }

    static async Task<bool> Look(Tx tx, Id id)
    {
        if (await tx.QuerySingle<SeriesRow>($"{SeriesRow.Select} WHERE s.id = @Id AND s.check_day <= @Today", new { Id = id, tx.Today })
            is not { } series)
            return false;
        var last = tx.Today.AddDays(-1);
        var ended = series.CycleOf(series.ToDay < last ? series.ToDay.Value : last);
        if (ended?.Last >= tx.Today)
            ended = series.CycleOf(ended.Value.First.AddDays(-1));
        await tx.Execute(SetCheckDay, new { Id = id, Day = series.CheckDayAfter(tx.Today) });
        if (ended is { } cycle && await tx.QuerySingle<long>(CountHeld, new { Series = id, cycle.First }) == 0)
        {
            await NotificationWriter.Write(
                tx, await Recipients.ListMeetingManagers(tx, series.GridCode), NotificationKind.MeetingMissed, ticket: null,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["name"] = series.Title, ["grid"] = series.GridName,
                    ["text"] = $"{cycle.First:yyyy-MM-dd}" + (cycle.First == cycle.Last ? "" : $" – {cycle.Last:yyyy-MM-dd}"),
                });
        }
        return true;
    }

    const string ListDue = "SELECT id FROM meeting_series WHERE check_day <= @Today ORDER BY id LIMIT @Portion";

    const string SetCheckDay = "UPDATE meeting_series SET check_day = @Day WHERE id = @Id";

    public const string CountHeld = """
        SELECT count(*) FROM meetings WHERE series_id = @Series AND cycle_day = @First AND status IN ('held', 'closed')
        """;
}
