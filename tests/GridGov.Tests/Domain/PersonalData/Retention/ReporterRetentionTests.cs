using GridGov.Domain.PersonalData.Retention;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Counters;
using GridGov.Host;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.PersonalData.Retention;

/// <summary>Reporters of long-ended tickets are deleted, while the statistics keep counting them.</summary>
public class ReporterRetentionTests
{
    const string Phone = "13803710001";

    static async Task<Answer> Filed(ClockStreet street, string category = TicketSteps.Greenery) =>
        (await (await street.As("worker")).Post("/v1/tickets", new
        {
            category,
            description = "行道树倾斜",
            reporter = new { name = "王芳", phone = Phone },
        })).ShouldBeCreated();

    static async Task<Answer> Closed(ClockStreet street, string category = TicketSteps.Greenery)
    {
        var ticket = await Filed(street, category);
        await street.Do("worker", ticket, "self-handle", new { result = "已处置" });
        return await street.Do("inspector", ticket, "pass");
    }

    static async Task<(int Code, string Output)> Run(ClockStreet street, params string[] args)
    {
        await using var output = new StringWriter();
        return (await CommandLine.Run(["retention", .. args, .. street.App.Arguments], output, output), output.ToString());
    }

    /// <summary>What the command prints when only tickets have anything to remove.</summary>
    static string Output(int tickets, string result) => string.Concat(new[]
    {
        $"{tickets} reporters of {tickets} tickets", "0 names of members without an account",
        "0 names of attendees without an account of 0 meetings", "0 contacts of needs", "0 public reports' words", result,
    }.Select(line => line + Environment.NewLine));

    /// <summary>All statistics, as the API returns them.</summary>
    static async Task<string> Statistics(ClockStreet street)
    {
        var supervisor = await street.As("supervisor");
        var answers = new List<string>();
        foreach (var measure in TicketMeasure.All)
        {
            foreach (var group in new[] { "month", "category", "role", "level3", "programme" })
                answers.Add((await supervisor.Get($"/v1/statistics/measures?measure={measure.Code}&grid={street.Street.Street}"
                    + $"&from=2020-01-01&to=2030-01-01&groupBy={group}")).ShouldBeOk().Text);
        }
        answers.Add((await supervisor.Get($"/v1/statistics/statuses?grid={street.Street.Street}&from=2020-01-01&to=2030-01-01"))
            .ShouldBeOk().Text);
        answers.Add(string.Join('\n', await street.App.Db.Read(tx => tx.Query<string>("""
            SELECT counter || ' ' || detail || ' ' || grain || ' ' || grid_code || ' ' || day || ' ' || category || ' ' || programme || ' '
                   || role || ' ' || count AS line
              FROM counters
             ORDER BY line
            """))));
        return string.Join('\n', answers);
    }

    [Fact]
    public async Task Reporters_of_long_ended_tickets_are_deleted_and_nothing_else_changes()
    {
        // The command uses the real clock for the age, so the tickets are filed years earlier.
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        var closed = await Closed(street);
        var confidential = await Closed(street, "0704");
        var rejected = await street.Do("dispatcher", await Filed(street), "reject", new { reason = "不实" });
        var open = await Filed(street);
        var survivor = await Filed(street);
        var merged = await street.Do("dispatcher", await Filed(street), "merge", new { into = survivor.Id });
        var into = await Filed(street);
        var mergedAndEnded = await street.Do("dispatcher", await Filed(street), "merge", new { into = into.Id });
        await street.Do("dispatcher", into, "cancel", new { reason = "误报" });
        // Filed as long ago, but closed recently.
        var late = await Filed(street);
        street.Clock.MoveTo(TimeProvider.System.GetUtcNow().AddDays(-30));
        await street.Do("worker", late, "self-handle", new { result = "已处置" });
        await street.Do("inspector", late, "pass");
        street.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        await CounterStore.Fold(street.App.Db, default);
        var before = await Statistics(street);

        (await Run(street, "--years", "3", "--dry-run")).ShouldBe((0, Output(5, "This would be removed; nothing was changed.")));
        (await Statistics(street)).ShouldBe(before);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM ticket_reporters WHERE anonymised_at IS NOT NULL")))
            .ShouldBe(0);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM audit WHERE code LIKE '%retention'"))).ShouldBe(0);

        (await Run(street, "--years=3")).ShouldBe((0, Output(5, "This was removed permanently.")));
        foreach (var gone in new[] { closed, confidential, rejected, into, mergedAndEnded })
        {
            (await Stored(gone)).ShouldBe((null, null), gone.Id);
            var unmasked = (await (await street.As("dispatcher")).Post($"/v1/tickets/{gone.Id}/reporters/unmask", new { purpose = "试" }))
                .ShouldBeOk()["items"]![0]!;
            unmasked["name"].ShouldBeNull();
            unmasked["phone"].ShouldBeNull();
            unmasked["anonymisedAt"].ShouldNotBeNull();
            var told = (await street.Events(gone, "anonymise_reporters")).FindAll(each => each["mergedFrom"] is null)
                .ShouldHaveSingleItem();
            told["by"].ShouldBeNull();
            told["details"]!.ToJsonString().ShouldBe("""{"years":3,"reporters":1}""");
        }
        foreach (var kept in new[] { open, survivor, merged, late })
        {
            (await Stored(kept)).Hash.ShouldNotBeNull(kept.Id);
            (await street.Events(kept, "anonymise_reporters")).ShouldBeEmpty();
        }
        var found = (await (await street.As("dispatcher")).Post("/v1/tickets/search-by-phone", new { phone = Phone, purpose = "试" }))
            .ShouldBeOk();
        found["items"]!.AsArray().Select(each => (string)each!["id"]!).Order()
            .ShouldBe(new[] { open.Id, survivor.Id, merged.Id, late.Id }.Order());

        (await Statistics(street)).ShouldBe(before);
        (await CounterAudit.Run(street.App.Db, _ => { }, default)).ShouldBeEmpty();
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
        (await street.Read(closed)).Version.ShouldBe(closed.Version);
        var audit = await street.App.Db.Read(tx =>
            tx.Query<string>("SELECT code || ' ' || details FROM audit WHERE code LIKE '%retention' ORDER BY seq"));
        audit.ShouldBe(
        [
            """begin_retention {"years":3}""",
            """
            end_retention {"years":3,"tickets":5,"reporters":5,"memberships":0,"meetings":0,"attendees":0,"needs":0,"publicReports":0}
            """,
        ]);

        // A second run finds no more reporters.
        (await Run(street, "--years", "3")).Output.ShouldContain("0 reporters of 0 tickets");

        Task<(string? Encrypted, string? Hash)> Stored(Answer ticket) =>
            street.App.Db.Read(tx => tx.QuerySingle<(string? Encrypted, string? Hash)>("SELECT encrypted, phone_hash FROM ticket_reporters WHERE ticket_id = @Id", new { Id = TicketSteps.IdOf(ticket.Id) }));
    }

