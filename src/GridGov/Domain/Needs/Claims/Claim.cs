using GridGov.Api;

namespace GridGov.Domain.Needs.Claims;

/// <summary>A claim (认领) of a need, by a group or by a person in the own name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Need">The need.</param>
/// <param name="Group">The group that claimed it; null for a person's own claim.</param>
/// <param name="ClaimedBy">Who claimed it.</param>
/// <param name="OfferId">The offer with which it is met.</param>
/// <param name="Status">Its status.</param>
/// <param name="ClaimedAt">The time of the claim.</param>
/// <param name="DoneAt">The time at which it was last reported done.</param>
/// <param name="ConfirmedAt">The time at which it was confirmed.</param>
/// <param name="ConfirmedBy">Who confirmed it.</param>
/// <param name="ReleasedAt">The time at which it was released.</param>
/// <param name="Disputes">How often done was not accepted.</param>
/// <param name="Reason">The reason of the last dispute or of the release; only in the answer of one claim.</param>
/// <param name="Records">The number of its records.</param>
/// <param name="Owed">The records that it owes, of a continuing need; null for none.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Claim(
    Id Id, Claim.NeedRef Need, Need.GroupRef? Group, Need.PersonRef ClaimedBy, Id? OfferId, ClaimStatus Status, Instant ClaimedAt,
    Instant? DoneAt, Instant? ConfirmedAt, Need.PersonRef? ConfirmedBy, Instant? ReleasedAt, int Disputes, string? Reason, int Records,
    Claim.OwedRef? Owed, long Version) : IVersioned
{
    /// <summary>The kind of subject of their events.</summary>
    internal const string Subject = "claim";

    /// <summary>The need of a claim.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Kind">What is needed.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Grid">Its grid.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Continuing">Whether it continues.</param>
    public sealed record NeedRef(Id Id, NeedKind Kind, string Title, Need.GridRef Grid, NeedStatus Status, bool Continuing);

    /// <summary>The records that a claim owes.</summary>
    /// <param name="Cycles">The number of cycles without a record, with the present one.</param>
    /// <param name="First">The first day of the earliest of them, yyyy-MM-dd.</param>
    /// <param name="Last">Its last day, yyyy-MM-dd.</param>
    public sealed record OwedRef(int Cycles, DateOnly First, DateOnly Last);
}
