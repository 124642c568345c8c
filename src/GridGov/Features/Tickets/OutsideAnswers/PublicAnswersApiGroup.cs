using GridGov.Api;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>Answers of outside parties (物业, 水电气公司) by a link, without an account.</summary>
public sealed class PublicAnswersApiGroup() : ApiGroup("public/answers", "outside answers");
