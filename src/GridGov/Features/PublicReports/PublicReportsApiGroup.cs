using GridGov.Api;

namespace GridGov.Features.PublicReports;

/// <summary>What the public does without an account: report, and follow what becomes of it.</summary>
public sealed class PublicReportsApiGroup() : ApiGroup("public", "public");

/// <summary>The public report that a ticket came from.</summary>
public sealed class TicketPublicReportApiGroup() : ApiGroup("tickets", "public reports");

/// <summary>Public reports as the office works on them: those held, and requests to reopen.</summary>
public sealed class PublicReportsOfficeApiGroup() : ApiGroup("public-reports", "public reports");
