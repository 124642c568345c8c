using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Export;

/// <summary>What is said of an export beside its filter.</summary>
public sealed record ExportOptions
{
    /// <summary>Exports only. A ticket's id: go on behind it, when an export was cut. A CSV that goes on has no heading, so that it can be appended.</summary>
    [FromQuery(Name = "after")] public string? After { get; init; }

    /// <summary>Exports only. An instant: nothing that was filed later. To go on with an export, the GridGov-Snapshot that its answer began with.</summary>
    [FromQuery(Name = "until")] public string? Until { get; init; }

    /// <summary>CSV only. true: begin with a byte-order mark, by which spreadsheets know that it is UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>CSV and xlsx only. zh or en: headings and codes in words, and times without an offset. Without it they are those of this API.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    /// <summary>A parameter that was given although there is no export.</summary>
    internal string? UnexpectedParameter => After is not null ? "after" : Until is not null ? "until" : Bom is not null ? "bom" : Lang is not null ? "lang" : null;

    public sealed class Validator : AbstractValidator<ExportOptions>
    {
        public Validator()
        {
            RuleFor(o => o.After).Id();
            RuleFor(o => o.Until).Instant();
            RuleFor(o => o.Lang).OneOf(["zh", "en"]);
        }
    }
}
