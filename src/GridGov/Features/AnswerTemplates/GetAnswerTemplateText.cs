using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Tickets;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.AnswerTemplates;

/// <summary>The texts of a template, filled in for a ticket, to be looked over and sent as publicAnswer.</summary>
public sealed class GetAnswerTemplateText(Db db)
    : ApiEndpoint<GetAnswerTemplateText.Input, Results<Ok<GetAnswerTemplateText.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/text");
        Group<AnswerTemplatesApiGroup>();
        Operation("Get the text of an answer template for a ticket",
            "{number} is the ticket's number, {date} today, {office} the street's name. Without a ticket only the date is filled in.");
        RequiresCapability(Capability.TicketRead);
    }

    public sealed record Query
    {
        /// <summary>The id of the ticket.</summary>
        [FromQuery(Name = "ticket")] public string? Ticket { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Ticket).Id();
        }
    }

    public sealed record Input(Id Id, [AsParameters] Query Query);

    /// <summary>A text for the public in both languages.</summary>
    /// <param name="Zh">The text in Chinese.</param>
    /// <param name="En">The text in English.</param>
    public sealed record Response(string Zh, string En);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await AnswerTemplateRow.Find(tx, Actor, input.Id) is not { } template)
                return TypedResults.NotFound();
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            if (input.Query.Ticket is { } text)
            {
                var id = Id.Parse(text, CultureInfo.InvariantCulture);
                if (await TicketRow.Find(tx, id, Actor.ScopeOf(Capability.TicketRead)) is not { } ticket)
                    return TypedResults.NotFound();
                values[AnswerTemplateRules.Number] = ticket.Number;
                values[AnswerTemplateRules.Office] =
                    await tx.QuerySingle<string>(FindGridName, new { Code = GridCode.Ancestor(ticket.GridCode, 1) }) ?? ticket.GridName;
            }
            return TypedResults.Ok(new Response(Fill(template.TextZh, "yyyy年M月d日"), Fill(template.TextEn, "yyyy-MM-dd")));

            string Fill(string pattern, string format)
            {
                values[AnswerTemplateRules.Date] = tx.Today.ToString(format, CultureInfo.InvariantCulture);
                return AnswerTemplateRules.Fill(pattern, values);
            }
        }, ct);

    const string FindGridName = "SELECT name FROM grids WHERE code = @Code";
}
