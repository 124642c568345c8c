using System.Collections.Frozen;
using System.Text.Json;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets;

public sealed class TicketVerbs(EndpointDataSource endpoints)
{
    readonly Lazy<FrozenDictionary<TicketAction, IReadOnlyList<string>>> required = new(() => endpoints.Endpoints
        .Where(endpoint => endpoint.Metadata.GetMetadata<TicketVerbMetadata>() is not null)
        .ToFrozenDictionary(
            endpoint => endpoint.Metadata.GetRequiredMetadata<TicketVerbMetadata>().Action,
            endpoint => RequiredOf(endpoint.Metadata.GetRequiredMetadata<RequestDescription>().Body!.Type)));

    public IReadOnlyList<string> RequiredProperties(TicketAction action) => required.Value[action];

    /// <summary>Returns the address to post to; null if the action is about a request, joint action or order and none is open.</summary>
    internal static string? Address(TicketRow ticket, TicketAction action)
    {
        var path = Lifecycle.Rules[action].Path;
        var open = path.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return $"/v1/tickets/{ticket.Id}/{path}";
        var close = path.IndexOf('}', open);
        var part = path[(open + 1)..close] switch
        {
            "requestId" => ticket.RequestId,
            "jointActionId" => ticket.JointActionId,
            "supervisionId" => ticket.SupervisionId,
            var name => throw new InvalidOperationException($"A ticket has no {name}."),
        };
        return part is { } id ? $"/v1/tickets/{ticket.Id}/{path[..open]}{id}{path[(close + 1)..]}" : null;
    }

    static IReadOnlyList<string> RequiredOf(Type body)
    {
        var parameters = body.GetConstructors()[0].GetParameters();
        return [.. parameters.Where(p => !p.HasDefaultValue).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!))];
    }
}
