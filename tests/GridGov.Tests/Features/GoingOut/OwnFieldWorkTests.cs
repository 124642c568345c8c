using System.Net;
using System.Text.Json.Nodes;
using GridGov.Security;
using GridGov.Tests.Features.Sync;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Who made a round or a record goes on with it where they read nothing, or nothing any more.</summary>
public class OwnFieldWorkTests
{
    [Fact]
    public async Task Who_has_moved_tracks_and_finishes_the_round_that_is_open_and_corrects_own_records()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var round = (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromHours(1)) })).ShouldBeCreated();
        var made = await worker.Record(new { outcome = "in_order", grid = street.Grid, roundId = round.Id, note = "楼道" });
        await StreetMembers.End(street, "worker");
        await StreetMembers.Appoint(street.App, street.PersonId("worker"), PostKind.GridWorker, street.OtherGrid);
        worker = await street.SignedInAgain("worker");
        ((string)(await worker.Post(Rounds, new { })).ShouldRefuse(HttpStatusCode.Conflict, "round-open")["roundId"]!).ShouldBe(round.Id);
        // What is read there is read no more.
        (await worker.Get($"{Rounds}/{round.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await worker.Get($"{Records}/{made.RecordId()}")).ShouldBe(HttpStatusCode.NotFound);

        var point = new { doneAt = Ago(TimeSpan.FromMinutes(30)), lng = 113.6, lat = 34.7 };
        ((int)(await worker.Post($"{Rounds}/{round.Id}/track", new { points = new[] { point } })).ShouldBeOk()["taken"]!).ShouldBe(1);
        var pushed = await worker.Push(PushSteps.Act("f1", "finish_round", subject: round.Id));
        pushed.Outcomes().ShouldBe(["done"], pushed.Text);
        (await worker.Post(Rounds, new { })).ShouldBeCreated();
        var corrected = (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "absent" })).ShouldBeCreated();
        ((string)corrected["record"]!["grid"]!["code"]!).ShouldBe(street.Grid);
        // What was made there until that day and is sent within a week counts; what was made before the post began does not.
        var late = await worker.Record(new { outcome = "in_order", grid = street.Grid, doneAt = Ago(TimeSpan.FromMinutes(40)) });
        ((string)late["record"]!["grid"]!["code"]!).ShouldBe(street.Grid);
        var found = await worker.Record(new
        {
            outcome = "finding", grid = street.Grid, doneAt = Ago(TimeSpan.FromMinutes(30)),
            finding = new { category = "0107", description = "行道树倾斜" },
        });
        ((string)found["record"]!["outcome"]!).ShouldBe("finding");
        var filed = (await (await street.Dispatcher()).Get($"/v1/tickets?grid={street.Grid}&source=patrol&count=true")).ShouldBeOk();
        ((long)filed["count"]!).ShouldBe(1, "its ticket was filed by the former post");
        // What is done there now is not, and no round begins there.
        (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid }))
            .ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid, doneAt = Ago(TimeSpan.FromDays(9)) }))
            .ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        (await (await street.OtherWorker()).Post(Records, new { outcome = "in_order", grid = street.Grid }))
            .ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        // Another person's round is nobody's own.
        (await (await street.OtherWorker()).Post($"{Rounds}/{round.Id}/finish", null)).ShouldBe(HttpStatusCode.NotFound);
        (await street.App.Differences()).ShouldNotContain(each =>
            each.Contains(round.Id, StringComparison.Ordinal) || each.Contains(made.RecordId(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_done_before_a_re_division_and_is_sent_after_it_goes_to_the_successor()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        var (first, second) = (street.Community + "003", street.Community + "004");
        var before = Ago(TimeSpan.FromMinutes(30));
        (await (await street.Admin()).Post($"/v1/grids/{street.Grid}/split", new
        {
            reason = "一分为二",
            into = new[] { (0, 125, "西"), (125, 250, "东") }.Select(part => new
            {
                name = part.Item3, boundary = JsonNode.Parse(boundaries.Box("", part.Item1, part.Item2))!["geometry"],
            }),
        }, 2)).ShouldBeOk();
        worker = await street.SignedInAgain("worker");
        foreach (var (east, grid) in new[] { (50, first), (200, second) })
        {
            var made = await worker.Record(new { outcome = "in_order", grid = street.Grid, position = Position(east), doneAt = before });
            ((string)made["record"]!["grid"]!["code"]!).ShouldBe(grid);
        }
        // Without a position either could be meant, and what is done today is done in a grid of today.
        (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid, doneAt = before }))
            .ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid, position = Position(50) }))
            .ShouldFault("/grid", "not-going-out-there", "not-going-out-there");

        object Position(double east) => boundaries.Location(east, 500);
    }

    [Fact]
    public async Task A_key_that_writes_and_does_not_read_sees_what_it_made()
    {
        var street = await TestStreet.New();
        var key = (await StreetMembers.WithKey(street, "worker", PostKind.GridWorker, street.Grid, Capability.RecordWrite)).Caller;
        var round = (await key.Post(Rounds, new { })).ShouldBeCreated();
        var made = await key.Record(new { outcome = "in_order", grid = street.Grid, roundId = round.Id });
        var corrected = (await key.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "absent" })).ShouldBeCreated();
        ((string)corrected["record"]!["corrects"]!).ShouldBe(made.RecordId());
        (await key.Post($"{Rounds}/{round.Id}/finish", null)).ShouldBeOk();
        (await key.Get($"{Records}/{made.RecordId()}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }
}
