using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets.Filing;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>Makes records. Nothing of a record changes afterwards; what was wrong is corrected by a later one.</summary>
static class RecordMaking
{
    /// <summary>The id of the record, or the refusal, with which nothing is written.</summary>
    public readonly record struct Made(Id Id, ProblemHttpResult? Refusal);

    public static async Task<Made> Make(Tx tx, Actor actor, CityEnvelopes envelopes, VisitInput visited, RecordInput input)
    {
        var (visit, refusal) = await Visit.Check(tx, actor, visited, envelopes);
        if (visit is null)
            return new Made(default, refusal);
        var kind = visit.Campaign?.Kind;
        var (answers, fault) = Check(input, visit.Campaign, filed: false);
        if (fault is not null)
            return new Made(default, fault);
        var (photos, unusable) = await FindPhotos(tx, actor, input.Photos, []);
        if (unusable is not null)
            return new Made(default, unusable);
        var (ticket, notFiled) = await File(tx, actor, envelopes, visit, input.Finding, OutcomeRules.SourceOf(kind));
        if (notFiled is not null)
            return new Made(default, notFiled);
        var (needs, notSubmitted) = await RecordNeeds.Submit(tx, Filer(actor, visit), visit, input.Needs, kept: 0);
        if (notSubmitted is not null)
            return new Made(default, notSubmitted);
        var content = new RecordContent
        {
            CampaignId = visit.Campaign?.Id, CycleDay = visit.CycleDay, RoundId = visit.Round, PlaceId = visit.Place?.Id,
            GridCode = visit.Grid, PersonId = actor.Id, Post = visit.Post.Kind.ToCode(), RecordedAt = tx.Now, DoneAt = visit.DoneAt,
            Day = visit.Day, Outcome = input.Outcome, Lng = visit.Position?.Lng, Lat = visit.Position?.Lat,
            PlaceMetres = visit.PlaceMetres, OutsideGrid = visit.OutsideGrid, Quantity = input.Quantity, TicketId = ticket,
        };
        return await Write(tx, actor, visit.Post.Kind, content, RecordSecret.Of(input.Note, answers), photos, 0, needs, "make");
    }

    /// <summary>Makes a later record of the same visit, by which the earlier one counts nowhere.</summary>
    public static async Task<Made> Correct(Tx tx, Actor actor, CityEnvelopes envelopes, RecordRow former, RecordInput input)
    {
        var before = former.Content;
        if (before.PersonId != actor.Id)
            return new Made(default, Problems.Of("not-the-records-author"));
        if (former.CorrectedBy is { } later)
            return new Made(default, Problems.Of("record-already-corrected", later));
        var campaign = before.CampaignId is { } id
            ? await tx.QuerySingle<CampaignRow>(CampaignRow.Select + " WHERE c.id = @Id", new { Id = id })
            : null;
        var (answers, fault) = Check(input, campaign, before.TicketId is not null);
        if (fault is not null)
            return new Made(default, fault);
        var kept = await RecordPhotos.ListHashes(tx, former.Id);
        var (photos, unusable) = await FindPhotos(tx, actor, input.Photos, kept);
        if (unusable is not null)
            return new Made(default, unusable);
        // Who has moved since corrects what was made before.
        var post = actor.PostsFor(Capability.RecordWrite, before.GridCode).FirstOrDefault();
        var visit = new Visit(post ?? actor.Posts[0], before.GridCode, before.DoneAt, before.Day)
        {
            Place = before.PlaceId is { } place
                ? await tx.QuerySingle(SelectPlace, VisitedPlace.Read, new { Id = place })
                : null,
            Position = before is { Lng: { } lng, Lat: { } lat } ? (lng, lat) : null,
        };
        var (ticket, notFiled) = await File(tx, actor, envelopes, visit, input.Finding, OutcomeRules.SourceOf(campaign?.Kind));
        if (notFiled is not null)
            return new Made(default, notFiled);
        var keptNeeds = await RecordNeeds.ListIds(tx, former.Id);
        var (needs, notSubmitted) = await RecordNeeds.Submit(tx, Filer(actor, visit), visit, input.Needs, keptNeeds.Count);
        if (notSubmitted is not null)
            return new Made(default, notSubmitted);
        var content = before with
        {
            RecordedAt = tx.Now,
            Outcome = input.Outcome,
            Quantity = input.Quantity,
            TicketId = ticket ?? before.TicketId,
            CorrectsId = former.Id,
        };
        var made = await Write(
            tx, actor, post?.Kind, content, RecordSecret.Of(input.Note, answers), photos, kept.Count, [.. keptNeeds, .. needs], "correct");
        if (made.Refusal is null && await tx.Execute(SetCorrected, new { former.Id, By = made.Id }) == 0)
        {
            tx.Rollback();
            return new Made(default, Problems.Of("record-already-corrected"));
        }
        return made;
    }

    /// <param name="filed">Whether the finding became a ticket before.</param>
    static (JsonObject? Answers, ProblemHttpResult? Refusal) Check(RecordInput input, CampaignRow? campaign, bool filed)
    {
        var allowed = OutcomeRules.AllowedIn(campaign?.Kind);
        if (!allowed.Contains(input.Outcome))
        {
            return (null, Problems.At("/outcome", "outcome-not-allowed",
                string.Join(Problems.InChinese ? "、" : ", ", allowed.Select(outcome => Labels.Of(outcome).In(Problems.InChinese)))));
        }
        if (input is { Outcome: RecordOutcome.HandedOver, Quantity: null })
            return (null, Problems.At("/quantity", "quantity-needed"));
        if (input is { Finding: not null, Outcome: not RecordOutcome.Finding })
            return (null, Problems.At("/finding", "finding-not-expected"));
        if (input.Finding is not null && filed)
            return (null, Problems.At("/finding", "finding-filed-already"));
        if (input.Needs.Count > 0 && !OutcomeRules.TakesAnswers(input.Outcome))
            return (null, Problems.At("/needs", "needs-not-expected"));
        if (campaign is null || !OutcomeRules.TakesAnswers(input.Outcome))
            return (null, input.Answers is null ? null : Problems.At("/answers", "answers-not-expected"));
        var (answers, faults) = Answers.Check(Questionnaire.Read(campaign.Questions), input.Answers, "/answers");
        return (answers, faults.Count == 0 ? null : Problems.Invalid(faults, "invalid-answers"));
    }

