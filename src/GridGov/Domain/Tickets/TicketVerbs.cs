using System.Collections.Frozen;
using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;

namespace GridGov.Domain.Tickets;

/// <summary>Marks the operation of an action.</summary>
public sealed record TicketVerbMetadata(TicketAction Action);

/// <summary>The operations of the actions: their addresses, and what they need.</summary>
public sealed class TicketVerbs(EndpointDataSource endpoints)
{
    /// <summary>The problem code of an action without the photo of afterwards that the ticket's category asks for.</summary>
    public const string AfterPhotoMissing = "after-photo-missing";

    readonly Lazy<FrozenDictionary<TicketAction, Verb>> verbs = new(() => endpoints.Endpoints
        .Where(endpoint => endpoint.Metadata.GetMetadata<TicketVerbMetadata>() is not null)
        .ToFrozenDictionary(
            endpoint => endpoint.Metadata.GetRequiredMetadata<TicketVerbMetadata>().Action,
            endpoint => new Verb(
                RequiredOf(endpoint.Metadata.GetRequiredMetadata<RequestDescription>().Body!.Type),
                endpoint.Metadata.OfType<ProducesProblemMetadata>().Any(problem => problem.Codes.Contains(AfterPhotoMissing)))));

    sealed record Verb(IReadOnlyList<string> Required, bool NeedsAfterPhoto);

    public IReadOnlyList<string> RequiredProperties(TicketAction action) => verbs.Value[action].Required;

    /// <summary>Whether the action waits for a photo of afterwards, where the ticket's category asks for one.</summary>
    public bool NeedsAfterPhoto(TicketAction action) => verbs.Value[action].NeedsAfterPhoto;

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
