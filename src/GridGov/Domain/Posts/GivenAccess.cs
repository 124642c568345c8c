using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.Posts;

/// <summary>
/// Access to an account that somebody else gave: whoever chose the password could sign in as the person. So posts that read
/// confidential things rest until another administrator confirms them again, and the person is notified.
/// </summary>
static class GivenAccess
{
    /// <summary>After a password by somebody else. A second factor that the person has keeps others out, so the posts stay.</summary>
    /// <param name="by">The person who gave access; null when it is not known.</param>
    /// <param name="actor">The actor of the events.</param>
    public static async Task OfPassword(Tx tx, Id person, Id? by, Id actor)
    {
        if (await tx.QuerySingle<long>(CountFactors, new { Person = person }) > 0)
            await NotifyPerson(tx, person, by);
        else
            await OfAccount(tx, person, by, actor);
    }

    /// <summary>After the second factor was removed, or a password was set that no second factor guards.</summary>
    public static async Task OfAccount(Tx tx, Id person, Id? by, Id actor)
    {
        await tx.Execute(SetGiven, new { Person = person, By = by, tx.Now });
        await SealedRows.Seal(tx, SealedTable.People, person);
        await NotifyPerson(tx, person, by);
        var parameters = SqlParameters.Of(new { Person = person, tx.Today });
        var posts = InList.Of(
            parameters, "post", Enum.GetValues<PostKind>().Where(PostRights.NeedsConfirmation).Select(post => post.ToCode()));
        var suspended = await tx.Query<SuspendedRow>($"""
            UPDATE appointments
               SET status = 'suspended', version = version + 1
             WHERE person_id = @Person AND status = 'effective' AND post IN {posts}
               AND (to_day IS NULL OR (to_day > @Today AND to_day > from_day))
            RETURNING id, post, role, grid_code, version
            """, parameters);
        if (suspended.Count == 0)
            return;
        await SealedRows.Seal(tx, SealedTable.Appointments, suspended.ConvertAll(row => row.Id));
        var name = await NameOf(tx, person);
        var giver = by is { } id ? await NameOf(tx, id) : null;
        foreach (var row in suspended)
        {
            await Journal.Append(tx, new JournalEntry("appointment", row.Id.ToString(), row.GridCode, "suspend", actor, row.Version)
            {
                Payload = new
                {
                    Person = person.ToString(), Name = name, row.Post, row.Role, Status = AppointmentStatus.Suspended,
                    AccessGivenBy = by?.ToString(),
                },
            });
            var grid = await tx.QuerySingle<string>(FindGridName, new { Code = row.GridCode }) ?? row.GridCode;
            await NotificationWriter.Write(tx, await Recipients.ListAdministrators(tx, row.GridCode, [person, by]),
                NotificationKind.AccountConfirmationAsked, ticket: null, AppointmentNotices.ToData(name, row.Post, grid, giver));
        }
        tx.Invalidate(CacheTopic.Rights);
    }

    static async Task NotifyPerson(Tx tx, Id person, Id? by) => await NotificationWriter.Write(
        tx, [person], NotificationKind.AccessGiven, ticket: null,
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["by"] = by is { } id ? await NameOf(tx, id) : null });

    static async Task<string> NameOf(Tx tx, Id person) => (await tx.QuerySingle<string>(FindName, new { Id = person }))!;

    sealed record SuspendedRow
    {
        public required Id Id { get; init; }
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
    }

    const string CountFactors = "SELECT count(*) FROM second_factors WHERE person_id = @Person AND confirmed_at IS NOT NULL";

    const string SetGiven = "UPDATE people SET access_given_at = @Now, access_given_by = @By WHERE id = @Person";

    const string FindName = "SELECT name FROM people WHERE id = @Id";

    const string FindGridName = "SELECT name FROM grids WHERE code = @Code";
}
