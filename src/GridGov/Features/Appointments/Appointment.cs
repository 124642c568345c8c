using GridGov.Api;
using GridGov.Domain.Tickets.Query;
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
/// <param name="EndReason">The reason given for the end, or for the refusal.</param>
/// <param name="Status">Whether it gives its rights: only when effective.</param>
/// <param name="CreatedBy">The person who made it; null for the program.</param>
/// <param name="CreatedAt">The time at which it was entered.</param>
/// <param name="ConfirmedBy">The administrator of the last confirmation; null without one, and for the command on the machine.</param>
/// <param name="ConfirmedAt">The time of the last confirmation; null where none was needed or given.</param>
/// <param name="AccessGivenBy">
/// While it awaits a confirmation: the other person who last gave access to the account, by a password or by removing the second factor.
/// </param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record Appointment(
    Id Id, Appointment.PersonRef Person, PostKind Post, string? Role, Responsibility? Responsibility, Appointment.GridRef Grid,
    DateOnly From, DateOnly? To, string? EndReason, AppointmentStatus Status, Appointment.PersonRef? CreatedBy, Instant CreatedAt,
    Appointment.PersonRef? ConfirmedBy, Instant? ConfirmedAt, Appointment.PersonRef? AccessGivenBy, long Version) : IVersioned
{
    /// <summary>What has to be done before it gives its rights; of a single appointment that awaits a confirmation.</summary>
    public NextStep? Next { get; init; }

    /// <summary>The open work of the person in the grid of the post; only in the answer to its end.</summary>
    public OpenWork? OpenWork { get; init; }

    /// <summary>A sentence in both languages.</summary>
    /// <param name="Zh">In Chinese.</param>
    /// <param name="En">In English.</param>
    public sealed record NextStep(string Zh, string En);

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
    public required AppointmentStatus Status { get; init; }
    public Id? CreatedBy { get; init; }
    public string? CreatorName { get; init; }
    public required Instant CreatedAt { get; init; }
    public Id? ConfirmedBy { get; init; }
    public string? ConfirmerName { get; init; }
    public Instant? ConfirmedAt { get; init; }
    public Id? AccessGivenBy { get; init; }
    public string? GiverName { get; init; }
    public bool PersonDisabled { get; init; }
    public required long Version { get; init; }

    public bool AwaitsConfirmation => Status is AppointmentStatus.Pending or AppointmentStatus.Suspended;

    public Appointment ToAppointment() => new(
        Id, new Appointment.PersonRef(PersonId, PersonName), Post, Role, Responsibility, new Appointment.GridRef(GridCode, GridName),
        FromDay, ToDay, EndReason, Status, RefOf(CreatedBy, CreatorName), CreatedAt, RefOf(ConfirmedBy, ConfirmerName), ConfirmedAt,
        AwaitsConfirmation ? RefOf(AccessGivenBy, GiverName) : null, Version);

    public Holder ToHolder() => new(Id, new Appointment.PersonRef(PersonId, PersonName), FromDay, ToDay, PersonDisabled);

    public PendingHolder ToPendingHolder() => new(
        Id, new Appointment.PersonRef(PersonId, PersonName), Post, Role, Responsibility, FromDay, ToDay, RefOf(CreatedBy, CreatorName));

    static Appointment.PersonRef? RefOf(Id? person, string? name) => person is { } id ? new Appointment.PersonRef(id, name ?? "") : null;

    public static Task<AppointmentRow?> Find(Tx tx, Actor actor, Id id) => Find(tx, actor.ScopeOf(Capability.PersonRead), id);

    public static Task<AppointmentRow?> Find(Tx tx, Scope scope, Id id) =>
        tx.QuerySingle<AppointmentRow>(FindInScope, new { Id = id }, scope);

    public const string Select = """
        SELECT a.id, a.person_id, p.name AS person_name, a.post, a.role, a.responsibility, a.grid_code, g.name AS grid_name,
               a.from_day, a.to_day, a.end_reason, a.status, a.created_by, c.name AS creator_name, a.created_at,
               a.confirmed_by, f.name AS confirmer_name, a.confirmed_at, p.access_given_by, s.name AS giver_name,
               CASE WHEN p.disabled_at IS NULL THEN 0 ELSE 1 END AS person_disabled, a.version
          FROM appointments a
          JOIN people p ON p.id = a.person_id
          LEFT JOIN people c ON c.id = a.created_by
          LEFT JOIN people f ON f.id = a.confirmed_by
          LEFT JOIN people s ON s.id = p.access_given_by
          LEFT JOIN grids g ON g.code = a.grid_code
        """;

    public const string FindInScope = Select + " WHERE a.id = @Id AND @scope(a.grid_code)";
}
