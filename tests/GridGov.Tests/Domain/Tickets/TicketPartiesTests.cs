using GridGov.Data.Migrations;
using GridGov.Domain.Statistics.History;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>The parties of tickets follow from their events.</summary>
public class TicketPartiesTests
{
    [Fact]
    public async Task The_migration_finds_the_parties_of_existing_tickets()
    {
        var clock = TestClock.Starting("2026-11-16 09:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var all = new[] { "worker", "inspector", "officer", "instructor", "department" }.ToDictionary(who => who, who => Id(who));

        var verified = await File();
        await Do("dispatcher", verified, "verify", new { verifierId = all["worker"], question = "是否倒伏" });
        await Do("worker", verified, "report-back", new { findings = "是" });
        await Do("dispatcher", verified, "verify", new { verifierId = all["inspector"], question = "何种树" });

        var moved = await File();
        await Do("dispatcher", moved, "accept");
        await Do("dispatcher", moved, "dispatch", new { handlerId = all["officer"] });
        await Do("officer", moved, "return", new { reason = "非本岗位" });
        await Do("dispatcher", moved, "dispatch", new { handlerId = all["officer"] });
        await Do("dispatcher", moved, "reassign", new { handlerId = all["instructor"], reason = "休假" });
        (await (await street.Dispatcher()).Post("/v1/tickets/hand-over",
            new { personId = all["instructor"], handlerId = all["department"], reason = "调离" })).ShouldBeOk();
        clock.Move(TimeSpan.FromMinutes(1));
        await Do("dispatcher", moved, "joint-actions",
            new { purpose = "修剪", participants = new[] { new { personId = all["department"] }, new { personId = all["officer"] } } });
        await Do("worker", await File(), "self-handle", new { result = "已扶正" });

        var kept = await Parties();
        kept.Count.ShouldBe(8);
        (await Differences()).ShouldBeEmpty();

        await app.Db.Write(tx => tx.Execute("DELETE FROM ticket_parties"));
        (await Differences()).ShouldNotBeEmpty();
        var migration = Migration.BuiltIn(app.Db.Dialect).Single(each => each.Name == "ticket_parties");
        var fills = migration.Sql.Split(";\n")
            .Select(statement => statement[Math.Max(0, statement.IndexOf("INSERT", StringComparison.Ordinal))..])
            .Where(statement => statement.StartsWith("INSERT", StringComparison.Ordinal)).ToList();
        fills.Count.ShouldBe(2);
        foreach (var fill in fills)
            await app.Db.Write(tx => tx.Execute(fill.TrimEnd().TrimEnd(';')));
        (await Parties()).ShouldBe(kept);
        (await Differences()).ShouldBeEmpty();

        string Id(string who) => street.PersonId(who).ToString();

        async Task<string> File() => (await (await street.Worker()).Post("/v1/tickets",
            new { grid = street.Grid, category = "0107", description = "行道树倾斜" })).ShouldBeCreated().Id;

        async Task Do(string who, string ticket, string verb, object? body = null)
        {
            var version = (await (await street.Supervisor()).Get($"/v1/tickets/{ticket}")).ShouldBeOk().Version;
            var answer = await (await street.As(who)).Post($"/v1/tickets/{ticket}/{verb}", body ?? new { }, version);
            ((int)answer.Status).ShouldBeInRange(200, 201, answer.Text);
            clock.Move(TimeSpan.FromMinutes(1));
        }

        Task<List<string>> Parties() => app.Db.Read(tx => tx.Query<string>("""
            SELECT CAST(ticket_id AS TEXT) || ' ' || CAST(person_id AS TEXT) || ' ' || kind
              FROM ticket_parties
             ORDER BY ticket_id, person_id, kind
            """));

        async Task<List<string>> Differences()
        {
            var found = new List<string>();
            await HistoryAudit.Run(app.Db, (_, what) => found.Add(what), (_, _) => { }, default);
            return found;
        }
    }
}
