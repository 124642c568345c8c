using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Appointments;

/// <summary>Appoints a person to a post (任命).</summary>
public sealed class AppointPerson(Db db) : ApiEndpoint<AppointPerson.Request, Results<Created<Appointment>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<AppointmentGroup>();
        Operation("Appoint a person",
            "Grid heads are appointed at levels 1 to 3, workers and service officers at level 3, instructors at levels 1 and 2, and all " +
            "other posts at level 1 or above. A grid has one first and one direct responsible head at a time. A post that reads " +
            "confidential things or manages people is pending, without rights, until another administrator of the same or a wider " +
            "scope confirms it; next says what to do. A first day before today needs an administrator of a grid above.");
        RequiresCapability(Capability.PersonManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid", "grid-retired", "post-not-at-level", "unknown-role", "unknown-person");
        ProducesProblem(403, "backdating-not-allowed");
        ProducesProblem(409, "person-disabled", "post-already-held");
        RequestExample("""
            {
              "personId": "01K4V6J0Q8Z3R",
              "post": "service_officer",
              "grid": "410103003005006",
              "role": "urban_management"
            }
            """);
    }

    /// <summary>A new appointment.</summary>
    /// <param name="PersonId">The person's id.</param>
    /// <param name="Post">The post.</param>
    /// <param name="Grid">Code of a grid, county or city, or * for the whole deployment.</param>
    /// <param name="Role">The service role; for service officers and instructors only.</param>
    /// <param name="Responsibility">The responsibility, first or direct; for grid heads only.</param>
    /// <param name="From">The first day in the post, yyyy-MM-dd; today by default.</param>
    /// <param name="To">The first day after the post, yyyy-MM-dd; open by default.</param>
    public sealed record Request(
        Id PersonId, PostKind Post, string Grid, string? Role = null, Responsibility? Responsibility = null,
        DateOnly? From = null, DateOnly? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            static readonly DateOnly Earliest = new(1900, 1, 1);

            public Validator()
            {
                RuleFor(r => r.Grid).NotEmpty().Matches(@"^([0-9]{4,15}|\*)$");
                RuleFor(r => r.Role).Text(40).When(r => PostRules.HasRole(r.Post));
                RuleFor(r => r.Role).Null().WithErrorCode("not_for_post").When(r => !PostRules.HasRole(r.Post));
                RuleFor(r => r.Responsibility).NotNull().When(r => r.Post is PostKind.GridHead);
                RuleFor(r => r.Responsibility).Null().WithErrorCode("not_for_post").When(r => r.Post is not PostKind.GridHead);
                RuleFor(r => r.From).GreaterThanOrEqualTo(Earliest);
            }
        }
    }

    public override Task<Results<Created<Appointment>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Appointment>, ProblemHttpResult>>(async tx =>
        {
            var from = request.From ?? tx.Today;
            if (request.To <= from)
                return Problems.Invalid("/to", "out_of_range", new("须晚于任职首日。", "It must lie after the first day in the post."));

            var scope = Actor.ScopeOf(Capability.PersonManage);
            var grid = await FindWhere(tx, request.Grid, scope);
            if (grid is null)
                return Problems.At("/grid", "unknown-grid", request.Grid);
            if (grid.RetiredAt is not null)
                return Problems.At("/grid", "grid-retired", request.Grid);
            if (!PostRules.IsHeldAt(request.Post, grid.Level))
                return Problems.At("/grid", "post-not-at-level");
            if (request.Role is not null && await tx.QuerySingle<string>(FindRole, new { Code = request.Role }) is null)
                return Problems.At("/role", "unknown-role", request.Role);

            if (from < tx.Today && !PostRules.MayBackdate(Actor, request.Grid))
                return Problems.At("/from", "backdating-not-allowed");

            var person = await tx.QuerySingle<PersonRow>(FindPerson, new { Id = request.PersonId }, scope);
            if (person is null)
                return Problems.At("/personId", "unknown-person");
            if (person.DisabledAt is not null)
                return Problems.At("/personId", "person-disabled");

            var row = new AppointmentRow
            {
                Id = tx.NewId(),
                PersonId = request.PersonId,
                PersonName = person.Name,
                Post = request.Post,
                Role = request.Role,
                Responsibility = request.Responsibility,
                GridCode = request.Grid,
                GridName = grid.Name,
                FromDay = from,
                ToDay = request.To,
                Status = PostRights.NeedsConfirmation(request.Post) ? AppointmentStatus.Pending : AppointmentStatus.Effective,
                CreatedBy = Actor.Id,
                CreatorName = Actor.Name,
                CreatedAt = tx.Now,
                AccessGivenBy = person.AccessGivenBy,
                GiverName = person.GiverName,
                Version = 1,
            };
            if (await FindHolder(tx, row) is { } holder)
                return Problems.Of("post-already-held", holder.Name, holder.FromDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            await Insert(tx, Actor, row);
            tx.Invalidate(CacheTopic.Rights);
            var appointment = await AppointmentConfirmation.WithNext(tx, row);
            if (row.Status == AppointmentStatus.Pending)
                await AppointmentConfirmation.Ask(tx, row);
            return TypedResults.Created($"/v1/appointments/{row.Id}", appointment);
        }, ct);

    /// <summary>Finds the grid of the post if the caller may appoint there. The whole deployment is no grid and has no name.</summary>
    static async Task<GridRow?> FindWhere(Tx tx, string code, Scope scope) =>
        code == GridCode.Everywhere
            ? scope.Covers(code) ? new GridRow { Level = 0 } : null
            : await tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, scope);

    /// <summary>Another appointment, effective or pending, that does not go together with this one.</summary>
    internal static Task<HolderRow?> FindHolder(Tx tx, AppointmentRow row) => tx.QuerySingle<HolderRow>(FindOverlap, new
    {
        row.Id,
        row.PersonId,
        row.Post,
        Role = row.Role ?? "",
        Responsibility = row.Responsibility?.ToCode() ?? "",
        row.GridCode,
        row.FromDay,
        ToDay = row.ToDay ?? DateOnly.MaxValue,
    });

    static async Task Insert(Tx tx, Actor actor, AppointmentRow row)
    {
        await tx.Execute(InsertAppointment, new
        {
            row.Id,
            row.PersonId,
            row.Post,
            row.Role,
            row.Responsibility,
            row.GridCode,
            row.FromDay,
            row.ToDay,
            row.Status,
            row.CreatedBy,
            row.CreatedAt,
        });
        await SealedRows.Seal(tx, SealedTable.Appointments, row.Id);
        await Journal.Append(tx, new JournalEntry("appointment", row.Id.ToString(), row.GridCode, "appoint", actor.Id, row.Version)
        {
            Post = actor.PostsFor(Capability.PersonManage, row.GridCode).First().Kind,
            Payload = new
            {
                Person = row.PersonId.ToString(),
                Name = row.PersonName,
                row.Post,
                row.Role,
                row.Responsibility,
                From = row.FromDay,
                To = row.ToDay,
                row.Status,
            },
        });
    }

    sealed record GridRow
    {
        public string? Name { get; init; }
        public required int Level { get; init; }
        public Instant? RetiredAt { get; init; }
    }

    sealed record PersonRow
    {
        public required string Name { get; init; }
        public Instant? DisabledAt { get; init; }
        public Id? AccessGivenBy { get; init; }
        public string? GiverName { get; init; }
    }

    internal sealed record HolderRow
    {
        public required string Name { get; init; }
        public required DateOnly FromDay { get; init; }
    }

    const string FindGrid = "SELECT name, level, retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindRole = "SELECT code FROM service_roles WHERE code = @Code";

    const string FindPerson = """
        SELECT p.name, p.disabled_at, p.access_given_by, s.name AS giver_name
          FROM people p
          LEFT JOIN people s ON s.id = p.access_given_by
         WHERE p.id = @Id AND @scope(p.grid_code)
        """;

    // An appointment that was refused, or ended on its first day, was never held, so it does not overlap.
    const string FindOverlap = """
        SELECT p.name, a.from_day
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code = @GridCode AND a.post = @Post AND a.status <> 'refused' AND a.id <> @Id
           AND (a.responsibility = @Responsibility OR (a.person_id = @PersonId AND COALESCE(a.role, '') = @Role))
           AND a.from_day < @ToDay AND (a.to_day IS NULL OR (a.to_day > @FromDay AND a.to_day > a.from_day))
         ORDER BY a.from_day, a.id
         LIMIT 1
        """;

    const string InsertAppointment = """
        INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, to_day, status, created_by, created_at,
                                  version)
        VALUES (@Id, @PersonId, @Post, @Role, @Responsibility, @GridCode, @FromDay, @ToDay, @Status, @CreatedBy, @CreatedAt, 1)
        """;
}
