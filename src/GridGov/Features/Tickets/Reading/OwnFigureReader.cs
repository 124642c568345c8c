using System.Reflection;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Search;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Reading;

/// <summary>Counts tickets by the filter of the list itself, so that a number and the list at its address always agree.</summary>
sealed class OwnFigureReader(Tx tx, Actor actor)
{
    static readonly Dictionary<string, PropertyInfo> Filters = typeof(TicketFilter).GetProperties()
        .ToDictionary(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? property.Name, StringComparer.Ordinal);

    public async Task<OwnFigure> Count(params (string Name, string Value)[] query)
    {
        var where = new TicketWhere(Filter(query).ToQuery(actor), actor.ScopeOf(Capability.TicketRead), tx.Now, TicketReading.Count);
        return new OwnFigure(await where.Count(tx), Address(query));
    }

    public static string Address(IEnumerable<(string Name, string Value)> query) =>
        $"/v1/tickets?{string.Concat(query.Select(each => $"{each.Name}={each.Value}&"))}count=true";

    TicketFilter Filter(IEnumerable<(string Name, string Value)> query)
    {
        var filter = new TicketFilter();
        foreach (var values in query.GroupBy(each => each.Name, each => each.Value, StringComparer.Ordinal))
        {
            var property = Filters[values.Key];
            property.SetValue(filter, property.PropertyType == typeof(string[]) ? values.ToArray()
                : property.PropertyType == typeof(bool?) ? bool.Parse(values.Single())
                : values.Single());
        }
        return filter;
    }
}

/// <summary>A number with the address of the list of its items.</summary>
/// <param name="Count">The number of items.</param>
/// <param name="List">The address of the list of exactly these items.</param>
public sealed record OwnFigure(long Count, string List);
