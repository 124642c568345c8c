using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Domain.Statistics.Together;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Together;

public sealed record TogetherSelection
{
    /// <summary>Ids of groups (组织): only needs, claims, meetings or points of these; none for those of no group.</summary>
    [FromQuery(Name = "group")] public string[]? Group { get; init; }

    /// <summary>Only needs and claims of these kinds.</summary>
    [FromQuery(Name = "needKind")] public string[]? NeedKind { get; init; }

    /// <summary>Only meetings of these kinds, and their points.</summary>
    [FromQuery(Name = "meetingKind")] public string[]? MeetingKind { get; init; }

    public sealed class Validator : AbstractValidator<TogetherSelection>
    {
        public Validator()
        {
            RuleFor(q => q.Group).People();
            RuleFor(q => q.NeedKind).AnyOf(Codes<NeedKind>.All);
            RuleFor(q => q.MeetingKind).AnyOf(Codes<MeetingKind>.All);
        }
    }

    internal TogetherCriteria ToCriteria() => new()
    {
        Groups = QueryValues.People(Group),
        NeedKinds = QueryValues.Codes<NeedKind>(NeedKind),
        MeetingKinds = QueryValues.Codes<MeetingKind>(MeetingKind),
    };

    internal string Fingerprint() => string.Join('|', List(Group), List(NeedKind), List(MeetingKind));

    static string List(string[]? values) => string.Join(',', values ?? []);
}