    [Fact]
    public async Task Many_reporters_are_deleted_in_portions()
    {
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        for (var i = 0; i < 205; i++)
            (await (await street.As("dispatcher")).Do(await Filed(street), "reject", new { reason = "不实" })).ShouldBeOk();
        street.Clock.MoveTo("2023-03-02 09:00");
        var portions = new List<long>();
        var done = await RetentionRun.Run(street.App.Db, years: 3, dryRun: false, so => portions.Add(so.Tickets), default);
        done.Tickets.ShouldBe(0, "of this very day three years ago it is not more than three years");
        street.Clock.MoveTo("2023-03-03 09:00");
        portions.Clear();
        (await RetentionRun.Run(street.App.Db, years: 3, dryRun: false, so => portions.Add(so.Tickets), default))
            .ShouldBe(new RetentionResult(Tickets: 205, Reporters: 205));
        portions.ShouldBe([100, 200, 205]);
    }

    [Fact]
    public async Task Deleted_reporters_are_in_no_page_of_the_database_files()
    {
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        var (worker, dispatcher) = (await street.As("worker"), await street.As("dispatcher"));
        for (var i = 0; i < 90; i++)
        {
            var ticket = (await worker.Post("/v1/tickets", new
            {
                category = TicketSteps.Greenery,
                description = "行道树倾斜",
                reporter = new { name = "王芳", phone = $"1380371{i:0000}" },
            })).ShouldBeCreated();
            if (i % 3 > 0)
                (await dispatcher.Do(ticket, "reject", new { reason = "不实" })).ShouldBeOk();
        }
        var (forgotten, kept) = (await MiddleParts("= 'rejected'"), await MiddleParts("<> 'rejected'"));
        (await street.App.Store.PlacesOf(forgotten)).ShouldNotBeEmpty();

        (await Run(street, "--years", "3")).ShouldBe((0, Output(60, "This was removed permanently.")));
        (await street.App.Store.PlacesOf(forgotten)).ShouldBeEmpty();
        (await street.App.Store.PlacesOf(kept)).ShouldNotBeEmpty();

        // A piece from the middle: the beginning of freed space is overwritten even where the rest is not.
        async Task<string[]> MiddleParts(string status) =>
            [.. (await street.App.Db.Read(tx => tx.Query<(string Encrypted, string Hash)>($"""
            SELECT r.encrypted, r.phone_hash FROM ticket_reporters r JOIN tickets t ON t.id = r.ticket_id WHERE t.status {status}
            """))).SelectMany(row => new[] { row.Encrypted[12..32], row.Hash[12..32] })];
    }

    [Theory]
    [InlineData]
    [InlineData("--years", "0")]
    [InlineData("--years", "-1")]
    [InlineData("--years", "101")]
    [InlineData("--years", "3", "--now")]
    [InlineData("--dry-run")]
    public async Task Without_a_number_of_years_the_command_is_refused(params string[] args)
    {
        await using var output = new StringWriter();
        (await CommandLine.Run(["retention", .. args], output, output)).ShouldBe(2);
        output.ToString().ShouldContain("--help shows");
    }
}
