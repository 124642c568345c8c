using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Tickets.HandOver;

/// <summary>The open work of somebody who leaves: the answer says what it is, and somebody else carries on.</summary>
public class HandOverTicketsTests
{
    static object Body(TestStreet street, string from, string to, params string[] tickets) => new
    {
        personId = street.PersonId(from).ToString(), handlerId = street.PersonId(to).ToString(), reason = "调离",
        ticketIds = tickets.Length == 0 ? null : tickets,
    };

    static Task<Answer> HandOver(Caller by, object body) => by.Post("/v1/tickets/hand-over", body);

    static async Task<JsonNode> Shown(TestStreet street, Answer ticket) =>
        (await (await street.CountyDispatcher()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk().Json;

    static async Task<string[]> Kinds(Caller caller) =>
        [.. (await caller.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["kind"]!)];

    [Fact]
    public async Task Disabling_says_what_is_left_and_a_colleague_carries_on()
    {
        var street = await TestStreet.New();
        var (dispatcher, admin, officer) = (await street.Dispatcher(), await street.Admin(), await street.Officer());
        var (processing, dispatched) = (await street.Processing(), await street.Dispatched());
        (await officer.Post($"/v1/tickets/{processing.Id}/request-extension", new { reason = "降雨" }, processing.Version))
            .ShouldBeCreated();
        var due = (string)(await Shown(street, processing))["dueAt"]!;

        var disabled = (await admin.Patch($"/v1/people/{officer.Person}", new { disabled = true }, 1)).ShouldBeOk();
        var work = disabled["openWork"]!;
        var counts = work.AsObject().ToDictionary(pair => pair.Key, pair => (long)pair.Value!["count"]!);
        counts.ShouldBe(new Dictionary<string, long>
        {
            ["dispatched"] = 1, ["processing"] = 1, ["suspended"] = 0, ["rework"] = 0, ["requests"] = 1, ["orders"] = 0,
            ["verifications"] = 0, ["jointActions"] = 0,
        });
        foreach (var (_, figure) in work.AsObject())
            ((long)(await admin.Get((string)figure!["list"]!)).ShouldBeOk()["count"]!).ShouldBe((long)figure["count"]!);
        (await admin.Patch($"/v1/people/{officer.Person}", new { name = "officer2" }, 2)).ShouldBeOk()["openWork"].ShouldBeNull();

        var answer = (await HandOver(dispatcher, Body(street, "officer", "instructor"))).ShouldBeOk();
        answer["handedOver"]!.AsArray().Select(ticket => $"{ticket!["id"]} {ticket["status"]} {ticket["version"]}").ShouldBe(
            [$"{processing.Id} processing {processing.Version + 2}", $"{dispatched.Id} dispatched {dispatched.Version + 1}"]);
        ((long)answer["left"]!["count"]!).ShouldBe(0);
        var carried = await Shown(street, processing);
        ((string)carried["status"]!, (string)carried["handler"]!["name"]!, (string)carried["dueAt"]!)
            .ShouldBe(("processing", "instructor", due));
        carried["pendingRequest"].ShouldBeNull();
        var last = (await dispatcher.Get($"/v1/tickets/{processing.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;
        ((string)last["action"]!, (string)last["reason"]!, (string)last["details"]!["formerName"]!)
            .ShouldBe(("hand_over", "调离", "officer2"));
        (await Kinds(await street.Instructor())).ShouldBe(["handed_over_to_me"], "one notice for all");
        (await (await street.Instructor()).Post($"/v1/tickets/{processing.Id}/resolve", new { result = "已扶正" }, processing.Version + 2))
            .ShouldBeOk();
        (await HandOver(dispatcher, Body(street, "officer", "instructor"))).ShouldBeOk()["handedOver"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ending_a_post_says_what_is_left_in_its_grid()
    {
        var street = await TestStreet.New();
        await street.Processing();
        var admin = await street.Admin();
        var held = (await admin.Get($"/v1/appointments?person={street.PersonId("officer")}")).ShouldBeOk()["items"]![0]!;
        var ended = (await admin.Post($"/v1/appointments/{held["id"]}/end", new { reason = "调任" }, 1)).ShouldBeOk();
        var figure = ended["openWork"]!["processing"]!;
        ((long)figure["count"]!).ShouldBe(1);
        ((string)figure["list"]!).ShouldContain($"grid={street.Grid}");
        ((long)(await admin.Get((string)figure["list"]!)).ShouldBeOk()["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Named_tickets_go_all_or_none_and_others_as_far_as_they_can()
    {
        var street = await TestStreet.New();
        var (dispatcher, county) = (await street.Dispatcher(), await street.CountyDispatcher());
        var here = await street.Dispatched("department");
        var elsewhere = await street.Accepted(street.OtherGrid);
        elsewhere = (await dispatcher.Do(elsewhere, "dispatch", new { handlerId = street.PersonId("department").ToString() })).ShouldBeOk();
        (await HandOver(dispatcher, Body(street, "department", "officer", here.Id, elsewhere.Id)))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        ((string)(await Shown(street, here))["handler"]!["name"]!).ShouldBe("department");

        var answer = (await HandOver(dispatcher, Body(street, "department", "officer"))).ShouldBeOk();
        answer["handedOver"]!.AsArray().Select(ticket => (string)ticket!["id"]!).ShouldBe([here.Id]);
        ((long)answer["left"]!["count"]!).ShouldBe(1);
        (await HandOver(dispatcher, Body(street, "department", "officer"))).ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        (await HandOver(county, Body(street, "department", "otherOfficer", elsewhere.Id))).ShouldBeOk();
    }

    [Fact]
    public async Task A_hand_over_is_refused_like_a_dispatch()
    {
        var street = await TestStreet.New();
        var (dispatcher, ticket) = (await street.Dispatcher(), await street.Processing());
        (await HandOver(await street.Officer(), Body(street, "officer", "instructor")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await HandOver(await street.Supervisor(), Body(street, "officer", "department")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "only-above-street");
        (await HandOver(dispatcher, Body(street, "officer", "officer"))).ShouldRefuse(HttpStatusCode.Conflict, "already-the-handler");
        (await HandOver(dispatcher, Body(street, "officer", "head3"))).ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        (await HandOver(dispatcher, Body(street, "instructor", "officer", ticket.Id))).ShouldRefuse(HttpStatusCode.Conflict, "not-in-hand");
        var other = await TestStreet.New();
        (await HandOver(await other.Dispatcher(), Body(street, "officer", "instructor", ticket.Id)))
            .ShouldRefuse(HttpStatusCode.Conflict, "not-in-hand");
        (await HandOver(dispatcher, new { personId = ticket.Id, handlerId = ticket.Id })).ShouldFault("/reason", "required");
        (await HandOver(dispatcher, new { personId = ticket.Id, handlerId = ticket.Id, reason = "x", ticketIds = Array.Empty<string>() }))
            .ShouldFault("/ticketIds", "required");
        (await HandOver(dispatcher, new { personId = ticket.Id, handlerId = ticket.Id, reason = "x", ticketIds = new[] { ticket.Id, ticket.Id } }))
            .ShouldFault("/ticketIds", "duplicate");

        var raised = (await dispatcher.Do(ticket, "escalate", new { reason = "须社区协调" })).ShouldBeOk();
        raised = (await dispatcher.Do(raised, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        (await HandOver(await street.Head3(), Body(street, "officer", "instructor", raised.Id)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        (await HandOver(await street.Head2(), Body(street, "officer", "instructor", raised.Id))).ShouldBeOk();
    }

    [Fact]
    public async Task A_hand_over_counts_in_no_measure()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.Processing();
        street.Clock.Move(TimeSpan.FromHours(1));
        var before = await Measures();
        (await HandOver(await street.As("dispatcher"), Body(street.Street, "officer", "department"))).ShouldBeOk();
        (await Measures()).ShouldBe(before);
        (await street.Events(ticket)).Count(each => (string)each["action"]! == "hand_over").ShouldBe(1);

        async Task<string> Measures()
        {
            var all = new List<string>();
            foreach (var measure in GridGov.Domain.Statistics.TicketMeasure.Codes)
            {
                var path = $"/v1/statistics/measures?from=2026-11-16&to=2026-11-30&grid={street.Street.Street}&measure={measure}";
                var total = (await (await street.As("supervisor")).Get(path)).ShouldBeOk()["total"]!;
                all.Add($"{measure} {total["numerator"]}/{total["denominator"]}");
            }
            return string.Join('\n', all);
        }
    }
}
