using System.Net;
using GridGov.Domain.PersonalData;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Sync;
using GridGov.Tests.Leaks;

namespace GridGov.Tests.Features.Places;

/// <summary>The care level is stored encrypted, read by few, one at a time, and is in nothing else.</summary>
public class CareLevelTests
{
    const string Path = PlaceSteps.Address;

    [Fact]
    public async Task A_care_level_is_read_for_a_purpose_and_each_reading_is_in_the_audit()
    {
        var street = await TestStreet.New();
        var (head, worker) = (await street.Head1(), await street.Worker());
        var place = await street.Place();
        (await Read(worker, place.Id)).ShouldBe("none");
        var set = (await worker.Put($"{Path}/{place.Id}/care-level", new { careLevel = "priority" }, place.Version)).ShouldBeOk();
        set.Version.ShouldBe(1, "it tells nobody that there is a level");
        set.Text.ShouldNotContain("priority");
        (await Read(worker, place.Id)).ShouldBe("priority");
        (await street.ActionsIn("place", place.Id)).ShouldBe(["create", "unmask_care_level", "set_care_level", "unmask_care_level"]);
        (await worker.Post($"{Path}/{place.Id}/care-level/unmask", new { })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await worker.Put($"{Path}/{place.Id}/care-level", new { careLevel = "x" }, 1)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await worker.Put($"{Path}/{place.Id}/care-level", new { careLevel = "none" }, 2)).Status
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(place.Id, StringComparison.Ordinal));

        // Posts without the right do not even learn that there is one.
        foreach (var other in new[] { await street.Officer(), await street.Dispatcher(), await street.Admin() })
        {
            (await other.Post($"{Path}/{place.Id}/care-level/unmask", new { purpose = "看看" }))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            (await other.Get($"{Path}/{place.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
                .ShouldBe(["create"]);
        }
        (await worker.Get($"{Path}/{place.Id}/events")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        (await (await street.OtherWorker()).Post($"{Path}/{place.Id}/care-level/unmask", new { purpose = "看看" }))
            .ShouldBe(HttpStatusCode.NotFound);
        (await head.Post($"{Path}/{place.Id}/retire", new { reason = "已拆迁" }, 1)).ShouldBeOk();
        (await Read(head, place.Id)).ShouldBe("none", "it is forgotten with the place");
    }

    [Fact]
    public async Task That_one_was_set_changes_nothing_that_others_read()
    {
        var street = await TestStreet.New();
        var place = await street.Place();
        var officer = await street.Officer();
        var copies = new[] { await PhoneCopy.Of(officer), await PhoneCopy.Of(await street.Worker()) };
        var before = (await officer.Get($"{Path}/{place.Id}")).ShouldBeOk();
        var level = new { careLevel = "priority" };
        (await (await street.Worker()).Put($"{Path}/{place.Id}/care-level", level, place.Version)).ShouldBeOk();
        var after = (await officer.Get($"{Path}/{place.Id}")).ShouldBeOk();
        (after.Text, after.Header("ETag")).ShouldBe((before.Text, before.Header("ETag")));
        foreach (var copy in copies)
        {
            await copy.Pull();
            copy.Changes.ShouldBeEmpty();
            await copy.ShouldEqualAnswers();
        }
    }

    [Fact]
    public async Task It_is_given_with_a_new_place_only_by_who_may_read_it()
    {
        var street = await TestStreet.New();
        var body = new { kind = "household", name = "501", grid = street.Grid, careLevel = "attention" };
        (await (await street.Dispatcher()).Post(Path, body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var place = (await (await street.Head1()).Post(Path, body)).ShouldBeCreated();
        place.Text.ShouldNotContain("attention");
        (await Read(await street.Head1(), place.Id)).ShouldBe("attention");
    }

    [Fact]
    public async Task No_list_export_event_audit_or_kept_answer_has_it_and_the_row_has_it_encrypted()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var place = (await head.Post(Path, new { kind = "household", name = "501", grid = street.Grid, careLevel = "priority" }))
            .ShouldBeCreated();
        (await head.Put($"{Path}/{place.Id}/care-level", new { careLevel = "priority" }, place.Version)).ShouldBeOk();
        foreach (var (path, type) in new[]
        {
            ("", "application/json"), ("", "text/csv"), ("", "application/geo+json"), ($"/{place.Id}", "application/json"),
            ($"/{place.Id}/events", "application/json"),
        })
            (await head.Get(Path + path, ("Accept", type))).ShouldBeOk().Text.ShouldNotContain("priority");
        (await app.Db.Read(tx => tx.QuerySingle<string>("SELECT care_level FROM places")))!.ShouldStartWith("k");
        var rows = await DatabaseDump.Of(app, []);
        var audited = await app.Db.Read(tx => tx.Query<string>("SELECT coalesce(details, '') || code FROM audit"));
        foreach (var line in rows.Concat(audited).Concat(app.Log.Lines))
            line.ShouldNotContain("priority");

        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBeEmpty();
        await KeyRotation.Run(app.Db, _ => { }, broken.Add, default);
        (await Read(head, place.Id)).ShouldBe("priority", "a rotation keeps it");
        await app.Db.Write(tx => tx.Execute("UPDATE places SET care_level = substr(care_level, 1, 20)"));
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBe([$"places/{place.Id}/care_level"]);
    }

    static async Task<string> Read(Caller caller, string place) =>
        (string)(await caller.Post($"{Path}/{place}/care-level/unmask", new { purpose = "今日走访" })).ShouldBeOk()["careLevel"]!;
}
