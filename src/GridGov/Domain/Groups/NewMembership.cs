using System.Globalization;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Groups;

/// <summary>A membership to be entered, alone or with a file: of a person with an account, of one without, or of a group.</summary>
/// <param name="Group">A group whose members the caller manages.</param>
sealed record NewMembership(GroupRow Group, MembershipRole Role, DateOnly From, DateOnly? To)
{
    public Id? PersonId { get; init; }
    public Id? MemberGroupId { get; init; }
    public MemberSecret? Secret { get; init; }

    /// <returns>The membership, or the refusal; nothing was written then.</returns>
    public async Task<(MembershipRow? Row, Refusal? Refusal)> Make(Tx tx, Actor actor, KnownMembers known)
    {
        if (Group.EndedAt is not null)
            return (null, new Refusal("group-ended", Pointer: null, Group.Name));
        var (name, refusal) = PersonId is { } person ? await CheckPerson(tx, actor, person)
            : MemberGroupId is { } member ? await CheckGroup(tx, actor, member)
            : (null, null);
        if (refusal is not null)
            return (null, refusal);
        if (await FindOther(tx, known) is { } day)
            return (null, new Refusal("member-already", Pointer, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        var id = tx.NewId();
        var row = new MembershipRow
        {
            Id = id,
            GroupId = Group.Id,
            GroupName = Group.Name,
            GroupKind = Group.Kind,
            GridCode = Group.GridCode,
            PersonId = PersonId,
            PersonName = PersonId is null ? null : name,
            MemberGroupId = MemberGroupId,
            MemberGroupName = MemberGroupId is null ? null : name,
            Encrypted = Secret is null ? null : await Secret.Encrypt(tx, id),
            Role = Role,
            From = From,
            To = To,
            CreatedAt = tx.Now,
            CreatedBy = actor.Id,
            CreatorName = actor.Name,
            Version = 1,
        };
        await MembershipStore.Insert(tx, actor, row, Secret);
        known.Add(row, Secret);
        return (row, null);
    }

    string Pointer => PersonId is not null ? "/personId" : MemberGroupId is not null ? "/memberGroupId" : "/person/name";

    static async Task<(string? Name, Refusal? Refusal)> CheckPerson(Tx tx, Actor actor, Id person)
    {
        var (_, name, refusal) = await FindPerson(tx, actor, person, username: null);
        return (name, refusal);
    }

    /// <summary>The person with an account, by id or by username.</summary>
    public static async Task<(Id Person, string? Name, Refusal? Refusal)> FindPerson(Tx tx, Actor actor, Id? person, string? username)
    {
        var found = await tx.Query(
            FindAccount, c => (Id: c.Id(), Name: c.Text(), DisabledAt: c.InstantOrNull()),
            new { Id = person ?? Id.None, Username = person is null ? username ?? "" : "", tx.Today },
            actor.ScopeOf(Capability.PersonRead));
        return found is not [var (id, name, disabledAt)] ? (Id.None, null, new Refusal("unknown-person", "/personId"))
            : disabledAt is not null ? (id, name, new Refusal("person-disabled", "/personId"))
            : (id, name, null);
    }

    async Task<(string? Name, Refusal? Refusal)> CheckGroup(Tx tx, Actor actor, Id member)
    {
        if (await GroupRow.Find(tx, actor, member) is not { } found)
            return (null, new Refusal("unknown-group", "/memberGroupId"));
        if (found.EndedAt is not null)
            return (null, new Refusal("group-ended", "/memberGroupId", found.Name));
        if (Role != MembershipRole.Member)
            return (null, new Refusal("role-not-for-groups", "/role"));
        return member == Group.Id || await Reaches(tx, member)
            ? (null, new Refusal("membership-cycle", "/memberGroupId"))
            : (found.Name, null);
    }

    /// <summary>Whether this group is a member of the other one, also through others, on days of the new membership.</summary>
    async Task<bool> Reaches(Tx tx, Id member)
    {
        var reached = new HashSet<Id> { member };
        for (var next = new List<Id> { member }; next.Count > 0;)
        {
            var parameters = SqlParameters.Of(new { From, Until = To ?? DateOnly.MaxValue });
            var list = InList.Of(parameters, "group", next);
            var below = await tx.Query($"{ListMemberGroups} AND m.group_id IN {list}", c => c.Id(), parameters);
            if (below.Contains(Group.Id))
                return true;
            next = below.FindAll(reached.Add);
        }
        return false;
    }

    /// <summary>The first day of a membership of the same member in the same role that shares a day with the new one.</summary>
    public async Task<DateOnly?> FindOther(Tx tx, KnownMembers known) => Secret is not null
        ? await known.Find(Group.Id, Role, Secret, From, To)
        : await tx.QuerySingle<DateOnly?>(FindOverlap, new
        {
            Group = Group.Id, Role, Person = PersonId ?? Id.None, Member = MemberGroupId ?? Id.None, From, Until = To ?? DateOnly.MaxValue,
        });

    // Who keeps a grid's groups sees those who work there, although the street keeps their records.
    const string FindAccount = """
        SELECT p.id, p.name, p.disabled_at
          FROM people p
         WHERE (p.id = @Id OR p.username = @Username)
           AND (@scope(p.grid_code)
                OR EXISTS (SELECT 1 FROM appointments a
                            WHERE a.person_id = p.id AND a.status = 'effective' AND a.from_day <= @Today
                              AND (a.to_day IS NULL OR a.to_day > @Today) AND @scope(a.grid_code)))
        """;

    const string ListMemberGroups = """
        SELECT DISTINCT m.member_group_id
          FROM memberships m
         WHERE m.member_group_id IS NOT NULL AND m.from_day < @Until
           AND (m.to_day IS NULL OR (m.to_day > @From AND m.to_day > m.from_day))
        """;

    // One that ended on its first day was never held.
    const string FindOverlap = """
        SELECT from_day
          FROM memberships
         WHERE group_id = @Group AND role = @Role AND (person_id = @Person OR member_group_id = @Member)
           AND from_day < @Until AND (to_day IS NULL OR (to_day > @From AND to_day > from_day))
         ORDER BY from_day, id
         LIMIT 1
        """;
}
