using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Search;

/// <summary>The filters of the list of tickets. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record TicketFilter : ListQuery, ITicketCriteriaQuery
{
    /// <summary>The id of a person: tickets dispatched to, processing, suspended or in rework by that person.</summary>
    [FromQuery(Name = "inHand")] public string? InHand { get; init; }

    /// <summary>The id of a person who was asked to verify the tickets and has not reported back.</summary>
    [FromQuery(Name = "verifier")] public string? Verifier { get; init; }

    /// <summary>The id of a person who is awaited at a joint action, to arrive or to report.</summary>
    [FromQuery(Name = "awaited")] public string? Awaited { get; init; }

    /// <summary>Whether a request for an extension or a suspension is pending.</summary>
    [FromQuery(Name = "requested")] public bool? Requested { get; init; }

    /// <summary>The levels of grid that handle the tickets: 3, 2, 1, or 0 above the street.</summary>
    [FromQuery(Name = "level")] public int[]? Level { get; init; }

    /// <summary>An instant, RFC 3339: tickets whose running clock is due before it.</summary>
    [FromQuery(Name = "dueBefore")] public string? DueBefore { get; init; }

    /// <summary>The first day of closing, yyyy-MM-dd.</summary>
    [FromQuery(Name = "closedFrom")] public string? ClosedFrom { get; init; }

    /// <summary>The day after the last day of closing, yyyy-MM-dd.</summary>
    [FromQuery(Name = "closedTo")] public string? ClosedTo { get; init; }

    /// <summary>An instant, RFC 3339: tickets found at it or later. What was not found before filing was found then.</summary>
    [FromQuery(Name = "foundFrom")] public string? FoundFrom { get; init; }

    /// <summary>An instant, RFC 3339: tickets found before it.</summary>
    [FromQuery(Name = "foundTo")] public string? FoundTo { get; init; }

    /// <summary>An instant, RFC 3339: tickets whose last change was at it or later.</summary>
    [FromQuery(Name = "updatedFrom")] public string? UpdatedFrom { get; init; }

    /// <summary>An instant, RFC 3339: tickets whose last change was before it.</summary>
    [FromQuery(Name = "updatedTo")] public string? UpdatedTo { get; init; }

    /// <summary>The number of the order in the system that the tickets came from.</summary>
    [FromQuery(Name = "externalNumber")] public string? ExternalNumber { get; init; }

    /// <summary>
    /// west,south,east,north in degrees of WGS84, to a thousandth of a degree: tickets within this box, whose eastern and northern edges
    /// are outside.
    /// </summary>
    [FromQuery(Name = "box")] public string? Box { get; init; }

    /// <summary>Statuses.</summary>
    [FromQuery(Name = "status")] public string[]? Status { get; init; }

    /// <summary>Stages, out of seven.</summary>
    [FromQuery(Name = "stage")] public string[]? Stage { get; init; }

    /// <summary>Category codes; a code of the first level includes all categories below it.</summary>
    [FromQuery(Name = "category")] public string[]? Category { get; init; }

    /// <summary>Codes of grids, counties or cities, each with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string[]? Grid { get; init; }

    /// <summary>Kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Programmes.</summary>
    [FromQuery(Name = "programme")] public string[]? Programme { get; init; }

    /// <summary>Service roles in charge.</summary>
    [FromQuery(Name = "role")] public string[]? Role { get; init; }

    /// <summary>Sources.</summary>
    [FromQuery(Name = "source")] public string[]? Source { get; init; }

    /// <summary>Urgencies.</summary>
    [FromQuery(Name = "urgency")] public string[]? Urgency { get; init; }

    /// <summary>
    /// Tickets with a supervision order: any, waiting (for a reply), late (with the reply), or mine (waiting for a reply that the caller
    /// may give).
    /// </summary>
    [FromQuery(Name = "supervised")] public string? Supervised { get; init; }

    /// <summary>Lights: green, yellow, red. Tickets without a running clock have none.</summary>
    [FromQuery(Name = "light")] public string[]? Light { get; init; }

    /// <summary>true: tickets whose current deadline has passed (as light=red); false: all others.</summary>
    [FromQuery(Name = "overdue")] public bool? Overdue { get; init; }

    /// <summary>The id of a ticket: tickets that were merged into it.</summary>
    [FromQuery(Name = "mergedInto")] public string? MergedInto { get; init; }

    /// <summary>The id of a ticket: its parts (子单); none for tickets that are no parts, but reports of their own.</summary>
    [FromQuery(Name = "partOf")] public string? PartOf { get; init; }

    /// <summary>
    /// Ids of people who handle the tickets or handled them last; none for nobody. With a measure of dispatches: to whom they were
    /// dispatched.
    /// </summary>
    [FromQuery(Name = "handler")] public string[]? Handler { get; init; }

    /// <summary>
    /// Ids of people in the post of a department (专业部门) who handle the tickets or handled them last; none for all other tickets.
    /// </summary>
    [FromQuery(Name = "department")] public string[]? Department { get; init; }

    /// <summary>Ids of zones that the tickets lie in; with asOf too as they lie now.</summary>
    [FromQuery(Name = "zone")] public string[]? Zone { get; init; }

    /// <summary>Ids of places (场所) that the tickets are at; with asOf too as they are now.</summary>
    [FromQuery(Name = "place")] public string[]? Place { get; init; }

    /// <summary>The id of the person who filed the tickets.</summary>
    [FromQuery(Name = "reporter")] public string? Reporter { get; init; }

    /// <summary>The first day of filing, yyyy-MM-dd; with measure, of its period.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last day, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>lng,lat,metres in WGS84: tickets within this distance of the place, up to 50,000 metres.</summary>
    [FromQuery(Name = "near")] public string? Near { get; init; }

    /// <summary>
    /// Words, up to 100 characters, each of which stands in the description, the address, the result, a comment, or the name of the
    /// category or of a grid that it lies in, or is one or more whole parts of the number. Case, full or half width, and traditional or
    /// simplified characters make no
    /// difference. Each ticket has hits, which tell where they are.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>The code of a statistics measure: tickets that it counts in the period from–to.</summary>
    [FromQuery(Name = "measure")] public string? Measure { get; init; }

    /// <summary>The part of the measure: denominator (default), numerator, or complement (denominator without numerator).</summary>
    [FromQuery(Name = "part")] public string? Part { get; init; }

    /// <summary>
    /// An earlier instant, RFC 3339: tickets whose status, handler and measure matched then. They are shown as they are now. It cannot be
    /// combined with stage, light, overdue, supervised, mergedInto, or an order other than newest and oldest.
    /// </summary>
    [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

    /// <summary>
    /// The order: newest (default) or oldest first, by filing; due: tickets with a running clock, the earliest deadline of a stage first;
    /// updated: the latest change first; oldest_updated: the earliest change first, so that what changes meanwhile comes again at the
    /// end; relevance, with q: first tickets that were filed with all words, then those with some in the result, then those with some in
    /// comments or names, each newest first; distance, with near: the nearest first.
    /// </summary>
    [FromQuery(Name = "sort")] public string? Sort { get; init; }

    public new sealed class Validator : AbstractValidator<TicketFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Status).AnyOf(Codes<TicketStatus>.All);
            RuleFor(f => f.Stage).AnyOf(Codes<TicketStage>.All);
            RuleFor(f => f.Category).Categories();
            RuleFor(f => f.Kind).AnyOf(Codes<TicketKind>.All);
            RuleFor(f => f.Programme).AnyOf(Codes<GridGov.Domain.Programme>.All);
            RuleFor(f => f.Role).Roles();
            RuleFor(f => f.Source).AnyOf(Codes<TicketSource>.All);
            RuleFor(f => f.Light).AnyOf(Codes<GridGov.Domain.Deadlines.Calendars.Light>.All);
            RuleFor(f => f.Urgency).AnyOf(Codes<GridGov.Domain.Urgency>.All);
            RuleFor(f => f.Grid).GridCodes();
            RuleFor(f => f.Supervised).OneOf(Codes<SupervisedFilter>.All);
            RuleFor(f => f.MergedInto).Id();
            RuleFor(f => f.PartOf).Id().When(f => f.PartOf != NoWhole);
            RuleFor(f => f.Handler).People();
            RuleFor(f => f.Department).People();
            RuleFor(f => f.Zone).Ids();
            RuleFor(f => f.Place).Ids();
            RuleFor(f => f.Reporter).Id();
            RuleFor(f => f.From).Day();
            RuleFor(f => f.To).DayAfter(f => f.From);
            RuleFor(f => f.Near).Format(text => PlaceFilters.ReadNear(text) is not null);
            RuleFor(f => f.Q).SearchText();
            RuleFor(f => f.Q).Must(q => q is null || TextRules.IsBlank(q) || SearchText.Words(q).Count > 0).WithErrorCode("wrong_format")
                .WithMessage("至少须有一个汉字、字母或数字。", "The text must have a letter, a digit or a Chinese character.");
            RuleFor(f => f.Q).NotEmpty().When(f => f.Sort == TicketSort.Relevance.ToCode());
            RuleFor(f => f.Near).NotEmpty().When(f => f.Sort == TicketSort.Distance.ToCode());
            RuleFor(f => f.Measure).OneOf(TicketMeasure.Codes);
            RuleFor(f => f.Part).OneOf(Codes<MeasurePart>.All);
            RuleFor(f => f.AsOf).Instant();
            RuleFor(f => f.AsOf).Must((f, _) => f.IsKnownAsOf).When(f => f.AsOf is not null).WithErrorCode("not_together")
                .WithMessage("环节、灯色、超期、督办、并入案卷、最后变更和按时限排序只适用于当前状态。",
                    "Stage, light, overdue, supervised, mergedInto, last changes and sort=due are known of the present only.");
            RuleFor(f => f.Sort).OneOf(Codes<TicketSort>.All);
            Include(new ListQuery.Validator());
            RuleFor(f => f.From).NotEmpty().When(f => f.Measure is not null);
            RuleFor(f => f.To).NotEmpty().When(f => f.Measure is not null);
            RuleFor(f => f.InHand).Id();
            RuleFor(f => f.Verifier).Id();
            RuleFor(f => f.Awaited).Id();
            RuleFor(f => f.Level).Each(level => level is >= 0 and <= 3, "out_of_range");
            RuleFor(f => f.DueBefore).Instant();
            RuleFor(f => f.FoundFrom).Instant();
            RuleFor(f => f.FoundTo).InstantAfter(f => f.FoundFrom);
            RuleFor(f => f.UpdatedFrom).Instant();
            RuleFor(f => f.UpdatedTo).InstantAfter(f => f.UpdatedFrom);
            RuleFor(f => f.ExternalNumber).ExternalNumber();
            RuleFor(f => f.ClosedFrom).Day();
            RuleFor(f => f.ClosedTo).DayAfter(f => f.ClosedFrom);
            RuleFor(f => f.Box).Format(text => PlaceFilters.ReadBox(text) is not null);
        }
    }

    const string NoWhole = "none";

    internal TicketSort Order => QueryValues.Code<TicketSort>(Sort) ?? TicketSort.Newest;

    internal TicketQuery ToQuery(Actor caller)
    {
        var measure = TicketMeasure.Find(Measure);
        return new TicketQuery
        {
            Grids = QueryValues.List(Grid),
            Criteria = TicketCriteria.Of(this),
            Statuses = ReadStatuses(out var evaluated),
            Evaluated = evaluated,
            Lights = QueryValues.Codes<GridGov.Domain.Deadlines.Calendars.Light>(Light),
            Overdue = Overdue,
            Supervised = QueryValues.Code<SupervisedFilter>(Supervised),
            Caller = caller,
            MergedInto = QueryValues.Id(MergedInto),
            PartOf = PartOf == NoWhole ? null : QueryValues.Id(PartOf),
            IsPart = PartOf == NoWhole ? false : null,
            Reporter = QueryValues.Id(Reporter),
            Places = QueryValues.Ids(Place),
            InHand = QueryValues.Id(InHand),
            Verifier = QueryValues.Id(Verifier),
            Awaited = QueryValues.Id(Awaited),
            Requested = Requested,
            Levels = QueryValues.List(Level),
            FiledFrom = measure is null ? QueryValues.Day(From) : null,
            FiledTo = measure is null ? QueryValues.Day(To) : null,
            ClosedFrom = QueryValues.Day(ClosedFrom),
            ClosedTo = QueryValues.Day(ClosedTo),
            DueBefore = QueryValues.Instant(DueBefore),
            Found = (QueryValues.Instant(FoundFrom), QueryValues.Instant(FoundTo)),
            Updated = (QueryValues.Instant(UpdatedFrom), QueryValues.Instant(UpdatedTo)),
            InOrderOfUpdates = Order is TicketSort.Updated or TicketSort.OldestUpdated,
            ExternalNumber = ExternalNumber,
            Near = Near is null ? null : PlaceFilters.ReadNear(Near),
            Box = Box is null ? null : PlaceFilters.ReadBox(Box),
            Text = Q,
            Measure = measure is not null && QueryValues.Day(From) is { } from && QueryValues.Day(To) is { } to
                ? new MeasureSelection(measure.Rows, QueryValues.Code<MeasurePart>(Part) ?? MeasurePart.Denominator, new Period(from, to))
                : null,
            AsOf = QueryValues.Instant(AsOf),
        };
    }

    /// <param name="evaluated">Distinguishes the two stages of closed tickets; null if both or none are requested.</param>
    IReadOnlyList<TicketStatus>? ReadStatuses(out bool? evaluated)
    {
        var statuses = QueryValues.Codes<TicketStatus>(Status);
        var stages = QueryValues.Codes<TicketStage>(Stage);
        var wantsEvaluated = stages.Contains(TicketStage.Evaluate);
        evaluated = stages.Contains(TicketStage.Check) == wantsEvaluated ? null : wantsEvaluated;
        if (stages.Count == 0)
            return statuses.Count == 0 ? null : statuses;
        var ofStages = Enum.GetValues<TicketStatus>().Where(status =>
            stages.Contains(Lifecycle.StageOf(status)) || stages.Contains(Lifecycle.StageOf(status, evaluated: true)));
        return [.. statuses.Count == 0 ? ofStages : ofStages.Intersect(statuses)];
    }

    /// <summary>Whether all given filters are stored for earlier states too.</summary>
    bool IsKnownAsOf =>
        Stage is not { Length: > 0 } && Light is not { Length: > 0 } && Overdue is null && Supervised is null && MergedInto is null
        && Order is (TicketSort.Newest or TicketSort.Oldest) && FingerprintOfOthers().Trim('|').Length == 0;

    internal string Fingerprint() => string.Join('|',
        Values(Status), Values(Stage), Values(Category), Values(Grid), Values(Kind), Values(Programme), Values(Role), Values(Source),
        Values(Urgency), Values(Light), Overdue, Supervised, MergedInto, Values(Handler), Values(Department), Reporter, From, To, Near, Q,
        Measure, Part, AsOf, Sort, PartOf, Values(Zone), Values(Place), FingerprintOfOthers());

    string FingerprintOfOthers() => string.Join('|',
        InHand, Verifier, Awaited, Requested, Level is null ? "" : string.Join(',', Level.Order()), DueBefore, ClosedFrom, ClosedTo, Box,
        FoundFrom, FoundTo, UpdatedFrom, UpdatedTo, ExternalNumber);

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
