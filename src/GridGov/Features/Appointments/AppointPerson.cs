using GridGov.Api;
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
                RuleFor(r => r.Grid).NotEmpty().MatchesWhole(@"^([0-9]{4,15}|\*)$");
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

            var appointment = new NewAppointment(
                request.PersonId, request.Post, request.Grid, request.Role, request.Responsibility, from, request.To);
            return await appointment.Make(tx, Actor) switch
            {
                (_, { } refusal) => refusal.ToProblem(),
                var (row, _) => TypedResults.Created($"/v1/appointments/{row!.Id}", await AppointmentConfirmation.WithNext(tx, row)),
            };
        }, ct);
}
