using GridGov.Data;
using GridGov.Domain.Needs;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Random needs, claims, series, meetings and points as they stand in the tables, and a plain recount of their measures.</summary>
sealed class TogetherRows(TestStreet street, Dice dice, Instant now, DateOnly today)
{
    internal const string Salt = "AAAAAAAAAAAAAAAAAAAAAA==";
    const long DayLength = 86_400_000;

    readonly List<Need> needs = [];
    readonly List<Claim> claims = [];
    string[] grids = [];

    /// <summary>Null for no group.</summary>
    public IReadOnlyList<string?> Groups { get; private set; } = [];

    public sealed record Need(
        Id Id, NeedKind Kind, string Grid, string? Group, bool Continuing, Instant? PublishedAt, NeedClosing? Closing, Instant? ClosedAt);

    sealed record Claim(Need Need, string? Group, Instant At, Instant? ReleasedAt, Instant? ConfirmedAt);

    /// <summary>What a recount finds.</summary>
    public sealed record Counted(bool InNumerator, string Grid, string? Group, string Kind, DateOnly Day);

    public async Task Fill(int size)
    {
        grids = [street.Grid, street.NextGrid, street.OtherGrid, street.Community, street.Street];
        Groups = [null, (await street.Group("甲", grid: street.Street)).Id, (await street.Group("乙", grid: street.Street)).Id];
        await street.App.Db.Write(async tx =>
        {
            for (var i = 0; i < size; i++)
                await AddNeed(tx);
        });
        Meetings = new MeetingRows(street, dice, now, today, grids, Groups);
        await Meetings.Fill(size, needs);
    }

    MeetingRows Meetings { get; set; } = null!;

    Instant Before(int days) => new(now.Milliseconds - 1 - dice.Next(days * (int)(DayLength / 1000)) * 1000L);

    async Task AddNeed(Tx tx)
    {
        Instant? published = dice.OneIn(6) ? null : Before(60);
        NeedClosing? closing = dice.OneIn(2) ? null : dice.Of(Enum.GetValues<NeedClosing>());
        var need = new Need(tx.NewId(), dice.Of(Enum.GetValues<NeedKind>()), dice.Of(grids), dice.Of([.. Groups]), dice.OneIn(5), published,
            closing, closing is null ? null : Before(20));
        needs.Add(need);
        await tx.Execute("""
            INSERT INTO needs (id, kind, title, grid_code, group_id, salt, hidden, status, closing, continuing, cycle, slots, claim_by,
                               submitted_by, submitted_at, published_at, closed_at, version)
            VALUES (@Id, @Kind, '需求', @Grid, @Group, @Salt, 0, @Status, @Closing, @Continuing, @Cycle, 5, 20300101, @By, 0, @PublishedAt,
                    @ClosedAt, 1)
            """, new
        {
            need.Id, need.Kind, need.Grid, Group = GroupId(need.Group), Salt, Status = closing is null ? "open" : "closed", need.Closing,
            need.Continuing, Cycle = need.Continuing ? "month" : null, By = street.PersonId("worker"), need.PublishedAt, need.ClosedAt,
        });
        for (var i = dice.Next(3); i > 0; i--)
        {
            var at = Before(50);
            Instant? released = dice.OneIn(3) ? Since(at) : null;
            Instant? confirmed = released is null && dice.OneIn(2) ? Since(at) : null;
            var claim = new Claim(need, dice.Of([.. Groups]), at, released, confirmed);
            claims.Add(claim);
            await tx.Execute("""
                INSERT INTO claims (id, need_id, group_id, claimed_by, status, claimed_at, confirmed_at, released_at, disputes, version)
                VALUES (@Id, @Need, @Group, @By, @Status, @At, @ConfirmedAt, @ReleasedAt, 0, 1)
                """, new
            {
                Id = tx.NewId(), Need = need.Id, Group = GroupId(claim.Group), By = street.PersonId("worker"), claim.At,
                Status = released is not null ? "released" : confirmed is not null ? "confirmed" : "serving", claim.ConfirmedAt,
                claim.ReleasedAt,
            });
        }

        Instant Since(Instant from) => new(from.Milliseconds + dice.Next((int)Math.Min(now.Milliseconds - from.Milliseconds, int.MaxValue)));
    }

    public IEnumerable<Counted> Of(string measure, string root, DateOnly begin, DateOnly to, Instant at) =>
        Everything(measure, at).Where(one => one.Grid.StartsWith(root, StringComparison.Ordinal) && one.Day >= begin && one.Day < to);

    IEnumerable<Counted> Everything(string measure, Instant at)
    {
        bool By(Instant? instant) => instant is { } known && known.Milliseconds <= at.Milliseconds;
        bool Stands(Claim claim) => By(claim.At) && !By(claim.ReleasedAt);
        return measure switch
        {
            "claim_rate" => from need in needs
                            where By(need.PublishedAt) && !(need.Closing is NeedClosing.Withdrawn or NeedClosing.Declined && By(need.ClosedAt))
                            select new Counted(claims.Exists(claim => claim.Need == need && Stands(claim)), need.Grid, need.Group,
                                need.Kind.ToCode(), DayOf(need.PublishedAt!.Value)),
            "fulfilment_rate" => from claim in claims
                                 where Stands(claim) && !claim.Need.Continuing
                                 select new Counted(By(claim.ConfirmedAt), claim.Need.Grid, claim.Group, claim.Need.Kind.ToCode(), DayOf(claim.At)),
            "meeting_rate" => Meetings.Cycles(at),
            "answer_rate" => Meetings.PointsAt(at),
            _ => throw new ArgumentOutOfRangeException(nameof(measure)),
        };
    }

    DateOnly DayOf(Instant instant) => street.App.Services.GetRequiredService<Clock>().DayOf(instant);

    internal static Id? GroupId(string? group) => group is null ? null : TicketSteps.IdOf(group);
}
