using GridGov.Audit;
using GridGov.Data;
using GridGov.Domain.Events;
using GridGov.Domain.Verification;
using GridGov.Encryption.Seals;
using GridGov.Tests.Leaks;

namespace GridGov.Tests.Domain.Verification;

/// <summary>A street with one of everything on its own server, in whose database an attacker writes with all rights.</summary>
sealed class TamperedStreet : IAsyncDisposable
{
    TamperedStreet(App app, VictimStreet victim) => (App, Victim) = (app, victim);

    public App App { get; }
    public VictimStreet Victim { get; }
    public TestStreet Street => Victim.Street;
    public Db Db => App.Db;

    public static async Task<TamperedStreet> New()
    {
        var app = new App(TestClock.Starting("2026-11-16 09:00"));
        var street = new TamperedStreet(app, await VictimStreet.New(app));
        await street.DropTriggers();
        await street.Seal();
        (await street.Differences()).ShouldBeEmpty();
        return street;
    }

    public Task<int> Seal() => SealChain.Make(Db, TimeSpan.Zero, default);

    public async Task Comment(string text) =>
        (await (await Street.As("head3")).Post($"/v1/tickets/{Victim.Ticket}/comments", new { text })).ShouldBeCreated();

    /// <summary>Falsifies the database past the program.</summary>
    public async Task Falsify(string sql, object? args = null) =>
        (await Db.Write(tx => tx.Execute(sql, args))).ShouldNotBe(0, sql);

    /// <summary>All that the checks of evidence find.</summary>
    public async Task<List<string>> Differences()
    {
        var found = new List<string>();
        var seals = await SealVerification.Run(Db, hasKeys: true, elsewhere: null, found.Add, default);
        await JournalVerification.Run(Db, seals.Journal, seals.Rows, (place, what) => found.Add($"{place}: {what}"), default);
        await AuditChain.Verify(Db, seals.Audit, each => found.Add($"audit {each.Seq} {each.Kind}: {each.Description}"), default);
        await EventChainAudit.Run(Db, each => found.Add($"chain {each.Kind}: {each.Description}"), _ => { }, default);
        await TicketNumbers.Run(Db, found.Add, default);
        await TicketVerification.Run(Db, (_, what) => found.Add(what), (_, what) => found.Add(what), (_, _) => { }, (_, _) => { }, default);
        return found;
    }

    Task DropTriggers() => Db.Write(async tx =>
    {
        foreach (var (table, triggers) in new[]
        {
            ("journal", new[] { "is_not_changed", "is_not_deleted", "is_not_replaced" }),
            ("audit", ["is_not_changed", "is_not_deleted", "is_not_replaced"]),
            ("audit_head", ["only_grows", "is_not_deleted", "is_not_replaced"]),
            ("seals", ["are_not_changed", "are_not_deleted", "are_not_replaced"]),
            ("seal_head", ["only_grows", "is_not_deleted", "is_not_replaced"]),
            ("row_seals", ["are_not_changed", "are_not_deleted", "are_not_replaced"]),
            ("row_seal_head", ["only_grows", "is_not_deleted", "is_not_replaced"]),
        })
        {
            foreach (var trigger in triggers)
                await tx.Execute($"DROP TRIGGER IF EXISTS {table}_{trigger}{(tx.Dialect.Name == "sqlite" ? "" : $" ON {table}")}");
        }
    });

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
