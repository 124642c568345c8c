using System.Net;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Tickets.Contacts;

/// <summary>Calls to the reporter of a ticket.</summary>
public class ContactTests
{
    static readonly object Reporter = new { name = "王芳", phone = "13803710001" };

    static async Task<Answer> File(ClockStreet street, object? reporter, string? urgency = null, string category = TicketSteps.Greenery) =>
        (await (await street.As("worker")).Post("/v1/tickets", new { category, description = "行道树倾斜", urgency, reporter }))
            .ShouldBeCreated();

    static async Task<Answer> Call(ClockStreet street, string who, Answer ticket, object body) =>
        await (await street.As(who)).Post($"/v1/tickets/{ticket.Id}/contacts", body, (await street.Read(ticket)).Version);

    static async Task<Answer> Closed(ClockStreet street, Answer ticket)
    {
        await street.Do("dispatcher", ticket, "accept");
        await street.Dispatch(ticket);
        await street.Do("officer", ticket, "take");
        await street.Do("officer", ticket, "resolve", new { result = "已扶正" });
        return await street.Do("inspector", ticket, "pass");
    }

    [Fact]
    public async Task A_reporter_with_a_phone_number_must_be_called_within_a_day_or_two_hours()
    {
        await using var street = await ClockStreet.At("2026-11-16 23:00");
        foreach (var (reporter, urgency, due) in new (object?, string?, string?)[]
        {
            (Reporter, null, "2026-11-17T23:00"), (Reporter, "urgent", "2026-11-17T01:00"), (Reporter, "green_channel", "2026-11-17T11:00"),
            (new { name = "王芳" }, null, null), (null, null, null),
        })
        {
            var ticket = await File(street, reporter, urgency);
            var contacts = (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}/contacts")).ShouldBeOk();
            ((string?)contacts["dueAt"])?[..16].ShouldBe(due);
            (contacts["dueAt"] is null).ShouldBe(due is null);
            contacts["items"]!.AsArray().ShouldBeEmpty();
            contacts.Header("ETag").ShouldBe("\"1\"");
        }
        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task The_first_successful_call_counts_if_it_is_in_time()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (prompt, late) = (await File(street, Reporter), await File(street, Reporter));
        var missed = (await Call(street, "dispatcher", prompt, new { kind = "response", reached = false, note = "无人接听" }))
            .ShouldBeCreated();
        ((string)missed["by"]!["name"]!).ShouldBe("dispatcher");
        missed.Header("ETag").ShouldBe("\"2\"");
        missed.Header("Location").ShouldBe($"/v1/tickets/{prompt.Id}/contacts");
        (await Contacts(street, prompt))["contactedAt"].ShouldBeNull();
        street.Clock.MoveTo("2026-11-17 08:00");
        (await Call(street, "head3", prompt, new { kind = "response", reached = true })).ShouldBeCreated();
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await Call(street, "inspector", late, new { kind = "response", reached = true })).ShouldBeCreated();
        (await Call(street, "inspector", prompt, new { kind = "response", reached = true })).ShouldBeCreated();

        var contacts = await Contacts(street, prompt);
        ((string)contacts["contactedAt"]!)[..19].ShouldBe("2026-11-17T08:00:00");
        contacts["items"]!.AsArray().Select(item => (bool)item!["reached"]!).ShouldBe([true, true, false]);
        ((string)contacts["items"]![2]!["note"]!).ShouldBe("无人接听");
        (await Counter(street, "contacts_due")).ShouldBe(2);
        (await Counter(street, "contacted_in_time")).ShouldBe(1);
        (await street.Events(prompt, "contact")).Count.ShouldBe(3);
        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task One_call_back_counts_for_each_closing_with_its_two_answers()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await File(street, Reporter);
        (await Call(street, "dispatcher", ticket, new { kind = "call_back", reached = false }))
            .ShouldRefuse(HttpStatusCode.Conflict, "not-closed-yet");
        await Closed(street, ticket);
        (await Call(street, "dispatcher", ticket, new { kind = "call_back", reached = false })).ShouldBeCreated();
        (await Counter(street, "call_backs")).ShouldBe(0);
        (await Call(street, "dispatcher", ticket,
            new { kind = "call_back", reached = true, solved = true, satisfied = false, note = "嫌慢" })).ShouldBeCreated();
        (await Call(street, "inspector", ticket, new { kind = "call_back", reached = true, solved = true, satisfied = true }))
            .ShouldRefuse(HttpStatusCode.Conflict, "already-called-back");
        (await Counter(street, "call_backs")).ShouldBe(1);
        (await Counter(street, "call_backs_solved")).ShouldBe(1);
        (await Counter(street, "call_backs_satisfied")).ShouldBe(0);

