using GridGov.Data.Search;

namespace GridGov.Domain.Tickets.Search;

/// <summary>Compares the words of tickets and their index with rows and events, and repairs them.</summary>
static class WordsAudit
{
    const int TicketsAtOnce = 500;

    /// <param name="Differing">The tickets whose words or index differ.</param>
    public sealed record Result(long Tickets, IReadOnlyCollection<Id> Differing);

    /// <summary>Compares all in one snapshot.</summary>
    /// <param name="differs">Receives a ticket's number, or its id where there is no ticket, and what differs.</param>
    public static Task<Result> Run(Db db, Action<string, string> differs, Action<long, long> progress, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var (expected, differing) = (new Dictionary<Id, (string Number, ulong Checksum)>(), new HashSet<Id>());
            var total = await tx.QuerySingle<long>(CountTickets);
            for (var after = Id.None; await WordsSource.Load(tx, after, TicketsAtOnce) is { Count: > 0 } sources; after = sources[^1].Id)
            {
                ct.ThrowIfCancellationRequested();
                var stored = await ListStored(tx, sources[0].Id, sources[^1].Id);
                foreach (var source in sources)
                {
                    expected[source.Id] = (source.Number, SearchIndex.Checksum(tx.Dialect.Search.GramsOf(source.Words)));
                    if (stored.GetValueOrDefault(source.Id) != source.Words && differing.Add(source.Id))
                        differs(source.Number, "its words for the search are not those of its row and its comments");
                }
                progress(expected.Count, total);
            }
            var indexed = new Dictionary<Id, ulong>();
            await foreach (var portion in tx.Dialect.Search.ReadAll(tx, ct))
            {
                foreach (var (id, grams) in portion)
                    indexed[id] = unchecked(indexed.GetValueOrDefault(id) + SearchIndex.Checksum(grams.Split(' ')));
            }
            foreach (var id in indexed.Keys.Union(expected.Keys))
            {
                var ticket = expected.GetValueOrDefault(id);
                if (indexed.GetValueOrDefault(id) != ticket.Checksum && differing.Add(id))
                    differs(ticket.Number ?? id.ToString(), "the search index has other characters than its words");
            }
            return new Result(expected.Count, differing);
        }, ct);

    /// <summary>Repairs tickets one by one, so that a server may run.</summary>
    /// <param name="progress">Receives how many are done, of how many.</param>
    public static async Task Repair(Db db, IReadOnlyCollection<Id> tickets, Action<long, long> progress, CancellationToken ct)
    {
        if (tickets.Count == 0)
            return;
        var indexed = tickets.ToDictionary(id => id, _ => new HashSet<string>(StringComparer.Ordinal));
        await db.Read(async tx =>
        {
            await foreach (var portion in tx.Dialect.Search.ReadAll(tx, ct))
            {
                foreach (var (id, grams) in portion)
                    indexed.GetValueOrDefault(id)?.UnionWith(grams.Split(' '));
            }
            return true;
        }, ct);
        foreach (var (i, (id, grams)) in indexed.Index())
        {
            await db.Write(async tx =>
            {
                await tx.LockRow("tickets", id);
                var source = (await WordsSource.Load(tx, new Id(id.Value - 1), tickets: 1)).FirstOrDefault();
                await tx.Dialect.Search.Repair(tx, id, grams, source?.Id == id ? source.Words : null);
            }, ct);
            progress(i + 1, indexed.Count);
        }
    }

    static async Task<Dictionary<Id, SearchWords>> ListStored(Tx tx, Id first, Id last) =>
        (await tx.Query(ListWords,
            c => (Id: c.Id(), Words: new SearchWords(c.Text(), c.Text(), c.TextOrNull(), c.TextOrNull(), c.Text())),
            new { First = first, Last = last }))
        .ToDictionary(row => row.Id, row => row.Words);

    const string CountTickets = "SELECT count(*) FROM tickets";

    const string ListWords =
        "SELECT id, number, filed, result, comments, category FROM search_words WHERE id >= @First AND id <= @Last";
}
