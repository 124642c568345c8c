using System.Net;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Grids;

public class RetireGridTests
{
    [Fact]
    public async Task A_retired_grid_names_its_successors_and_stays_readable()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var unit = await street.NewUnit();
        var retired =
            (await admin.Post(unit.Path() + "/retire", new { reason = "并入第1网格", successors = new[] { street.Grid } }, unit.Version))
                .ShouldBeOk();

        ((string)retired["retiredReason"]!).ShouldBe("并入第1网格");
        retired["retiredAt"].ShouldNotBeNull();
        retired["successors"]!.AsArray().Select(s => (string)s!).ShouldBe([street.Grid]);
        retired.Version.ShouldBe(2);
        (await admin.Get(unit.Path())).ShouldBeOk().Text.ShouldBe(retired.Text);
        (await street.Events((string)unit["code"]!)).ShouldBe(["create", "retire"]);
    }

    [Fact]
    public async Task The_posts_of_a_retired_grid_end_and_their_holders_lose_access()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var worker = await street.Worker();
        (await worker.Get($"/v1/grids/{street.Grid}")).ShouldBeOk();
        (await admin.Post($"/v1/grids/{street.Grid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();

        (await worker.Get($"/v1/grids/{street.Grid}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var (open, ended, journalled) = await street.App.Db.Read(async tx => (
            await tx.QuerySingle<long>("SELECT count(*) FROM appointments WHERE grid_code = @Grid AND to_day IS NULL", new { street.Grid }),
            await tx.QuerySingle<long>("SELECT count(*) FROM appointments WHERE grid_code = @Grid AND to_day = @Today AND end_reason = "
                + "'撤销' AND version = 2", new { street.Grid, tx.Today }),
            await tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE subject_kind = 'appointment' AND grid_code = @Grid AND action = "
                + "'end'", new { street.Grid })));
        // The ended appointments are those of head3, worker and officer.
        (open, ended, journalled).ShouldBe((0, 3, 3));
    }

    [Fact]
    public async Task A_post_that_has_not_begun_ends_on_its_first_day()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        var code = (string)unit["code"]!;
        await street.App.Db.Write(async tx =>
        {
            await TestStreet.Appoint(tx, street.PersonId("worker"), GridGov.Security.PostKind.GridWorker, code);
            await tx.Execute("UPDATE appointments SET from_day = 29990101 WHERE grid_code = @Code", new { Code = code });
        });
        (await (await street.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT to_day FROM appointments WHERE grid_code = @Code", new { Code = code }))).ShouldBe(29990101);
    }

    [Fact]
    public async Task Grids_below_must_be_retired_first()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Post($"/v1/grids/{street.Community}/retire", new { reason = "撤销" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-has-children");
    }

    [Fact]
    public async Task Open_tickets_must_be_finished_first()
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        var admin = await street.Admin();
        (await admin.Post($"/v1/grids/{street.Grid}/retire", new { reason = "撤销" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-has-open-tickets");
        (await (await street.Dispatcher()).Do(ticket, "reject", new { reason = "重复" })).ShouldBeOk();
        (await admin.Post($"/v1/grids/{street.Grid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task A_successor_must_be_another_grid_in_use_within_reach()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        foreach (var successor in new[] { street.Community + "888", (string)unit["code"]!, TestStreet.OutsideGrid })
        {
            var refused = (await (await street.Admin())
                .Post(unit.Path() + "/retire", new { reason = "撤销", successors = new[] { street.Grid, successor } }, unit.Version))
                .ShouldRefuse(HttpStatusCode.Conflict, "successor-missing");
            ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/successors/1");
        }
    }

    [Fact]
    public async Task A_grid_is_retired_only_once()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        var admin = await street.Admin();
        var retired = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await admin.Post(unit.Path() + "/retire", new { reason = "再撤" }, retired.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
        (await street.Events((string)unit["code"]!)).ShouldBe(["create", "retire"]);
    }

    [Fact]
    public async Task A_repeated_key_repeats_the_first_response()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        var admin = await street.Admin();
        var key = Caller.NewKey();
        var first = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version, key)).ShouldBeOk();
        var again = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version, key)).ShouldBeOk();
        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Fact]
    public async Task Post_scope_and_version_are_checked()
    {
        var (street, other) = (await TestStreet.New(), await TestStreet.New());
        var address = $"/v1/grids/{street.OtherGrid}/retire";
        var body = new { reason = "撤销" };
        (await (await street.Head1()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.CommunityAdmin()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await other.Admin()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Post(address, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await (await street.Admin()).Post(address, body, 9)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Fact]
    public async Task Bad_input_is_reported_with_place_and_rule()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var address = $"/v1/grids/{street.Grid}/retire";
        (await admin.Post(address, new { reason = "" }, 1)).ShouldFault("/reason", "required");
        (await admin.Post(address, new { reason = new string('因', 501) }, 1)).ShouldFault("/reason", "too_long");
        (await admin.Post(address, new { reason = "因", successors = new[] { street.NextGrid, "x" } }, 1))
            .ShouldFault("/successors/1", "wrong_format");
        (await admin.Post(address, new { reason = "因", successors = new[] { street.NextGrid, street.NextGrid } }, 1))
            .ShouldFault("/successors", "duplicate");
    }
}
