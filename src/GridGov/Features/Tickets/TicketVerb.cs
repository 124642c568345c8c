global using TicketResult = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<GridGov.Domain.Tickets.Ticket>,
    Microsoft.AspNetCore.Http.HttpResults.NotFound,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets;

/// <summary>An action of the lifecycle as an operation; route, capability and refusals come from <see cref="Lifecycle.Rules"/>.</summary>
public abstract class TicketVerb<TRequest, TResult> : ApiEndpoint<TRequest, TResult>
    where TRequest : notnull
    where TResult : IResult
{
    /// <param name="refuses">Problem codes of the body, in addition to those of the lifecycle.</param>
    protected void Verb(TicketAction action, string summary, string? description = null, string? example = null, params string[] refuses)
    {
        Post("/{id}/" + Lifecycle.Rules[action].Path);
        Group<TicketGroup>();
        Operation(summary, description);
        RequiresCapability(Lifecycle.CapabilityFor(action));
        foreach (var status in Lifecycle.RefusalsOf(action).Concat(refuses).GroupBy(code => ProblemCatalogue.All[code].Status))
            ProducesProblem(status.Key, [.. status]);
        if (example is not null)
            RequestExample(example);
        Definition.Metadata(new TicketVerbMetadata(action));
    }
}

/// <summary>An action that changes the version of a ticket that was read, and answers with the ticket.</summary>
public abstract class TicketVerb<TBody> : TicketVerb<Change<TBody>, TicketResult>
    where TBody : class;
