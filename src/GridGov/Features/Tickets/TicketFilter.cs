using System.Globalization;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Text;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets;

/// <summary>Which tickets under a supervisor's order.</summary>
public enum SupervisedFilter
{
    /// <summary>督办中: the order is not lifted.</summary>
    Any,
    /// <summary>待回复</summary>
    Waiting,
    /// <summary>逾期未回复</summary>
    Late,
    /// <summary>待我回复: waits for a reply, and the caller may give it.</summary>
    Mine,
}

/// <summary>Which tickets: the filters of the list. Repeated ones mean any of them, different ones all of them.</summary>
public sealed partial record TicketFilter
{
    /// <summary>Statuses.</summary>
    [FromQuery(Name = "status")] public string[]? Status { get; init; }

    /// <summary>Stages of the seven.</summary>
    [FromQuery(Name = "stage")] public string[]? Stage { get; init; }

    /// <summary>Category codes; one of the first level means all below it.</summary>
    [FromQuery(Name = "category")] public string[]? Category { get; init; }

    /// <summary>Grids, counties or cities: each with its whole subtree.</summary>
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

    /// <summary>Tickets under a supervisor's order: any, waiting (for a reply), late (with it), or mine (waiting for a reply that the caller may give).</summary>
    [FromQuery(Name = "supervised")] public string? Supervised { get; init; }

    /// <summary>Lights: green, yellow, red. Tickets on which no clock runs have none.</summary>
    [FromQuery(Name = "light")] public string[]? Light { get; init; }

    /// <summary>true: whose clock has run out (the same as light=red); false: all others.</summary>
    [FromQuery(Name = "overdue")] public bool? Overdue { get; init; }

    /// <summary>A ticket's id: those that were merged into it.</summary>
    [FromQuery(Name = "mergedInto")] public string? MergedInto { get; init; }

    /// <summary>Ids of people: what they have in hand or handled last; none: what nobody has. With a measure of dispatches: to whom it was dispatched.</summary>
    [FromQuery(Name = "handler")] public string[]? Handler { get; init; }

    /// <summary>Ids of people in the post of a department (专业部门): what they have in hand or handled last; none: all other tickets.</summary>
    [FromQuery(Name = "department")] public string[]? Department { get; init; }

    /// <summary>A person's id: what they filed.</summary>
    [FromQuery(Name = "reporter")] public string? Reporter { get; init; }

    /// <summary>First day of filing, yyyy-MM-dd; with measure, of its period.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>lng,lat,metres in WGS84: at most so far from there; up to 50,000 metres.</summary>
    [FromQuery(Name = "near")] public string? Near { get; init; }

    /// <summary>Text that the description, the address or the number contains; up to 100 characters.</summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>A statistics measure: the tickets that it counts in the period from–to.</summary>
    [FromQuery(Name = "measure")] public string? Measure { get; init; }

    /// <summary>Which of the measure's tickets: denominator (default), numerator, or complement (denominator without numerator).</summary>
    [FromQuery(Name = "part")] public string? Part { get; init; }

