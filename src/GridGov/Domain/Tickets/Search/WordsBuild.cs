using GridGov.Text;

namespace GridGov.Domain.Tickets.Search;

/// <summary>
/// Builds the words of all tickets at the start, when the database has none or has those of other rules: after an upgrade, and after
/// a copy. An interrupted build goes on, and several processes share it.
/// </summary>
static class WordsBuild
{
    const int TicketsAtOnce = 500;
    const int ReportEvery = 20_000;

    /// <param name="progress">Receives how many tickets are done, of how many.</param>
    /// <returns>The number of tickets; 0 when nothing was to be done.</returns>
    public static async Task<long> Run(Db db, Action<long, long>? progress, CancellationToken ct)
    {
        if (await db.Read(tx => tx.QuerySingle<long>(CountFinished, new { SearchText.Rules }), ct) == 1)
            return 0;
        var total = await db.Read(tx => tx.QuerySingle<long>(CountTickets), ct);
        var done = 0L;
        var reported = 0L;
        while (await db.Write(Portion, ct) is { } portion)
        {
            ct.ThrowIfCancellationRequested();
            done += portion;
            if (done - reported < ReportEvery && done < total)
                continue;
            progress?.Invoke(done, Math.Max(total, done));
            reported = done;
        }
        return done;
    }

    /// <returns>The number of tickets; null when all are done.</returns>
    static async Task<int?> Portion(Tx tx)
    {
        var state = await tx.QuerySingle<State>(FindState) ?? throw new InvalidOperationException("search_state has no row.");
        if (state.Rules != SearchText.Rules)
        {
            await tx.Dialect.Search.Clear(tx);
            state = new State(SearchText.Rules, BuiltUntil: Id.None);
        }
        if (state.BuiltUntil is not { } last)
            return null;
        var sources = await WordsSource.Load(tx, last, TicketsAtOnce);
        foreach (var source in sources)
            await TicketWords.Save(tx, source.Id, await TicketWords.Find(tx, source.Id), source.Words);
        var until = sources.Count == 0 ? (Id?)null : sources[^1].Id;
        await tx.Execute(SetState, new { SearchText.Rules, BuiltUntil = until });
        return sources.Count == 0 ? null : sources.Count;
    }

    sealed record State(int Rules, Id? BuiltUntil);

    const string CountFinished = "SELECT count(*) FROM search_state WHERE rules = @Rules AND built_until IS NULL";

    const string CountTickets = "SELECT count(*) FROM tickets";

    const string FindState = "SELECT rules, built_until FROM search_state";

    const string SetState = "UPDATE search_state SET rules = @Rules, built_until = @BuiltUntil";
}
