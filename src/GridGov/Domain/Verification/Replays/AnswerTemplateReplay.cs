using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.AnswerTemplates;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares answer templates with their events.</summary>
sealed class AnswerTemplateReplay : IEventReplay
{
    static readonly ImageTable Templates = new("answer_templates",
        "grid_code", "category", "action", "title", "text_zh", "text_en", "created_at", "created_by", "retired_at", "version");

    readonly RowImages expected = new();

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the template and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) => EventDetails.Read(entry, AnswerTemplateRow.Subject,
        (template, details) => Apply(entry, Key(template), details), differs);

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        if (entry.Action == "create")
        {
            expected.Set(Templates, key, ("grid_code", entry.GridCode), ("created_at", entry.At), ("created_by", entry.ActorId),
                ("retired_at", null));
        }
        if (entry.Action is "create" or "edit")
        {
            expected.Set(Templates, key, ("category", details.Text("category")), ("action", details.Text("action")),
                ("title", details.Text("title")), ("text_zh", details.Text("textZh")), ("text_en", details.Text("textEn")));
        }
        if (entry.Action == "follow")
            expected.Set(Templates, key, ("grid_code", entry.GridCode));
        if (entry.Action == "retire")
            expected.Set(Templates, key, ("retired_at", entry.At));
        expected.Set(Templates, key, ("version", entry.Version));
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        foreach (var (id, row) in await tx.Query(List, c => (Id: c.Id(), Row: Templates.Read(c))))
            stored.Add(Templates, Key(id), row);
        foreach (var difference in stored.Differences(expected))
            differs("answer template", difference);
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    static readonly string List = $"SELECT x.id, {Templates.ColumnList} FROM answer_templates x";
}
