using GridGov.Data;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Domain.Statistics;

/// <summary>The data behind the measures is verified against the events, and rebuilt from them.</summary>
public class RebuildTests
{
    /// <summary>
    /// Covers all cases: closed in time and late, failed, returned, reopened, suspended, extended, rejected, called back, merged, amended.
    /// </summary>
    static async Task<ClockStreet> StreetWithEveryCase()
    {
        var street = await ClockStreet.At("2026-11-16 08:00");
        var reported = (await (await street.As("worker")).Post("/v1/tickets",
            new { category = "0107", description = "路灯不亮", reporter = new { name = "王芳", phone = "13803710001" } })).ShouldBeCreated();
        street.Clock.Move(TimeSpan.FromMinutes(10));
        await street.Do("dispatcher", reported, "accept");
        street.Clock.Move(TimeSpan.FromMinutes(10));
        await street.Dispatch(reported);
        await street.Do("officer", reported, "return", new { reason = "非本岗位" });
        street.Clock.Move(TimeSpan.FromHours(3));
        await street.Dispatch(reported);
        await street.Do("officer", reported, "take");
        await Call(street, reported, new { kind = "response", reached = true });
        var suspended = await street.Processing();
        var rejected = await street.File();
        await street.Do("dispatcher", rejected, "reject", new { reason = "不属实" });
        var merged = await street.File();
        await street.Do("dispatcher", merged, "merge", new { into = suspended.Id });
        street.Clock.Move(TimeSpan.FromHours(20));
        await street.Do("dispatcher", suspended, "amend", new { category = "0802", reason = "类别有误" });
        await street.Do("dispatcher", suspended, "suspend", new { until = "2026-12-01", reason = "待材料" });
        await street.Do("officer", reported, "resolve", new { result = "已换灯" });
        await street.Do("inspector", reported, "fail", new { reason = "仍不亮" });
        await street.Do("officer", reported, "take");
        street.Clock.Move(TimeSpan.FromDays(5));
        await street.Do("officer", suspended, "resume");
        var asked = (await (await street.As("officer"))
            .Post($"/v1/tickets/{suspended.Id}/request-extension", new { reason = "连日降雨" }, (await street.Read(suspended)).Version))
            .ShouldBeCreated();
        await street.Do("dispatcher", suspended, $"requests/{asked.Id}/approve");
        await street.Do("officer", reported, "resolve", new { result = "已换灯" });
        await street.Do("inspector", reported, "pass");
        await Call(street, reported, new { kind = "call_back", reached = true, solved = false, satisfied = false, note = "又不亮" });
        street.Clock.Move(TimeSpan.FromHours(30));
        await street.Do("supervisor", reported, "reopen", new { reason = "重现" });
        await street.Do("dispatcher", reported, "amend", new { category = "0101", grid = street.Street.NextGrid, reason = "网格有误" });
        var onTheSpot = await street.File();
        await street.Do("worker", onTheSpot, "self-handle", new { result = "已清理" });
        await street.Do("inspector", onTheSpot, "pass");
        return street;
    }

    static async Task Call(ClockStreet street, Answer ticket, object body) =>
        (await (await street.As("dispatcher")).Post($"/v1/tickets/{ticket.Id}/contacts", body, (await street.Read(ticket)).Version))
            .ShouldBeCreated();

    /// <summary>The whole stored history, as text.</summary>
    static Task<List<string>> ReadHistory(ClockStreet street) =>
        street.App.Db.Read(async tx => (await StoredHistory.Load(tx, Id.None, new Id(long.MaxValue), 1000)).ConvertAll(ticket =>
    {
        var timeline = ticket.Stored;
        return string.Join('\n', [
            $"{ticket.Head.Number} {timeline.Now} {timeline.Since} {timeline.ContactDueAt} {timeline.ContactDueDay} {timeline.ContactedAt}",
            .. timeline.Former.Select(former => $"{former} {former.State}"), .. timeline.Checks.Select(row => $"{row}"),
            .. timeline.Dispatches.Select(row => $"{row}"),
            .. timeline.Contacts.Select(row => $"{row}"), .. timeline.Terms.Select(row => $"{row}"),
            .. timeline.Parties.Select(row => $"{row}").Order(StringComparer.Ordinal)]);
    }));

