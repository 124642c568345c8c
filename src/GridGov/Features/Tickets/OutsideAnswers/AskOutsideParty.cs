using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Encryption;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>Makes a link by which an outside party (物业, 水电气公司) answers a question about a ticket without an account.</summary>
public sealed class AskOutsideParty(PublicAddress address, IdempotencyKey keys, Db db)
    : ApiEndpoint<AskOutsideParty.Input, Results<Created<AskOutsideParty.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/outside-answers");
        Group<TicketGroup>();
        Operation("Ask an outside party",
            "The link is shown once; whoever has it reads the question, the number, category and place of the ticket and the name of its " +
            "grid, and answers once. Nothing else of the ticket is shown, and never its reporter. Asked by those who dispatch the ticket " +
            "at its level and by its handler; a confidential ticket is not sent outside.");
        RequiresCapability(Capability.TicketDispatch, or: Capability.TicketResolve);
        ContainsSecret();
        RequiresIdempotencyKey();
        ProducesProblem(403, "not-asking-outside");
        ProducesProblem(409, "confidential-not-outside", "ticket-ended-outside", "too-many-outside-answers");
        ProducesProblem(422, "idempotency-key-reused");
        RequestExample("""{ "party": "金水物业服务有限公司", "question": "3 号楼电梯何时修复？", "days": 7 }""");
    }

    /// <summary>A question to an outside party.</summary>
    /// <param name="Party">The name of the party, 1 to 100 characters.</param>
    /// <param name="Question">The question, 1 to 1,000 characters. The party reads it, so it names no reporter.</param>
    /// <param name="Days">For how many days the link can be answered, 1 to 14; 14 by default.</param>
    public sealed record Request(FreeText Party, FreeText Question, int Days = OutsideAnswerRules.MaxDays)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Party).Text(100);
                RuleFor(r => r.Question).Text(1000);
                RuleFor(r => r.Days).InclusiveBetween(1, OutsideAnswerRules.MaxDays);
            }
        }
    }

    /// <summary>A question with its link.</summary>
    /// <param name="Answer">The question, to which the answer will be added.</param>
    /// <param name="Link">The address to send to the party. Only a repeat with the same Idempotency-Key shows it again.</param>
    public sealed record Response(OutsideAnswer Answer, string Link) : IVersioned
    {
        long IVersioned.Version => Answer.Version;
    }

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is not { Row: var ticket } view)
                return TypedResults.NotFound();
            if (OutsideAnswerRules.FindPost(view, Actor) is not { } post)
                return Problems.Of("not-asking-outside");
            var requestHash = await FieldEncryption.HashRequest(tx, $"outside answer {keys.Sent!.Key}");
            var fingerprint = await FieldEncryption.HashRequest(tx, keys.Sent.Fingerprint);
            if (await tx.QuerySingle(FindRepeated, c => new Earlier(c.Id(), c.Text()), new { RequestHash = requestHash }) is { } earlier)
            {
                if (earlier.Fingerprint != fingerprint)
                    return Problems.Of("idempotency-key-reused");
                HttpContext.Response.Headers["Idempotency-Replayed"] = "true";
                return await ToResponse(tx, view, (await OutsideAnswerRow.Find(tx, ticket.Id, earlier.Id))!);
            }
            if (ticket.Confidential)
                return Problems.Of("confidential-not-outside");
            if (Lifecycle.HasEnded(ticket.Status))
                return Problems.Of("ticket-ended-outside");
            if (await tx.QuerySingle<long>(CountOpen, new { Ticket = ticket.Id, tx.Now }) >= OutsideAnswerRules.MaxOpen)
                return Problems.Of("too-many-outside-answers", OutsideAnswerRules.MaxOpen);

            var row = new OutsideAnswerRow
            {
                Id = tx.NewId(), TicketId = ticket.Id, Party = input.Body.Party, Question = input.Body.Question,
                AskedBy = Actor.Id, AskedByName = Actor.Name, AskedAt = tx.Now, ExpiresAt = tx.Now + TimeSpan.FromDays(input.Body.Days),
                Version = 1,
            };
            var tokenHash = OutsideToken.Hash(await OutsideToken.Of(tx, row.Id));
            await tx.Execute(Insert, new
            {
                row.Id, row.TicketId, TokenHash = tokenHash, Party = ticket.MaskText(row.Party),
                Question = ticket.MaskText(row.Question), row.AskedBy, row.AskedAt, row.ExpiresAt, RequestHash = requestHash,
                Fingerprint = fingerprint,
            });
            await OutsideAnswerEvents.Append(tx, ticket, OutsideAnswerEvents.Ask, row, Actor.Id, post,
                new
                {
                    OutsideAnswer = row.Id.ToString(), row.Party, row.Question, ExpiresAt = row.ExpiresAt.ToUtc(),
                    LinkHash = tokenHash,
                });
            return await ToResponse(tx, view, row);
        }, ct);

    async Task<Created<Response>> ToResponse(Tx tx, TicketView ticket, OutsideAnswerRow row) => TypedResults.Created(
        $"/v1/tickets/{row.TicketId}/outside-answers/{row.Id}", new Response(
            row.ToAnswer(ticket.Masked, tx.Now),
            address.Of(HttpContext.Request, OutsideToken.Path(await OutsideToken.Of(tx, row.Id)))));

    /// <summary>The question that the same Idempotency-Key made.</summary>
    sealed record Earlier(Id Id, string Fingerprint);

    const string FindRepeated = "SELECT id, fingerprint FROM outside_answers WHERE request_hash = @RequestHash";

    const string CountOpen = """
        SELECT count(*)
          FROM outside_answers
         WHERE ticket_id = @Ticket AND answered_at IS NULL AND revoked_at IS NULL AND expires_at > @Now
        """;

    const string Insert = """
        INSERT INTO outside_answers (id, ticket_id, token_hash, party, question, asked_by, asked_at, expires_at, version, request_hash,
                                     fingerprint)
        VALUES (@Id, @TicketId, @TokenHash, @Party, @Question, @AskedBy, @AskedAt, @ExpiresAt, 1, @RequestHash, @Fingerprint)
        """;
}
