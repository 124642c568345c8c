using GridGov.Data;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Verification.Replays;
using GridGov.Encryption;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Events;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>What was changed, added or cut of needs, claims and offers is found by verify, and they follow their grids.</summary>
public class NeedVerificationTests
{
    static readonly string[] Falsifications =
    [
        "UPDATE needs SET title = 'x'", "UPDATE needs SET description = NULL", "UPDATE needs SET place_id = NULL",
        "UPDATE needs SET salt = 'AAAAAAAAAAAAAAAAAAAAAAAA'", "UPDATE needs SET contact = NULL", "UPDATE needs SET status = 'open'",
        "UPDATE needs SET slots = 9", "UPDATE needs SET claim_by = 20990101",
        "UPDATE needs SET submitted_by = (SELECT max(id) FROM people)",
        "UPDATE needs SET published_at = 7", "UPDATE needs SET closed_at = 7", "UPDATE needs SET closing = NULL WHERE closing IS NOT NULL",
        "UPDATE needs SET reason = 'x'", "UPDATE needs SET hidden = 1 - hidden",
        "UPDATE needs SET grid_code = (SELECT max(code) FROM grids)",
        "UPDATE needs SET version = 9", "UPDATE needs SET alerted_at = 7",
        "UPDATE claims SET status = 'confirmed' WHERE status <> 'confirmed'",
        "UPDATE claims SET claimed_by = (SELECT max(id) FROM people)", "UPDATE claims SET disputes = 7", "UPDATE claims SET done_at = 7",
        "UPDATE claims SET encrypted = NULL WHERE encrypted IS NOT NULL", "UPDATE claims SET owes_from = 20200101",
        "UPDATE claims SET version = 9",
        "UPDATE claim_records SET day = 20200101", "UPDATE claim_records SET encrypted = NULL",
        "UPDATE claim_records SET person_id = (SELECT max(id) FROM people)", "DELETE FROM claim_records", "UPDATE offers SET title = 'x'",
        "UPDATE offers SET hours = 'x'", "UPDATE offers SET quantity = 7", "UPDATE offers SET withdrawn_at = 7 WHERE withdrawn_at IS NULL",
        "UPDATE offers SET to_day = 20990101", "DELETE FROM offers",
        """
        INSERT INTO offers (id, kind, title, grid_code, salt, from_day, created_by, created_at, version)
        SELECT 7, kind, title, grid_code, salt, from_day, created_by, created_at, 1 FROM offers LIMIT 1
        """,
        """
        INSERT INTO claims (id, need_id, claimed_by, status, claimed_at, disputes, version)
        SELECT 7, need_id, claimed_by, 'claimed', claimed_at, 0, 1 FROM claims LIMIT 1
        """,
    ];

