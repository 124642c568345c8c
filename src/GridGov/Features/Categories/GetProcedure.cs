using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Categories;

/// <summary>The procedure of a category (权责清单) as JSON, as a page to print, or as a flow chart.</summary>
public sealed class GetProcedure(TicketVerbs verbs, Db db)
    : ApiEndpoint<GetProcedure.Input, Results<Ok<Procedure>, FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>>
{
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";

    public override void Configure()
    {
        Get("/{code}/procedure");
        Group<CategoryGroup>();
        Operation("Get the procedure of a category",
            "Who does what, with what, by when and on what basis. It is drawn from the lifecycle, the capabilities of the posts and the " +
            "category's limits, so it says what the operations do. Of a category of the first level it is what a new category below it " +
            "takes over. The page and the flow chart are in Chinese or English, by lang or Accept-Language.");
        RequiresSignIn();
        AllowsApiKeys();
        ProducesType(Html, Svg);
    }

    /// <param name="Code">The code of the category.</param>
    public sealed record Input(string Code, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<Procedure>, FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>>
        ExecuteAsync(Input input, CancellationToken ct)
    {
        if (await db.Read(tx => ProcedureDrawing.Find(tx, input.Code, verbs), ct) is not { } procedure)
            return TypedResults.NotFound();
        HttpContext.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        var zh = HtmlPage.InChinese(input.Query.Lang);
        switch (Negotiation.Choose(HttpContext))
        {
            case Html:
                Languages.Set(HttpContext, zh);
                return ReferenceDataResult.Create(HttpContext, new ProcedurePage(procedure, zh).Render(), "text/html; charset=utf-8")
                    is { Result: FileContentHttpResult page } ? page : NotModified;
            case Svg:
                Languages.Set(HttpContext, zh);
                return ReferenceDataResult.Create(HttpContext, new ProcedureChart(procedure, zh).Render(), Svg)
                    is { Result: FileContentHttpResult chart } ? chart : NotModified;
            default:
                return ReferenceDataResult.Create(HttpContext, procedure) is { Result: Ok<Procedure> json } ? json : NotModified;
        }
    }

    static StatusCodeHttpResult NotModified => TypedResults.StatusCode(StatusCodes.Status304NotModified);
}
