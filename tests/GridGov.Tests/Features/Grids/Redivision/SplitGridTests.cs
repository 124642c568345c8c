using System.Net;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Grids.Redivision;

public class SplitGridTests
{
    static object Halves(object? west = null, object? east = null, string reason = "一分为二") =>
        new { reason, into = new[] { new { name = "西网格", boundary = west }, new { name = "东网格", boundary = east } } };

    static object InHalves => Halves(RedivisionSteps.Box(113.60, 34.70, 113.605, 34.71), RedivisionSteps.Box(113.605, 34.70, 113.61, 34.71));

    [Fact]
    public async Task Open_tickets_follow_to_the_part_that_contains_their_place_and_closed_ones_stay()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var (admin, officer) = (await street.Admin(), await street.Officer());
        var (west, east) = (await street.FileAt(113.602, 34.705), await street.FileAt(113.608, 34.705));
        var (nowhere, outside) = (await street.File(), await street.FileAt(113.6101, 34.705));
        var processing = await street.Processing();
        var closed = await street.Closed();
        var established = await Established(street, street.Community);

        var split = (await admin.Post($"/v1/grids/{street.Grid}/split", InHalves, (await street.Grid(street.Grid)).Version)).ShouldBeOk();
        var (first, second) = (street.Community + "003", street.Community + "004");
        split.Codes("created").ShouldBe([first, second]);
        split.Codes("retired").ShouldBe([street.Grid]);
        split["tickets"]!.AsArray().Select(each => ((string)each!["to"]!, (int)each["count"]!, (int)each["byPlace"]!))
            .ShouldBe([(first, 4, 1), (second, 1, 1)]);

        (await street.GridOf(west)).ShouldBe(first);
        (await street.GridOf(east)).ShouldBe(second);
        (await street.GridOf(nowhere)).ShouldBe(first);
        (await street.GridOf(closed)).ShouldBe(street.Grid);
        var moved = (await (await street.Dispatcher()).Get($"/v1/tickets/{outside.Id}")).ShouldBeOk();
        ((string)moved["grid"]!["code"]!).ShouldBe(first, "nothing contains its place");
        ((int)moved["outsideGrid"]!["metres"]!).ShouldBeInRange(450, 480, "it is flagged anew");
        var last = (await (await street.Dispatcher()).Get($"/v1/tickets/{west.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;
        ((string)last["action"]!, (string)last["reason"]!).ShouldBe(("amend", "一分为二"));

        // Its handler carries on.
        var handled = (await officer.Get($"/v1/tickets/{processing.Id}")).ShouldBeOk();
        ((string)handled["handler"]!["id"]!, (string)handled["status"]!).ShouldBe((street.PersonId("officer").ToString(), "processing"));
        (await officer.Do(handled, "resolve", new { result = "已处置" })).ShouldBeOk();
        (await Established(street, street.Community)).ShouldBe(established, "the community's figures stay");
        (await Established(street, first)).ShouldBe("1");
    }

    static async Task<string> Established(TestStreet street, string grid) =>
        (await (await street.Supervisor()).Get($"/v1/statistics/measures?measure=resolution_rate&grid={grid}")).ShouldBeOk()["items"]![0]![
            "denominator"]!.ToString();

    [Fact]
    public async Task Posts_go_on_in_every_part_and_the_old_code_keeps_answering()
    {
        var street = await TestStreet.New();
        var (admin, worker) = (await street.Admin(), await street.Worker());
        var split = (await admin.Post($"/v1/grids/{street.Grid}/split", Halves(), 1)).ShouldBeOk();
        split["posts"]!.AsArray().Select(each => $"{each!["post"]} {each["to"]!.AsArray().Count} {each["notHeld"]!.AsArray().Count}").Order()
            .ShouldBe(["grid_head 2 0", "grid_worker 2 0", "service_officer 2 0"]);
        foreach (var part in split.Codes("created"))
        {
            (await worker.Post("/v1/tickets", new { category = "0107", description = "行道树倾斜", grid = part })).ShouldBeCreated();
            var roster = (await admin.Get($"/v1/grids/{part}/roster")).ShouldBeOk();
            ((string)roster["first"]!["person"]!["name"]!).ShouldBe("head3");
        }
        (await worker.Post("/v1/tickets", new { category = "0107", description = "行道树倾斜", grid = street.Grid }))
            .Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Conflict);

        var old = await street.Grid(street.Grid);
        old["successors"]!.AsArray().Select(code => (string)code!).ShouldBe(split.Codes("created"));
        ((string)old["retiredReason"]!).ShouldBe("一分为二");
        (await street.Events(street.Grid)).ShouldBe(["retire"]);
        (await street.Events(split.Codes("created")[0])).ShouldBe(["create"]);
    }

