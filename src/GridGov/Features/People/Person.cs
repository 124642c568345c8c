using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Query;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>A person who works the grids.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Username">The username; absent for a person who does not sign in.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The telephone number; null for callers who do not manage people in the person's grid.</param>
/// <param name="Grid">The grid, county or city that keeps the record; * is the whole deployment.</param>
/// <param name="Disabled">Whether the account is disabled, so that the person cannot sign in.</param>
/// <param name="CreatedAt">The time at which the record was made.</param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record Person(
    Id Id, string? Username, string Name, string? Phone, string Grid, bool Disabled, Instant CreatedAt, long Version) : IVersioned
{
    /// <summary>The open work that is left; only in the answer to disabling the account.</summary>
    public OpenWork? OpenWork { get; init; }
}

sealed record PersonRow
{
    public required Id Id { get; init; }
    public string? Username { get; init; }
    public required string Name { get; init; }
    public string? EncryptedPhone { get; init; }
    public required string GridCode { get; init; }
    public Instant? DisabledAt { get; init; }
    public required Instant CreatedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>Decrypts the phone for those who manage people in the grid; all others contact a person through a ticket.</summary>
    public async Task<string?> VisiblePhone(Tx tx, Actor actor) =>
        actor.ScopeOf(Capability.PersonManage).Covers(GridCode) ? await PersonPhone.Decrypt(tx, Id, EncryptedPhone) : null;

    public async Task<Person> ToPerson(Tx tx, Actor actor) =>
        new(Id, Username, Name, await VisiblePhone(tx, actor), GridCode, DisabledAt is not null, CreatedAt, Version);

    public static Task<PersonRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<PersonRow>(FindInScope, new { Id = id }, actor.ScopeOf(Capability.PersonRead));

    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Capability.PersonManage).Covers(GridCode))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
        return Version == version.Version ? null : Problems.StaleVersion(Version);
    }

    public const string Select =
        "SELECT p.id, p.username, p.name, p.encrypted_phone, p.grid_code, p.disabled_at, p.created_at, p.version FROM people p";

    public const string FindInScope = Select + " WHERE p.id = @Id AND @scope(p.grid_code)";
}
