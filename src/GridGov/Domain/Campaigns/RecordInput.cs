using System.Text.Json;
using GridGov.Domain.Needs;
using GridGov.Geo;

namespace GridGov.Domain.Campaigns;

/// <summary>What is said of a visit: by a new record, and by one that corrects it.</summary>
sealed record RecordInput(RecordOutcome Outcome)
{
    public JsonElement? Answers { get; init; }
    public double? Quantity { get; init; }
    public FreeText? Note { get; init; }

    /// <summary>Uploads of the caller.</summary>
    public IReadOnlyList<Id> Photos { get; init; } = [];

    public FoundProblem? Finding { get; init; }

    /// <summary>Needs that were heard of there, to be submitted; checked by their validator before.</summary>
    public IReadOnlyList<NeedDraft> Needs { get; init; } = [];

    /// <summary>A problem to be filed as a ticket.</summary>
    public sealed record FoundProblem(string Category, FreeText Description, Urgency? Urgency);
}

/// <summary>Where and when a visit took place, as the phone says.</summary>
sealed record VisitInput
{
    public Id? Campaign { get; init; }
    public Id? Round { get; init; }
    public Id? Place { get; init; }
    public string? Grid { get; init; }
    public (double Lng, double Lat, CoordSys? CoordSys)? Position { get; init; }

    /// <summary>Null for now.</summary>
    public Instant? DoneAt { get; init; }
}
