using System.Net;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Supervisions;

public class SupervisionTests
{
    static async Task<(Answer Order, Answer Ticket)> Ordered(TestStreet street, Answer ticket)
    {
        var supervisor = await street.Supervisor();
        var order = (await supervisor.Do(ticket, "supervisions", new { instruction = "请回复进展", replyBy = Soon(60) })).ShouldBeCreated();
        return (order, (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk());
    }

    [Fact]
    public async Task An_order_flags_the_ticket_and_requires_a_reply()
    {
        var street = await TestStreet.New();
        var processing = await street.Processing();
        var supervisor = await street.Supervisor();
        (await supervisor.Do(processing, "supervisions", new { instruction = "x", replyBy = Soon(-1) }))
            .ShouldFault("/replyBy", "out_of_range");
        // Without an offset the instant would depend on the machine's time zone.
        string[] withoutOffset = ["2026-12-01T12:00:00", "2026-12-01", "2026-12-01T12:00+08:00", "2026-12-01 12:00:00+08:00",
            "2026-12-01T12:00:00 08:00", "1764561600000"];
        foreach (var replyBy in withoutOffset)
        {
            (await supervisor.Do(processing, "supervisions", new { instruction = "x", replyBy }))
                .ShouldFault("/replyBy", "wrong_format");
        }
        (await (await street.Dispatcher()).Do(processing, "supervisions", new { instruction = "x", replyBy = Soon(5) }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var (order, ticket) = await Ordered(street, processing);
        order.Header("ETag").ShouldBe($"\"{ticket.Version}\"");
        ((string)ticket["status"]!).ShouldBe("processing");
        ((string)ticket["supervision"]!["id"]!).ShouldBe(order.Id);
        ((bool)ticket["supervision"]!["late"]!).ShouldBeFalse();
        (await supervisor.Do(ticket, "supervisions", new { instruction = "x", replyBy = Soon(5) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "order-open");

        var path = $"supervisions/{order.Id}";
        (await (await street.Instructor()).Do(ticket, $"{path}/reply", new { text = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-addressed");
        (await (await street.Officer()).Do(ticket, $"{path}/reply", new { text = " " })).ShouldFault("/text", "required");
        var replied = (await (await street.Officer()).Do(ticket, $"{path}/reply", new { text = "今日完成" })).ShouldBeOk();
        ((string)replied["reply"]!).ShouldBe("今日完成");
        ((string)replied["repliedBy"]!["name"]!).ShouldBe("officer");
        ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        (await (await street.Head3()).Do(ticket, $"{path}/reply", new { text = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "already-replied");

        var reminded = (await supervisor.Do(ticket, $"{path}/remind", new { text = "请细说", replyBy = Soon(120) })).ShouldBeOk();
        ((int)reminded["reminders"]!).ShouldBe(1);
        reminded["repliedAt"].ShouldBeNull();
        ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        (await (await street.Head3()).Do(ticket, $"{path}/reply", new { text = "已修剪" })).ShouldBeOk();
        ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        var lifted = (await supervisor.Do(ticket, $"{path}/lift", new { reason = "已落实" })).ShouldBeOk();
        ((string)lifted["liftedBy"]!["name"]!).ShouldBe("supervisor");
        ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        ticket["supervision"].ShouldBeNull();
        foreach (var (verb, body) in new (string, object)[] { ("remind", new { text = "x", replyBy = Soon(5) }),
            ("lift", new { reason = "x" }) })
            (await supervisor.Do(ticket, $"{path}/{verb}", body)).ShouldRefuse(HttpStatusCode.Conflict, "no-open-order");
        (await (await street.Officer()).Do(ticket, $"{path}/reply", new { text = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "no-open-order");

        var second = await Ordered(street, ticket);
        var list = (await supervisor.Get($"/v1/tickets/{ticket.Id}/supervisions")).ShouldBeOk();
        list["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldBe([second.Order.Id, order.Id]);
        var events = (await supervisor.Get($"/v1/tickets/{ticket.Id}/events"))["items"]!.AsArray();
        events.Count.ShouldBe((int)second.Ticket.Version);
        events.Select(e => (string)e!["action"]!).TakeLast(6).ShouldBe(["supervise", "reply", "remind", "reply", "lift", "supervise"]);
        events.Last()!["from"].ShouldBeNull("its status stays");
    }

    [Fact]
    public async Task Late_replies_are_shown_and_listed()
    {
        var street = await TestStreet.New();
        var (order, late) = await Ordered(street, await street.Processing());
        var (_, waiting) = await Ordered(street, await street.Accepted());
        var (replyOrder, replied) = await Ordered(street, await street.Processing());
        (await (await street.Officer()).Do(replied, $"supervisions/{replyOrder.Id}/reply", new { text = "已办" })).ShouldBeOk();
        await street.File();
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE supervisions SET reply_by = ordered_at - 1 WHERE id = @Id", new { Id = IdOf(order.Id) });
            await tx.Execute("UPDATE tickets SET reply_due_at = @Due WHERE id = @Id",
                new { Id = IdOf(late.Id), Due = tx.Now.Milliseconds - 1 });
        });
        var supervisor = await street.Supervisor();
        ((bool)(await supervisor.Get($"/v1/tickets/{late.Id}"))["supervision"]!["late"]!).ShouldBeTrue();
        (await List("late")).ShouldBe([late.Id]);
        (await List("waiting")).ShouldBe([waiting.Id, late.Id]);
        (await List("any")).ShouldBe([replied.Id, waiting.Id, late.Id], ignoreOrder: true);
        (await supervisor.Get("/v1/tickets?supervised=often")).ShouldFault("/supervised", "unknown_code");

        async Task<List<string>> List(string which) =>
            [.. (await supervisor.Get($"/v1/tickets?supervised={which}")).ShouldBeOk()["items"]!.AsArray()
                .Select(item => (string)item!["id"]!)];
    }

    [Fact]
    public async Task The_tickets_end_lifts_the_order_and_an_ended_ticket_gets_none()
    {
        var street = await TestStreet.New();
        var (order, ticket) = await Ordered(street, await street.Resolved());
        var closed = (await (await street.Inspector()).Do(ticket, "pass")).ShouldBeOk();
        closed["supervision"].ShouldBeNull();
        var supervisor = await street.Supervisor();
        var kept = (await supervisor.Get($"/v1/tickets/{ticket.Id}/supervisions")).ShouldBeOk()["items"]!.AsArray().Single()!;
        kept["liftedAt"].ShouldNotBeNull();
        kept["liftedBy"].ShouldBeNull();
        ((string)kept["id"]!).ShouldBe(order.Id);
        (await supervisor.Do(closed, "supervisions", new { instruction = "x", replyBy = Soon(5) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task An_order_needs_a_key_the_version_and_the_address_of_its_ticket()
    {
        var street = await TestStreet.New();
        var (order, ticket) = await Ordered(street, await street.Processing());
        var other = await street.Processing();
        var supervisor = await street.Supervisor();
        (await supervisor.Do(other, $"supervisions/{order.Id}/lift", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await supervisor.Post($"/v1/tickets/{ticket.Id}/supervisions/{order.Id}/lift", new { reason = "x" }, version: 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        var key = Caller.NewKey();
        var again = new { instruction = "请回复", replyBy = Soon(60) };
        var first = (await supervisor.Post($"/v1/tickets/{other.Id}/supervisions", again, other.Version, key)).ShouldBeCreated();
        (await supervisor.Post($"/v1/tickets/{other.Id}/supervisions", again, other.Version, key)).ShouldBeCreated()
            .Text.ShouldBe(first.Text);
        (await (await street.Outsider()).Get($"/v1/tickets/{ticket.Id}/supervisions")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }
}