    /// <summary>
    /// An earlier instant, RFC 3339: the tickets that there were then, whose status, handler and measure were such then. They are
    /// shown as they are now. Not together with stage, light, overdue, supervised, mergedInto, or sort=due.
    /// </summary>
    [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

    /// <summary>newest (default) or oldest first, by filing; due: those whose clock runs, the one due first at the head.</summary>
    [FromQuery(Name = "sort")] public string? Sort { get; init; }

    /// <summary>Also count the whole list, exactly.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>How many entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>Where to go on: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed partial class Validator : AbstractValidator<TicketFilter>
    {
        const int MaxValues = 50;

        public Validator()
        {
            AnyOf(f => f.Status, Codes<TicketStatus>.All.Contains);
            AnyOf(f => f.Stage, Codes<TicketStage>.All.Contains);
            AnyOf(f => f.Category, code => code.Length is 2 or 4 && code.All(char.IsAsciiDigit));
            AnyOf(f => f.Kind, Codes<TicketKind>.All.Contains);
            AnyOf(f => f.Programme, Codes<Platform.Programme>.All.Contains);
            AnyOf(f => f.Role, code => code.Length is > 0 and <= 40);
            AnyOf(f => f.Source, Codes<TicketSource>.All.Contains);
            AnyOf(f => f.Light, Codes<Platform.Time.Light>.All.Contains);
            AnyOf(f => f.Urgency, Codes<Platform.Urgency>.All.Contains);
            RuleFor(f => f.Grid)
                .Must(list => list is null || list.Length <= MaxValues).WithErrorCode("too_many")
                .Must(list => list is null || list.All(GridCode.IsCode)).WithErrorCode("wrong_format");
            One(f => f.Supervised, Codes<SupervisedFilter>.All.Contains, "unknown_code");
            One(f => f.MergedInto, text => Id.TryRead(text, out _), "wrong_format");
            AnyOf(f => f.Handler, IsIdOrNone, "wrong_format");
            AnyOf(f => f.Department, IsIdOrNone, "wrong_format");
            One(f => f.Reporter, text => Id.TryRead(text, out _), "wrong_format");
            One(f => f.From, text => Days.TryRead(text, out _), "wrong_format");
            One(f => f.To, text => Days.TryRead(text, out _), "wrong_format");
            One(f => f.Near, text => TryNear(text, out _), "wrong_format");
            RuleFor(f => f.Q).SearchText();
            One(f => f.Measure, text => Platform.Measures.Measure.Find(text) is not null, "unknown_code");
            One(f => f.Part, Codes<MeasurePart>.All.Contains, "unknown_code");
            One(f => f.AsOf, text => Instant.TryRead(text, out _), "wrong_format");
            RuleFor(f => f.AsOf).Must((f, _) => f.KnowsThen).When(f => f.AsOf is not null).WithErrorCode("not_together")
                .WithMessage("Stage, light, overdue, supervised, mergedInto and sort=due are known of the present only.");
            One(f => f.Sort, text => text is "newest" or "oldest" or "due", "unknown_code");
            RuleFor(f => f.Limit).InclusiveBetween(1, Platform.Http.Cursor.MaxLimit);
            RuleFor(f => f.From).NotEmpty().When(f => f.Measure is not null);
            RuleFor(f => f.To).NotEmpty().When(f => f.Measure is not null);
            OfFigures();
        }

        void AnyOf(System.Linq.Expressions.Expression<Func<TicketFilter, string[]?>> values, Func<string, bool> known, string code = "unknown_code") =>
            RuleFor(values)
                .Must(list => list is null || list.Length <= MaxValues).WithErrorCode("too_many")
                .Must(list => list is null || list.All(known)).WithErrorCode(code);

        static bool IsIdOrNone(string text) => text == Dimensions.None || Id.TryRead(text, out _);

        void One(System.Linq.Expressions.Expression<Func<TicketFilter, string?>> value, Func<string, bool> valid, string code) =>
            RuleFor(value).Must(text => text is null || valid(text)).WithErrorCode(code);
    }

    static bool TryNear(string text, out (double Lng, double Lat, double Metres) near)
    {
        near = default;
        var parts = text.Split(',');
        if (parts.Length != 3
            || !double.TryParse(parts[0], CultureInfo.InvariantCulture, out var lng)
            || !double.TryParse(parts[1], CultureInfo.InvariantCulture, out var lat)
            || !double.TryParse(parts[2], CultureInfo.InvariantCulture, out var metres))
            return false;
        near = (lng, lat, metres);
        return lng is >= -180 and <= 180 && lat is >= -90 and <= 90 && metres is > 0 and <= 50_000;
    }

    /// <summary>Nothing is asked for that is not kept of former states.</summary>
    bool KnowsThen => Stage is not { Length: > 0 } && Light is not { Length: > 0 } && Overdue is null && Supervised is null && MergedInto is null && Sort is not "due" && FingerprintOfFigures().Trim('|').Length == 0;

    /// <summary>Everything that decides which tickets there are and in which order, for the cursor.</summary>
    internal string Fingerprint() => string.Join('|', Values(Status), Values(Stage), Values(Category), Values(Grid), Values(Kind), Values(Programme),
        Values(Role), Values(Source), Values(Urgency), Values(Light), Overdue, Supervised, MergedInto, Values(Handler), Values(Department), Reporter, From, To, Near, Q, Measure, Part, AsOf, Sort, FingerprintOfFigures());

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
