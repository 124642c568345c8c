using GridGov.Data;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Verification.Replays;
using GridGov.Encryption;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Events;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>What was changed, added or cut of campaigns, rounds and records is found by verify.</summary>
public class TamperedFieldWorkTests
{
    static readonly string[] Falsifications =
    [
        "UPDATE campaigns SET name = 'x'", "UPDATE campaigns SET status = 'closed', ended_at = 1", "UPDATE campaigns SET to_day = 20990101",
        "UPDATE campaigns SET target = '{}'", "UPDATE campaigns SET questions = '[ ]'", "UPDATE campaigns SET version = 9",
        "UPDATE campaign_grids SET grid_code = (SELECT max(code) FROM grids WHERE length(code) = 9)", "DELETE FROM campaign_grids",
        "DELETE FROM campaign_targets", "UPDATE campaign_targets SET until_at = from_at + 1 WHERE until_at IS NULL",
        "UPDATE campaign_targets SET until_at = NULL", "UPDATE campaign_targets SET grid_code = (SELECT max(code) FROM grids)",
        "INSERT INTO campaign_targets (campaign_id, place_id, from_at, grid_code) SELECT c.id, p.id, 7, p.grid_code FROM campaigns c, places p",
        "UPDATE rounds SET ended_at = ended_at - 1", "UPDATE rounds SET grid_code = (SELECT max(code) FROM grids)",
        "UPDATE rounds SET metres = metres + 1", "UPDATE rounds SET track_points = 7", "UPDATE rounds SET ending = 'lapsed'",
        "DELETE FROM round_points WHERE done_at = (SELECT max(done_at) FROM round_points)", "UPDATE round_points SET lng = lng + 0.0001",
        "UPDATE round_points SET too_fast = 1 - too_fast", "UPDATE records SET outcome = 'met'", "UPDATE records SET done_at = done_at - 1",
        "UPDATE records SET cycle_day = 20200101", "UPDATE records SET quantity = 7", "UPDATE records SET corrected_by = NULL",
        "UPDATE records SET encrypted = NULL", "UPDATE records SET outside_grid = 1 - outside_grid", "DELETE FROM record_photos",
        "DELETE FROM record_needs", "UPDATE record_needs SET record_id = (SELECT min(id) FROM records)",
        "INSERT INTO record_needs (record_id, need_id) SELECT (SELECT min(id) FROM records), max(need_id) FROM record_needs",
        "UPDATE record_photos SET sha256 = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "DELETE FROM records WHERE corrected_by IS NULL AND corrects_id IS NULL AND id NOT IN (SELECT record_id FROM record_photos)"
            + " AND id NOT IN (SELECT record_id FROM record_needs)",
        """
        INSERT INTO records (id, grid_code, person_id, post, recorded_at, done_at, day, outcome, outside_grid)
        SELECT 7, grid_code, person_id, post, 1, 1, 20260101, 'met', 0 FROM records LIMIT 1
        """,
        """
        INSERT INTO rounds (id, person_id, grid_code, day, started_at, ended_at, ending, created_at, track_points, metres, version)
        SELECT 7, person_id, grid_code, day, started_at, ended_at, ending, created_at, 0, 0, 1 FROM rounds LIMIT 1
        """,
    ];

    [Fact]
    public async Task What_was_changed_added_or_cut_is_found()
    {
        await using var app = new App();
        await FieldWork(app);
        (await app.Differences()).ShouldBeEmpty();
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
        (await app.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_that_were_exchanged_are_found_with_the_keys_and_key_rotation_keeps_them()
    {
        await using var app = new App();
        var (worker, record) = await FieldWork(app);
        var rotated = await KeyRotation.Run(app.Db, _ => { }, _ => { }, default);
        rotated.Rewritten.ShouldBeGreaterThan(0);
        ((string)(await worker.Get($"{Records}/{record}")).ShouldBeOk()["note"]!).ShouldBe("见到老人");
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        var id = Id.Parse(record, null);
        await app.Db.Write(async tx =>
        {
            var forged = await FieldEncryption.Encrypt(tx, $"records/{id}", """{"salt":"AA==","note":"x"}""");
            await tx.Execute("UPDATE records SET encrypted = @forged WHERE id = @id", new { forged, id });
        });
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);
    }

    static async Task Replay(Tx tx, List<string> found)
    {
        IReadOnlyList<IEventReplay> replays = [new CampaignReplay(), new RoundReplay(), new RecordReplay()];
        void Differs(string place, string what) => found.Add($"{place}: {what}");
        foreach (var entry in await JournalRows.All(tx))
        {
            foreach (var replay in replays)
                replay.Apply(entry, Differs);
        }
        foreach (var replay in replays)
            await replay.Compare(tx, withKeys: true, Differs);
    }

    /// <summary>A running campaign, a finished round, and records with words, a correction, a photo and a need.</summary>
    static async Task<(Caller Worker, string Record)> FieldWork(App app)
    {
        var street = await TestStreet.New(app);
        var (head, worker) = (await street.Head1(), await street.Worker());
        var (one, two) = (await street.Place("一", tags: ["独居"]), await street.Place("二"));
        var campaign = await street.Running(Plan(street, target: new { tags = new[] { "独居" } }));
        (await head.Patch($"/v1/places/{two.Id}", new { tags = new[] { "独居" } }, two.Version)).ShouldBeOk();
        (await head.Patch($"/v1/places/{one.Id}", new { tags = Array.Empty<string>() }, one.Version)).ShouldBeOk();
        var round = (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromHours(1)) })).ShouldBeCreated();
        (await worker.Post($"{Rounds}/{round.Id}/track", new
        {
            points = Enumerable.Range(0, 9).Select(i => new
            {
                doneAt = Ago(TimeSpan.FromSeconds(3000 - (60 * i))), lng = 113.65 + (0.0005 * i), lat = 34.75,
            }),
        })).ShouldBeOk();
        var made = await worker.Record(new { outcome = "absent", placeId = two.Id, campaignId = campaign.Id, roundId = round.Id });
        (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "refused" })).ShouldBeCreated();
        var upload = (await worker.Upload(TestPhoto.Jpeg())).ShouldBeCreated();
        await worker.Record(new { outcome = "in_order", grid = street.Grid, photos = new[] { upload.Id } });
        var words = await worker.Record(new { outcome = "met", placeId = two.Id, campaignId = campaign.Id, note = "见到老人" });
        await worker.Record(new { outcome = "in_order", grid = street.Grid });
        await worker.Record(new { outcome = "met", placeId = two.Id, needs = new[] { new { kind = "service", title = "陪护就医" } } });
        (await worker.Post($"{Rounds}/{round.Id}/finish", null)).ShouldBeOk();
        return (worker, words.RecordId());
    }
}
