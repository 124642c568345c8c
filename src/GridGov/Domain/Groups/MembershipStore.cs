using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.Groups;

/// <summary>
/// Writes memberships, in exclusive writes. A row is never overwritten but for its end and a removed name. Each change is one event. One
/// of who is a member, and when, is sealed and announces that rights changed, because leaders and liaisons act for their group.
/// </summary>
static class MembershipStore
{
    public static async Task Insert(Tx tx, Actor actor, MembershipRow row, MemberSecret? secret)
    {
        await tx.Execute(InsertRow, new
        {
            row.Id, row.GroupId, row.PersonId, row.MemberGroupId, row.Encrypted, row.Role, row.From, row.To, row.CreatedAt, row.CreatedBy,
        });
        await Written(tx, [row.Id]);
        await Journal.Append(tx, new JournalEntry(MembershipRow.Subject, row.Id.ToString(), row.GridCode, "add", actor.Id, row.Version)
        {
            Post = GroupRow.PostOf(actor, row.GridCode),
            Payload = new
            {
                Group = row.GroupId.ToString(), row.GroupName, Person = row.PersonId?.ToString(), Member = row.MemberGroupId?.ToString(),
                Name = row.PersonName ?? row.MemberGroupName, Words = secret?.Hash(), row.Role, row.From, row.To,
            },
        });
    }

    /// <returns>False when it was changed since it was read.</returns>
    public static async Task<bool> End(Tx tx, Actor actor, MembershipRow before, DateOnly to, string reason)
    {
        if (await tx.Execute(SetEnd, new { before.Id, before.Version, To = to, Reason = reason }) == 0)
            return false;
        await Written(tx, [before.Id]);
        await Journal.Append(tx, EndEvent(actor, before, to, reason));
        return true;
    }

    /// <summary>
    /// Ends the memberships of a group that ends, and those in which it is the member; one that has not begun on its first day.
    /// </summary>
    /// <returns>The number of ended memberships.</returns>
    public static async Task<int> EndAll(Tx tx, Actor actor, Id group, string reason)
    {
        var rows = await tx.Query(ListOpen, MembershipRow.Read, new { Group = group, tx.Today });
        foreach (var row in rows)
        {
            var to = row.From > tx.Today ? row.From : tx.Today;
            await tx.Execute(SetEnd, new { row.Id, row.Version, To = to, Reason = reason });
            await Journal.Append(tx, EndEvent(actor, row, to, reason) with { IsConsequence = true });
        }
        await Written(tx, [.. rows.Select(row => row.Id)]);
        return rows.Count;
    }

    /// <summary>Removes name and number of a person without an account, by itself.</summary>
    /// <param name="years">For how many years after the end they were kept.</param>
    public static async Task Anonymise(Tx tx, MembershipRow before, int years)
    {
        var secret = MemberSecret.Removed();
        await tx.Execute(SetRemoved, new { before.Id, Encrypted = await secret.Encrypt(tx, before.Id), tx.Now });
        await Journal.Append(tx, new JournalEntry(
            MembershipRow.Subject, before.Id.ToString(), before.GridCode, "anonymise", Actor: null, before.Version + 1)
        {
            Payload = new { Group = before.GroupId.ToString(), before.GroupName, before.Role, Years = years, Words = secret.Hash() },
        });
    }

    static async Task Written(Tx tx, IReadOnlyCollection<Id> memberships)
    {
        await SealedRows.Seal(tx, SealedTable.Memberships, memberships);
        tx.Invalidate(CacheTopic.Rights);
    }

    static JournalEntry EndEvent(Actor actor, MembershipRow before, DateOnly to, string reason) =>
        new(MembershipRow.Subject, before.Id.ToString(), before.GridCode, "end", actor.Id, before.Version + 1)
        {
            Post = GroupRow.PostOf(actor, before.GridCode),
            Reason = reason,
            Payload = new
            {
                Group = before.GroupId.ToString(), before.GroupName, Person = before.PersonId?.ToString(),
                Member = before.MemberGroupId?.ToString(), Name = before.PersonName ?? before.MemberGroupName, before.Role, To = to,
            },
        };

    const string InsertRow = """
        INSERT INTO memberships (id, group_id, person_id, member_group_id, encrypted, role, from_day, to_day, created_at, created_by,
                                 version)
        VALUES (@Id, @GroupId, @PersonId, @MemberGroupId, @Encrypted, @Role, @From, @To, @CreatedAt, @CreatedBy, 1)
        """;

    const string SetEnd = """
        UPDATE memberships SET to_day = @To, end_reason = @Reason, version = version + 1 WHERE id = @Id AND version = @Version
        """;

    const string SetRemoved = """
        UPDATE memberships SET encrypted = @Encrypted, anonymised_at = @Now, version = version + 1 WHERE id = @Id
        """;

    const string ListOpen = $"""
        {MembershipRow.Select}
         WHERE (m.group_id = @Group OR m.member_group_id = @Group)
           AND (m.to_day IS NULL OR (m.to_day > @Today AND m.to_day > m.from_day))
         ORDER BY m.id
        """;
}
