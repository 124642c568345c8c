using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Features.DayLogs;
using GridGov.Features.Records;
using GridGov.Features.Rounds;

namespace GridGov.Demo;

/// <summary>
/// The patrol that runs while somebody looks at the demo: the demo worker's round of yesterday with its track, the checkpoint in order and
/// a finding in a courtyard that became a ticket. What is due today is still to be done.
/// </summary>
sealed class CurrentPatrol(Db db, DemoStreet street, DemoPlaces places, DemoActors actors)
{
    const string Grid = DemoStreet.Grid6;

    Id campaign;
    Round? round;

    public async Task Start(CancellationToken ct)
    {
        var actor = await actors.Get(street.Dispatcher, ct);
        var today = await db.Read(tx => Task.FromResult(tx.Today), ct);
        campaign = await DemoCampaigns.PlanAndStart(db, actor, new(
            CampaignKind.Patrol, "日常巡查", [DemoStreet.Street], today, today.AddDays(180), CampaignCycle.Day,
            new PlaceFilter([PlaceKind.Checkpoint]), LeaderId: street.Dispatcher), ct);
    }

    public async Task StartRound(CancellationToken ct)
    {
        var started = await new StartRound(db) { Actor = await actors.Get(street.DemoWorker, ct) }.ExecuteAsync(new(Grid, campaign), ct);
        round = started.Result is Created<Round> { Value: { } made } ? made : throw DemoStreet.Refused(started.Result);
    }

    /// <summary>The checkpoint in order, the way to the courtyard, and a finding there.</summary>
    public async Task Record(Instant now, CancellationToken ct)
    {
        var actor = await actors.Get(street.DemoWorker, ct);
        var (from, to) = (PlaceOf(PlaceKind.Checkpoint), PlaceOf(PlaceKind.Courtyard));
        var way = Enumerable.Range(0, 13).Select(i => new TrackRound.Point(
            now - TimeSpan.FromMinutes(26 - (i * 2)),
            from.Lng + ((to.Lng - from.Lng) * i / 12), from.Lat + ((to.Lat - from.Lat) * i / 12), Accuracy: 8));
        var tracked = await new TrackRound(db) { Actor = actor }.ExecuteAsync(new(round!.Id, new([.. way])), ct);
        if (tracked.Result is ProblemHttpResult or NotFound)
            throw DemoStreet.Refused(tracked.Result);
        await Make(new(RecordOutcome.InOrder, from.Id, new(from.Lng, from.Lat), CampaignId: campaign, RoundId: round.Id));
        await Make(new(RecordOutcome.Finding, to.Id, new(to.Lng, to.Lat), CampaignId: campaign, RoundId: round.Id,
            Finding: new RecordFinding("0101", new FreeText("院内垃圾桶倾倒，垃圾散落"))));

        DemoPlace PlaceOf(PlaceKind kind) => places.All.First(place => place.Grid == Grid && place.Kind == kind);

        async Task Make(CreateRecord.Request request)
        {
            var made = await new CreateRecord(db, CityEnvelopes.BuiltIn) { Actor = actor }.ExecuteAsync(request, ct);
            if (made.Result is not Created<RecordDetails>)
                throw DemoStreet.Refused(made.Result);
        }
    }

    /// <summary>The address of the day log of the demo worker's last round; null when there is none.</summary>
    public static Task<string?> FindDayLog(Db db, CancellationToken ct) => db.Read(async tx =>
    {
        var (person, day) = await tx.QuerySingle(FindLastRound, c => (c.Id(), c.Day()), new { Username = "demo-worker" });
        return person == Id.None ? null : PersonDayLog.Address(person, DayLogTexts.Date(day));
    }, ct);

    public async Task FinishRound(CancellationToken ct)
    {
        var finished = await new FinishRound(db) { Actor = await actors.Get(street.DemoWorker, ct) }.ExecuteAsync(new(round!.Id, null), ct);
        if (finished.Result is not Ok<Round>)
            throw DemoStreet.Refused(finished.Result);
    }

    const string FindLastRound = """
        SELECT r.person_id, r.day
          FROM rounds r
          JOIN people p ON p.id = r.person_id
         WHERE p.username = @Username
         ORDER BY r.day DESC, r.id DESC
         LIMIT 1
        """;
}
