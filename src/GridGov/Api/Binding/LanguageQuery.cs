using Microsoft.AspNetCore.Mvc;

namespace GridGov.Api.Binding;

/// <summary>The query of an answer whose only parameter is the language of its page, drawing or workbook.</summary>
public sealed record LanguageQuery
{
    /// <summary>The language of the page, drawing or workbook: zh-CN or en; by Accept-Language if absent.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    public sealed class Validator : AbstractValidator<LanguageQuery>
    {
        public Validator() => RuleFor(q => q.Lang).Language();
    }
}
