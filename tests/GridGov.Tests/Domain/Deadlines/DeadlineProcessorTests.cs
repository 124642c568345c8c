using GridGov.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>The deadline processor acts once on each due instant.</summary>
public class DeadlineProcessorTests
{
    [Fact]
    public async Task Yellow_notifies_the_handler_and_the_head_and_red_the_head_above()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        (await street.ProcessDeadlines()).ShouldBe(0);
        var version = (await street.Read(ticket)).Version;

        // 19.2 of 24 working hours.
        street.Clock.MoveTo("2026-11-18 11:12");
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        (await street.NotificationsOf("officer")).ShouldBe(["assigned", "yellow"]);
        (await street.NotificationsOf("head3")).ShouldBe(["yellow"]);
        (await street.NotificationsOf("head2")).ShouldBeEmpty();

        // At 18:00 exactly the ticket is still in time.
        street.Clock.MoveTo("2026-11-18 18:00");
        (await street.ProcessDeadlines()).ShouldBe(0);
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        (await street.NotificationsOf("head2")).ShouldBe(["red"]);
        (await street.NotificationsOf("head3")).ShouldBe(["yellow"]);
        (await street.Events(ticket)).Select(each => (string)each["action"]!)
            .ShouldBe(["file", "accept", "dispatch", "take", "turn_yellow", "turn_red"]);
        (await street.Events(ticket, "turn_red"))[0]["by"].ShouldBeNull();
        (await street.Read(ticket)).Version.ShouldBe(version, "who has read the ticket can still act on it");
        (await Waking(street)).ShouldBe(0, "nothing is to come");
    }

    [Fact]
    public async Task After_a_week_without_a_processor_each_due_instant_is_processed_once()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        street.Clock.Move(TimeSpan.FromDays(7));
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        var turned = (await street.Events(ticket)).Where(each => ((string)each["action"]!).StartsWith("turn_", StringComparison.Ordinal))
            .ToList();
        turned.Select(each => (string)each["action"]!).ShouldBe(["turn_yellow", "turn_red"]);
        ((string)turned[0]["details"]!["at"]!).ShouldStartWith("2026-11-18T03:12");
    }

    [Fact]
    public async Task An_overdue_ticket_escalates_automatically_if_its_category_says_so()
    {
        await using var street = await ClockStreet.At("2026-11-21 22:00");
        var ticket = await street.Processing("0303");
        // Eight urgent hours, around the clock.
        street.Clock.MoveTo("2026-11-22 06:00");
        await street.ProcessDeadlines();
        ((string)(await street.Read(ticket))["status"]!).ShouldBe("processing");
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        await street.ProcessDeadlines();
        var up = await street.Read(ticket);
        ((string)up["status"]!).ShouldBe("accepted");
        ((int)up["handlingLevel"]!).ShouldBe(2);
        ((string)up["light"]!).ShouldBe("green");
        up["handler"].ShouldBeNull();
        var escalated = (await street.Events(ticket, "escalate")).ShouldHaveSingleItem();
        escalated["by"].ShouldBeNull();
        ((string)escalated["details"]!["cause"]!).ShouldBe("red");
        (await street.NotificationsOf("head2")).ShouldBe(["red", "escalated"]);

        // Without action the ticket rises to level 1 and level 0, and stays there.
        for (var hours = 0; hours < 6; hours++)
        {
            street.Clock.Move(TimeSpan.FromHours(1));
            await street.ProcessDeadlines();
        }
        ((int)(await street.Read(ticket))["handlingLevel"]!).ShouldBe(0);
        (await street.Events(ticket, "escalate")).Count.ShouldBe(3);
        ((string)(await street.Read(ticket))["light"]!).ShouldBe("red");
        (await street.NotificationsOf("supervisor")).ShouldContain("red");
    }

    [Fact]
    public async Task A_suspended_ticket_resumes_automatically_on_its_day()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        await street.Do("dispatcher", ticket, "suspend", new { until = "2026-11-23", reason = "待材料" });
        street.Clock.MoveTo("2026-11-22 23:59");
        (await street.ProcessDeadlines()).ShouldBe(0);
        street.Clock.MoveTo("2026-11-23 00:00");
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        var resumed = await street.Read(ticket);
        ((string)resumed["status"]!).ShouldBe("processing");
        ((string)resumed["dueAt"]!).ShouldStartWith("2026-11-25T18:00");
        ((string)(await street.Events(ticket, "resume")).ShouldHaveSingleItem()["details"]!["cause"]!).ShouldBe("date");
        (await street.NotificationsOf("officer")).ShouldBe(["assigned", "suspended", "resumed"]);
    }

    [Fact]
    public async Task A_missing_arrival_or_reply_is_notified_once()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        (await (await street.As("head3")).Post($"/v1/tickets/{ticket.Id}/joint-actions",
            new { purpose = "联合处置", participants = new[] { new { personId = street.Street.PersonId("department").ToString() } } },
            (await street.Read(ticket)).Version)).ShouldBeCreated();
        (await (await street.As("supervisor")).Post($"/v1/tickets/{ticket.Id}/supervisions",
            new { instruction = "请回复进展", replyBy = "2026-11-16T17:00:00+08:00" }, (await street.Read(ticket)).Version)).ShouldBeCreated();
        (await street.NotificationsOf("department")).ShouldBe(["summoned"]);

        // Four working hours to arrive.
        street.Clock.MoveTo("2026-11-16 12:00");
        (await street.ProcessDeadlines()).ShouldBe(0);
        street.Clock.MoveTo("2026-11-16 12:01");
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        (await street.NotificationsOf("department")).ShouldBe(["summoned", "arrival_late"]);
        (await street.Events(ticket, "arrival_late")).Count.ShouldBe(1);

        street.Clock.MoveTo("2026-11-16 17:01");
        (await street.ProcessDeadlines()).ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(0);
        (await street.Events(ticket, "reply_late")).Count.ShouldBe(1);
        (await street.NotificationsOf("supervisor")).ShouldBe(["reply_late"]);
        (await street.NotificationsOf("officer")).ShouldBe(["assigned", "supervised", "reply_late"]);
    }

    [Fact]
    public async Task Two_processors_on_one_store_act_once()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        await using var other = street.App.StartSecondServer();
        var tickets = new List<Answer>();
        for (var i = 0; i < 40; i++)
            tickets.Add(await street.File());
        street.Clock.Move(TimeSpan.FromDays(7));
        var acted = await Task.WhenAll(street.ProcessDeadlines(), DeadlineProcessor.Run(other.Db, failed: null, CancellationToken.None));
        acted.Sum().ShouldBe(40);
        await OnceEach(street, 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task A_processor_that_crashes_leaves_nothing_incomplete_and_the_next_one_finishes(int dies)
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        for (var i = 0; i < 20; i++)
            await street.File(category: "0303");
        street.Clock.Move(TimeSpan.FromDays(7));
        await Should.ThrowAsync<InvalidOperationException>(() =>
            DeadlineProcessor.Run(new CrashingDb(street.App.Engine, dies), failed: null, CancellationToken.None));
        (await Count(street, "turn_red")).ShouldBe(19);
        (await street.ProcessDeadlines()).ShouldBe(1);
        await OnceEach(street, 20);
    }

    [Fact]
    public async Task A_ticket_that_fails_does_not_block_the_others()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        for (var i = 0; i < 3; i++)
            await street.File();
        street.Clock.Move(TimeSpan.FromDays(1));
        var failed = 0;
        (await DeadlineProcessor.Run(new CrashingDb(street.App.Engine, dies: 1), (_, fault) =>
        {
            fault.ShouldBeOfType<CrashException>();
            failed++;
        }, CancellationToken.None)).ShouldBe(2);
        failed.ShouldBe(1);
        (await street.ProcessDeadlines()).ShouldBe(1);
        await OnceEach(street, 3);
    }

    [Fact]
    public async Task A_commit_with_an_earlier_due_instant_wakes_the_processor()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var category = (await root.Get("/v1/categories/0805")).ShouldBeOk();
        // Yellow after 2.88 seconds, red after 3.6.
        (await root.Patch("/v1/categories/0805", new { limits = new { accept = "0.001 urgent_hours" } }, category.Version)).ShouldBeOk();
        var ticket = await street.File(category: "0805");
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (await Turned() < 2)
        {
            waited.Elapsed.ShouldBeLessThan(DeadlineWorker.Longest / 2);
            await Task.Delay(50);
        }
        waited.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(3));

        Task<long> Turned() => street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) AS n FROM journal WHERE subject = @Subject AND action IN ('turn_yellow', 'turn_red')",
            new { Subject = ticket.Id }));
    }

    [Fact]
    public async Task A_starting_server_processes_missed_deadlines()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.File();
        street.Clock.Move(TimeSpan.FromDays(7));
        await using var server = street.App.StartSecondServer(withWorkers: true);
        server.CreateClient();
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while ((await street.Events(ticket, "turn_red")).Count == 0)
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(20);
        }
        await OnceEach(street, 1);
    }

    [Fact]
    public async Task A_calendar_change_updates_open_tickets_at_once()
    {
        await using var street = await ClockStreet.At("2026-11-16 17:30", backgroundWorkers: true);
        var ticket = await street.File();
        (await (await street.As("rootAdmin")).Put($"/v1/calendars/2026/local/{street.Street.Community}",
            new { days = new[] { new { date = "2026-11-17", kind = "holiday", name = "防汛停工" } } }, 1)).ShouldBeOk();
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while ((await street.Events(ticket, "move_deadline")).Count == 0)
        {
            waited.Elapsed.ShouldBeLessThan(DeadlineWorker.Longest / 2);
            await Task.Delay(20);
        }
        ((string)(await street.Read(ticket))["dueAt"]!).ShouldStartWith("2026-11-18T09:30");
    }

    static async Task OnceEach(ClockStreet street, int tickets)
    {
        (await Count(street, "turn_yellow")).ShouldBe(tickets);
        (await Count(street, "turn_red")).ShouldBe(tickets);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) AS n FROM notifications WHERE kind = 'red'")))
            .ShouldBe(tickets);
    }

    static Task<long> Count(ClockStreet street, string action) =>
        street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) AS n FROM journal WHERE action = @Action", new { Action = action }));

    static Task<long> Waking(ClockStreet street) =>
        street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) AS n FROM tickets WHERE next_wake_up_at IS NOT NULL"));
}
