using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Features.Rounds;

/// <summary>Finishes a round of the caller.</summary>
public sealed class FinishRound(Db db) : ApiEndpoint<FinishRound.Input, Results<Ok<Round>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/finish");
        Group<RoundGroup>();
        Operation("Finish a round",
            "A round that lapsed because the phone had no signal is finished too, at the time that the phone says. Points and records of " +
            "it that were made before are still taken. Who went to another grid meanwhile finishes it too.");
        RequiresCapability(Capability.RecordWrite);
        ProducesProblem(400, "round-ends-before-start", "phone-clock-ahead", "done-too-long-ago");
        ProducesProblem(409, "round-ended");
        RequestExample("""{ "doneAt": "2026-11-29T11:40:00+08:00" }""");
    }

    /// <summary>The end of a round.</summary>
    /// <param name="DoneAt">The time of the end by the phone's clock; now by default.</param>
    [NoValidator]
    public sealed record Request(Instant? DoneAt = null);

    public sealed record Input(Id Id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Request? Body);

    public override Task<Results<Ok<Round>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Round>, NotFound, ProblemHttpResult>>(async tx =>
        {
            await tx.LockRow("rounds", request.Id);
            if (await RoundRow.FindOwn(tx, Actor, request.Id) is not { } round)
                return TypedResults.NotFound();
            var endedAt = request.Body?.DoneAt ?? tx.Now;
            if (PhoneTime.Check(tx.Now, request.Body?.DoneAt) is { } wrongTime)
                return wrongTime;
            if (round.Ending == RoundEnding.Finished || endedAt > round.EndedAt)
                return Problems.Of("round-ended");
            if (endedAt < round.StartedAt)
                return Problems.At("/doneAt", "round-ends-before-start");
            var post = Actor.PostsFor(Capability.RecordWrite, round.GridCode).FirstOrDefault()?.Kind;
            return await round.End(tx, Actor.Id, post, RoundEnding.Finished, endedAt)
                ? TypedResults.Ok((await RoundRow.FindOwn(tx, Actor, request.Id))!.ToRound())
                : Problems.StaleVersion();
        }, ct, WriteMode.Shared);
}
