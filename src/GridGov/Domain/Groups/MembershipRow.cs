using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Groups;

/// <summary>A stored membership with the names that it shows.</summary>
sealed record MembershipRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "membership";

    public required Id Id { get; init; }
    public required Id GroupId { get; init; }
    public required string GroupName { get; init; }
    public required GroupKind GroupKind { get; init; }
    public required string GridCode { get; init; }
    public Id? PersonId { get; init; }
    public string? PersonName { get; init; }
    public bool Disabled { get; init; }
    public Id? MemberGroupId { get; init; }
    public string? MemberGroupName { get; init; }
    public string? Encrypted { get; init; }
    public Instant? AnonymisedAt { get; init; }
    public required MembershipRole Role { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public string? EndReason { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatorName { get; init; }
    public required long Version { get; init; }

    /// <summary>The membership, if the caller reads the members of its group.</summary>
    public static Task<MembershipRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle(FindInScope, Read, new { Id = id }, actor.ScopeOf(Capability.GroupRead));

    public async Task<Membership> ToMembership(Tx tx)
    {
        var secret = Encrypted is null ? null : await MemberSecret.Decrypt(tx, Id, Encrypted);
        return new Membership(
            Id, new Membership.GroupRef(GroupId, GroupName, GroupKind, GridCode), PersonId, MemberGroupId,
            PersonName ?? MemberGroupName ?? secret!.MaskedName ?? FreeText.Mask, secret?.MaskedPhone, AnonymisedAt, Role, From, To,
            EndReason, Disabled, CreatedAt, new Membership.PersonRef(CreatedBy, CreatorName), Version);
    }

    public static MembershipRow Read(Columns c) => new()
    {
        Id = c.Id(),
        GroupId = c.Id(),
        GroupName = c.Text(),
        GroupKind = c.Enum<GroupKind>(),
        GridCode = c.Text(),
        PersonId = c.IdOrNull(),
        PersonName = c.TextOrNull(),
        Disabled = c.InstantOrNull() is not null,
        MemberGroupId = c.IdOrNull(),
        MemberGroupName = c.TextOrNull(),
        Encrypted = c.TextOrNull(),
        AnonymisedAt = c.InstantOrNull(),
        Role = c.Enum<MembershipRole>(),
        From = c.Day(),
        To = c.DayOrNull(),
        EndReason = c.TextOrNull(),
        CreatedAt = c.Instant(),
        CreatedBy = c.Id(),
        CreatorName = c.Text(),
        Version = c.Long(),
    };

    public const string Select = """
        SELECT m.id, m.group_id, g.name AS group_name, g.kind AS group_kind, g.grid_code, m.person_id, p.name AS person_name, p.disabled_at,
               m.member_group_id, o.name AS member_group_name, m.encrypted, m.anonymised_at, m.role, m.from_day, m.to_day, m.end_reason,
               m.created_at, m.created_by, c.name AS creator_name, m.version
          FROM memberships m
          JOIN groups g ON g.id = m.group_id
          JOIN people c ON c.id = m.created_by
          LEFT JOIN people p ON p.id = m.person_id
          LEFT JOIN groups o ON o.id = m.member_group_id
        """;

    const string FindInScope = $"{Select} WHERE m.id = @Id AND {GroupRow.IsWhole}";

    /// <summary>Held on the day of a parameter.</summary>
    public const string IsOnDay = "m.from_day <= @day AND (m.to_day IS NULL OR m.to_day > @day)";
}
