using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>What two tickets of one problem seldom differ in: the community, the kind and the category.</summary>
static class MergeDifferences
{
    /// <returns>Null without a difference.</returns>
    public static LocalizedText? Of(TicketRow ticket, TicketRow into)
    {
        var differences = new List<LocalizedText>();
        // A ticket that was filed to the street is in no community.
        var (community, other) = (GridCode.Ancestor(ticket.GridCode, 2), GridCode.Ancestor(into.GridCode, 2));
        if (community is not null && other is not null && community != other)
            differences.Add(Both(new("社区", "community"), new(community, community), new(other, other)));
        if (ticket.Kind != into.Kind)
            differences.Add(Both(new("类型", "kind"), Labels.Of(ticket.Kind), Labels.Of(into.Kind)));
        if (ticket.Category != into.Category)
            differences.Add(Both(new("类别", "category"), Name(ticket), Name(into)));
        return differences.Count == 0
            ? null
            : new LocalizedText(
                string.Join('、', differences.Select(each => each.Zh)), string.Join(", ", differences.Select(each => each.En)));
    }

    static LocalizedText Name(TicketRow ticket) => new($"{ticket.Category} {ticket.CategoryName}", ticket.Category);

    static LocalizedText Both(LocalizedText what, LocalizedText one, LocalizedText other) =>
        new($"{what.Zh}（{one.Zh}，{other.Zh}）", $"{what.En} ({one.En}, {other.En})");
}
