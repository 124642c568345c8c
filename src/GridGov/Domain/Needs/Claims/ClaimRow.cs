using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Domain.Needs.Claims;

/// <summary>The row of a claim with the names that are shown with it.</summary>
sealed record ClaimRow
{
    const int AtOnce = 512;

    public required Id Id { get; init; }
    public required Id NeedId { get; init; }
    public required NeedKind NeedKind { get; init; }
    public required string NeedTitle { get; init; }
    public required NeedStatus NeedStatus { get; init; }
    public required bool Continuing { get; init; }
    public NeedCycle? Cycle { get; init; }
    public required bool Hidden { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public GroupKind? GroupKind { get; init; }
    public required Id ClaimedBy { get; init; }
    public required string ClaimedByName { get; init; }
    public Id? OfferId { get; init; }
    public required ClaimStatus Status { get; init; }
    public required Instant ClaimedAt { get; init; }
    public Instant? DoneAt { get; init; }
    public Instant? ConfirmedAt { get; init; }
    public Id? ConfirmedBy { get; init; }
    public string? ConfirmedByName { get; init; }
    public Instant? ReleasedAt { get; init; }
    public required int Disputes { get; init; }

    /// <summary>The reason, encrypted: see <see cref="ClaimWords"/>.</summary>
    public string? Encrypted { get; init; }
    public DateOnly? OwesFrom { get; init; }
    public required int Records { get; init; }
    public required long Version { get; init; }

    /// <summary>
    /// The condition on claims c of needs n that a caller may read: those in the grids of the caller's posts, those by the caller's
    /// groups, and those of needs of these groups.
    /// </summary>
    public const string InScope = "(@scope(n.grid_code, groups: n.group_id) OR @scope(n.grid_code, groups: c.group_id))";

    /// <summary>The condition on claims c that the person made, or that were made for a group that the person acts for.</summary>
    public static string IsOwn(Actor actor, DynamicParameters parameters)
    {
        parameters.Add("ownClaims", actor.Id);
        return actor.Representations is []
            ? "(c.group_id IS NULL AND c.claimed_by = @ownClaims)"
            : "((c.group_id IS NULL AND c.claimed_by = @ownClaims) OR c.group_id IN "
                + InList.Of(parameters, "ownGroup", actor.Representations.Select(each => each.Group).Distinct()) + ")";
    }

    public static Task<ClaimRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle(
        $"{Select} WHERE c.id = @Id AND {InScope}", Read, new { Id = id }, actor.ScopeOf(Capability.NeedRead));

    public static async Task<ClaimRow> Load(Tx tx, Id id) => (await tx.QuerySingle(Select + " WHERE c.id = @Id", Read, new { Id = id }))!;

    /// <summary>Whether the caller claimed it in the own name, or acts for the group that did.</summary>
    public bool IsOf(Actor actor) =>
        GroupId is { } group ? actor.RepresentationOf(group) is not null : ClaimedBy == actor.Id;

    /// <summary>The claims of a list, without reasons.</summary>
    public static async Task<List<Claim>> Show(Tx tx, IReadOnlyList<ClaimRow> rows)
    {
        var owing = rows.Where(row => row.OwesFrom <= tx.Today && ClaimLifecycle.IsOpen(row.Status)).Select(row => row.Id).ToList();
        var recorded = new Dictionary<Id, HashSet<DateOnly>>();
        foreach (var portion in owing.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            foreach (var (claim, day) in await tx.Query($"""
                SELECT r.claim_id, r.cycle_day
                  FROM claim_records r
                 WHERE r.claim_id IN {InList.Of(parameters, "claim", portion)} AND r.cycle_day IS NOT NULL
                 GROUP BY r.claim_id, r.cycle_day
                """, c => (c.Id(), c.Day()), parameters))
            {
                if (!recorded.TryGetValue(claim, out var days))
                    recorded[claim] = days = [];
                days.Add(day);
            }
        }
        return [.. rows.Select(row => row.Show(tx.Today, recorded.GetValueOrDefault(row.Id) ?? []))];
    }

    /// <summary>One claim, with its reason.</summary>
    public static async Task<Claim> ShowOne(Tx tx, ClaimRow row)
    {
        var claim = (await Show(tx, [row]))[0];
        return row is { Encrypted: { } text, Hidden: false }
            ? claim with { Reason = await ClaimWords.Decrypt(tx, ClaimWords.ReasonPlace(row.Id), text) }
            : claim;
    }

    public static async Task<Claim> Reload(Tx tx, Id id) => await ShowOne(tx, await Load(tx, id));

    Claim Show(DateOnly today, HashSet<DateOnly> recorded) => new(
        Id, new Claim.NeedRef(NeedId, NeedKind, NeedTitle, new Need.GridRef(GridCode, GridName), NeedStatus, Continuing),
        GroupId is { } group ? new Need.GroupRef(group, GroupName!, GroupKind!.Value) : null,
        new Need.PersonRef(ClaimedBy, ClaimedByName), OfferId, Status, ClaimedAt, DoneAt, ConfirmedAt,
        ConfirmedBy is { } by ? new Need.PersonRef(by, ConfirmedByName!) : null, ReleasedAt, Disputes, null, Records,
        Cycle is { } cycle && OwesFrom is { } from && ClaimLifecycle.IsOpen(Status)
            && OwedCycles.Owed(cycle, from, today, recorded) is var (cycles, first, last)
            ? new Claim.OwedRef(cycles, first, last)
            : null,
        Version);

    public static ClaimRow Read(Columns c) => new()
    {
        Id = c.Id(), NeedId = c.Id(), NeedKind = c.Enum<NeedKind>(), NeedTitle = c.Text(), NeedStatus = c.Enum<NeedStatus>(),
        Continuing = c.Flag(), Cycle = c.EnumOrNull<NeedCycle>(), Hidden = c.Flag(), GridCode = c.Text(), GridName = c.Text(),
        GroupId = c.IdOrNull(), GroupName = c.TextOrNull(), GroupKind = c.EnumOrNull<GroupKind>(), ClaimedBy = c.Id(),
        ClaimedByName = c.Text(), OfferId = c.IdOrNull(), Status = c.Enum<ClaimStatus>(), ClaimedAt = c.Instant(),
        DoneAt = c.InstantOrNull(), ConfirmedAt = c.InstantOrNull(), ConfirmedBy = c.IdOrNull(), ConfirmedByName = c.TextOrNull(),
        ReleasedAt = c.InstantOrNull(), Disputes = c.Int(), Encrypted = c.TextOrNull(), OwesFrom = c.DayOrNull(), Records = c.Int(),
        Version = c.Long(),
    };

    public const string Select = """
        SELECT c.id, c.need_id, n.kind, n.title, n.status AS need_status, n.continuing, n.cycle, n.hidden, n.grid_code,
               g.name AS grid_name, c.group_id, o.name AS group_name, o.kind AS group_kind, c.claimed_by, w.name AS claimed_by_name,
               c.offer_id, c.status, c.claimed_at, c.done_at, c.confirmed_at, c.confirmed_by, f.name AS confirmed_by_name, c.released_at,
               c.disputes, c.encrypted, c.owes_from, (SELECT count(*) FROM claim_records r WHERE r.claim_id = c.id) AS records, c.version
          FROM claims c
          JOIN needs n ON n.id = c.need_id
          JOIN grids g ON g.code = n.grid_code
          JOIN people w ON w.id = c.claimed_by
          LEFT JOIN people f ON f.id = c.confirmed_by
          LEFT JOIN groups o ON o.id = c.group_id
        """;
}
