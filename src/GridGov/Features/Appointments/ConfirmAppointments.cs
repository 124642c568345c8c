using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>Confirms many appointments in one call, each with its own result.</summary>
public sealed class ConfirmAppointments(Db db) : ApiEndpoint<ConfirmAppointments.Request, Ok<ConfirmAppointments.Response>>
{
    public const int MaxIds = 200;

    public override void Configure()
    {
        Post("/confirm");
        Group<AppointmentGroup>();
        Operation("Confirm many appointments",
            "Each is confirmed or refused for itself, by the rules of confirmAppointment; the answer has one result for each id, in the " +
            "order of the request. It needs no versions: an appointment that somebody else decided meanwhile is not pending.");
        RequiresCapability(Capability.PersonManage);
        RequestExample("""{ "ids": ["01K4V6J0Q8Z3R"] }""");
    }

    /// <summary>The appointments to confirm.</summary>
    /// <param name="Ids">The ids of the appointments, 1 to 200, each once.</param>
    public sealed record Request(IReadOnlyList<Id> Ids)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Ids).NotEmpty()
                .Must(ids => ids.Count <= MaxIds).WithErrorCode("too_many")
                .Must(ids => ids.Distinct().Count() == ids.Count).WithErrorCode("duplicate");
        }
    }

    /// <summary>What became of each appointment.</summary>
    /// <param name="Items">One result for each id, in the order of the request.</param>
    /// <param name="Confirmed">The number of confirmed appointments.</param>
    public sealed record Response(IReadOnlyList<Item> Items, int Confirmed);

    /// <summary>What became of one appointment.</summary>
    /// <param name="Id">The id of the request.</param>
    /// <param name="Appointment">The appointment, now effective; null when it was not confirmed.</param>
    /// <param name="Problem">The reason for which it was not confirmed; null when it was.</param>
    public sealed record Item(Id Id, Appointment? Appointment, Refusal? Problem);

    /// <summary>The reason for which an appointment was not confirmed.</summary>
    /// <param name="Status">The HTTP status with which confirmAppointment answers it.</param>
    /// <param name="Code">The code of the problem.</param>
    /// <param name="Detail">The reason in the language of the request.</param>
    public sealed record Refusal(int Status, string Code, string Detail);

    public override Task<Ok<Response>> ExecuteAsync(Request request, CancellationToken ct) => db.Write(async tx =>
    {
        var items = new List<Item>(request.Ids.Count);
        foreach (var id in request.Ids)
            items.Add(await Confirm(tx, id));
        return TypedResults.Ok(new Response(items, items.Count(item => item.Problem is null)));
    }, ct);

    async Task<Item> Confirm(Tx tx, Id id)
    {
        if (await AppointmentRow.Find(tx, Actor, id) is not { } before)
            return Refused(id, Problems.NotFound());
        if (AppointmentConfirmation.Check(Actor, before, tx.Today) is { } refusal)
            return Refused(id, refusal);
        if (before.PersonDisabled)
            return Refused(id, Problems.Of("person-disabled"));
        return await AppointmentConfirmation.Confirm(tx, before, Actor) is { } after
            ? new Item(id, after.ToAppointment(), Problem: null)
            : Refused(id, Problems.Of("appointment-not-pending"));
    }

    static Item Refused(Id id, ProblemHttpResult problem) => new(id, Appointment: null, new Refusal(
        problem.StatusCode, (string)problem.ProblemDetails.Extensions["code"]!, problem.ProblemDetails.Detail!));
}
