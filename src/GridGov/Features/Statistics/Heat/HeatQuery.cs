using System.Globalization;
using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets.Query;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Heat;

/// <summary>The division of a heat map.</summary>
public enum HeatBy
{
    /// <summary>Squares with an edge of a given number of degrees.</summary>
    Tile,
    /// <summary>Unit grids.</summary>
    Grid,
}

public sealed record HeatQuery
{
    const int MaxDays = 366;

    /// <summary>The possible edges of tiles, in thousandths of a degree.</summary>
    internal static readonly IReadOnlyList<int> Sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    const int DefaultSize = 5;

    /// <summary>The minimum width of a tile on the screen, in pixels.</summary>
    const double MinPixels = 16;

    /// <summary>Code of a grid, county or city, with its whole subtree; by default the caller's whole scope.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The first day of filing, yyyy-MM-dd. Without from and to the period is this month up to today.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last day of filing, yyyy-MM-dd; at most 366 days after from.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>The division of the map: tile (default) or grid.</summary>
    [FromQuery(Name = "by")] public string? By { get; init; }

    /// <summary>The edge of a tile in degrees: 0.001, 0.002, 0.005 (default), 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 or 1.</summary>
    [FromQuery(Name = "cell")] public string? Cell { get; init; }

    /// <summary>The zoom of a web map, 0 to 22, instead of cell: the smallest edge with at least 16 pixels at that zoom.</summary>
    [FromQuery(Name = "zoom")] public int? Zoom { get; init; }

    /// <summary>Only tickets of these categories; a code of the first level includes all categories below it.</summary>
    [FromQuery(Name = "category")] public string[]? Category { get; init; }

    /// <summary>Only tickets of these programmes.</summary>
    [FromQuery(Name = "programme")] public string[]? Programme { get; init; }

    /// <summary>Ids of zones: only tickets that lie in them.</summary>
    [FromQuery(Name = "zone")] public string[]? Zone { get; init; }

    public sealed class Validator : AbstractValidator<HeatQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            RuleFor(q => q.From).NotEmpty().When(q => q.To is not null);
            RuleFor(q => q.To).NotEmpty().When(q => q.From is not null);
            RuleFor(q => q.To).Must((q, _) => q.Given is not { } days || days.Length <= MaxDays).WithErrorCode("out_of_range")
                .WithMessage($"期间不得超过 {MaxDays} 天。", $"The period must not be longer than {MaxDays} days.");
            RuleFor(q => q.By).OneOf(Codes<HeatBy>.All);
            RuleFor(q => q.Cell).Must(cell => cell is null || SizeOf(cell) is not null).WithErrorCode("unknown_code");
            RuleFor(q => q.Cell).Null().When(q => q.Zoom is not null || q.By is "grid").WithErrorCode("not_together");
            RuleFor(q => q.Zoom).InclusiveBetween(0, 22);
            RuleFor(q => q.Zoom).Null().When(q => q.By is "grid").WithErrorCode("not_together");
            RuleFor(q => q.Category).Categories();
            RuleFor(q => q.Programme).AnyOf(Codes<GridGov.Domain.Programme>.All);
            RuleFor(q => q.Zone).Ids();
        }
    }

    internal HeatBy Division => QueryValues.Code<HeatBy>(By) ?? HeatBy.Tile;

    /// <summary>The edge of a tile, in thousandths of a degree.</summary>
    internal int Size => Zoom is { } zoom
        ? Sizes.FirstOrDefault(size => size >= 360_000 / Math.Pow(2, zoom) / (256 / MinPixels), Sizes[^1])
        : SizeOf(Cell) ?? DefaultSize;

    static int? SizeOf(string? cell) =>
        decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) && degrees is > 0 and <= 1
            && degrees * 1000 == Math.Floor(degrees * 1000) && Sizes.Contains((int)(degrees * 1000))
            ? (int)(degrees * 1000)
            : null;

    Period? Given => QueryValues.Day(From) is { } from && QueryValues.Day(To) is { } to ? new Period(from, to) : null;

    internal Period Period(DateOnly today) => Given ?? GridGov.Domain.Statistics.Period.MonthTo(today);

    internal TicketQuery ToQuery(Period period) => new()
    {
        Criteria = new TicketCriteria
        {
            Categories = QueryValues.List(Category), Programmes = QueryValues.Codes<GridGov.Domain.Programme>(Programme),
            Zones = QueryValues.Ids(Zone),
        },
        FiledFrom = period.From,
        FiledTo = period.To,
    };

    internal string Address => string.Concat(
        (Category ?? []).Select(code => $"&category={code}").Concat((Programme ?? []).Select(code => $"&programme={code}"))
        .Concat((Zone ?? []).Select(id => $"&zone={id}")));
}