        await street.Do("supervisor", ticket, "reopen", new { reason = "不满意" });
        await street.Dispatch(ticket);
        await street.Do("officer", ticket, "take");
        await street.Do("officer", ticket, "resolve", new { result = "已重做" });
        await street.Do("inspector", ticket, "pass");
        (await Call(street, "inspector", ticket, new { kind = "call_back", reached = true, solved = true, satisfied = true }))
            .ShouldBeCreated();
        (await Counter(street, "call_backs")).ShouldBe(2);
        (await Counter(street, "call_backs_satisfied")).ShouldBe(1);
        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task A_call_is_refused_and_nothing_is_written()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await File(street, Reporter);
        var response = new { kind = "response", reached = true };
        foreach (var (who, code) in new[] { ("worker", "not-the-handler"), ("officer", "not-the-handler"),
            ("supervisor", "post-not-allowed"), ("admin", "post-not-allowed") })
            (await Call(street, who, ticket, response)).ShouldRefuse(HttpStatusCode.Forbidden, code);
        (await (await street.As("department")).Post($"/v1/tickets/{ticket.Id}/contacts", response, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        await street.App.Db.Write(tx =>
            TestStreet.Appoint(tx, street.Street.PersonId("outsider"), GridGov.Security.PostKind.Dispatcher, TestStreet.OutsideStreet));
        (await (await street.As("outsider")).Post($"/v1/tickets/{ticket.Id}/contacts", response, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("outsider")).Get($"/v1/tickets/{ticket.Id}/contacts")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.App.Nobody().Get($"/v1/tickets/{ticket.Id}/contacts")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        var dispatcher = await street.As("dispatcher");
        (await dispatcher.Post($"/v1/tickets/{ticket.Id}/contacts", response)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await dispatcher.Post($"/v1/tickets/{ticket.Id}/contacts", response, 7))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await dispatcher.Post($"/v1/tickets/{new GridGov.Data.Id(7)}/contacts", response, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await Call(street, "dispatcher", await File(street, reporter: null), response))
            .ShouldRefuse(HttpStatusCode.Conflict, "no-reporter");
        foreach (var (body, pointer, code) in new (object, string, string)[]
        {
            (new { kind = "call_back", reached = true, satisfied = true }, "/solved", "required"),
            (new { kind = "call_back", reached = true, solved = true }, "/satisfied", "required"),
            (new { kind = "call_back", reached = false, solved = true }, "/solved", "not_asked"),
            (new { kind = "response", reached = true, satisfied = true }, "/satisfied", "not_asked"),
            (new { kind = "response", reached = true, note = " " }, "/note", "required"),
            (new { kind = "response", reached = true, note = new string('长', 501) }, "/note", "too_long"),
        })
            (await Call(street, "dispatcher", ticket, body)).ShouldFault(pointer, code);
        (await Contacts(street, ticket))["items"]!.AsArray().ShouldBeEmpty();
        (await street.Read(ticket)).Version.ShouldBe(1);
        (await Counter(street, "contacted_in_time")).ShouldBe(0);

        // The handler may not ask the reporter to rate the handler's own work.
        await street.App.Db.Write(tx =>
            TestStreet.Appoint(tx, street.Street.PersonId("officer"), GridGov.Security.PostKind.Inspector, street.Street.Street));
        await Closed(street, ticket);
        (await Call(street, "officer", ticket, new { kind = "call_back", reached = true, solved = true, satisfied = true }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "resolver-cannot-check");
        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task The_reporter_of_a_merged_ticket_can_be_called_for_both()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (goesOn, merged) = (await File(street, reporter: null), await File(street, Reporter));
        await street.Do("dispatcher", merged, "merge", new { into = goesOn.Id });
        (await Call(street, "dispatcher", merged, new { kind = "response", reached = true })).ShouldBeCreated();
        await Closed(street, goesOn);
        (await Call(street, "dispatcher", goesOn, new { kind = "call_back", reached = true, solved = true, satisfied = true }))
            .ShouldBeCreated();
        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task The_limits_are_the_category_s()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var root = await street.As("rootAdmin");
        var category = (await root.Get("/v1/categories/0107")).ShouldBeOk();
        ((string)category["limits"]!["contact"]!).ShouldBe("24 urgent_hours");
        ((string)category["limits"]!["urgentContact"]!).ShouldBe("2 urgent_hours");
        (await root.Patch("/v1/categories/0107", new { limits = new { contact = "soon" } }, category.Version))
            .ShouldFault("/limits/contact", "wrong_format");
        (await root.Patch("/v1/categories/0107", new { limits = new { contact = "4 working_hours", urgentContact = "0.50 urgent_hours" } },
            category.Version)).ShouldBeOk();
        ((string)(await Contacts(street, await File(street, Reporter)))["dueAt"]!)[..16].ShouldBe("2026-11-16T12:00");
        ((string)(await Contacts(street, await File(street, Reporter, "urgent")))["dueAt"]!)[..16].ShouldBe("2026-11-16T08:30");
    }

    static async Task<Answer> Contacts(ClockStreet street, Answer ticket) =>
        (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}/contacts")).ShouldBeOk();

    /// <summary>The value of a counter, including changes that are not folded yet.</summary>
    static Task<long> Counter(ClockStreet street, string counter) => street.App.Db.Read(tx => tx.QuerySingle<long>("""
        SELECT CAST(coalesce((SELECT sum(delta) FROM counter_changes WHERE counter = @Counter), 0)
             + coalesce((SELECT sum(count)
                           FROM counters
                          WHERE counter = @Counter AND detail = 'programme' AND grain = 'month' AND code_length = 4),
             0) AS BIGINT)
        """, new { Counter = counter }));
}
