using GridGov.Data;
using GridGov.Domain.Campaigns;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Tracks that arrive in pieces are judged as if they had arrived at once, and each piece costs little.</summary>
public class RoundTrackTests
{
    [Fact]
    public async Task Pieces_in_any_order_are_judged_like_the_whole()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(2);
        var round = (await worker.Post(Rounds, new { doneAt = At(start) })).ShouldBeCreated();
        var random = new Random(7);
        var points = Enumerable.Range(0, 240).Select(i =>
        {
            // One in eight is far away, some outside the grid, and some within it too far for the time.
            var east = random.Next(8) == 0 ? random.Next(-90_000, 90_000) : 20 + (i % 20 * 10);
            var (seconds, at) = (i * (random.Next(3) == 0 ? 4 : 9), boundaries.At(east, random.Next(20, 900)));
            return new { doneAt = At(start.AddSeconds(seconds)), lng = at.Lng, lat = at.Lat };
        }).DistinctBy(point => point.doneAt).ToArray();
        random.Shuffle(points);
        var ended = false;
        for (var sent = 0; sent < points.Length;)
        {
            var piece = points[sent..Math.Min(points.Length, sent + random.Next(1, 24))];
            var tracked = (await worker.Post($"{Rounds}/{round.Id}/track", new { points = piece })).ShouldBeOk();
            sent += piece.Length;
            ((int)tracked["taken"]!, (int)tracked["points"]!).ShouldBe((piece.Length, sent));
            await AssertJudged(worker, round.Id, (double)tracked["metres"]!);
            if (!ended && sent > points.Length / 2)
                (await worker.Post($"{Rounds}/{round.Id}/finish", new { doneAt = At(start.AddHours(1.5)) })).ShouldBeOk();
            ended |= sent > points.Length / 2;
        }
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(round.Id, StringComparison.Ordinal));
    }

    static async Task AssertJudged(Caller worker, string round, double metres)
    {
        var stored = (await worker.Get($"{Rounds}/{round}/track")).ShouldBeOk()["properties"]!["points"]!.AsArray().Select(point =>
            new TrackPoint(new(DateTimeOffset.Parse((string)point!["doneAt"]!, null).ToUnixTimeMilliseconds()), (double)point["lng"]!,
                (double)point["lat"]!, null, (bool)point["outsideGrid"]!, (bool)point["tooFast"]!)).ToList();
        var judged = RoundTrack.Judge(stored);
        stored.ShouldBe(judged.Points);
        metres.ShouldBe(judged.Metres);
    }

    [Fact]
    public async Task A_wrong_point_that_arrives_late_changes_few_flags_in_few_statements()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(2);
        var round = (await worker.Post(Rounds, new { doneAt = At(start) })).ShouldBeCreated();
        Task<Answer> Track(params IEnumerable<object> points) => worker.Post($"{Rounds}/{round.Id}/track", new { points });
        var walked = (await Track(Enumerable.Range(1, 300).Select(i => Point(i * 4, 113.6 + (i * 0.00004))))).ShouldBeOk();
        ((int)walked["flagged"]!).ShouldBe(0);
        // 9,000 km away: whoever was there is in no time of that day at the next point.
        var statements = new List<string>();
        app.Engine.OnStatement = (_, sql) => statements.Add(sql);
        var wrong = (await Track(Point(0, 20))).ShouldBeOk();
        app.Engine.OnStatement = null;
        statements.Count(sql => sql.StartsWith("UPDATE round_points", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1);
        var flags = (await worker.Get($"{Rounds}/{round.Id}/track")).ShouldBeOk()["properties"]!["points"]!.AsArray();
        flags.Count(point => (bool)point!["tooFast"]!).ShouldBeLessThanOrEqualTo(RoundTrack.Reach);
        ((double)wrong["metres"]!).ShouldBe((double)walked["metres"]!, 10);

        object Point(int seconds, double lng) => new { doneAt = At(start.AddSeconds(seconds)), lng, lat = 34.7 };
    }

    [Fact]
    public void One_wrong_point_makes_no_other_one_too_fast_for_long()
    {
        foreach (var wrong in new[] { 0, 1, 5, 20 })
        {
            var points = Enumerable.Range(0, 40).Select(i => new TrackPoint(
                new Instant(1_790_000_000_000 + (i * 4000)), i == wrong ? 20 : 113.6 + (i * 0.00004), 34.7, null, OutsideGrid: false));
            var (judged, metres) = RoundTrack.Judge(points);
            judged.Index().Where(each => each.Item.TooFast).Select(each => each.Index).ShouldBe([wrong == 0 ? 1 : wrong], $"{wrong}");
            metres.ShouldBeInRange(120, 150, $"{wrong}");
        }
    }
}
