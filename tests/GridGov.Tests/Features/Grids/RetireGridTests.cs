using System.Net;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Grids;

public class RetireGridTests
{
    [Fact]
    public async Task A_retired_grid_names_its_successors_and_stays_readable()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var unit = await town.NewUnit();
        var retired = (await admin.Post(unit.Path() + "/retire", new { reason = "并入第1网格", successors = new[] { town.Grid } }, unit.Version)).ShouldBeOk();

        ((string)retired["retiredReason"]!).ShouldBe("并入第1网格");
        retired["retiredAt"].ShouldNotBeNull();
        retired["successors"]!.AsArray().Select(s => (string)s!).ShouldBe([town.Grid]);
        retired.Version.ShouldBe(2);
        (await admin.Get(unit.Path())).ShouldBeOk().Text.ShouldBe(retired.Text);
        (await town.Events((string)unit["code"]!)).ShouldBe(["create", "retire"]);
    }

    [Fact]
    public async Task Its_posts_end_and_whoever_held_only_those_sees_nothing_any_more()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var worker = await town.Worker();
        (await worker.Get($"/v1/grids/{town.Grid}")).ShouldBeOk();
        (await admin.Post($"/v1/grids/{town.Grid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();

        (await worker.Get($"/v1/grids/{town.Grid}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var (open, ended, journalled) = await town.App.Db.Read(async tx => (
            await tx.One<long>("SELECT count(*) FROM appointments WHERE grid_code = @Grid AND to_day IS NULL", new { town.Grid }),
            await tx.One<long>("SELECT count(*) FROM appointments WHERE grid_code = @Grid AND to_day = @Today AND end_reason = '撤销' AND version = 2", new { town.Grid, tx.Today }),
            await tx.One<long>("SELECT count(*) FROM journal WHERE subject_kind = 'appointment' AND grid_code = @Grid AND action = 'end'", new { town.Grid })));
        // head3, worker, officer.
        (open, ended, journalled).ShouldBe((0, 3, 3));
    }

    [Fact]
    public async Task A_post_that_has_not_begun_ends_on_its_first_day()
    {
        var town = await Town.New();
        var unit = await town.NewUnit();
        var code = (string)unit["code"]!;
        await town.App.Db.Write(async tx =>
        {
            await Town.Appoint(tx, town.PersonId("worker"), Platform.PostKind.GridWorker, code);
            await tx.Run("UPDATE appointments SET from_day = 29990101 WHERE grid_code = @Code", new { Code = code });
        });
        (await (await town.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await town.App.Db.Read(tx => tx.One<long>("SELECT to_day FROM appointments WHERE grid_code = @Code", new { Code = code }))).ShouldBe(29990101);
    }

    [Fact]
    public async Task Grids_below_it_must_go_first()
    {
        var town = await Town.New();
        (await (await town.Admin()).Post($"/v1/grids/{town.Community}/retire", new { reason = "撤销" }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "grid-has-children");
    }

    [Fact]
    public async Task Open_tickets_must_be_finished_first()
    {
        var town = await Town.New();
        var ticket = await town.File();
        var admin = await town.Admin();
        (await admin.Post($"/v1/grids/{town.Grid}/retire", new { reason = "撤销" }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "grid-has-open-tickets");
        (await (await town.Dispatcher()).Do(ticket, "reject", new { reason = "重复" })).ShouldBeOk();
        (await admin.Post($"/v1/grids/{town.Grid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task A_successor_must_be_another_grid_in_use_within_reach()
    {
        var town = await Town.New();
        var unit = await town.NewUnit();
        foreach (var successor in new[] { town.Community + "888", (string)unit["code"]!, Town.OutsideGrid })
        {
            var refused = (await (await town.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销", successors = new[] { town.Grid, successor } }, unit.Version))
                .ShouldRefuse(HttpStatusCode.Conflict, "successor-missing");
            ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/successors/1");
        }
    }

    [Fact]
    public async Task It_is_retired_only_once()
    {
        var town = await Town.New();
        var unit = await town.NewUnit();
        var admin = await town.Admin();
        var retired = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await admin.Post(unit.Path() + "/retire", new { reason = "再撤" }, retired.Version)).ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
        (await town.Events((string)unit["code"]!)).ShouldBe(["create", "retire"]);
    }

    [Fact]
    public async Task A_repeated_key_answers_the_first_again()
    {
        var town = await Town.New();
        var unit = await town.NewUnit();
        var admin = await town.Admin();
        var key = Caller.NewKey();
        var first = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version, key)).ShouldBeOk();
        var again = (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version, key)).ShouldBeOk();
        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Fact]
    public async Task Post_scope_and_version_are_checked()
    {
        var (town, other) = (await Town.New(), await Town.New());
        var address = $"/v1/grids/{town.OtherGrid}/retire";
        var body = new { reason = "撤销" };
        (await (await town.Head1()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await town.CommunityAdmin()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await other.Admin()).Post(address, body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.Admin()).Post(address, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await (await town.Admin()).Post(address, body, 9)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Fact]
    public async Task Bad_input_is_told_by_place_and_rule()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var address = $"/v1/grids/{town.Grid}/retire";
        (await admin.Post(address, new { reason = "" }, 1)).ShouldFault("/reason", "required");
        (await admin.Post(address, new { reason = new string('因', 501) }, 1)).ShouldFault("/reason", "too_long");
        (await admin.Post(address, new { reason = "因", successors = new[] { town.NextGrid, "x" } }, 1)).ShouldFault("/successors/1", "wrong_format");
        (await admin.Post(address, new { reason = "因", successors = new[] { town.NextGrid, town.NextGrid } }, 1)).ShouldFault("/successors", "duplicate");
    }
}
