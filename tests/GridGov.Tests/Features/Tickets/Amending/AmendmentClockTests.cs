using System.Text.Json.Nodes;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Tickets.Amending;

/// <summary>The clocks run on from where they were, and the figures of every instant are right across an amendment.</summary>
public class AmendmentClockTests
{
    const string Suggestion = "0802";

    static async Task<JsonNode> Running(ClockStreet street, Answer ticket) =>
        (await street.Deadlines(ticket)).Last(item => (string)item!["stage"]! != "closing")!;

    static async Task<(long? Closing, string Text)> Closing(ClockStreet street, Answer ticket) => await street.App.Db.Read(async tx =>
        (await tx.QuerySingle<long?>("SELECT closing_due_at FROM tickets WHERE id = @Id", new { Id = TicketSteps.IdOf(ticket.Id) }),
            string.Join(' ', await tx.Query<string>(
                "SELECT coalesce(dispatch_limit, '-') || handle_limit || check_limit FROM ticket_closing_limits "
                    + "WHERE ticket_id = @Id ORDER BY version",
                new { Id = TicketSteps.IdOf(ticket.Id) }))));

    [Fact]
    public async Task A_ticket_of_another_category_has_the_deadlines_of_one_that_was_filed_so()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var (wrong, right) = (await street.File(), await street.File(Suggestion, "green_channel"));
        street.Clock.Move(TimeSpan.FromMinutes(30));
        wrong = await street.Do("dispatcher", wrong, "amend", new { category = Suggestion, urgency = "green_channel", reason = "类别有误" });
        ((string)wrong["dueAt"]!).ShouldBe((string)(await street.Read(right))["dueAt"]!);
        foreach (var ticket in new[] { wrong, right })
            await street.Do("dispatcher", ticket, "accept");
        // Back to what it was while it is dispatched, extended and suspended, and to the other again when it goes on.
        foreach (var ticket in new[] { wrong, right })
        {
            await street.Dispatch(ticket);
            await street.Do("officer", ticket, "take");
        }
        street.Clock.Move(TimeSpan.FromHours(2));
        wrong = await street.Do("dispatcher", wrong, "amend", new { category = TicketSteps.Greenery, urgency = "routine", reason = "x" });
        ((string)wrong["dueAt"]!).ShouldNotBe((string)(await street.Read(right))["dueAt"]!);
        foreach (var ticket in new[] { wrong, right })
        {
            var asked = (await (await street.As("officer")).Post(
                $"/v1/tickets/{ticket.Id}/request-extension", new { reason = "雨" }, (await street.Read(ticket)).Version)).ShouldBeCreated();
            await street.Do("dispatcher", ticket, $"requests/{asked.Id}/approve");
            await street.Do("dispatcher", ticket, "suspend", new { until = "2026-12-01", reason = "待料" });
        }
        street.Clock.Move(TimeSpan.FromDays(2));
        wrong = await street.Do("dispatcher", wrong, "amend", new { category = Suggestion, urgency = "green_channel", reason = "x" });
        wrong["dueAt"].ShouldBeNull("the clock is paused");
        street.Clock.Move(TimeSpan.FromDays(1));
        foreach (var ticket in new[] { wrong, right })
            await street.Do("officer", ticket, "resume");
        ((string)(await street.Read(wrong))["dueAt"]!).ShouldBe((string)(await street.Read(right))["dueAt"]!);
        var (running, same) = (await Running(street, wrong), await Running(street, right));
        (running["limit"]!.ToJsonString(), running["startedAt"]!.ToJsonString())
            .ShouldBe((same["limit"]!.ToJsonString(), same["startedAt"]!.ToJsonString()));
        (await Closing(street, wrong)).ShouldBe(await Closing(street, right));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task A_shorter_limit_that_is_used_up_is_red_at_once_and_alerts_the_new_grid()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.File(Suggestion);
        street.Clock.MoveTo("2026-11-16 14:30");
        await street.ProcessDeadlines();
        (await street.NotificationsOf("head3")).ShouldBe(["yellow"]);
        var amended = await street.Do("dispatcher", ticket, "amend",
            new { category = TicketSteps.Greenery, grid = street.Street.NextGrid, reason = "x" });
        ((string)amended["light"]!).ShouldBe("red");
        await street.ProcessDeadlines();
        // The next grid has no head, so its community's is told.
        (await street.NotificationsOf("head2")).ShouldBe(["amended", "red"]);
        (await street.NotificationsOf("head3")).ShouldBe(["yellow"]);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task Figures_count_it_by_what_it_is_and_asOf_by_what_it_was()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.Processing();
        await street.Do("officer", ticket, "resolve", new { result = "已办" });
        await street.Do("inspector", ticket, "fail", new { reason = "未解决" });
        street.Clock.Move(TimeSpan.FromMinutes(10));
        var (before, then) = (await Figures(street), street.Clock.GetUtcNow());
        before.ShouldBe("0107:1 0802: 第1网格:1 二社区: 1/1 rework 1/1 dispatch");
        street.Clock.Move(TimeSpan.FromMinutes(10));
        await street.Do("dispatcher", ticket, "amend", new
        {
            category = Suggestion, grid = street.Street.OtherGrid,
            handlerId = street.Street.PersonId("otherOfficer").ToString(), reason = "x",
        });
        street.Clock.Move(TimeSpan.FromMinutes(10));
        (await Figures(street)).ShouldBe("0107: 0802:1 第1网格: 二社区:1 1/1 rework 1/1 dispatch");
        var asOf = $"&asOf={then:yyyy-MM-ddTHH:mm:ssZ}";
        (await Figures(street, asOf)).ShouldBe(before);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0);
    }

    /// <summary>Established by category and grid with the lists behind them, and checks and dispatches in the category.</summary>
    static async Task<string> Figures(ClockStreet street, string asOf = "")
    {
        var supervisor = await street.As("supervisor");
        var (grid, community) = (street.Street.Grid, street.Street.OtherCommunity);
        var parts = new List<string>();
        foreach (var (name, filter) in new[]
        {
            ("0107", "&category=0107"), ("0802", "&category=0802"), ("第1网格", $"&grid={grid}"), ("二社区", $"&grid={community}"),
        })
        {
            var answer = (await supervisor.Get(
                $"/v1/statistics/measures?measure=resolution_rate&from=2026-11-01&to=2026-12-01{filter}{asOf}")).ShouldBeOk();
            var established = (long)answer["total"]!["denominator"]!;
            parts.Add($"{name}:{(established == 0 ? "" : established)}");
            if (established > 0)
            {
                var list = (await supervisor.Get((string)answer["total"]!["tickets"]!)).ShouldBeOk();
                ((long)list["count"]!).ShouldBe(established, list.Text);
            }
        }
        foreach (var (name, measure) in new[] { ("rework", "rework_rate"), ("dispatch", "dispatch_accuracy") })
        {
            var category = parts[0] == "0107:1" ? "0107" : Suggestion;
            var total = (await supervisor.Get(
                $"/v1/statistics/measures?measure={measure}&from=2026-11-01&to=2026-12-01&category={category}{asOf}"))
                .ShouldBeOk()["total"]!;
            parts.Add($"{total["numerator"]}/{total["denominator"]} {name}");
        }
        return string.Join(' ', parts);
    }
}
