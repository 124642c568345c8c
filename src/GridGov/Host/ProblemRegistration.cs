using System.Runtime.CompilerServices;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Boards;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Files;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Domain.Places;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
using GridGov.Features.ApiKeys;
using GridGov.Features.Appointments;
using GridGov.Features.Assessments;
using GridGov.Features.Auth;
using GridGov.Features.Calendars;
using GridGov.Features.Categories;
using GridGov.Features.Grids;
using GridGov.Features.People;
using GridGov.Features.Statistics;
using GridGov.Features.Sync;
using GridGov.Features.Tickets;
using GridGov.Features.Uploads;
using GridGov.Features.Zones;

namespace GridGov.Host;

/// <summary>The list of all kinds of problems. It runs before anything else of the program, so that no command can forget it.</summary>
static class ProblemRegistration
{
    [ModuleInitializer]
    internal static void Register() => ProblemCatalogue.Register(
    [
        .. GeneralProblems.All,
        .. AccessProblems.All,
        .. SharedProblems.All,
        .. BoardProblems.All,
        .. CampaignProblems.All,
        .. FileProblems.All,
        .. FilingProblems.All,
        .. GroupProblems.All,
        .. LifecycleProblems.All,
        .. MeetingProblems.All,
        .. NeedProblems.All,
        .. PlaceProblems.All,
        .. PublicReportProblems.All,
        .. ApiKeyProblems.All,
        .. AppointmentProblems.All,
        .. AssessmentProblems.All,
        .. AuthProblems.All,
        .. CalendarProblems.All,
        .. CategoryProblems.All,
        .. GridProblems.All,
        .. PeopleProblems.All,
        .. PullProblems.All,
        .. StatisticsProblems.All,
        .. PushProblems.All,
        .. TicketProblems.All,
        .. UploadProblems.All,
        .. ZoneProblems.All,
        .. AnswerTemplateProblems.All,
    ]);
}
