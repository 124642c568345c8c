using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Export;

/// <summary>A file that tickets are written into, row by row, while it goes out. Its columns write their cells into it.</summary>
abstract class TicketFileWriter
{
    /// <summary>What comes before the first ticket.</summary>
    public abstract ValueTask Begin(CancellationToken ct);

    public abstract ValueTask Row(Ticket ticket, CancellationToken ct);

    /// <summary>What comes behind the last, and all that has not gone out yet.</summary>
    public abstract ValueTask End(long rows, CancellationToken ct);

    /// <summary>Text, which nothing that opens the file may take for anything else.</summary>
    public abstract void Text(string? text);

    public abstract void Whole(long? number);

    /// <summary>A number with decimals.</summary>
    public abstract void Decimal(double? number);

    public abstract void At(Instant? instant);

    public abstract void Day(DateOnly? day);

    /// <summary>Yes or no.</summary>
    public virtual void Flag(bool flag) => Text(Words is null ? (flag ? "true" : "false") : Labels.Of(flag).In(Words.Chinese));

    /// <summary>A code, or the words for it.</summary>
    public void Code<T>(T? value, Func<T, LocalizedText> label)
        where T : struct, Enum
    {
        if (value is not { } known)
            Text(null);
        else
            Text(Words is null ? known.ToCode() : label(known).In(Words.Chinese));
    }

    /// <summary>A service role.</summary>
    public void Role(string? code) => Text(code is null || Words is null ? code : Words.Roles.GetValueOrDefault(code, code));

    public void Id(Id? id) => Text(id?.ToString());

    /// <summary>The language of headings and codes; null: as the API names them.</summary>
    protected ExportLanguage? Words { get; init; }

    protected string HeadingOf(ExportColumn column) => Words is null ? column.Name : column.Heading.In(Words.Chinese);
}

/// <summary>In which language an export is.</summary>
/// <param name="Roles">The names of the service roles, by their codes.</param>
sealed record ExportLanguage(bool Chinese, IReadOnlyDictionary<string, string> Roles);
