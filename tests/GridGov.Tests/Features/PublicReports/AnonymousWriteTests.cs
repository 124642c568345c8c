using System.Net;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>What holds for every write without sign-in.</summary>
public class AnonymousWriteTests
{
    [Fact]
    public async Task Without_sign_in_a_key_that_can_be_guessed_is_refused()
    {
        var street = await TestStreet.New();
        var body = new { category = Lamps, description = Words, grid = street.Grid };
        var short15 = "123456789012345";
        (await street.App.TryReport(body, short15)).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-too-short");
        (await street.App.UploadPublicPhoto(TestPhoto.Jpeg(), short15))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-too-short");
        var receipt = await street.Report(body);
        (await receipt.Add("x", short15)).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-too-short");
        (await receipt.Add("x", short15 + "6")).ShouldBeCreated();
    }

    [Fact]
    public async Task What_is_refused_without_sign_in_does_not_wait_for_the_writers()
    {
        await using var app = new App([("GridGov:PublicReports:PerDevice", "1")]);
        var street = await TestStreet.New(app);
        var body = new { category = Lamps, description = Words, grid = street.Grid, device = "d" };
        var receipt = await street.Report(body) with { Secret = "wrong" };
        using var end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // It holds the thread, because a write awaits nothing but its transaction.
        var writing = Task.Run(() => app.Db.Write(_ =>
        {
            begun.SetResult();
            end.Wait(TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        }));
        await begun.Task;
        try
        {
            (await Soon(receipt.Add("x"))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await Soon(receipt.GiveFeedback(solved: true, satisfied: true))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await Soon(app.TryReport(body))).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-reports");
            (await Soon(app.Nobody().Post($"/v1/public/answers/{new string('A', 43)}", new { done = "x" })))
                .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        }
        finally
        {
            end.Set();
            await writing;
        }

        static Task<Answer> Soon(Task<Answer> sent) => sent.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