    /// <param name="kept">Photos of the record that is corrected.</param>
    static async Task<(List<(Id File, string Sha256)> Photos, ProblemHttpResult? Refusal)> FindPhotos(
        Tx tx, Actor actor, IReadOnlyList<Id> uploads, List<(Id File, string Sha256)> kept)
    {
        if (uploads.Count + kept.Count > RecordPhotos.MaxPerRecord)
            return ([], Problems.At("/photos", "too-many-photos", RecordPhotos.MaxPerRecord));
        var (files, refusal) = await RecordPhotos.Find(tx, actor, uploads);
        List<(Id File, string Sha256)> photos = [.. kept];
        foreach (var file in files)
            photos.Add((file.Id, (await file.OpenSecret(tx)).Sha256));
        return (photos, refusal);
    }

    /// <summary>Files the finding as a ticket of the same grid, found when the record was made.</summary>
    static async Task<(Id? Ticket, ProblemHttpResult? Refusal)> File(
        Tx tx, Actor actor, CityEnvelopes envelopes, Visit visit, RecordInput.FoundProblem? finding, TicketSource source)
    {
        if (finding is null)
            return (null, null);
        var (lng, lat) = visit.Place is { Lng: { } x, Lat: { } y } ? (x, y)
            : visit.Position is var (atLng, atLat) ? (atLng, atLat)
            : ((double?)null, (double?)null);
        // A position that is plainly wrong is flagged on the record, and is not where the problem is.
        if (lng is not null && envelopes.Check("/position", visit.Grid, CoordSys.Wgs84, lng.Value, lat!.Value) is not null)
            (lng, lat) = (null, null);
        var address = visit.Place is { } place ? place.Address ?? place.Name : null;
        var at = visit.Place is { } visited ? (await PlaceRow.List(tx, [visited.Id])).FirstOrDefault() : null;
        var report = new FiledReport(finding.Category, finding.Description)
        {
            Urgency = finding.Urgency,
            Location = lng is null && address is null
                ? null
                : new FiledReport.Place(lng, lat, lng is null ? null : CoordSys.Wgs84, address),
            FoundAt = visit.DoneAt < tx.Now ? visit.DoneAt : tx.Now,
        };
        var (row, refusal) = await TicketFiling.File(tx, Filer(actor, visit), envelopes, report, visit.Grid, source, at, "/finding");
        return (row?.Id, refusal);
    }

    /// <summary>The person with the post of the visit, which may have ended since.</summary>
    static Actor Filer(Actor actor, Visit visit) => actor.Posts.Contains(visit.Post) ? actor : actor.With(visit.Post);

    /// <param name="kept">How many of the photos, the first ones, are those of the record that is corrected.</param>
    static async Task<Made> Write(
        Tx tx, Actor actor, PostKind? post, RecordContent content, RecordSecret? secret, List<(Id File, string Sha256)> photos, int kept,
        IReadOnlyList<Id> needs, string action)
    {
        var id = tx.NewId();
        await tx.Execute(Insert, new
        {
            Id = id, content.CampaignId, content.CycleDay, content.RoundId, content.PlaceId, content.GridCode, content.PersonId,
            content.Post, content.RecordedAt, content.DoneAt, content.Day, content.Outcome, content.Lng, content.Lat, content.PlaceMetres,
            content.OutsideGrid, content.Quantity, content.TicketId, content.CorrectsId,
            Encrypted = secret is null ? null : await secret.Encrypt(tx, id),
        });
        if (await RecordPhotos.Attach(tx, id, photos, kept) is { } taken)
        {
            tx.Rollback();
            return new Made(default, taken);
        }
        await RecordNeeds.Attach(tx, id, needs);
        await Journal.Append(tx, new JournalEntry(Journal.Record, id.ToString(), content.GridCode, action, actor.Id, Version: 1)
        {
            Post = post,
            // No words, and no ticket or need: that may be confidential, and the record tells where it is.
            Payload = new
            {
                Campaign = content.CampaignId?.ToString(), Place = content.PlaceId?.ToString(), content.Outcome, content.Day,
                Corrects = content.CorrectsId?.ToString(), Content = content.Hash(photos, needs), Words = secret?.Hash(),
            },
        });
        return new Made(id, null);
    }

    const string SelectPlace = "SELECT p.id, p.name, p.grid_code, p.address, p.lng, p.lat, p.retired_at FROM places p WHERE p.id = @Id";

    const string SetCorrected = "UPDATE records SET corrected_by = @By WHERE id = @Id AND corrected_by IS NULL";

    const string Insert = """
        INSERT INTO records (id, campaign_id, cycle_day, round_id, place_id, grid_code, person_id, post, recorded_at, done_at, day, outcome,
                             lng, lat, place_metres, outside_grid, quantity, ticket_id, corrects_id, encrypted)
        VALUES (@Id, @CampaignId, @CycleDay, @RoundId, @PlaceId, @GridCode, @PersonId, @Post, @RecordedAt, @DoneAt, @Day, @Outcome,
                @Lng, @Lat, @PlaceMetres, @OutsideGrid, @Quantity, @TicketId, @CorrectsId, @Encrypted)
        """;
}
