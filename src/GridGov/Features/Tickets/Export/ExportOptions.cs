using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Export;

public sealed record ExportOptions
{
    /// <summary>
    /// Exports only. The id of the last complete ticket of a cut export, after which this one continues. Such a CSV has no heading, so that
    /// it can be appended.
    /// </summary>
    [FromQuery(Name = "after")] public string? After { get; init; }

    /// <summary>
    /// Exports only. An instant, RFC 3339; later tickets are left out. To continue an export, send the GridGov-Snapshot of its answer.
    /// </summary>
    [FromQuery(Name = "until")] public string? Until { get; init; }

    /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>
    /// CSV and xlsx only. zh-CN or en: headings and codes in words, and times without an offset. If absent, they are those of this API.
    /// </summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    /// <summary>The first parameter that is only allowed for exports.</summary>
    internal string? UnexpectedParameter =>
        After is not null ? "after" : Until is not null ? "until" : Bom is not null ? "bom" : Lang is not null ? "lang" : null;

    public sealed class Validator : AbstractValidator<ExportOptions>
    {
        public Validator()
        {
            RuleFor(o => o.After).Id();
            RuleFor(o => o.Until).Instant();
            RuleFor(o => o.Lang).Language();
        }
    }
}
