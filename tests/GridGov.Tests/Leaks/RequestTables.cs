using System.Collections.Frozen;
using GridGov.Data;

namespace GridGov.Tests.Leaks;

/// <summary>The kinds of things that a request can name.</summary>
enum ThingKind
{
    Ticket,
    Request,
    JointAction,
    Supervision,
    Grid,
    Person,
    Appointment,
    ApiKey,
    Session,
    Notification,
    Category,
    Year,
    Problem,
    Assessment,
    Term,
    Scheme,
    WorkingHours,
    TileZoom,
    TileColumn,
    TileRow,
    Attachment,
    Upload,
    Zone,
    ZoneHead,
    Place,
    Campaign,
    Group,
    Membership,
    Need,
    Claim,
    ClaimRecord,
    Offer,
    MeetingSeries,
    Meeting,
    Attendee,
    Point,
    Round,
    Record,
    Photo,
    Day,
    Board,
    PublicReport,
    PublicTicket,
    HeldReport,
    HeldPhoto,
    Receipt,
    AnswerTemplate,
    OutsideAnswer,
    OutsideLink,
}

/// <summary>
/// Tables from which the leak tests fill in requests. A route that is missing here fails the tests, so that none is left out.
/// </summary>
static class RequestTables
{
    /// <summary>The kind of thing that a route's parameter names, by the path that ends with it.</summary>
    static readonly FrozenDictionary<string, ThingKind> Parameters = new Dictionary<string, ThingKind>
    {
        ["/v1/tickets/{id}"] = ThingKind.Ticket,
        ["/v1/tickets/{id}/requests/{requestId}"] = ThingKind.Request,
        ["/v1/tickets/{id}/joint-actions/{jointActionId}"] = ThingKind.JointAction,
        ["/v1/tickets/{id}/supervisions/{supervisionId}"] = ThingKind.Supervision,
        ["/v1/tickets/{id}/attachments/{attachmentId}"] = ThingKind.Attachment,
        ["/v1/tickets/{id}/outside-answers/{answerId}"] = ThingKind.OutsideAnswer,
        ["/v1/answer-templates/{id}"] = ThingKind.AnswerTemplate,
        ["/v1/public/answers/{token}"] = ThingKind.OutsideLink,
        ["/v1/uploads/{id}"] = ThingKind.Upload,
        ["/v1/grids/{code}"] = ThingKind.Grid,
        ["/v1/zones/{id}"] = ThingKind.Zone,
        ["/v1/zones/{id}/heads/{headId}"] = ThingKind.ZoneHead,
        ["/v1/places/{id}"] = ThingKind.Place,
        ["/v1/public/reports/{receipt}"] = ThingKind.Receipt,
        ["/v1/public-reports/{id}"] = ThingKind.PublicReport,
        ["/v1/public-reports/{id}/photos/{photoId}"] = ThingKind.HeldPhoto,
        ["/v1/campaigns/{id}"] = ThingKind.Campaign,
        ["/v1/groups/{id}"] = ThingKind.Group,
        ["/v1/memberships/{id}"] = ThingKind.Membership,
        ["/v1/needs/{id}"] = ThingKind.Need,
        ["/v1/claims/{id}"] = ThingKind.Claim,
        ["/v1/claims/{id}/records/{recordId}"] = ThingKind.ClaimRecord,
        ["/v1/offers/{id}"] = ThingKind.Offer,
        ["/v1/meeting-series/{id}"] = ThingKind.MeetingSeries,
        ["/v1/meetings/{id}"] = ThingKind.Meeting,
        ["/v1/meetings/{id}/attendees/{attendeeId}"] = ThingKind.Attendee,
        ["/v1/meetings/{id}/marks/{grid}"] = ThingKind.Grid,
        ["/v1/points/{id}"] = ThingKind.Point,
        ["/v1/rounds/{id}"] = ThingKind.Round,
        ["/v1/records/{id}"] = ThingKind.Record,
        ["/v1/records/{id}/photos/{photoId}"] = ThingKind.Photo,
        ["/v1/people/{id}"] = ThingKind.Person,
        ["/v1/people/{id}/days/{date}"] = ThingKind.Day,
        ["/v1/grids/{code}/days/{date}"] = ThingKind.Day,
        ["/v1/appointments/{id}"] = ThingKind.Appointment,
        ["/v1/api-keys/{id}"] = ThingKind.ApiKey,
        ["/v1/me/sessions/{id}"] = ThingKind.Session,
        ["/v1/me/notifications/{id}"] = ThingKind.Notification,
        ["/v1/categories/{code}"] = ThingKind.Category,
        ["/v1/calendars/{year}"] = ThingKind.Year,
        ["/v1/calendars/{year}/local/{grid}"] = ThingKind.Grid,
        ["/v1/working-hours/{grid}"] = ThingKind.WorkingHours,
        ["/v1/boards/{grid}"] = ThingKind.Board,
        ["/v1/tiles/{z}"] = ThingKind.TileZoom,
        ["/v1/tiles/{z}/{x}"] = ThingKind.TileColumn,
        ["/v1/tiles/{z}/{x}/{y}"] = ThingKind.TileRow,
        ["/problems/{code}"] = ThingKind.Problem,
        ["/v1/assessments/{id}"] = ThingKind.Assessment,
        ["/v1/assessments/{id}/figures/{term}"] = ThingKind.Term,
        ["/v1/assessments/{id}/view/{term}"] = ThingKind.Term,
        ["/v1/assessments/schemes/{code}"] = ThingKind.Scheme,
    }.ToFrozenDictionary();

