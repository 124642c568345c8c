using GridGov.Domain.Tickets.Related;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>What an outside party reads by its link: the question, and what is public of the ticket.</summary>
/// <param name="Party">The name of the party.</param>
/// <param name="Question">The question.</param>
/// <param name="Number">The number of the ticket.</param>
/// <param name="CategoryZh">The category's Chinese name.</param>
/// <param name="CategoryEn">The category's English name.</param>
/// <param name="GridName">The name of the grid.</param>
/// <param name="Address">The address; null without one.</param>
/// <param name="PlaceName">The name of the place; null without one.</param>
/// <param name="AskedAt">The time of the question.</param>
/// <param name="ExpiresAt">The time at which the link expires.</param>
/// <param name="State">The state: opened or answered.</param>
public sealed record OutsideQuestion(
    string Party, string Question, string Number, string CategoryZh, string CategoryEn, string GridName, string? Address,
    string? PlaceName, Instant AskedAt, Instant ExpiresAt, OutsideAnswerState State);