    [Fact]
    public async Task What_was_changed_added_or_cut_is_found_and_key_rotation_keeps_what_is_encrypted()
    {
        await using var app = new App();
        var (need, claim, dispatcher) = await Play(app);
        (await app.NeedDifferences()).ShouldBeEmpty();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        foreach (var sql in Falsifications)
        {
            var found = new List<string>();
            await app.Db.Write(async tx =>
            {
                (await tx.Execute(sql)).ShouldBeGreaterThan(0, sql);
                await Replay(tx, found);
                tx.Rollback();
                return true;
            });
            found.ShouldNotBeEmpty(sql);
        }
        (await KeyRotation.Run(app.Db, _ => { }, _ => { }, default)).Rewritten.ShouldBeGreaterThan(3);
        ((string)(await dispatcher.Get($"{NeedPath}/{need}")).ShouldBeOk()["contact"]!["phone"]!).ShouldBe("138****0001");
        ((string)(await dispatcher.Get($"{ClaimPath}/{claim}")).ShouldBeOk()["reason"]!).ShouldBe("还差一次");
        ((string)(await dispatcher.Get($"{ClaimPath}/{claim}/records")).Items()[0]!["note"]!).ShouldBe("已陪同");
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        var id = Id.Parse(need, null);
        await app.Db.Write(async tx =>
        {
            var forged = await FieldEncryption.Encrypt(tx, $"needs/{id}/contact", """{"salt":"AA==","name":"x"}""");
            await tx.Execute("UPDATE needs SET contact = @forged WHERE id = @id", new { forged, id });
        });
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);
    }

    static async Task Replay(Tx tx, List<string> found)
    {
        IReadOnlyList<IEventReplay> replays = [new NeedReplay(), new ClaimReplay(), new OfferReplay()];
        void Differs(string place, string what) => found.Add($"{place}: {what}");
        foreach (var entry in await JournalRows.All(tx))
        {
            foreach (var replay in replays)
                replay.Apply(entry, Differs);
        }
        foreach (var replay in replays)
            await replay.Compare(tx, withKeys: true, Differs);
    }

    /// <summary>A need with a place, a disputed claim and a record; one that was declined; and an offer.</summary>
    static async Task<(string Need, string Claim, Caller Dispatcher)> Play(App app)
    {
        var street = await TestStreet.New(app);
        var (officer, dispatcher) = (await street.Officer(), await street.Dispatcher());
        var place = await street.Place("活动室", "venue");
        var need = await street.Published(new { placeId = place.Id, continuing = true, cycle = "week", slots = 1 });
        var claim = (await officer.Act(await officer.Claim(need), "start")).ShouldBeOk();
        (await officer.Post($"{ClaimPath}/{claim.Id}/records", new { note = "已陪同" }, claim.Version)).ShouldBeCreated();
        claim = (await officer.Act((await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk(), "report-done")).ShouldBeOk();
        (await dispatcher.Act(claim, "dispute", new { reason = "还差一次" })).ShouldBeOk();
        var declined = await street.Submitted();
        (await dispatcher.ActOn(declined, "decline", new { reason = "已有同类需求" })).ShouldBeOk();
        (await (await street.Head1()).Post(OfferPath, new { kind = "venue", title = "会议室", placeId = place.Id, hours = "周末" }))
            .ShouldBeCreated();
        return (need.Id, claim.Id, dispatcher);
    }

    [Fact]
    public async Task Needs_and_offers_follow_to_the_successor_that_their_place_lies_in_and_closed_ones_stay()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (head, dispatcher) = (await street.Head1(), await street.Dispatcher());
        var east = await street.Place("东", "venue", position: boundaries.Location(200, 500));
        var (need, nowhere, closed) = (await street.Published(new { placeId = east.Id }),
            await street.Submitted(), await street.Submitted());
        (await dispatcher.ActOn(closed, "decline", new { reason = "x" })).ShouldBeOk();
        var offer = (await head.Post(OfferPath, new { kind = "venue", title = "东", placeId = east.Id })).ShouldBeCreated();
        (await (await street.Admin()).Post($"/v1/grids/{street.Grid}/split", new
        {
            reason = "一分为二",
            into = new[]
            {
                new { name = "西网格", boundary = System.Text.Json.Nodes.JsonNode.Parse(boundaries.Box("", 0, 125))!["geometry"] },
                new { name = "东网格", boundary = System.Text.Json.Nodes.JsonNode.Parse(boundaries.Box("", 125, 250))!["geometry"] },
            },
        }, 2)).ShouldBeOk();
        async Task<string> GridOf(string path) => (string)(await head.Get(path)).ShouldBeOk()["grid"]!["code"]!;
        (await GridOf($"{NeedPath}/{need.Id}")).ShouldBe(street.Community + "004");
        (await GridOf($"{NeedPath}/{nowhere.Id}")).ShouldBe(street.Community + "003");
        (await GridOf($"{NeedPath}/{closed.Id}")).ShouldBe(street.Grid);
        (await GridOf($"{OfferPath}/{offer.Id}")).ShouldBe(street.Community + "004");
        (await head.Get($"{NeedPath}/{need.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["submit", "publish", "follow"]);
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }
}
