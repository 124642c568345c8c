using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.ApiKeys;

/// <summary>
/// Makes a key with which a program acts for a person. Normally this is a person without a username, added for that purpose.
/// </summary>
public sealed class CreateApiKey(Db db) : ApiEndpoint<CreateApiKey.Request, Results<Created<ApiKeyWithSecret>, ProblemHttpResult>>
{
    public const int DefaultDays = 90;
    public const int MaxDays = 366;

    public override void Configure()
    {
        Post("/");
        Group<ApiKeyGroup>();
        Operation("Make an API key",
            "The secret is shown once. The person must hold all named capabilities in all named grids now, and so must the caller, who " +
            "sees the secret; all of the person's posts must lie in the caller's scope. A right that the person loses, the key loses " +
            "too; posts that the person gets later add nothing to it. Managing people and keys, sessions and passwords are never " +
            "allowed to keys.");
        RequiresCapability(Capability.ApiKeyManage);
        ContainsSecret();
        ProducesProblem(400, "unknown-person", "unknown-grid", "capability-not-for-keys", "capability-not-held");
        ProducesProblem(403, "person-above-scope", "capability-above-own");
        ProducesProblem(409, "person-disabled");
        RequestExample("""
            {
              "name": "12345 热线对接",
              "personId": "01K4V6J0Q8Z3R",
              "capabilities": ["ticket_read", "ticket_file"],
              "grids": ["410103003"],
              "days": 90
            }
            """);
    }

    /// <summary>A new key.</summary>
    /// <param name="Name">The purpose of the key, 1 to 100 characters.</param>
    /// <param name="PersonId">The id of the person for whom the key acts.</param>
    /// <param name="Capabilities">The capabilities of the key, 1 to 50.</param>
    /// <param name="Grids">
    /// Codes of 1 to 50 grids, counties or cities, each with everything below it, or * for the whole deployment.
    /// </param>
    /// <param name="Days">The number of days for which the secret is valid, 1 to 366; 90 by default.</param>
    public sealed record Request(
        string Name, Id PersonId, IReadOnlyList<Capability> Capabilities, IReadOnlyList<string> Grids, int Days = DefaultDays)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Capabilities).NotEmpty().Must(all => all.Count <= 50).WithErrorCode("too_long");
                RuleFor(r => r.Grids).NotEmpty().Must(all => all.Count <= 50).WithErrorCode("too_long");
                RuleForEach(r => r.Grids).Must(code => code == GridCode.Everywhere || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(r => r.Days).InclusiveBetween(1, MaxDays);
            }
        }
    }

    public override Task<Results<Created<ApiKeyWithSecret>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<ApiKeyWithSecret>, ProblemHttpResult>>(async tx =>
        {
            if (request.Capabilities.Where(ApiKeyActorCache.DeniedToApiKeys.Contains).ToList() is [var never, ..])
                return Problems.At("/capabilities", "capability-not-for-keys", CapabilityLabels.Of(never));
            var scope = Actor.ScopeOf(Capability.ApiKeyManage);
            var person = await tx.QuerySingle<PersonRow>(FindPerson, new { Id = request.PersonId }, scope);
            if (person is null)
                return Problems.At("/personId", "unknown-person");
            if (person.Disabled)
                return Problems.At("/personId", "person-disabled");
            if (await ApiKeyRow.CheckPosts(tx, Actor, request.PersonId) is { } above)
                return above;
            var grids = Scope.Of(request.Grids).Roots;
            foreach (var grid in grids)
            {
                var inScope = grid == GridCode.Everywhere
                    ? scope.Covers(grid)
                    : await tx.QuerySingle<string>(FindGrid, new { Code = grid }, scope) is not null;
                if (!inScope)
                    return Problems.At("/grids", "unknown-grid", ApiKeyRow.Shown(grid));
            }
            var owner = await ActorCache.LoadPerson(tx, request.PersonId);
            foreach (var capability in request.Capabilities)
            {
                if (grids.FirstOrDefault(grid => !owner!.ScopeOf(capability).Covers(grid)) is { } missing)
                    return Problems.At("/capabilities", "capability-not-held", CapabilityLabels.Of(capability), ApiKeyRow.Shown(missing));
            }

            if (ApiKeyRow.CheckOwnRights(Actor, request.PersonId, request.Capabilities, grids) is { } tooMuch)
                return tooMuch;

            var id = tx.NewId();
            var posts = GrantedPost.Format(owner!.PostsFor(request.Capabilities, grids));
            var capabilities = string.Join(' ', request.Capabilities.Distinct().Order().Select(capability => capability.ToCode()));
            await tx.Execute(Insert, new
            {
                Id = id, request.Name, request.PersonId, Capabilities = capabilities, Grids = string.Join(' ', grids), CreatedBy = Actor.Id,
                At = tx.Now, Posts = posts,
            });
            var secret = await ApiKeyRow.AddSecret(tx, id, request.Days);
            await SealedRows.Seal(tx, SealedTable.ApiKeys, id);
            await Journal.Append(tx, new JournalEntry("api_key", id.ToString(), person.GridCode, "create", Actor.Id, Version: 1)
            {
                Post = Actor.PostsFor(Capability.ApiKeyManage, person.GridCode).First().Kind,
                Payload = new
                {
                    request.Name, Person = request.PersonId.ToString(), Capabilities = capabilities, Grids = grids, Posts = posts,
                    request.Days, secret.PublicId,
                },
            });
            var row = await ApiKeyRow.Find(tx, Actor, id);
            return TypedResults.Created($"/v1/api-keys/{id}", new ApiKeyWithSecret(secret.Text, row!.ToKey()));
        }, ct);

    sealed record PersonRow
    {
        public required string GridCode { get; init; }
        public required bool Disabled { get; init; }
    }

    const string FindPerson = """
        SELECT grid_code, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END AS disabled
          FROM people
         WHERE id = @Id AND @scope(grid_code)
        """;

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";

    const string Insert = """
        INSERT INTO api_keys (id, name, person_id, capabilities, grids, posts, created_by, created_at, version)
        VALUES (@Id, @Name, @PersonId, @Capabilities, @Grids, @Posts, @CreatedBy, @At, 1)
        """;
}
