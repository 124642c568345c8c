using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Leaks;

namespace GridGov.Tests.Features.Tickets.Handlers;

/// <summary>The list of who can be given work in a grid.</summary>
public class ListHandlersTests
{
    static async Task<List<JsonNode>> List(Caller caller, string query) =>
        [.. (await caller.Get($"/v1/handlers?{query}")).ShouldBeOk()["items"]!.AsArray().Select(item => item!)];

    /// <summary>Without posts for the whole deployment, which other tests of the same server make.</summary>
    static List<string> Names(IEnumerable<JsonNode> items) =>
        [.. items.Where(item => (string)item["grid"]! != GridCode.Everywhere).Select(item => (string)item["name"]!)];

    [Fact]
    public async Task Officers_instructors_and_departments_of_the_grid_are_listed_the_nearest_first_with_their_work()
    {
        // On the shared server other tests appoint people in the same county.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (dispatcher, officer) = (await street.Dispatcher(), street.PersonId("officer").ToString());
        await street.Dispatched();
        await street.Processing();
        var found = await List(dispatcher, $"grid={street.Grid}");
        Names(found).ShouldBe(["officer", "instructor", "department"]);
        var first = found[0];
        ((string)first["personId"]!, (string)first["post"]!, (string)first["role"]!, (string)first["grid"]!, (int)first["level"]!)
            .ShouldBe((officer, "service_officer", "urban_management", street.Grid, 3));
        ((long)first["inHand"]!["dispatched"]!, (long)first["inHand"]!["processing"]!).ShouldBe((1, 1));
        ((long)(await dispatcher.Get((string)first["inHand"]!["list"]!)).ShouldBeOk()["count"]!).ShouldBe(2);
        found[2]["role"].ShouldBeNull();
        Names(await List(dispatcher, $"grid={street.Grid}&role=urban_management")).ShouldBe(["officer", "instructor"]);
        Names(await List(dispatcher, $"grid={street.Grid}&for=summon")).ShouldBe(["officer", "instructor", "department"]);
        Names(await List(dispatcher, $"grid={street.Grid}&for=verify")).ShouldBe(["worker", "inspector"]);
        Names(await List(await street.Head3(), $"grid={street.Grid}")).ShouldBe(["officer", "instructor", "department"]);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_are_counted()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var dispatcher = await street.Dispatcher();
        var names = new List<string>();
        for (var path = $"/v1/handlers?grid={street.Grid}&limit=1&count=true"; ;)
        {
            var page = (await dispatcher.Get(path)).ShouldBeOk();
            ((long)page["count"]!).ShouldBe(3);
            names.AddRange(Names(page["items"]!.AsArray().Select(item => item!)));
            if ((string?)page["next"] is not { } next)
                break;
            path = $"/v1/handlers?grid={street.Grid}&limit=1&count=true&cursor={next}";
        }
        names.ShouldBe(["officer", "instructor", "department"]);
        var cursor = (string)(await dispatcher.Get($"/v1/handlers?grid={street.Grid}&limit=1")).ShouldBeOk()["next"]!;
        (await dispatcher.Get($"/v1/handlers?grid={street.NextGrid}&cursor={cursor}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    /// <summary>One rule decides for the list and for the acts: everybody in the street is tried.</summary>
    [Fact]
    public async Task Exactly_those_listed_can_be_given_the_work()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        await StreetMembers.End(street, "officer");
        await StreetMembers.Appoint(street.App, street.PersonId("officer"), PostKind.Instructor, street.OtherCommunity, "culture");
        var disabled = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "gone", street.Street));
        await StreetMembers.Appoint(street.App, disabled, PostKind.DepartmentHandler, street.County);
        await street.App.Db.Write(tx => tx.Execute("UPDATE people SET disabled_at = @Now WHERE id = @Id", new { tx.Now, Id = disabled }));
        var people = await street.App.Db.Read(tx => tx.Query<Id>(
            "SELECT DISTINCT person_id FROM appointments WHERE grid_code >= @County AND grid_code < @End", new
            {
                street.County, End = GridCode.EndOfSubtree(street.County),
            }));
        foreach (var (work, verb, refusal) in new[]
        {
            ("dispatch", "dispatch", "handler-outside-grid"), ("summon", "joint-actions", "participant-outside-grid"),
            ("verify", "verify", "verifier-outside-grid"),
        })
        {
            var listed = (await List(dispatcher, $"grid={street.Grid}&for={work}")).ConvertAll(item => (string)item["personId"]!);
            listed.ShouldNotBeEmpty();
            foreach (var person in people.Select(id => id.ToString()))
            {
                var ticket = verb == "verify" ? await street.File() : await street.Accepted();
                object body = verb switch
                {
                    "dispatch" => new { handlerId = person },
                    "verify" => new { verifierId = person, question = "是否属实" },
                    _ => new { purpose = "修剪", participants = new[] { new { personId = person } } },
                };
                var answer = await dispatcher.Do(ticket, verb, body);
                if (listed.Contains(person))
                    ((int)answer.Status).ShouldBeInRange(200, 201, answer.Text);
                else
                    answer.ShouldRefuse(HttpStatusCode.Conflict, refusal);
            }
        }
    }

    [Fact]
    public async Task What_is_wrong_or_outside_is_refused()
    {
        var street = await TestStreet.New();
        var (dispatcher, head) = (await street.Dispatcher(), await street.Head3());
        (await dispatcher.Get("/v1/handlers")).ShouldFault("/grid", "required");
        (await dispatcher.Get("/v1/handlers?grid=41x")).ShouldFault("/grid", "wrong_format");
        (await dispatcher.Get($"/v1/handlers?grid={street.Grid}&for=cook")).ShouldFault("/for", "unknown_code");
        (await dispatcher.Get($"/v1/handlers?grid={street.County}")).ShouldRefuse(HttpStatusCode.BadRequest, "not-a-grid");
        (await dispatcher.Get($"/v1/handlers?grid={street.Grid}&role=cook")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-role");
        foreach (var outside in new[] { street.NextGrid, TestStreet.OutsideGrid })
            (await head.Get($"/v1/handlers?grid={outside}")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-grid");
        foreach (var who in new[] { "worker", "officer", "department", "inspector", "admin" })
            (await (await street.As(who)).Get($"/v1/handlers?grid={street.Grid}"))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Get($"/v1/handlers?grid={street.Grid}&for=verify"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }
}