    static Task<List<string>> Counted(ClockStreet street) => street.App.Db.Read(tx => tx.Query<string>("""
        SELECT detail || ' ' || grain || ' ' || grid_code || ' ' || counter || ' ' || category || ' ' || programme || ' '
        || CAST(day AS TEXT) || ' ' || CAST(count AS TEXT)
          FROM counters
         WHERE count <> 0
         ORDER BY detail, grain, grid_code, counter, category, programme, day
        """));

    [Fact]
    public async Task Correct_data_stays_unchanged_by_a_rebuild()
    {
        await using var street = await StreetWithEveryCase();
        await CounterStore.Fold(street.App.Db, default);
        var (kept, counted) = (await ReadHistory(street), await Counted(street));
        kept.Count.ShouldBe(5);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
        (await HistoryRebuild.Run(street.App.Db, (_, _) => { }, (_, _) => { }, default)).ShouldBe(new HistoryRebuild.Result(5, 0, 0));
        (await CounterAudit.Repair(street.App.Db, (_, _) => { }, default)).ShouldBe(0);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(0);
        (await ReadHistory(street)).ShouldBe(kept);
        (await Counted(street)).ShouldBe(counted);
    }

    static readonly (string Sql, string Difference)[] Falsified =
    [
        ("UPDATE tickets SET status = 'closed' WHERE status = 'processing'", "status is 'closed', but its events give 'processing'"),
        ("UPDATE tickets SET due_day = due_day + 1 WHERE due_day IS NOT NULL", "due_day is "),
        ("UPDATE tickets SET closing_due_at = closing_due_at + 1 WHERE status = 'closed'", "closing_due_at is "),
        ("UPDATE tickets SET on_time = 1 - on_time WHERE on_time IS NOT NULL", "on_time is "),
        ("UPDATE tickets SET decision = 'valid' WHERE decision = 'invalid'", "decision is 'valid', but its events give 'invalid'"),
        ("UPDATE tickets SET handling_level = 1", "handling_level is '1', but its events give '3'"),
        ("UPDATE tickets SET state_since = state_since - 1 WHERE state_since IS NOT NULL", "state_since is "),
        ("UPDATE tickets SET contacted_at = NULL", "contacted_at is empty"),
        ("UPDATE tickets SET contact_due_at = contact_due_at + 1 WHERE contact_due_at IS NOT NULL", "contact_due_at is "),
        ("UPDATE ticket_history SET status = 'closed' WHERE status = 'accepted'", "former states: "),
        ("UPDATE ticket_history SET until_at = until_at - 1", "former states: "),
        ("DELETE FROM ticket_history WHERE status = 'submitted'", " is missing"),
        ("INSERT INTO ticket_checks (ticket_id, version, day, at, action) SELECT id, 99, 20261116, filed_at, 'pass' FROM tickets",
            "checks: "),
        ("DELETE FROM ticket_dispatches", "dispatches: "),
        ("UPDATE ticket_dispatches SET returned_at = NULL", "dispatches: "),
        ("UPDATE ticket_contacts SET satisfied = 1 WHERE satisfied = 0", "contacts: "),
        ("INSERT INTO ticket_contacts (ticket_id, version, day, at, kind, reached, contacted_by) SELECT id, 99, 20261116, filed_at, "
            + "'response', 1, filed_by FROM tickets", "contacts: "),
        ("UPDATE ticket_closing_limits SET extensions = 0 WHERE extensions > 0", "limits of its closing: "),
        ("DELETE FROM ticket_parties WHERE kind = 'handler'", "parties: "),
        ("INSERT INTO ticket_parties (ticket_id, person_id, kind) SELECT id, filed_by, 'participant' FROM tickets", "parties: "),
        ("UPDATE counters SET count = count + 1 WHERE counter = 'due' AND code_length >= 9", ""),
        ("DELETE FROM counters WHERE counter = 'decided'", ""),
        ("UPDATE counters SET count = count - 1 WHERE counter = 'dispatches' AND code_length = 4", ""),
    ];

