using FastEndpoints;
using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Statistics;

/// <summary>All measures, and what each of them means.</summary>
public sealed class ListMeasures : ApiEndpoint<EmptyRequest, Ok<ListMeasures.Response>>
{
    public override void Configure()
    {
        Get("/measures/catalogue");
        Group<StatisticsGroup>();
        Operation("List the measures",
            "Every measure with its formula and the formula's version, what is counted, by which day, and what is not counted; in Chinese and in English.");
        RequiresCapability(Capability.StatisticsRead);
    }

    /// <summary>All measures.</summary>
    /// <param name="Items">Each of them.</param>
    public sealed record Response(IReadOnlyList<Entry> Items);

    /// <summary>A measure.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Formula">How it is computed.</param>
    /// <param name="FormulaVersion">Grows when the formula changes.</param>
    /// <param name="Unit">What is counted; of checks, dispatches and call-backs the links list their tickets, each once.</param>
    /// <param name="Day">The day by which something counts in a period.</param>
    /// <param name="Notes">What does not count, and what else there is to know.</param>
    /// <param name="MoreIsBetter">Whether the higher rate is the better one.</param>
    public sealed record Entry(string Code, Text Name, Text Formula, int FormulaVersion, MeasureUnit Unit, Text Day, Text Notes, bool MoreIsBetter);

    /// <summary>A text in both languages.</summary>
    /// <param name="Zh">In Chinese.</param>
    /// <param name="En">In English.</param>
    public sealed record Text(string Zh, string En);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => Task.FromResult(TypedResults.Ok(new Response([.. Measure.All.Select(measure => new Entry(
        measure.Code, Of(measure.Name), Of(measure.Formula), measure.Version, measure.Unit, Of(measure.Day), Of(measure.Notes), measure.MoreIsBetter))])));

    static Text Of(LocalizedText text) => new(text.Zh, text.En);
}
