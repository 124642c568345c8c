using Dapper;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>The appointments in the caller's scope, past ones included, in the order in which they were entered.</summary>
public sealed class ListAppointments(Db db) : ApiEndpoint<AppointmentFilter, Results<Ok<Page<Appointment>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<AppointmentGroup>();
        Operation("List appointments");
        RequiresCapability(Capability.PersonRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public override Task<Results<Ok<Page<Appointment>>, ProblemHttpResult>> ExecuteAsync(AppointmentFilter filter, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Appointment>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.PersonRead);
            if (filter.Grid is not null)
                scope = scope.Within(filter.Grid);
            var parameters = new DynamicParameters();
            var where = "@scope(a.grid_code)" + filter.Conditions(parameters);

            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, filter.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<AppointmentRow>(
                $"{AppointmentRow.Select} WHERE {where} AND a.id > @last ORDER BY a.id LIMIT @rows", parameters, scope);
            long? count = filter.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM appointments a WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToAppointment()), appointment => appointment.Id.ToString(),
                count));
        }, ct);
}
