using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Export;

/// <summary>Writes tickets into a file, row by row, while it is sent. The columns write their cells by its methods.</summary>
abstract class TicketFileWriter
{
    public abstract ValueTask Begin(CancellationToken ct);

    public abstract ValueTask Row(Ticket ticket, CountedFacts facts, CancellationToken ct);

    /// <summary>Writes everything after the last ticket, and sends the rest.</summary>
    public abstract ValueTask End(long rows, CancellationToken ct);

    /// <summary>Writes a text, encoded so that no program takes it for a formula.</summary>
    public abstract void Text(string? text);

    public abstract void Whole(long? number);

    public abstract void Decimal(double? number);

    public abstract void At(Instant? instant);

    public abstract void Day(DateOnly? day);

    public virtual void Flag(bool flag) =>
        Text(Language is null ? (flag ? "true" : "false") : Labels.Of(flag).In(Language.Chinese));

    public void Code<T>(T? value, Func<T, LocalizedText> label)
        where T : struct, Enum
    {
        if (value is not { } known)
            Text(null);
        else
            Text(Language is null ? known.ToCode() : label(known).In(Language.Chinese));
    }

    public void Role(string? code) => Text(code is null || Language is null ? code : Language.Roles.GetValueOrDefault(code, code));

    public void Id(Id? id) => Text(id?.ToString());

    /// <summary>The language of headings and codes; null for the names of the API.</summary>
    protected ExportLanguage? Language { get; init; }

    protected string HeadingOf(ExportColumn column) => Language is null ? column.Name : column.Heading.In(Language.Chinese);
}

sealed record ExportLanguage(bool Chinese, IReadOnlyDictionary<string, string> Roles);
