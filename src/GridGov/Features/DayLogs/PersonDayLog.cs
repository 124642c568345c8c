using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.DayLogs;

/// <summary>
/// Reads a person's log: rounds and records of the grids whose records the reader reads, and for the person the sums of all.
/// </summary>
sealed class PersonDayLog(Tx tx, Actor reader, Id person, DayLogPeriod period)
{
    const int MaxEntries = 1000;

    /// <summary>An API key reads what its rights reach, also of the person for whom it acts.</summary>
    readonly bool isOwn = person == reader.Id && reader.Key is null;

    Scope Scope => reader.ScopeOf(Capability.RecordRead);

    /// <returns>Null for a person whom the reader may not know.</returns>
    public async Task<DayLog?> Read()
    {
        if (await tx.QuerySingle(FindPerson, c => new Campaign.PersonRef(c.Id(), c.Text()), Parameters(), Scope) is not { } found)
            return null;
        var sums = (await Count(DayLogKey.None)).GetValueOrDefault(0, DayLogSums.None);
        var log = new DayLog(found, period.Key, period.Days.From, period.Days.To, sums, [], [], [], [], 0, Truncated: false);
        if (!period.IsDay)
            return log with { Days = await ListDays() };
        var (rounds, records) = (await ListRounds(), await ListRecords());
        var (acts, hidden, hasMore) = await ListActs();
        return log with
        {
            Rounds = [.. rounds.Take(MaxEntries)],
            Records = [.. records.Take(MaxEntries)],
            Acts = acts,
            HiddenActs = hidden,
            Truncated = hasMore || rounds.Count > MaxEntries || records.Count > MaxEntries,
        };
    }

    public static string Address(Id person, string date) => $"/v1/people/{person}/days/{date}";

    DynamicParameters Parameters() => SqlParameters.Of(new
    {
        Person = person, Own = isOwn ? 1 : 0, period.Days.From, period.Days.To, FirstDay = Days.Number(period.Days.From),
        EndDay = Days.Number(period.Days.To), Rows = MaxEntries + 1,
    });

    Task<Dictionary<long, DayLogSums>> Count(DayLogKey key)
    {
        var parameters = Parameters();
        return DayLogCounts.Read(
            tx, key, OfPerson, $"j.actor_id = @Person AND {DayLogCounts.OnDays(period, parameters)}", parameters, Scope);
    }

    async Task<List<DayLog.Day>> ListDays() =>
        [.. (await Count(DayLogKey.Day)).OrderBy(day => day.Key).Select(day =>
        {
            var date = Days.Of((int)day.Key);
            return new DayLog.Day(date, day.Value, Address(person, DayLogTexts.Date(date)));
        })];

    async Task<List<DayLog.RoundEntry>> ListRounds()
    {
        var rows = await tx.Query<RoundRow>(
            $"{RoundRow.Select} WHERE {Listed} ORDER BY r.started_at, r.id LIMIT @Rows", Parameters(), Scope);
        var flags = (await tx.Query(CountFlags, c => (Round: c.Id(), Outside: c.Long(), Fast: c.Long()), Parameters(), Scope))
            .ToDictionary(each => each.Round);
        return rows.ConvertAll(row =>
        {
            var (_, outside, fast) = flags.GetValueOrDefault(row.Id);
            return new DayLog.RoundEntry(row.ToRound(), outside, fast);
        });
    }

    async Task<List<Record>> ListRecords()
    {
        var rows = await tx.Query(
            $"{RecordRow.Select} WHERE {Listed} ORDER BY r.done_at, r.id LIMIT @Rows", RecordRow.Read, Parameters(), Scope);
        // Where only the day is shown, the position in the list must not tell the time.
        return [.. (await RecordRow.Show(tx, reader, rows)).OrderBy(record => record.DoneAt)];
    }

    async Task<(List<DayLog.Act> Shown, long Hidden, bool HasMore)> ListActs()
    {
        var events = await tx.Query(ListEvents, c => (
            At: c.Instant(), Action: c.Text(), Ticket: Id.Parse(c.Text(), provider: null), Status: c.EnumOrNull<TicketStatus>()),
            Parameters());
        var tickets = await FindTickets([.. events.Select(each => each.Ticket).Distinct()]);
        var shown = new List<DayLog.Act>();
        foreach (var each in events.Take(MaxEntries))
        {
            if (tickets.TryGetValue(each.Ticket, out var ticket))
            {
                shown.Add(new DayLog.Act(each.At, each.Action, ticket.Id, ticket.Number, ticket.Category, ticket.NameZh, ticket.NameEn,
                    ticket.Grid, each.Status));
            }
        }
        return (shown, Math.Min(events.Count, MaxEntries) - shown.Count, events.Count > MaxEntries);
    }

    /// <summary>
    /// The tickets that the reader may see. Confidential ones are left out: the records of the same hour would tell where they are.
    /// </summary>
    async Task<Dictionary<Id, TicketRef>> FindTickets(IReadOnlyList<Id> ids)
    {
        const int AtOnce = 256;
        var found = new Dictionary<Id, TicketRef>();
        foreach (var chunk in ids.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            foreach (var ticket in await tx.Query($"""
                SELECT t.id, t.number, t.category, c.name_zh, c.name_en, t.grid_code
                  FROM tickets t
                  JOIN categories c ON c.code = t.category
                 WHERE t.id IN {InList.Of(parameters, "id", chunk)} AND t.confidential = 0 AND {TicketParties.InScope}
                """, c => new TicketRef(c.Id(), c.Text(), c.Text(), c.Text(), c.Text(), c.Text()), parameters,
                reader.ScopeOf(Capability.TicketRead)))
                found[ticket.Id] = ticket;
        }
        return found;
    }

    sealed record TicketRef(Id Id, string Number, string Category, string NameZh, string NameEn, string Grid);

    // As in the lists of rounds and records, own ones of a former grid are read no more.
    const string Listed = "r.person_id = @Person AND r.day >= @FirstDay AND r.day < @EndDay AND @scope(r.grid_code)";

    const string OfPerson = """
        r.person_id = @Person AND r.day >= @FirstDay AND r.day < @EndDay AND (@Own = 1 OR @scope(r.grid_code))
        """;

    const string FindPerson = """
        SELECT p.id, p.name
          FROM people p
         WHERE p.id = @Person
           AND (@Own = 1 OR @scope(p.grid_code)
                OR EXISTS (SELECT 1 FROM appointments a
                            WHERE a.person_id = p.id AND @scope(a.grid_code) AND a.status <> 'refused'
                              AND a.from_day < @To AND (a.to_day IS NULL OR a.to_day > @From))
                OR EXISTS (SELECT 1 FROM records r
                            WHERE r.person_id = p.id AND @scope(r.grid_code) AND r.day >= @FirstDay AND r.day < @EndDay))
        """;

    const string CountFlags = $"""
        SELECT r.id, count(*) FILTER (WHERE p.outside_grid = 1) AS outside, count(*) FILTER (WHERE p.too_fast = 1) AS fast
          FROM rounds r
          JOIN round_points p ON p.round_id = r.id
         WHERE (p.outside_grid = 1 OR p.too_fast = 1) AND {Listed}
         GROUP BY r.id
        """;

    const string ListEvents = """
        SELECT j.at, j.action, j.subject, j.to_status
          FROM journal j
         WHERE j.day = @FirstDay AND j.actor_id = @Person AND j.subject_kind = 'ticket'
         ORDER BY j.seq
         LIMIT @Rows
        """;
}
