using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Files;
using GridGov.Domain.Places;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets.Filing;
using GridGov.Encryption;
using GridGov.Geo;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports;

/// <summary>Takes a report from the public (群众上报), without an account.</summary>
public sealed class CreatePublicReport(
    PublicAccess access, PublicReportSettings settings, CityEnvelopes envelopes, FileStore store, IdempotencyKey keys, Db db)
    : ApiEndpoint<CreatePublicReport.Input, Results<Created<CreatePublicReport.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/reports");
        Group<PublicReportsApiGroup>();
        Operation("Report a problem without an account",
            "It needs a category that is open to the public, words, and where it is: a position on the map, a place (场所) that the office " +
            "shows to everybody, or an address. A position goes to the grid that contains it, as those of workers do. The receipt and " +
            "its secret are shown once; keep both, because nothing else finds the report again.");
        AllowAnonymous();
        ContainsSecret();
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-category", "category-not-public", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope",
            "grid-retired", "grid-needed", "location-outside-grids", "not-a-grid", "report-grid-needed", "unknown-place",
            "photo-not-usable");
        ProducesProblem(403, "public-token-needed");
        ProducesProblem(404, "public-reports-off");
        ProducesProblem(422, "idempotency-key-reused");
        ProducesProblem(429, "too-many-reports");
        RequestExample("""
            {
              "category": "0106",
              "description": "路灯不亮，井盖也松动了",
              "location": { "lng": 113.6553, "lat": 34.7502, "coordSys": "gcj02", "address": "二道街15号门前" },
              "phone": "13803710001",
              "device": "7f3c2a"
            }
            """);
    }

    /// <summary>What the public reports.</summary>
    /// <param name="Category">The code of a category that is open to the public.</param>
    /// <param name="Description">The problem, 1 to 2,000 characters.</param>
    /// <param name="Location">Where it is.</param>
    /// <param name="PlaceId">The id of a place (场所) that the office shows to everybody.</param>
    /// <param name="Grid">The code of a street, community or unit grid; by default the one of the position or the place.</param>
    /// <param name="Photos">Up to three uploads of uploadPublicPhoto.</param>
    /// <param name="Phone">A telephone number for questions, in any usual notation.</param>
    /// <param name="Name">How to call the reporter, up to 100 characters.</param>
    /// <param name="Device">
    /// What the client knows this device by, up to 64 characters. It keeps one device from sending many reports.
    /// </param>
    public sealed record Request(
        string Category, FreeText Description, Spot? Location = null, Id? PlaceId = null, string? Grid = null,
        IReadOnlyList<string>? Photos = null, FreeText? Phone = null, FreeText? Name = null, string? Device = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Category).MatchesWhole("^[0-9]{4}$");
                RuleFor(r => r.Description).Text(2000);
                RuleFor(r => r.Location!).SetValidator(new Spot.Validator()).When(r => r.Location is not null);
                RuleFor(r => r.Grid).MatchesWhole("^[0-9]{9,15}$");
                RuleFor(r => r.Photos).Must(photos => photos is null or { Count: <= PublicReportSettings.MaxPhotos })
                    .WithErrorCode("too_many");
                RuleForEach(r => r.Photos).NotNull().MaximumLength(100);
                RuleFor(r => r.Phone).Phone();
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Device).OptionalText(64);
            }
        }

        internal FiledReport ToReport(bool unverified) => new(Category, Description)
        {
            Location = Location is null ? null : new FiledReport.Place(Location.Lng, Location.Lat, Location.CoordSys, Location.Address),
            Reporter = Name is null && Phone is null ? null : new FiledReport.Person(Name, Phone),
            Unverified = unverified,
        };
    }

    /// <summary>Where a problem is: a position, an address, or both.</summary>
    /// <param name="Lng">Longitude in degrees; together with lat.</param>
    /// <param name="Lat">Latitude in degrees; together with lng.</param>
    /// <param name="CoordSys">The datum of both: wgs84 (default), gcj02 of most maps on phones, or bd09.</param>
    /// <param name="Address">The place in words, up to 200 characters.</param>
    public sealed record Spot(double? Lng = null, double? Lat = null, CoordSys? CoordSys = null, FreeText? Address = null)
    {
        public sealed class Validator : AbstractValidator<Spot>
        {
            public Validator()
            {
                RuleFor(l => l.Lng).InclusiveBetween(-180, 180);
                RuleFor(l => l.Lat).InclusiveBetween(-90, 90);
                RuleFor(l => l.Lng).NotNull().When(l => l.Lat is not null || l.Address is null);
                RuleFor(l => l.Lat).NotNull().When(l => l.Lng is not null || l.Address is null);
                RuleFor(l => l.Address).OptionalText(200);
            }
        }
    }

    /// <summary>What finds the report again.</summary>
    /// <param name="Receipt">The receipt's number.</param>
    /// <param name="Secret">Its secret, for the header Receipt-Secret; it is shown only here.</param>
    public sealed record Response(string Receipt, string Secret);

    /// <param name="Token">What the office's page adds once its captcha was solved, where the deployment asks for it.</param>
    public sealed record Input([FromBody] Request Body, [FromHeader(Name = PublicAccess.TokenHeader)] string? Token);

    // An exclusive write, because limits are counted before, and two may attach the same photo.
    public override async Task<Results<Created<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (access.CheckWrite(input.Token) is { } refused)
            return refused;
        if (await db.Read(tx => IsOverLimit(tx, input.Body), ct))
            return Problems.Of("too-many-reports");
        return await db.Write<Results<Created<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var origin = await OriginOf(tx, input.Body.Device);
            if (await FindEarlier(tx, origin) is not { } earlier)
                return await Take(tx, input.Body, origin);
            if (earlier.Fingerprint != origin.Fingerprint)
                return Problems.Of("idempotency-key-reused");
            HttpContext.Response.Headers["Idempotency-Replayed"] = "true";
            return await Answer(tx, earlier.Id, earlier.Receipt);
        }, ct);
    }

    /// <summary>Whether the limits of its address or device refuse a new report, which then does not wait for the writers.</summary>
    async Task<bool> IsOverLimit(Tx tx, Request request)
    {
        var origin = await OriginOf(tx, request.Device);
        return (await ReportLimits.Count(tx, origin)).AreExceeded(settings) && await FindEarlier(tx, origin) is null;
    }

    static async Task<Earlier?> FindEarlier(Tx tx, PublicReportOrigin origin) => await tx.QuerySingle(
        FindRepeated, c => new Earlier(c.Id(), c.Text(), c.TextOrNull()), new { origin.RequestHash });

    /// <summary>The report that the same Idempotency-Key made.</summary>
    sealed record Earlier(Id Id, string Receipt, string? Fingerprint);

    async Task<Results<Created<Response>, NotFound, ProblemHttpResult>> Take(Tx tx, Request request, PublicReportOrigin origin)
    {
        var limits = await ReportLimits.Count(tx, origin);
        if (limits.AreExceeded(settings))
            return Problems.Of("too-many-reports");
        if (await tx.QuerySingle(FindCategory, c => (Public: c.Flag(), Confidential: c.Flag(), Found: true),
            new { Code = request.Category }) is not { Found: true } category)
            return Problems.At("/category", "unknown-category", request.Category);
        if (!category.Public)
            return Problems.At("/category", "category-not-public");
        var at = request.PlaceId is { } place ? await PublicReportFiling.FindPlace(tx, place) : null;
        if (request.PlaceId is not null && at is null)
            return Problems.At("/placeId", "unknown-place");
        var photos = new List<StoredFile>();
        foreach (var (i, token) in (request.Photos ?? []).Index())
        {
            if (await PhotoToken.Find(tx, token) is not { } photo || photos.Exists(other => other.Id == photo.Id))
                return Problems.At($"/photos/{i}", "photo-not-usable");
            photos.Add(photo);
        }
        var report = request.ToReport(settings.RequireVerification);
        var (grid, unrouted) = await PublicReportFiling.Route(tx, settings, envelopes, report, request.Grid, at);
        if (unrouted is not null)
            return unrouted;
        var near = category.Confidential ? 0 : await ReportLimits.CountNear(tx, report, at);
        var row = new PublicReportRow
        {
            Id = tx.NewId(), Receipt = Receipt.NewNumber(), SecretHash = "", Status = PublicReportStatus.Filed, Category = request.Category,
            GridCode = "", Additions = 0, CreatedAt = tx.Now, Version = 1,
        };
        row = row with { SecretHash = Receipt.Hash(await Receipt.SecretOf(tx, row.Id)) };
        var refusal = limits.HoldReasons(settings, near) is { Count: > 0 } reasons
            ? await Hold(tx, row, report, (grid, at, request.PlaceId), photos, origin, reasons)
            : await File(tx, row, report, (grid, at), photos, origin);
        return refusal is not null ? refusal : await Answer(tx, row.Id, row.Receipt);
    }

    async Task<ProblemHttpResult?> File(
        Tx tx, PublicReportRow row, FiledReport report, (string? Grid, PlaceRow? At) where, List<StoredFile> photos,
        PublicReportOrigin origin)
    {
        var (ticket, refusal) = await PublicReportFiling.File(tx, store, envelopes, report, where.Grid, where.At, photos);
        if (ticket is null)
            return refusal;
        await (row with { GridCode = ticket.GridCode, TicketId = ticket.Id })
            .Insert(tx, PublicReportSecret.New(), [], origin, PublicAccount.Actor);
        return null;
    }

    /// <summary>Keeps it without a ticket and without an alert; its answer and its timeline do not show it.</summary>
    async Task<ProblemHttpResult?> Hold(
        Tx tx, PublicReportRow row, FiledReport report, (string? Grid, PlaceRow? At, Id? Place) where, List<StoredFile> photos,
        PublicReportOrigin origin, IReadOnlyList<HoldReason> reasons)
    {
        var (grid, refusal) = await PublicReportFiling.Check(tx, envelopes, report, where.Grid, where.At);
        if (grid is null)
            return refusal;
        await PublicAccount.Ensure(tx);
        await HeldPhotos.Keep(tx, photos);
        await (row with
        {
            Status = PublicReportStatus.Held,
            GridCode = grid,
            HeldFor = string.Join(' ', reasons.Select(reason => reason.ToCode())),
            ExpiresAt = tx.Now + TimeSpan.FromDays(settings.HeldDays),
        }).Insert(
            tx, PublicReportSecret.New() with { Report = PublicReportSecret.HeldReport.Of(report, where.Place) },
            photos.ConvertAll(photo => photo.Id), origin, PublicAccount.Actor);
        return null;
    }

    static async Task<Created<Response>> Answer(Tx tx, Id id, string receipt)
    {
        var number = Receipt.Format(receipt);
        return TypedResults.Created($"/v1/public/reports/{number}", new Response(number, await Receipt.SecretOf(tx, id)));
    }

    async Task<PublicReportOrigin> OriginOf(Tx tx, string? device) => new(
        await FieldEncryption.HashRequest(tx, $"public report {keys.Sent!.Key} of {device}"),
        await FieldEncryption.HashRequest(tx, keys.Sent.Fingerprint),
        await PublicBudgets.HashAddress(tx, HttpContext),
        device is null ? null : await FieldEncryption.HashRequest(tx, "public device " + device));

    const string FindRepeated = "SELECT id, receipt, fingerprint FROM public_reports WHERE request_hash = @RequestHash";

    const string FindCategory = "SELECT public, confidential FROM categories WHERE code = @Code";
}
