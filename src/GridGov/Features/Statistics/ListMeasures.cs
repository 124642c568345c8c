using FastEndpoints;
using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Statistics;

/// <summary>All measures with their definitions.</summary>
public sealed class ListMeasures : ApiEndpoint<EmptyRequest, Ok<ListMeasures.Response>>
{
    public override void Configure()
    {
        Get("/measures/catalogue");
        Group<StatisticsGroup>();
        Operation("List the measures",
            "Every measure with its formula and the formula's version, the counted unit, the day by which it counts, and the " +
            "exclusions, in Chinese and in English.");
        RequiresCapability(Capability.StatisticsRead);
    }

    /// <summary>The measures.</summary>
    /// <param name="Items">All measures.</param>
    public sealed record Response(IReadOnlyList<Entry> Items);

    /// <summary>A measure.</summary>
    /// <param name="Code">The measure's code.</param>
    /// <param name="Name">The measure's name.</param>
    /// <param name="Formula">The formula in words.</param>
    /// <param name="FormulaVersion">The version of the formula; it grows when the formula changes.</param>
    /// <param name="Unit">
    /// The counted unit. For checks, dispatches and call-backs the links list their tickets, each once; for places the target places of
    /// campaigns, each once a cycle; for meeting_cycle the cycles of series of meetings.
    /// </param>
    /// <param name="Day">The day by which a unit counts in a period.</param>
    /// <param name="Notes">Exclusions and other notes.</param>
    /// <param name="MoreIsBetter">Whether a higher rate is better.</param>
    /// <param name="Count">Whether it is a number of tickets and no rate.</param>
    /// <param name="Stored">
    /// Whether it is answered from stored counters; otherwise from the rows of the period, in a time that grows with their number.
    /// </param>
    /// <param name="AsOf">Always true: every measure can be asked as of an earlier instant.</param>
    public sealed record Entry(
        string Code, Text Name, Text Formula, int FormulaVersion, MeasureUnit Unit, Text Day, Text Notes, bool MoreIsBetter,
        bool Count, bool Stored, bool AsOf);

    /// <summary>A text in both languages.</summary>
    /// <param name="Zh">The text in Chinese.</param>
    /// <param name="En">The text in English.</param>
    public sealed record Text(string Zh, string En);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) =>
        Task.FromResult(TypedResults.Ok(new Response([.. Measure.All.Select(EntryOf)])));

    static Entry EntryOf(Measure measure) => new(
        measure.Code, Of(measure.Name), Of(measure.Formula), measure.Version, measure.Unit, Of(measure.Day), Of(measure.Notes),
        measure.MoreIsBetter, measure.IsCount, measure.IsStored, AsOf: true);

    static Text Of(LocalizedText text) => new(text.Zh, text.En);
}
