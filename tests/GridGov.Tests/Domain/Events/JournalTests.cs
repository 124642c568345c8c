using System.Net;
using GridGov.Data;
using GridGov.Domain.Events;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Events;

/// <summary>The journal from the point of view of its readers.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    const int Writers = 16;

    readonly App app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task A_reader_that_follows_sixteen_writers_sees_every_committed_event_once_in_order_without_a_gap()
    {
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var dispatcher = await street.Dispatcher();
        await street.Inspector();
        var begin = await app.Db.Read(JournalReader.End);

        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Follow(begin, written.Token))).ToList();
        var committed =
            (await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteMany(street, worker, dispatcher, i)))))
            .SelectMany(each => each).Order(StringComparer.Ordinal).ToList();
        await written.CancelAsync();

        var kept = await app.Db.Read(tx => tx.Query<string>(All, new { Begin = begin.Seq }));
        kept.Order(StringComparer.Ordinal).ShouldBe(committed);
        foreach (var reader in await Task.WhenAll(readers))
            reader.ShouldBe(kept);
    }

    [Fact]
    public async Task A_position_is_known_only_to_the_journal_that_has_its_event()
    {
        var street = await TestStreet.New(app);
        await street.File(await street.Worker(), street.Grid);
        var end = await app.Db.Read(JournalReader.End);
        (await app.Db.Read(tx => JournalReader.ReadAfter(tx, end, 10))).ShouldBeEmpty();
        (await app.Db.Read(tx => JournalReader.ReadAfter(tx, end with { Seq = end.Seq - 1 }, 10))).ShouldHaveSingleItem()
            .Position.ShouldBe(end);
        foreach (var (position, expected) in new[]
        {
            (default, true), (end, true), (end with { Seq = end.Seq + 1 }, false), (end with { At = end.At + TimeSpan.FromSeconds(1) }, false),
        })
            (await app.Db.Read(tx => JournalReader.Has(tx, position))).ShouldBe(expected, position.ToString());
    }

    /// <summary>Polls for events after the last one seen, as a feed does.</summary>
    async Task<List<string>> Follow(JournalPosition after, CancellationToken written)
    {
        var seen = new List<string>();
        while (true)
        {
            // Checked before reading, so that the last read includes everything written until then.
            var last = written.IsCancellationRequested;
            var events = await app.Db.Read(tx => JournalReader.ReadAfter(tx, after, 7), CancellationToken.None);
            foreach (var each in events)
            {
                each.Seq.ShouldBe(after.Seq + 1);
                after = each.Position;
                seen.Add($"{each.Subject} {each.Action}");
            }
            if (last && events.Count == 0)
                return seen;
            // The pause leaves processor time to the writers, which share two cores with three readers.
            if (events.Count == 0)
                await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>Files, moves and comments on tickets, with writes in between that are rolled back.</summary>
    /// <returns>The committed events.</returns>
    async Task<List<string>> WriteMany(TestStreet street, Caller worker, Caller dispatcher, int writer)
    {
        var committed = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var grid = writer % 2 == 0 ? street.Grid : street.NextGrid;
            var ticket = await street.File(grid == street.Grid ? worker : dispatcher, grid);
            committed.Add($"{ticket.Id} file");
            await WriteAndRollBack(street, writer, i);
            var accepted = (await dispatcher.Do(ticket, "accept")).ShouldBeOk();
            committed.Add($"{ticket.Id} accept");
            (await dispatcher.Do(ticket, "accept")).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
            (await dispatcher.Post($"/v1/tickets/{ticket.Id}/comments", new { text = "x" })).ShouldBeCreated();
            committed.Add($"{ticket.Id} comment");
            (await dispatcher.Do(accepted, "cancel", new { reason = $"重复 {writer}-{i}" })).ShouldBeOk();
            committed.Add($"{ticket.Id} cancel");
        }
        return committed;
    }

    /// <summary>A write that appends an event and is then rolled back, on request or by an exception.</summary>
    async Task WriteAndRollBack(TestStreet street, int writer, int i)
    {
        var fails = (writer + i) % 2 == 0;
        try
        {
            await app.Db.Write(async tx =>
            {
                await Journal.Append(tx, new JournalEntry("grid", street.Grid, street.Grid, "never", Actor: null, Version: 1));
                await tx.QuerySingle<long>("SELECT count(*) FROM journal");
                if (fails)
                    throw new InvalidOperationException("on purpose");
                tx.Rollback();
                return 0;
            }, mode: WriteMode.Shared);
        }
        catch (InvalidOperationException) when (fails)
        {
            // The exception is intended.
        }
    }

    const string All = "SELECT subject || ' ' || action FROM journal WHERE seq > @Begin ORDER BY seq";
}
