using System.Collections.Frozen;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.PublicReports;

/// <summary>
/// The built-in person in whose name the public files, adds and answers. It has no username, so nobody signs in as it, and no
/// appointment; it is made with the first public report.
/// </summary>
static class PublicAccount
{
    public static string Name => Labels.Of(TicketSource.Public).Zh;

    // Ids of people begin with the instant of their making, so none is as low.
    public static readonly Id Id = new(1);

    static readonly FrozenSet<Capability> Rights = FrozenSet.Create(Capability.TicketFile);

    /// <summary>Files in every grid, and does nothing else.</summary>
    public static readonly Actor Actor = new(Id, Id.None, username: null, Name, mustChangePassword: false,
    [
        new Post(PostKind.GridWorker, Role: null, GridCode.Everywhere, Responsibility: null, DateOnly.MinValue, To: null) { Only = Rights },
    ]);

    public static async Task<bool> Exists(Tx tx) => await tx.QuerySingle<int?>(Find, new { Id }) is not null;

    /// <summary>Makes the person unless it is there, in an exclusive write.</summary>
    public static async Task Ensure(Tx tx)
    {
        if (await Exists(tx))
            return;
        await tx.Execute(Insert, new { Id, Name, Grid = GridCode.Everywhere, CreatedAt = tx.Now });
        await SealedRows.Seal(tx, SealedTable.People, Id);
        await Journal.Append(tx, new JournalEntry("person", Id.ToString(), GridCode.Everywhere, "add", Actor: null, Version: 1)
        {
            Payload = new { Name, Username = (string?)null },
        });
    }

    const string Find = "SELECT 1 FROM people WHERE id = @Id";

    const string Insert = """
        INSERT INTO people (id, name, grid_code, created_at, version)
        VALUES (@Id, @Name, @Grid, @CreatedAt, 1)
        """;
}
