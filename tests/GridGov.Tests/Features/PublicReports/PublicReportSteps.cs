using System.Net.Http.Json;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Steps for tests of public reports.</summary>
static class PublicReportSteps
{
    public const string Lamps = "0106";
    public const string Petitions = "0704";
    public const string Words = "zq4路灯不亮";

    /// <summary>A receipt, with its secret.</summary>
    public sealed record Receipt(App App, string Number, string Secret)
    {
        public string Path => $"/v1/public/reports/{Number}";

        public Task<Answer> Look(string? secret = null, params (string, string)[] headers) =>
            App.Nobody().Get(Path, [("Receipt-Secret", secret ?? Secret), .. headers]);

        public Task<Answer> GiveFeedback(bool solved, bool satisfied, string? text = null) =>
            Send("feedback", new { solved, satisfied, text });

        public Task<Answer> Add(string text, string? key = null, params string[] photos) => Send("additions", new { text, photos }, key);

        public Task<Answer> Send(string verb, object body, string? key = null) => App.Nobody().Send(
            HttpMethod.Post, $"{Path}/{verb}", JsonContent.Create(body), ("Receipt-Secret", Secret),
            ("Idempotency-Key", key ?? Caller.NewKey()));

        public async Task<string> Step() => (string)(await Look()).ShouldBeOk()["step"]!;

        public async Task<string[]> Steps() =>
            [.. (await Look()).ShouldBeOk()["timeline"]!.AsArray().Select(entry => (string)entry!["step"]!)];
    }

    public static Task<Answer> TryReport(this App app, object body, string? key = null, string? token = null) => app.Nobody().Send(
        HttpMethod.Post, "/v1/public/reports", JsonContent.Create(body),
        [("Idempotency-Key", key ?? Caller.NewKey()), .. token is null ? Array.Empty<(string, string)>() : [("Public-Token", token)]]);

    public static async Task<Receipt> Report(this TestStreet street, object? body = null)
    {
        var made = (await street.App.TryReport(body ?? new { category = Lamps, description = Words, grid = street.Grid }))
            .ShouldBeCreated();
        return ReceiptOf(street.App, made);
    }

    public static Receipt ReceiptOf(App app, Answer made) =>
        new(app, (string)made["receipt"]!, (string)made["secret"]!);

    /// <summary>The ticket of the newest public report of the street.</summary>
    public static async Task<Answer> PublicTicket(this TestStreet street)
    {
        var list = (await (await street.Dispatcher()).Get("/v1/tickets?source=public")).ShouldBeOk()["items"]!.AsArray();
        return (await (await street.Dispatcher()).Get($"/v1/tickets/{(string)list[0]!["id"]!}")).ShouldBeOk();
    }

    public static async Task<Answer> Verified(this TestStreet street, Answer ticket, bool confirmed = true)
    {
        var verifier = street.PersonId("worker").ToString();
        ticket = (await (await street.Dispatcher()).Do(ticket, "verify", new { verifierId = verifier, question = "请到现场看" })).ShouldBeOk();
        return (await (await street.Worker()).Do(ticket, "report-back", new { findings = "现场已看", confirmed })).ShouldBeOk();
    }

    /// <summary>Verified, accepted, dispatched, taken, resolved and closed.</summary>
    public static async Task<Answer> Worked(this TestStreet street, Answer ticket)
    {
        var dispatcher = await street.Dispatcher();
        ticket = (await dispatcher.Do(await street.Verified(ticket), "accept")).ShouldBeOk();
        return await street.WorkedAgain(ticket);
    }

    public static async Task<Answer> WorkedAgain(this TestStreet street, Answer ticket)
    {
        var officer = await street.Officer();
        ticket = (await (await street.Dispatcher()).Do(ticket, "dispatch", new { handlerId = street.PersonId("officer").ToString() }))
            .ShouldBeOk();
        ticket = (await officer.Do(ticket, "take")).ShouldBeOk();
        ticket = (await officer.Do(ticket, "resolve", new { result = "灯已修好" })).ShouldBeOk();
        return (await (await street.Inspector()).Do(ticket, "pass")).ShouldBeOk();
    }

    public static Task<Answer> UploadPublicPhoto(this App app, byte[] photo, string? key = null) => app.Nobody().Send(
        HttpMethod.Post, $"/v1/public/uploads?sha256={UploadSteps.Sha256(photo)}", UploadSteps.Content(photo, "image/jpeg"),
        ("Idempotency-Key", key ?? Caller.NewKey()));

    public static async Task<(string Id, long Version)> Pending(this TestStreet street)
    {
        var list = (await (await street.Supervisor()).Get("/v1/public-reports/reopening-requests")).ShouldBeOk()["items"]!.AsArray();
        return ((string)list.ShouldHaveSingleItem()!["id"]!, (long)list[0]!["version"]!);
    }
}