    /// <summary>Query parameters without which an operation refuses the request.</summary>
    static readonly FrozenDictionary<string, string> Queries = new Dictionary<string, string>
    {
        ["getMeasures"] = "measure=resolution_rate",
        ["listHandlers"] = "grid={grid}",
        ["getPublicBoard"] = "grid={grid}",
        ["getPublicCircle"] = "grid={grid}",
        ["getServiceCircle"] = "grid={grid}",
        ["listServiceGaps"] = "grid={grid}",
        ["locateGrids"] = $"lng={VictimStreet.Lng}&lat={VictimStreet.Lat}",
        ["uploadFile"] = "sha256=" + Features.Uploads.UploadSteps.Sha256(System.Text.Encoding.UTF8.GetBytes(NamedThings.Document)),
        ["uploadPublicPhoto"] = "sha256=" + Features.Uploads.UploadSteps.Sha256(System.Text.Encoding.UTF8.GetBytes(NamedThings.Document)),
        ["appendToUpload"] = "offset=0&sha256=" + Features.Uploads.UploadSteps.Sha256("%"u8.ToArray()),
        ["findDuplicates"] = $"category={VictimStreet.Category}&lng={VictimStreet.Lng}&lat={VictimStreet.Lat}",
    }.ToFrozenDictionary();

    /// <summary>What a query parameter names by its id; what it means in one operation alone has its name first.</summary>
    static readonly FrozenDictionary<string, ThingKind> InQueries = new Dictionary<string, ThingKind>
    {
        ["campaign"] = ThingKind.Campaign, ["group"] = ThingKind.Group, ["memberGroup"] = ThingKind.Group,
        ["listGroups parent"] = ThingKind.Group, ["meeting"] = ThingKind.Meeting, ["series"] = ThingKind.MeetingSeries,
        ["need"] = ThingKind.Need, ["place"] = ThingKind.Place, ["round"] = ThingKind.Round, ["zone"] = ThingKind.Zone,
        ["ticket"] = ThingKind.Ticket, ["partOf"] = ThingKind.Ticket, ["mergedInto"] = ThingKind.Ticket, ["after"] = ThingKind.Ticket,
        ["subject"] = ThingKind.Ticket, ["person"] = ThingKind.Person, ["actor"] = ThingKind.Person, ["leader"] = ThingKind.Person,
        ["handler"] = ThingKind.Person, ["department"] = ThingKind.Person, ["inHand"] = ThingKind.Person,
        ["verifier"] = ThingKind.Person, ["awaited"] = ThingKind.Person, ["reporter"] = ThingKind.Person,
    }.ToFrozenDictionary();

    /// <summary>What a parameter needs beside it in place of the query without which its operation refuses the request.</summary>
    static readonly FrozenDictionary<string, string> Beside = new Dictionary<string, string>
    {
        ["getMeasures campaign"] = "measure=coverage_rate", ["getMeasures person"] = "measure=coverage_rate",
        ["getMeasures group"] = "measure=claim_rate", ["getServiceCircle place"] = "", ["getPublicCircle place"] = "",
        ["getPublicBoard place"] = "",
    }.ToFrozenDictionary();

    /// <summary>The kind of thing that a query parameter names; null when it names none by its id.</summary>
    public static ThingKind? InQuery(Operation operation, string parameter) =>
        InQueries.TryGetValue($"{operation.Name} {parameter}", out var kind) || InQueries.TryGetValue(parameter, out kind) ? kind : null;

