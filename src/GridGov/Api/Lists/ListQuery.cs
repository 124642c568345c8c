using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Api.Lists;

/// <summary>What every list in pages takes.</summary>
public record PageQuery
{
    /// <summary>The maximum number of entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>The cursor of the next page: next of the previous page.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    /// <summary>The rules that the validators of derived records include.</summary>
    public sealed class Validator : AbstractValidator<PageQuery>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
    }
}

/// <summary>What every list takes that can be counted.</summary>
public record ListQuery : PageQuery
{
    /// <summary>If true, the answer also has the exact number of entries in the whole list.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>The rules that the validators of derived records include.</summary>
    public new sealed class Validator : AbstractValidator<ListQuery>
    {
        public Validator() => Include(new PageQuery.Validator());
    }
}

/// <summary>What every list takes that is also exported as a table.</summary>
public abstract record ExportableListQuery : ListQuery
{
    /// <summary>CSV and xlsx only. zh-CN for headings and codes in Chinese words; en, or none, for those of this API.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>The rules that the validators of derived records include.</summary>
    public new sealed class Validator : AbstractValidator<ExportableListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Lang).Language();
            Include(new ListQuery.Validator());
        }
    }
}