    [Fact]
    public async Task Data_changed_without_the_program_is_reported_and_corrected()
    {
        await using var street = await StreetWithEveryCase();
        await CounterStore.Fold(street.App.Db, default);
        var (kept, counted) = (await ReadHistory(street), await Counted(street));
        foreach (var (sql, difference) in Falsified)
        {
            (await street.App.Db.Write(tx => tx.Execute(sql))).ShouldBeGreaterThan(0, sql);
            var differences = new List<string>();
            var result = await HistoryAudit.Run(street.App.Db, (ticket, what) => differences.Add($"{ticket}: {what}"), (_, _) => { },
                default);
            if (difference.Length > 0)
                differences.ShouldContain(what => what.Contains(difference), sql);
            result.Differing.ShouldBe(differences.Select(what => what[..what.IndexOf(':')]).Distinct().Count());
            (differences.Count > 0 || (await CounterAudit.Run(street.App.Db, _ => { }, default)).Count > 0).ShouldBeTrue(sql);

            (await HistoryRebuild.Run(street.App.Db, (_, _) => { }, (_, _) => { }, default))
                .ShouldBe(new HistoryRebuild.Result(5, result.Differing, 0));
            await CounterAudit.Repair(street.App.Db, (_, _) => { }, default);
            (await ReadHistory(street)).ShouldBe(kept, sql);
            await CounterStore.Fold(street.App.Db, default);
            (await Counted(street)).ShouldBe(counted, sql);
        }
        (await street.App.Db.Read(tx => tx.QuerySingle<string>("SELECT note FROM ticket_contacts WHERE note IS NOT NULL"))).ShouldBe("又不亮");

        // The commands give the same result.
        await street.App.Db.Write(tx => tx.Execute("UPDATE tickets SET decision = 'valid' WHERE decision = 'invalid'"));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(0);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task A_falsified_history_stops_the_rebuild()
    {
        await using var street = await StreetWithEveryCase();
        await DropTriggers(street);
        var kept = await ReadHistory(street);
        await street.App.Db.Write(async tx =>
        {
            var ids = await tx.Query<Id>("SELECT id FROM tickets ORDER BY id");
            await tx.Execute("DELETE FROM journal WHERE subject = @Id AND action = 'return'", new { Id = ids[0].ToString() });
            await tx.Execute("UPDATE journal SET payload = 'no json' WHERE subject = @Id AND action = 'suspend'",
                new { Id = ids[1].ToString() });
            await tx.Execute("DELETE FROM journal WHERE subject = @Id", new { Id = ids[2].ToString() });
            await tx.Execute("UPDATE journal SET to_status = 'noted' WHERE subject = @Id AND action = 'merge'",
                new { Id = ids[3].ToString() });
            await tx.Execute("UPDATE journal SET payload = NULL WHERE subject = @Id AND action = 'self_handle'",
                new { Id = ids[4].ToString() });
        });
        var left = new List<string>();
        (await HistoryRebuild.Run(street.App.Db, (_, why) => left.Add(why), (_, _) => { }, default))
            .ShouldBe(new HistoryRebuild.Result(5, 0, Skipped: 5));
        left.ShouldContain("its events cannot be read: 'self_handle' has no closing deadline");
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await ReadHistory(street)).ShouldBe(kept);
    }

    static Task DropTriggers(ClockStreet street) => street.App.Db.Write(async tx =>
    {
        foreach (var trigger in tx.Dialect.Name == "sqlite"
            ? new[] { "journal_is_not_changed", "journal_is_not_deleted", "journal_is_not_replaced" }
            : ["journal_is_not_changed ON journal"])
            await tx.Execute("DROP TRIGGER " + trigger);
    });
}
