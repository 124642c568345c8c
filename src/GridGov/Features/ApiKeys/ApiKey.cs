using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.ApiKeys;

/// <summary>An API key with which a program calls this API. The secret is shown only when the key is made or rotated.</summary>
/// <param name="Id">The key's id, which the journal and the audit name.</param>
/// <param name="Name">The purpose of the key.</param>
/// <param name="Person">The person for whom the key acts. The key never allows more than this person's posts do.</param>
/// <param name="Capabilities">The capabilities that the key has at most.</param>
/// <param name="Grids">
/// Codes of the grids, counties or cities in which the key is valid, with everything below them; * is the whole deployment.
/// </param>
/// <param name="Prefix">The first characters of the present secret, to recognise it by.</param>
/// <param name="ExpiresAt">The time at which the present secret expires.</param>
/// <param name="RevokedAt">The time of revocation; absent while the key is not revoked.</param>
/// <param name="UsedAt">The time of last use, accurate to about a minute; absent before the first use.</param>
/// <param name="CreatedBy">The person who made the key.</param>
/// <param name="CreatedAt">The time at which the key was made.</param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record ApiKey(
    Id Id, string Name, ApiKey.PersonRef Person, IReadOnlyList<Capability> Capabilities, IReadOnlyList<string> Grids, string Prefix,
    Instant ExpiresAt, Instant? RevokedAt, Instant? UsedAt, ApiKey.PersonRef CreatedBy, Instant CreatedAt, long Version) : IVersioned
{
    /// <summary>A person.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    public sealed record PersonRef(Id Id, string Name);
}

/// <summary>A key with its secret, which cannot be read again.</summary>
/// <param name="Secret">The secret, for the header Authorization: Bearer.</param>
/// <param name="Key">The key.</param>
public sealed record ApiKeyWithSecret(string Secret, ApiKey Key) : IVersioned
{
    /// <summary>The key's version; send it as If-Match.</summary>
    public long Version => Key.Version;
}

sealed record ApiKeyRow
{
    public required Id Id { get; init; }
    public required string Name { get; init; }
    public required Id PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string GridCode { get; init; }
    public required string Capabilities { get; init; }
    public required string Grids { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatorName { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RevokedAt { get; init; }
    public Instant? UsedAt { get; init; }
    public required string PublicId { get; init; }
    public required Instant ExpiresAt { get; init; }
    public required long Version { get; init; }

    public ApiKey ToKey() => new(
        Id, Name, new ApiKey.PersonRef(PersonId, PersonName), GrantedCapabilities,
        Grids.Split(' '), $"{ApiKeySecret.Prefix}{PublicId}", ExpiresAt, RevokedAt, UsedAt,
        new ApiKey.PersonRef(CreatedBy, CreatorName), CreatedAt, Version);

    public static Task<ApiKeyRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<ApiKeyRow>(
            Select + " WHERE k.id = @Id AND @scope(p.grid_code)", new { Id = id }, actor.ScopeOf(Capability.ApiKeyManage));

    /// <summary>Refuses to manage a key that reaches further than the caller's scope.</summary>
    public async Task<ProblemHttpResult?> Check(Tx tx, Actor actor)
    {
        var scope = actor.ScopeOf(Capability.ApiKeyManage);
        return Grids.Split(' ').FirstOrDefault(grid => !scope.Covers(grid)) is { } outside
            ? Problems.Of("key-above-scope", Shown(outside))
            : await CheckPosts(tx, actor, PersonId);
    }

    /// <summary>Refuses a person with a post that the caller could not give, because the key would act with its rights.</summary>
    public static Task<ProblemHttpResult?> CheckPosts(Tx tx, Actor actor, Id person) =>
        PostsAbove.Check(tx, actor, person, Capability.ApiKeyManage);

    /// <summary>Refuses to make or rotate a key with more than the caller's own rights, because the caller sees its secret.</summary>
    /// <param name="person">The person for whom the key acts.</param>
    public static ProblemHttpResult? CheckOwnRights(
        Actor actor, Id person, IReadOnlyCollection<Capability> capabilities, IReadOnlyList<string> grids)
    {
        foreach (var capability in capabilities)
        {
            // A post that reads only its own work's tickets would read those of the key's person.
            var own = capability == Capability.ConfidentialRead && person != actor.Id
                ? actor.ConfidentialScope()
                : actor.ScopeOf(capability);
            if (grids.FirstOrDefault(grid => !own.Covers(grid)) is { } missing)
                return Problems.At("/capabilities", "capability-above-own", CapabilityLabels.Of(capability), Shown(missing));
        }
        return null;
    }

    public IReadOnlyList<Capability> GrantedCapabilities => [.. Capabilities.Split(' ').Select(Codes<Capability>.Parse)];

    /// <summary>A grid as a message names it: the whole deployment has no code.</summary>
    public static LocalizedText Shown(string grid) =>
        grid == GridGov.Data.GridCode.Everywhere ? new("全域", "the whole deployment") : new(grid, grid);

    /// <summary>Makes a secret of the key that is good for some days, and seals all of its secrets.</summary>
    public static async Task<ApiKeySecret> AddSecret(Tx tx, Id key, int days)
    {
        var secret = ApiKeySecret.Create();
        await tx.Execute(InsertSecret, new
        {
            secret.PublicId, KeyId = key, secret.Hash, At = tx.Now, ExpiresAt = tx.Now + TimeSpan.FromDays(days),
        });
        await SealedRows.Seal(tx, SealedTable.ApiKeySecrets, key);
        return secret;
    }

    public const string Select = """
        SELECT k.id, k.name, k.person_id, p.name AS person_name, p.grid_code, k.capabilities, k.grids, k.created_by, c.name AS creator_name,
               k.created_at, k.revoked_at, k.used_at, s.public_id, s.expires_at, k.version
          FROM api_keys k
          JOIN people p ON p.id = k.person_id
          JOIN people c ON c.id = k.created_by
          JOIN api_key_secrets s ON s.public_id = (SELECT latest.public_id FROM api_key_secrets latest WHERE latest.key_id = k.id
                                                    ORDER BY latest.created_at DESC, latest.expires_at DESC, latest.public_id LIMIT 1)
        """;

    const string InsertSecret = """
        INSERT INTO api_key_secrets (public_id, key_id, hash, created_at, expires_at)
        VALUES (@PublicId, @KeyId, @Hash, @At, @ExpiresAt)
        """;
}
