using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GridGov.Features.Sync;

/// <summary>Brings a phone's copy of its scope up to date, or begins one.</summary>
public sealed class PullChanges(SyncKinds kinds, Db db, IOptions<JsonOptions> json)
    : ApiEndpoint<PullChanges.Query, Results<Ok<PullChanges.Response>, ProblemHttpResult>>
{
    const int DefaultLimit = 500;
    const int MaxLimit = 2000;
    const int MaxNotifications = 200;

    public override void Configure()
    {
        Get("/pull");
        Group<SyncGroup>();
        Operation("Pull the changes of my scope",
            "Without a cursor: a copy of all that the caller works with, page by page, and then what has changed meanwhile. With the " +
            "next of the last page: what has changed since, each subject once in a page and as it is now. Pages follow the commits; " +
            "within a page changes are in no order of time, because a page is one snapshot: apply all of it and keep its next in one " +
            "transaction. While more is true, ask again at once.");
        RequiresSignIn();
        ProducesProblem(400, "invalid-cursor");
        ProducesProblem(409, "cursor-of-another-scope");
        ProducesProblem(410, "cursor-expired");
    }

    public sealed record Query
    {
        /// <summary>The next of the last page; without it a new copy begins.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        /// <summary>
        /// The number of changes in a page, 1 to 2000; 500 by default. Changes that follow from others are added, and a page of much data
        /// ends before.
        /// </summary>
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit);
        }
    }

    /// <summary>A page of changes.</summary>
    /// <param name="Changes">What to put into the copy or to remove from it, of each kind and id one.</param>
    /// <param name="Next">The cursor to continue with, at once or later.</param>
    /// <param name="More">Whether the copy is not complete with this page.</param>
    /// <param name="Notifications">
    /// All unread notifications, newest first, at most 200, as GET /v1/me/notifications answers them; absent while they are those that were
    /// sent before.
    /// </param>
    public sealed record Response(IReadOnlyList<Item> Changes, string Next, bool More,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<object>? Notifications = null);

    /// <summary>A change of the copy.</summary>
    /// <param name="Kind">The kind of thing, such as ticket or grid.</param>
    /// <param name="Id">Its id, or its code.</param>
    /// <param name="Change">Whether it is put into the copy or removed from it.</param>
    /// <param name="Version">The version to send as If-Match; absent for a removal.</param>
    /// <param name="Data">What its own GET answers now; absent for a removal.</param>
    public sealed record Item(
        string Kind, string Id, SyncChangeKind Change,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Version = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Data = null);

    public override Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var owner = kinds.FingerprintOf(Actor);
            var cursor = string.IsNullOrEmpty(query.Cursor)
                ? await SyncPage.Begin(tx, owner)
                : SyncCursor.Read(query.Cursor, kinds.All.Count);
            if (cursor.Owner != owner)
                return Problems.Of("cursor-of-another-scope");
            if (cursor.Day.AddDays(SyncCursor.Horizon) < tx.Today || !await JournalReader.Has(tx, cursor.Position))
                return Problems.Of("cursor-expired");
            var page = new SyncPage(tx, Actor, kinds, query.Limit ?? DefaultLimit, json.Value.SerializerOptions);
            cursor = await page.Fill(cursor);
            var notifications = page.More ? null : await kinds.ListUnread(tx, Actor, MaxNotifications);
            if (notifications is not null && FingerprintOf(notifications) is var fingerprint)
            {
                notifications = fingerprint == cursor.Notifications ? null : notifications;
                cursor = cursor with { Notifications = fingerprint };
            }
            return TypedResults.Ok(new Response(
                [.. page.Changes.Select(ToItem)], cursor.Write(), page.More, notifications?.Select(entry => entry.Data).ToList()));
        }, ct);

    static Item ToItem(SyncChange change) => change.Entry is { } entry
        ? new Item(change.Kind.Name, change.Id, SyncChangeKind.Put, entry.Version, entry.Data)
        : new Item(change.Kind.Name, change.Id, SyncChangeKind.Remove);

    static string FingerprintOf(IReadOnlyList<SyncEntry> notifications) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', notifications.Select(entry => $"{entry.Id} {entry.Data}")))).AsSpan(0, 8));
}