    /// <summary>Null for the operation's own.</summary>
    public static string? QueryBeside(Operation operation, string parameter) => Beside.GetValueOrDefault($"{operation.Name} {parameter}");

    /// <summary>Operations that need an administrator of the whole deployment, because they change shared data.</summary>
    public static readonly FrozenSet<string> DeploymentAdministratorOnly = FrozenSet.Create("putCalendar", "editCategory",
        "createCategory", "moveCategory", "createScheme", "putScheme");

    /// <summary>Operations that API keys cannot call despite the capability, because they open a report or a file to a browser.</summary>
    public static readonly FrozenSet<string> DeniedToApiKeys = FrozenSet.Create("linkAssessment", "linkAttachment");

    /// <summary>Operations that count vacant posts of the caller's own grids.</summary>
    public static readonly FrozenSet<string> CountsOwnGrids = FrozenSet.Create("getMySummary");

    /// <summary>Operations on what the caller began, which stays the caller's to end after leaving the grid; the worker has begun it.</summary>
    public static readonly FrozenSet<string> EndsOwnWork = FrozenSet.Create("trackRound", "finishRound", "correctRecord");

    /// <summary>Reads that refuse a grid outside the caller's, because they answer about that grid alone.</summary>
    public static readonly FrozenSet<string> RefusesOutsideGrid = FrozenSet.Create("listHandlers", "getServiceCircle", "listServiceGaps");

    /// <summary>
    /// Operations without results for the victim, because possible reports precede the victim's tickets, or without words: hours and the
    /// areas of gaps are numbers, and files and pictures are no text.
    /// </summary>
    public static readonly FrozenSet<string> EmptyForVictim = FrozenSet.Create(
        "listCounted", "getWorkingHours", "getGridBoundaryReport", "getAttachmentPicture", "getAttachmentOriginal", "getPlaceQrCodeSvg",
        "getPlaceQrCodePng",
        "getRecordPhoto", "getRecordPhotoOriginal", "getHeldReportPhoto", "getRoundTrack", "listMeetingActions", "listPointActions",
        "listNeedActions", "listClaimActions", "listOfferActions", "listMeetingSeriesActions", "listGroupActions", "listCountedMeetings",
        "listReopeningRequests");

    /// <summary>Body properties that name a shared thing, or a part of the request, in one operation and an owned one in others.</summary>
    public static readonly FrozenSet<(string Operation, string Property)> SharedInBody =
        FrozenSet.Create(("createCategory", "parent"), ("pushActs", "id"));

    /// <summary>Body properties that are searched for or stored as text, and name no thing.</summary>
    public static readonly FrozenSet<string> FreeTextProperties = FrozenSet.Create("phone");

    public static ThingKind Of(Operation operation, string address) =>
        // Other tickets have no public report.
        operation.Name == "getTicketPublicReport" ? ThingKind.PublicTicket
        // The other report was filed, so its photos are the ticket's.
        : operation.Name is "getHeldReportPhoto" or "unmaskHeldReportPhoto" && address == "/v1/public-reports/{id}"
            ? ThingKind.HeldReport
        : Parameters.TryGetValue(address, out var thing) ? thing
        : throw new UnknownParameterException($"{operation}: nothing is known to fill {address} with. Add the address to Naming.Parameters "
            + $"and, if it names a new kind of thing, one of it to Victim.");

    /// <summary>Whether the thing belongs to a person or a grid; other kinds are shared by the whole deployment.</summary>
    public static bool IsOwned(this ThingKind thing) =>
        thing is not (ThingKind.Category or ThingKind.Year or ThingKind.Problem or ThingKind.Term or ThingKind.Scheme
            or ThingKind.TileZoom or ThingKind.TileColumn or ThingKind.TileRow or ThingKind.Day or ThingKind.OutsideLink);

    /// <summary>Whether the path names an owned thing.</summary>
    public static bool NamesOwnedThing(this Operation operation) => operation.Parameters.Any(address => Of(operation, address).IsOwned());

    public static string Query(Operation operation, NamedThings names) => Queries.GetValueOrDefault(operation.Name, "")
        .Replace("{grid}", names.Things.GetValueOrDefault(ThingKind.Grid), StringComparison.Ordinal);
}

/// <summary>A route has a parameter that the tables above cannot fill.</summary>
sealed class UnknownParameterException(string message) : Exception(message);