    [Fact]
    public async Task A_post_goes_on_where_it_is_sent_unless_somebody_would_be_left_with_tickets()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var officers = (await admin.Get($"/v1/appointments?grid={street.Grid}&post=service_officer")).ShouldBeOk()["items"]!.AsArray();
        var appointment = (string)officers.Single()!["id"]!;
        object Sent(int[] into) => new
        {
            reason = "一分为二", into = new[] { new { name = "西网格" }, new { name = "东网格" } },
            posts = new[] { new { appointmentId = appointment, into } },
        };
        await street.Processing();
        (await admin.Post($"/v1/grids/{street.Grid}/split", Sent([1]), 1)).ShouldFault("", "handler_left_behind", "invalid-redivision");
        (await street.Events(street.Grid)).ShouldBeEmpty("nothing was written");

        var split = (await admin.Post($"/v1/grids/{street.Grid}/split", Sent([0]), 1)).ShouldBeOk();
        split["posts"]!.AsArray().Single(each => (string)each!["appointmentId"]! == appointment)!["to"]!.AsArray().Select(code => (string)code!)
            .ShouldBe([split.Codes("created")[0]]);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_writes_nothing()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var ticket = await street.FileAt(113.608, 34.705);
        var version = (await street.Grid(street.Grid)).Version;
        var shown = (await admin.Post($"/v1/grids/{street.Grid}/split?dryRun=true", InHalves, version)).ShouldBeOk();
        ((bool)shown["dryRun"]!).ShouldBeTrue();
        (await street.GridOf(ticket)).ShouldBe(street.Grid);
        (await street.Grid(street.Grid)).Version.ShouldBe(version);
        (await admin.Get($"/v1/grids/{shown.Codes("created")[0]}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var done = (await admin.Post($"/v1/grids/{street.Grid}/split", InHalves, version)).ShouldBeOk();
        foreach (var part in new[] { "retired", "created", "tickets", "redrawn" })
            done[part]!.ToJsonString().ShouldBe(shown[part]!.ToJsonString());
    }

    [Fact]
    public async Task Boundaries_that_overlap_or_leave_the_parent_are_named_with_their_place()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var version = (await street.Grid(street.Grid)).Version;
        var wrong = Halves(RedivisionSteps.Box(113.60, 34.70, 113.606, 34.71), RedivisionSteps.Box(113.605, 34.70, 113.61, 34.72));
        var answer = await admin.Post($"/v1/grids/{street.Grid}/split", wrong, version);
        answer.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-redivision");
        answer["errors"]!.AsArray().Select(each => $"{each!["pointer"]} {each["code"]}").Order(StringComparer.Ordinal)
            .ShouldBe(["/into/1/boundary outside_parent", "/into/1/boundary overlap"]);
        var shown = (await admin.Post($"/v1/grids/{street.Grid}/split?dryRun=true", wrong, version)).ShouldBeOk();
        shown["faults"]!.AsArray().Select(each => (double)each!["lng"]!).ShouldAllBe(lng => lng > 113.60 && lng < 113.61);

        (await admin.Post($"/v1/grids/{street.Grid}/split", Halves(RedivisionSteps.Box(113.60, 34.70, 113.605, 34.71)), version))
            .ShouldFault("/into", "boundary_missing", "invalid-redivision");
        (await admin.Post($"/v1/grids/{street.Grid}/split", Halves(new { type = "Polygon", coordinates = "x" }, new { }), version))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-redivision");
    }

    [Fact]
    public async Task The_grids_of_a_community_are_divided_among_its_parts()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var ticket = await street.FileAt(113.602, 34.705);
        var version = (await street.Grid(street.Community)).Version;
        object Parts(params string[][] children) =>
            new { reason = "社区拆分", into = children.Select((each, i) => new { name = $"社区{i}", children = each }).ToArray() };
        (await admin.Post($"/v1/grids/{street.Community}/split", Parts([street.Grid], []), version))
            .ShouldFault("/into", "child_not_assigned", "invalid-redivision");
        (await admin.Post($"/v1/grids/{street.Community}/split", Parts([street.Grid, street.OtherGrid], [street.NextGrid]), version))
            .ShouldFault("/into/0/children", "unknown_grid", "invalid-redivision");

