using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>One person with the posts that the person holds today in the caller's scope.</summary>
public sealed class GetPerson(Db db) : ApiEndpoint<ById, Results<Ok<GetPerson.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<PeopleGroup>();
        Operation("Get a person",
            "Only callers who manage people in the person's grid see the phone; for others it is null. The appointments are those for " +
            "today in the caller's scope; one that is pending or suspended gives no rights.");
        RequiresCapability(Capability.PersonRead);
    }

    /// <summary>A person with today's posts.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Username">The username; absent for a person who does not sign in.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Phone">The telephone number; null for callers who do not manage people in the person's grid.</param>
    /// <param name="Grid">The grid, county or city that keeps the record; * is the whole deployment.</param>
    /// <param name="Disabled">Whether the account is disabled, so that the person cannot sign in.</param>
    /// <param name="CreatedAt">The time at which the record was made.</param>
    /// <param name="Version">The version of the record without the appointments; send it as If-Match.</param>
    /// <param name="Appointments">The posts held today in the caller's scope.</param>
    public sealed record Response(
        Id Id, string? Username, string Name, string? Phone, string Grid, bool Disabled, Instant CreatedAt, long Version,
        IReadOnlyList<AppointmentRef> Appointments);

    /// <summary>A post held today.</summary>
    /// <param name="Id">The appointment's id.</param>
    /// <param name="Post">The kind of post.</param>
    /// <param name="Role">The service role; of service officers and instructors only.</param>
    /// <param name="Responsibility">The responsibility, first or direct; of grid heads only.</param>
    /// <param name="Grid">The grid, county or city; * is the whole deployment.</param>
    /// <param name="From">The first day in the post, yyyy-MM-dd.</param>
    /// <param name="To">The first day after the post, yyyy-MM-dd; absent while it is open.</param>
    /// <param name="Status">Whether it gives its rights: only when effective.</param>
    public sealed record AppointmentRef(
        Id Id, PostKind Post, string? Role, Responsibility? Responsibility, string Grid, DateOnly From, DateOnly? To,
        AppointmentStatus Status);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            var person = await PersonRow.Find(tx, Actor, request.Id);
            if (person is null)
                return TypedResults.NotFound();
            HttpContext.Response.Headers.ETag = IfMatch.FormatTag(person.Version);
            return TypedResults.Ok((await Load(tx, Actor, [person]))[0]);
        }, ct);

    /// <summary>People with their posts of today in the caller's scope.</summary>
    internal static async Task<List<Response>> Load(Tx tx, Actor actor, List<PersonRow> people)
    {
        if (people.Count == 0)
            return [];
        var parameters = SqlParameters.Of(new { tx.Today });
        var list = InList.Of(parameters, "person", people.Select(person => person.Id.Value));
        var posts = (await tx.Query<PostRow>($"{SelectPosts} AND a.person_id IN {list} {InOrder}", parameters,
            actor.ScopeOf(Capability.PersonRead))).ToLookup(row => row.PersonId, RefOf);
        var answers = new List<Response>(people.Count);
        foreach (var person in people)
        {
            answers.Add(new Response(
                person.Id, person.Username, person.Name, await person.VisiblePhone(tx, actor), person.GridCode,
                person.DisabledAt is not null, person.CreatedAt, person.Version, [.. posts[person.Id]]));
        }
        return answers;
    }

    static AppointmentRef RefOf(PostRow row) => new(
        row.Id, row.Post, row.Role, row.Responsibility, row.GridCode, row.FromDay, row.ToDay, row.Status);

    sealed record PostRow
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public Responsibility? Responsibility { get; init; }
        public required string GridCode { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
        public required AppointmentStatus Status { get; init; }
    }

    const string SelectPosts = """
        SELECT a.id, a.person_id, a.post, a.role, a.responsibility, a.grid_code, a.from_day, a.to_day, a.status
          FROM appointments a
         WHERE @scope(a.grid_code) AND a.status <> 'refused'
           AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
        """;

    // People hold few posts at a time.
    const string InOrder = "ORDER BY a.person_id, a.grid_code, a.post, a.role, a.id LIMIT 100000";
}
