using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Categories;

/// <summary>The flow chart of a category's procedure (权责流程图).</summary>
public sealed class GetProcedureSvg(TicketVerbs verbs, Db db)
    : ApiEndpoint<GetProcedureSvg.Input, Results<FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/procedure.svg");
        Group<CategoryGroup>();
        Operation("Get the flow chart of a category's procedure",
            "The statuses are boxes below their stages, with the limit that runs in them; each arrow is an action with the posts that " +
            "may do it. It is in Chinese or English, by lang or Accept-Language.");
        RequiresSignIn();
        AllowsApiKeys();
        ProducesType(GetProcedure.Svg);
    }

    /// <param name="Code">The code of the category.</param>
    public sealed record Input(string Code, [AsParameters] LanguageQuery Query);

    public override async Task<Results<FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        if (await db.Read(tx => ProcedureDrawing.Find(tx, input.Code, verbs), ct) is not { } procedure)
            return TypedResults.NotFound();
        var zh = HtmlPage.InChinese(input.Query.Lang);
        HttpContext.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        Languages.Set(HttpContext, zh);
        return ReferenceDataResult.Create(HttpContext, new ProcedureChart(procedure, zh).Render(), GetProcedure.Svg)
            is { Result: FileContentHttpResult chart } ? chart : TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}
