using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>An appointment of a person to a post, from one day until another.</summary>
/// <param name="Id">The appointment's id.</param>
/// <param name="Person">The person in the post.</param>
/// <param name="Post">The post.</param>
/// <param name="Role">The service role; of service officers and instructors only.</param>
/// <param name="Responsibility">The responsibility, first (第一责任人) or direct (直接责任人); of grid heads only.</param>
/// <param name="Grid">The grid, county or city of the post.</param>
/// <param name="From">The first day in the post, yyyy-MM-dd.</param>
/// <param name="To">The first day after the post, yyyy-MM-dd; null while it is open.</param>
/// <param name="EndReason">The reason given for the end.</param>
/// <param name="CreatedAt">The time at which it was entered.</param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record Appointment(
    Id Id, Appointment.PersonRef Person, PostKind Post, string? Role, Responsibility? Responsibility, Appointment.GridRef Grid,
    DateOnly From, DateOnly? To, string? EndReason, Instant CreatedAt, long Version) : IVersioned
{
    /// <summary>A person.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>The grid, county or city of a post.</summary>
    /// <param name="Code">Code of a grid, county or city; * is the whole deployment.</param>
    /// <param name="Name">Its name; null for the whole deployment.</param>
    public sealed record GridRef(string Code, string? Name);
}

sealed record AppointmentRow
{
    public required Id Id { get; init; }
    public required Id PersonId { get; init; }
    public required string PersonName { get; init; }
    public required PostKind Post { get; init; }
    public string? Role { get; init; }
    public Responsibility? Responsibility { get; init; }
    public required string GridCode { get; init; }
    public string? GridName { get; init; }
    public required DateOnly FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public string? EndReason { get; init; }
    public required Instant CreatedAt { get; init; }
    public required long Version { get; init; }

    public Appointment ToAppointment() => new(
        Id, new Appointment.PersonRef(PersonId, PersonName), Post, Role, Responsibility, new Appointment.GridRef(GridCode, GridName),
        FromDay, ToDay, EndReason, CreatedAt, Version);

    public Holder ToHolder() => new(Id, new Appointment.PersonRef(PersonId, PersonName), FromDay, ToDay);

    public static Task<AppointmentRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<AppointmentRow>(FindInScope, new { Id = id }, actor.ScopeOf(Capability.PersonRead));

    public const string Select = """
        SELECT a.id, a.person_id, p.name AS person_name, a.post, a.role, a.responsibility, a.grid_code, g.name AS grid_name,
               a.from_day, a.to_day, a.end_reason, a.created_at, a.version
          FROM appointments a
          JOIN people p ON p.id = a.person_id
          LEFT JOIN grids g ON g.code = a.grid_code
        """;

    public const string FindInScope = Select + " WHERE a.id = @Id AND @scope(a.grid_code)";
}
