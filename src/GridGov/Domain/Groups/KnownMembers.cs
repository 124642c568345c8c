namespace GridGov.Domain.Groups;

/// <summary>
/// The members without an account, by whom the same person is noticed. Their names are encrypted, so those of a group are read once and
/// compared here, however many rows a file has.
/// </summary>
sealed class KnownMembers(Tx tx)
{
    readonly Dictionary<Id, List<Known>> groups = [];

    sealed record Known(MembershipRole Role, DateOnly From, DateOnly? To, MemberSecret Secret);

    /// <summary>The first day of a membership of the same person in the same role on one of the days.</summary>
    public async Task<DateOnly?> Find(Id group, MembershipRole role, MemberSecret secret, DateOnly from, DateOnly? to) =>
        (await List(group)).Where(each =>
                each.Role == role && each.From < (to ?? DateOnly.MaxValue) && (each.To is not { } end || (end > from && end > each.From))
                && each.Secret.IsSameAs(secret))
            .Select(each => (DateOnly?)each.From).Min();

    public void Add(MembershipRow row, MemberSecret? secret)
    {
        if (secret is not null && groups.TryGetValue(row.GroupId, out var known))
            known.Add(new Known(row.Role, row.From, row.To, secret));
    }

    async Task<List<Known>> List(Id group)
    {
        if (groups.TryGetValue(group, out var known))
            return known;
        groups[group] = known = [];
        foreach (var row in await tx.Query(ListOfGroup, c => (
            Id: c.Id(), Role: c.Enum<MembershipRole>(), From: c.Day(), To: c.DayOrNull(), Encrypted: c.Text()), new { Group = group }))
            known.Add(new Known(row.Role, row.From, row.To, await MemberSecret.Decrypt(tx, row.Id, row.Encrypted)));
        return known;
    }

    const string ListOfGroup = """
        SELECT id, role, from_day, to_day, encrypted
          FROM memberships
         WHERE group_id = @Group AND encrypted IS NOT NULL AND anonymised_at IS NULL
         ORDER BY id
        """;
}
