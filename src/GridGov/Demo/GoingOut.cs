using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Features.Records;
using GridGov.Features.Rounds;

namespace GridGov.Demo;

/// <summary>Something that is done at a time of the scenario, after what its chain did before.</summary>
sealed record TimedAct(DateTimeOffset At, object Chain, Func<CancellationToken, Task> Play);

/// <summary>
/// Half a year of going out in 铭功路街道: daily patrols (日巡查) of all checkpoints, and door knocking (敲门行动) once a month. Only the rounds of one
/// grid are kept, because each takes two acts. Who goes when, and what is missed, comes from a seeded random source; it covers between 80
/// and 100 percent.
/// </summary>
sealed class GoingOut(Db db, DemoStreet street, DemoPlaces places, DemoActors actors)
{
    static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    static readonly DateOnly First = new(2012, 5, 1);
    static readonly DateOnly Last = new(2012, 10, 31);

    /// <summary>Apart from the other random sources, so that what they draw stays the same.</summary>
    readonly Random random = new(20120502);
    readonly List<TimedAct> acts = [];
    Id patrol;
    Id visit;

    /// <summary>Plans and starts the two campaigns, and gives what is done in them, in time order.</summary>
    public async Task<IReadOnlyList<TimedAct>> Plan(CancellationToken ct)
    {
        var dispatcher = await actors.Get(street.Dispatcher, ct);
        patrol = await DemoCampaigns.PlanAndStart(db, dispatcher, new(CampaignKind.Patrol, "每日巡查", [DemoStreet.Street], First, Last, CampaignCycle.Day,
            new PlaceFilter([PlaceKind.Checkpoint]), "每天到每个巡查点"), ct);
        visit = await DemoCampaigns.PlanAndStart(db, dispatcher, new(CampaignKind.Visit, "每月敲门行动", [DemoStreet.Street], First, Last, CampaignCycle.Month,
            new PlaceFilter([PlaceKind.Household, PlaceKind.Premises]), "每月走访一次住户和场所",
            Questions: [new("needs", QuestionType.YesNo, new("是否有困难需要帮助", "Is help needed?"), Required: true)]), ct);
        var byGrid = places.All.ToLookup(place => place.Grid, StringComparer.Ordinal);
        foreach (var grid in street.Grids)
        {
            var checkpoint = byGrid[grid].Single(place => place.Kind == PlaceKind.Checkpoint);
            for (var day = First; day <= Last; day = day.AddDays(1))
                PlanPatrol(grid, day, checkpoint);
            foreach (var door in byGrid[grid].Where(place => place.Kind is PlaceKind.Household or PlaceKind.Premises))
            {
                for (var month = First.Month; month <= Last.Month; month++)
                    PlanVisit(grid, month, door);
            }
        }
        return [.. acts.OrderBy(act => act.At)];
    }

    void PlanPatrol(string grid, DateOnly day, DemoPlace checkpoint)
    {
        var at = At(day, 8, 20).AddSeconds(random.Next(3600));
        var isDone = random.NextDouble() < 0.93;
        var worker = street.WorkerOf(grid);
        if (grid != DemoStreet.Grid6)
        {
            if (isDone)
                Record(at, checkpoint, worker, patrol, checkpoint, RecordOutcome.InOrder);
            return;
        }
        var round = new OpenRound();
        Then(at, round, async ct =>
        {
            var started = await new StartRound(db) { Actor = await actors.Get(worker, ct) }.ExecuteAsync(new(grid, patrol), ct);
            round.Id = started.Result is Created<Round> { Value: { } made } ? made.Id : throw DemoStreet.Refused(started.Result);
        });
        if (isDone)
            Record(at.AddMinutes(20), round, worker, patrol, checkpoint, RecordOutcome.InOrder);
        Then(at.AddMinutes(50), round, async ct =>
        {
            var finished = await new FinishRound(db) { Actor = await actors.Get(worker, ct) }.ExecuteAsync(new(round.Id!.Value, null), ct);
            if (finished.Result is not Ok<Round>)
                throw DemoStreet.Refused(finished.Result);
        });
    }

    void PlanVisit(string grid, int month, DemoPlace door)
    {
        var (worker, day) = (street.WorkerOf(grid), new DateOnly(2012, month, random.Next(3, 25)));
        var isDone = random.NextDouble() < 0.96;
        var outcome = random.NextDouble() switch
        {
            < 0.12 => RecordOutcome.Absent,
            < 0.15 => RecordOutcome.Refused,
            _ => RecordOutcome.Met,
        };
        if (!isDone)
            return;
        Record(Evening(day), door, worker, visit, door, outcome);
        // Where nobody was, most come again in the same month.
        if (outcome == RecordOutcome.Absent && random.NextDouble() < 0.6)
            Record(Evening(day.AddDays(3)), door, worker, visit, door, RecordOutcome.Met);

        DateTimeOffset Evening(DateOnly on) => At(on, 15, 0).AddSeconds(random.Next(4 * 3600));
    }

    void Record(DateTimeOffset at, object chain, Id worker, Id campaign, DemoPlace place, RecordOutcome outcome)
    {
        var (lng, lat) = (place.Lng + ((random.NextDouble() - 0.5) * 0.0002), place.Lat + ((random.NextDouble() - 0.5) * 0.0002));
        Then(at, chain, async ct =>
        {
            var made = await new CreateRecord(db, Domain.CityEnvelopes.BuiltIn) { Actor = await actors.Get(worker, ct) }.ExecuteAsync(
                new(outcome, place.Id, new(lng, lat), CampaignId: campaign, RoundId: (chain as OpenRound)?.Id,
                    Answers: campaign == visit && outcome == RecordOutcome.Met ? NoNeeds : null), ct);
            if (made.Result is not Created<RecordDetails>)
                throw DemoStreet.Refused(made.Result);
        });
    }

    static readonly System.Text.Json.JsonElement NoNeeds = System.Text.Json.JsonSerializer.SerializeToElement(new { needs = false });

    void Then(DateTimeOffset at, object chain, Func<CancellationToken, Task> act) => acts.Add(new TimedAct(at, chain, act));

    static DateTimeOffset At(DateOnly day, int hour, int minute) => new(day.ToDateTime(new TimeOnly(hour, minute)), Offset);

    sealed class OpenRound
    {
        public Id? Id { get; set; }
    }
}
