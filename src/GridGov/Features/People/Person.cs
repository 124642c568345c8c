using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>Somebody who works the grids.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Username">The username; absent for somebody who does not sign in.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The telephone number; null for callers who do not manage people there.</param>
/// <param name="Grid">The unit that keeps this record: a grid, county or city; * is the whole deployment.</param>
/// <param name="Disabled">The person may not sign in.</param>
/// <param name="CreatedAt">When the record was made.</param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record Person(
    Id Id, string? Username, string Name, string? Phone, string Grid, bool Disabled, Instant CreatedAt, long Version) : IVersioned;

/// <summary>A person as they lie in the store.</summary>
sealed record PersonRow
{
    public required Id Id { get; init; }
    public string? Username { get; init; }
    public required string Name { get; init; }
    public string? Phone { get; init; }
    public required string GridCode { get; init; }
    public Instant? DisabledAt { get; init; }
    public required Instant CreatedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>A person's phone is for those who manage people; everybody else works through the ticket.</summary>
    public string? VisiblePhone(Actor actor) => actor.ScopeOf(Capability.PersonManage).Covers(GridCode) ? Phone : null;

    public Person ToPerson(Actor actor) =>
        new(Id, Username, Name, VisiblePhone(actor), GridCode, DisabledAt is not null, CreatedAt, Version);

    /// <summary>The person, if their record is kept within the caller's reach.</summary>
    public static Task<PersonRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<PersonRow>(FindInScope, new { Id = id }, actor.ScopeOf(Capability.PersonRead));

    /// <summary>Who is asking comes first, then whether they have read the latest state.</summary>
    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Capability.PersonManage).Covers(GridCode))
            return Problems.Of("post-not-allowed", Capability.PersonManage.ToCode());
        return Version == version.Version ? null : Problems.StaleVersion(Version);
    }

    public const string Select = "SELECT p.id, p.username, p.name, p.phone, p.grid_code, p.disabled_at, p.created_at, p.version FROM people p";

    public const string FindInScope = Select + " WHERE p.id = @Id AND @scope(p.grid_code)";
}
