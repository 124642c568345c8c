using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Procedures;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>
/// The procedure of a category's tickets (权责清单): who does what, with what, by when and on what basis, as the lifecycle, the
/// capabilities of the posts and the category's limits say.
/// </summary>
/// <param name="Category">The code of the category.</param>
/// <param name="NameZh">The Chinese name.</param>
/// <param name="NameEn">The English name.</param>
/// <param name="Kind">The kind of its tickets.</param>
/// <param name="Programme">The programme for which its tickets count.</param>
/// <param name="Urgency">The urgency of its tickets, unless a ticket is filed with another.</param>
/// <param name="Confidential">Whether its tickets are confidential (涉密).</param>
/// <param name="Role">The service role in charge.</param>
/// <param name="FilingCriteria">When a ticket is established (立案条件).</param>
/// <param name="ClosingCriteria">When a ticket is closed (结案条件).</param>
/// <param name="Basis">The laws and notices that it rests on (依据).</param>
/// <param name="Clocks">The limits, in the order in which they run.</param>
/// <param name="Contact">The limit from filing to the first contact with the reporter.</param>
/// <param name="FiledBy">The posts that file tickets.</param>
/// <param name="Steps">The actions that bring a ticket from one status to another, in the order of the lifecycle.</param>
/// <param name="Acts">The actions that leave the status as it is.</param>
/// <param name="RetiredAt">The time at which the category was retired; null while tickets can be filed under it.</param>
public sealed record Procedure(
    string Category, string NameZh, string NameEn, TicketKind Kind, Programme Programme, Urgency Urgency, bool Confidential,
    Procedure.ServiceRole Role, string? FilingCriteria, string? ClosingCriteria, string? Basis,
    IReadOnlyList<Procedure.Clock> Clocks, Procedure.Limits Contact, IReadOnlyList<Procedure.Post> FiledBy,
    IReadOnlyList<Procedure.Step> Steps, IReadOnlyList<Procedure.Act> Acts, Instant? RetiredAt)
{
    /// <summary>A text in both languages.</summary>
    /// <param name="Zh">The text in Chinese.</param>
    /// <param name="En">The text in English.</param>
    public sealed record Text(string Zh, string En)
    {
        internal static Text Of(LocalizedText text) => new(text.Zh, text.En);

        internal string In(bool zh) => zh ? Zh : En;
    }

    /// <summary>A service role.</summary>
    /// <param name="Code">The role's code.</param>
    /// <param name="Name">The role's name.</param>
    public sealed record ServiceRole(string Code, Text Name);

    /// <summary>A limit of a stage.</summary>
    /// <param name="Stage">The stage whose clock runs.</param>
    /// <param name="Name">The stage's name.</param>
    /// <param name="Statuses">The statuses in which the clock runs.</param>
    /// <param name="Limits">The limits by urgency.</param>
    public sealed record Clock(ClockStage Stage, Text Name, IReadOnlyList<TicketStatus> Statuses, Limits Limits);

    /// <summary>A time limit by the urgency of the ticket.</summary>
    /// <param name="Routine">Of a routine ticket.</param>
    /// <param name="Urgent">Of an urgent ticket, which is counted around the clock.</param>
    /// <param name="GreenChannel">Of a ticket in the green channel (绿色通道).</param>
    public sealed record Limits(TimeLimit Routine, TimeLimit Urgent, TimeLimit GreenChannel);

    /// <summary>A time limit.</summary>
    /// <param name="Limit">A number and a unit, such as "4 working_hours".</param>
    /// <param name="Text">The limit in words.</param>
    public sealed record TimeLimit(string Limit, Text Text);

    /// <summary>A post that may act. One that may act in two ways stands twice.</summary>
    /// <param name="Kind">The kind of the post.</param>
    /// <param name="Name">The name of the post.</param>
    /// <param name="Conditions">What must hold besides; all of them.</param>
    /// <param name="Rule">The conditions in words; null without any.</param>
    public sealed record Post(PostKind Kind, Text Name, IReadOnlyList<StepCondition> Conditions, Text? Rule);

    /// <summary>What an action needs.</summary>
    /// <param name="Property">The property of the body, or afterPhoto for a photo of afterwards.</param>
    /// <param name="Name">What it is, in words.</param>
    public sealed record Requirement(string Property, Text Name);

    /// <summary>Why an action may be refused to whom the post allows it.</summary>
    /// <param name="Code">The problem code.</param>
    /// <param name="Title">The reason in words.</param>
    public sealed record Refusal(string Code, Text Title);

    /// <summary>An action that brings a ticket from a status to another one, or back to the same.</summary>
    /// <param name="Number">From 1, as in the flow chart.</param>
    /// <param name="From">The status before.</param>
    /// <param name="Action">The action.</param>
    /// <param name="Name">The action's name.</param>
    /// <param name="To">The status afterwards.</param>
    /// <param name="Stage">The stage of the status before.</param>
    /// <param name="Posts">The posts that may do it.</param>
    /// <param name="Automatic">Whether it also happens without a person, when a deadline or a day has come.</param>
    /// <param name="GivenTo">The posts to which it gives the ticket; empty where it gives it to nobody.</param>
    /// <param name="Requirements">What it needs.</param>
    /// <param name="Refusals">Why it may be refused all the same, by the state of the ticket.</param>
    public sealed record Step(
        int Number, TicketStatus From, TicketAction Action, Text Name, TicketStatus To, TicketStage Stage, IReadOnlyList<Post> Posts,
        bool Automatic, IReadOnlyList<Post> GivenTo, IReadOnlyList<Requirement> Requirements, IReadOnlyList<Refusal> Refusals);

    /// <summary>An action that leaves the status as it is.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Name">The action's name.</param>
    /// <param name="From">The statuses in which it is possible.</param>
    /// <param name="Posts">The posts that may do it.</param>
    /// <param name="GivenTo">The posts to which it gives work; empty where it gives none.</param>
    /// <param name="Requirements">What it needs.</param>
    /// <param name="Refusals">Why it may be refused all the same, by the state of the ticket.</param>
    public sealed record Act(
        TicketAction Action, Text Name, IReadOnlyList<TicketStatus> From, IReadOnlyList<Post> Posts, IReadOnlyList<Post> GivenTo,
        IReadOnlyList<Requirement> Requirements, IReadOnlyList<Refusal> Refusals);
}
