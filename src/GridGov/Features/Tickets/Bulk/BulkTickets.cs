using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace GridGov.Features.Tickets.Bulk;

/// <summary>Accepts, dispatches, reassigns or passes many tickets by one call, each in its own transaction with its own result.</summary>
public sealed class BulkTickets(
    Db db, IdempotencyKey key, DeniedRequests deniedRequests, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
    : ApiEndpoint<BulkTickets.Input, Ok<BulkTickets.Response>>
{
    const int MaxTickets = 200;

    public override void Configure()
    {
        Post("/bulk");
        Group<TicketGroup>();
        Operation("Accept, dispatch, reassign or pass many tickets",
            "One of the four acts, by the rules and rights of acceptTicket, dispatchTicket, reassignTicket and passTicket. Each ticket " +
            "is done or refused for itself; the answer has one result for each, in the order of the request. A call that was cut off is " +
            "repeated with its Idempotency-Key: what was done has the same result, and the rest goes on.");
        // The rights of each act are checked for each ticket.
        RequiresCapability(Capability.TicketRead);
        RequiresIdempotencyKey();
        RequestExample("""
            { "tickets": [{ "id": "01K4V6J0Q8Z3R", "version": 2 }], "dispatch": { "handlerId": "01K4V6J0Q8Z3S" } }
            """);
    }

    /// <summary>The tickets, and exactly one act.</summary>
    /// <param name="Tickets">The tickets, 1 to 200, each once.</param>
    /// <param name="Accept">Accepts them.</param>
    /// <param name="Dispatch">Dispatches them to one handler.</param>
    /// <param name="Reassign">Reassigns them to one handler.</param>
    /// <param name="Pass">Passes their check and closes them.</param>
    public sealed record Request(
        IReadOnlyList<TicketVersion> Tickets, AcceptTicket.Request? Accept = null, DispatchTicket.Request? Dispatch = null,
        ReassignTicket.Request? Reassign = null, PassTicket.Request? Pass = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Tickets).NotEmpty()
                    .Must(tickets => tickets.Count <= MaxTickets).WithErrorCode("too_many")
                    .Must(tickets => tickets.DistinctBy(ticket => ticket.Id).Count() == tickets.Count).WithErrorCode("duplicate");
                RuleForEach(r => r.Tickets).SetValidator(new TicketVersion.Validator());
                RuleFor(r => r.Accept).Must((r, _) => Acts(r) > 0).WithErrorCode("required");
                RuleFor(r => r.Accept).Must((r, _) => Acts(r) < 2).WithErrorCode("not_together");
                RuleFor(r => r.Dispatch!).SetValidator(new DispatchTicket.Request.Validator()).When(r => r.Dispatch is not null);
                RuleFor(r => r.Reassign!).SetValidator(new ReassignTicket.Request.Validator()).When(r => r.Reassign is not null);
                RuleFor(r => r.Pass!).SetValidator(new PassTicket.Request.Validator()).When(r => r.Pass is not null);
            }

            static int Acts(Request r) => new object?[] { r.Accept, r.Dispatch, r.Reassign, r.Pass }.Count(act => act is not null);
        }
    }

    /// <summary>A ticket with the version that was read.</summary>
    /// <param name="Id">The ticket's id.</param>
    /// <param name="Version">The version that was read; another one is refused.</param>
    public sealed record TicketVersion(Id Id, long Version)
    {
        public sealed class Validator : AbstractValidator<TicketVersion>
        {
            public Validator() => RuleFor(t => t.Version).GreaterThanOrEqualTo(1);
        }
    }

    /// <summary>What became of each ticket.</summary>
    /// <param name="Items">One result for each ticket, in the order of the request.</param>
    /// <param name="Done">The number of tickets for which it was done.</param>
    public sealed record Response(IReadOnlyList<Item> Items, int Done);

    /// <summary>What became of one ticket.</summary>
    /// <param name="Id">The id of the request.</param>
    /// <param name="Status">The new status; null when it was refused.</param>
    /// <param name="Version">The new version; null when it was refused.</param>
    /// <param name="Problem">The reason for which it was refused; null when it was done.</param>
    public sealed record Item(Id Id, TicketStatus? Status, long? Version, Refusal? Problem);

    /// <summary>The reason for which a ticket was refused.</summary>
    /// <param name="Status">The HTTP status with which the single operation answers it.</param>
    /// <param name="Code">The code of the problem.</param>
    /// <param name="Detail">The reason in the language of the request.</param>
    public sealed record Refusal(int Status, string Code, string Detail);

    public sealed record Input([FromBody] Request Body);

    public override async Task<Ok<Response>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var whole = (KeyedRequest?)key.Value;
        if (whole is not null)
            await Begin(ct);
        var items = new List<Item>(input.Body.Tickets.Count);
        foreach (var ticket in input.Body.Tickets)
        {
            ct.ThrowIfCancellationRequested();
            key.Value = whole is null ? null : whole with { Key = KeyOf(whole.Key, ticket.Id), Subject = ticket.Id };
            items.Add(await Act(input.Body, ticket, ct));
        }
        key.Value = whole;
        return TypedResults.Ok(new Response(items, items.Count(item => item.Problem is null)));
    }

    /// <summary>Stores the key, so that another request with it is refused; a repeat of this one goes on.</summary>
    async Task Begin(CancellationToken ct)
    {
        try
        {
            await db.Write(_ => Task.FromResult(TypedResults.Ok()), ct, WriteMode.Shared);
        }
        catch (ReplayException)
        {
        }
    }

    /// <summary>The key of one ticket's answer; its length is that of the longest key.</summary>
    static string KeyOf(string whole, Id ticket) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"bulk {whole} {ticket}")));

    async Task<Item> Act(Request body, TicketVersion ticket, CancellationToken ct)
    {
        var (id, version) = (ticket.Id, new IfMatch(ticket.Version));
        try
        {
            var result = body switch
            {
                { Dispatch: { } act } => await new DispatchTicket(db) { Actor = Actor }.ExecuteAsync(new(id, act, version), ct),
                { Reassign: { } act } => await new ReassignTicket(db) { Actor = Actor }.ExecuteAsync(new(id, act, version), ct),
                { Pass: { } act } => await new PassTicket(db) { Actor = Actor }.ExecuteAsync(new(id, act, version), ct),
                _ => await new AcceptTicket(db) { Actor = Actor }.ExecuteAsync(new(id, body.Accept, version), ct),
            };
            return result.Result switch
            {
                Ok<Ticket> { Value: { } done } => new Item(id, done.Status, done.Version, Problem: null),
                ProblemHttpResult problem => Refused(id, problem),
                _ => Refused(id, Problems.NotFound()),
            };
        }
        catch (ReplayException done)
        {
            var stored = JsonSerializer.Deserialize<Stored>(done.Answer.Body!, json.Value.SerializerOptions)!;
            return new Item(id, stored.Status, stored.Version, Problem: null);
        }
        catch (ProblemException refused)
        {
            return Refused(id, refused.Problem);
        }
    }

    /// <summary>What the result needs of a stored answer.</summary>
    [System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip)]
    sealed record Stored(TicketStatus Status, long Version);

    /// <summary>The audit has what the caller may not do, as it has that of the single operation.</summary>
    Item Refused(Id id, ProblemHttpResult problem)
    {
        var code = (string)problem.ProblemDetails.Extensions["code"]!;
        if (problem.StatusCode == StatusCodes.Status403Forbidden)
            deniedRequests.Record(HttpContext, code, item: ("ticket", id.ToString()));
        return new Item(id, Status: null, Version: null, new Refusal(problem.StatusCode, code, problem.ProblemDetails.Detail!));
    }
}