        var split = (await admin.Post($"/v1/grids/{street.Community}/split", Parts([street.NextGrid], [street.Grid]), version)).ShouldBeOk();
        var grid = split["created"]!.AsArray().Single(each => (string)each!["predecessors"]![0]! == street.Grid)!;
        ((string)grid["code"]!).ShouldBe(street.Street + "004001");
        (await street.GridOf(ticket)).ShouldBe((string)grid["code"]!);
        (await admin.Get($"/v1/grids/{(string)grid["code"]!}/boundary")).ShouldBeOk();
        (await (await street.Worker()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        split.Codes("retired").ShouldBe([street.Community, street.Grid, street.NextGrid]);
    }

    [Fact]
    public async Task A_dry_run_does_not_tell_where_a_confidential_ticket_lies()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var petition = (await (await street.Dispatcher()).Post("/v1/tickets", new
        {
            category = "0704", description = "信访", grid = street.Grid, location = new { lng = 113.608, lat = 34.705 },
        })).ShouldBeCreated();
        var version = (await street.Grid(street.Grid)).Version;
        var shown = (await admin.Post($"/v1/grids/{street.Grid}/split?dryRun=true", InHalves, version)).ShouldBeOk();
        var west = street.Community + "003";
        shown["tickets"]!.AsArray().Select(each => ((string)each!["to"]!, (int)each["byPlace"]!)).ShouldBe([(west, 0)]);
        (await admin.Post($"/v1/grids/{street.Grid}/split", InHalves, version)).ShouldBeOk();
        (await street.GridOf(petition)).ShouldBe(street.Community + "004");
    }

    [Fact]
    public async Task A_refusal_does_not_tell_where_a_confidential_ticket_lies()
    {
        var answers = new List<string>();
        foreach (var lng in new[] { 113.602, 113.608 })
        {
            var street = await TestStreet.New();
            await street.DrawBoundaries();
            var admin = await street.Admin();
            var petition = (await (await street.Dispatcher()).Post("/v1/tickets", new
            {
                category = "0704", description = "信访", grid = street.Grid, location = new { lng, lat = 34.705 },
            })).ShouldBeCreated();
            (await (await street.Dispatcher()).Do(petition, "verify",
                new { verifierId = street.PersonId("worker").ToString(), question = "请核实" })).ShouldBeOk();
            var post = (await admin.Get($"/v1/appointments?grid={street.Grid}&post=grid_worker")).ShouldBeOk()["items"]!.AsArray().Single()!;
            var refused = await admin.Post($"/v1/grids/{street.Grid}/split", new
            {
                reason = "x",
                into = new[]
                {
                    new { name = "西", boundary = RedivisionSteps.Box(113.60, 34.70, 113.605, 34.71) },
                    new { name = "东", boundary = RedivisionSteps.Box(113.605, 34.70, 113.61, 34.71) },
                },
                posts = new[] { new { appointmentId = (string)post["id"]!, into = new[] { 0 } } },
            }, (await street.Grid(street.Grid)).Version);
            refused.ShouldFault("", "handler_left_behind", "invalid-redivision");
            answers.Add(refused["errors"]!.ToJsonString());
        }
        answers[1].ShouldBe(answers[0]);
    }

    [Fact]
    public async Task Records_of_people_follow_and_whoever_made_an_appointment_still_does_not_confirm_it()
    {
        var street = await TestStreet.New();
        var (admin, root) = (await street.Admin(), await street.RootAdmin());
        var accomplice = (await admin.Post("/v1/people", new { name = "新网格长", username = "newhead", grid = street.NextGrid })).ShouldBeCreated();
        (await admin.Post("/v1/appointments", new { personId = accomplice.Id, post = "grid_head", responsibility = "direct", grid = street.NextGrid }))
            .ShouldBeCreated();
        var split = (await root.Post($"/v1/grids/{street.NextGrid}/split", Halves(), 1)).ShouldBeOk();
        var part = split.Codes("created")[0];
        ((string)(await admin.Get($"/v1/people/{accomplice.Id}")).ShouldBeOk()["grid"]!).ShouldBe(part);
        var waiting = (await admin.Get($"/v1/appointments?grid={part}&status=pending")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        (await admin.Post($"/v1/appointments/{(string)waiting["id"]!}/confirm", new { }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another");
        (await root.Post($"/v1/appointments/{(string)waiting["id"]!}/confirm", new { }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task Refusals()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/grids/{street.Grid}/split";
        (await (await street.Head3()).Post(path, Halves(), 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Post(path, Halves(), 1)).Status.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        (await admin.Post($"/v1/grids/{TestStreet.OutsideGrid}/split", Halves(), 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Post(path, Halves(), 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await admin.Post($"/v1/grids/{street.Street}/split", Halves(), 1)).ShouldRefuse(HttpStatusCode.Conflict, "grid-not-divisible");
        (await admin.Post(path, new { reason = "", into = new[] { new { name = "一" } } }, 1)).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        (await admin.Post(path, new { reason = "x", into = new[] { new { name = "一", code = "990101001002009" }, new { name = "二", code = "990101001002008" } } }, 1))
            .ShouldFault("/into/0/code", "parent_disagrees", "invalid-redivision");
        (await admin.Post(path, new { reason = "x", into = new object?[] { null, new { name = "二" } } }, 1)).ShouldFault("/into/0", "required");
        (await admin.Post("/v1/tickets/bulk", new { tickets = new object?[] { null }, accept = new { } })).ShouldFault("/tickets/0", "required");
        (await admin.Post(path, Halves(), 1)).ShouldBeOk();
        (await admin.Post(path, Halves(), 2)).ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
    }
}
