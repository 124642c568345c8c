using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GridGov.Security;

namespace GridGov.SyncClient;

/// <summary>What one person does offline, on what the own device shows.</summary>
sealed class Fieldwork(SyncStreet street, PostKind post, string grid, Random random)
{
    /// <summary>Of a few hundred filings one is refused for good, with what depends on it.</summary>
    const int FaultyFilings = 40;

    /// <summary>What this person has ended or handed on since the last look at the copy, which shows it as it was.</summary>
    readonly HashSet<string> finished = new(StringComparer.Ordinal);

    /// <summary>A word that occurs nowhere else, by which the act is found on the server.</summary>
    static string Mark() => "#" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <param name="take">Takes one act from what the run has left; false when nothing is left.</param>
    public void Do(OfflineClient client, int acts, Func<bool> take)
    {
        var shown = Shown(client);
        finished.Clear();
        for (var i = 0; i < acts; i++)
        {
            if (!(post switch
            {
                PostKind.GridWorker => Patrol(client, shown, take),
                PostKind.Dispatcher => Dispatch(client, shown, take),
                PostKind.ServiceOfficer => Handle(client, shown, take),
                _ => Check(client, shown, take),
            }))
            {
                return;
            }
        }
    }

    /// <summary>The tickets of the copy on which nothing of the own is under way.</summary>
    static List<JsonObject> Shown(OfflineClient client)
    {
        var open = client.Store.OpenSubjects();
        return [.. client.Store.Copy("ticket").Where(row => !open.Contains(row.Id)).Select(row => row.ToJson())];
    }

    bool Patrol(OfflineClient client, List<JsonObject> shown, Func<bool> take)
    {
        if (!take())
            return false;
        if (random.Next(8) == 0)
        {
            GoOut(client, take);
            return true;
        }
        if (random.Next(100) < 55)
        {
            var faulty = random.Next(FaultyFilings) == 0;
            var filed = client.File(new { category = faulty ? "9999" : "0101", grid, description = $"{Mark()} 沿街垃圾桶满溢" });
            if ((faulty || random.Next(3) == 0) && take())
                client.Add("comment", filed, new { text = $"{Mark()} 已拍照" });
            if (random.Next(4) == 0 && take())
                End(client, filed);
            return true;
        }
        if (Any(shown, "submitted") is { } ticket)
            End(client, (string)ticket["id"]!);
        else if (shown.Count > 0)
            client.Add("comment", (string)shown[random.Next(shown.Count)]["id"]!, new { text = $"{Mark()} 再次查看" });
        else
            client.File(new { category = "0101", grid, description = $"{Mark()} 道路破损" });
        return true;
    }

    /// <summary>A round with its records and track, all of it under one id that the server does not know yet.</summary>
    void GoOut(OfflineClient client, Func<bool> take)
    {
        var round = "@" + client.Make("start_round", new { grid });
        for (var stops = random.Next(1, 5); stops > 0 && take(); stops--)
        {
            var found = random.Next(3) == 0 ? new { category = "0101", description = $"{Mark()} 楼道堆放杂物" } : null;
            client.Make("record", new
            {
                outcome = found is null ? "in_order" : "finding", grid, roundId = round, note = "已查看", finding = found,
            });
        }
        if (take())
        {
            var point = new { doneAt = TimeProvider.System.GetLocalNow(), lng = 113.65, lat = 34.75 };
            client.Add("track", round, new { points = new[] { point } });
        }
        if (take())
            client.Add("finish_round", round, new { });
    }

    void End(OfflineClient client, string subject)
    {
        switch (random.Next(3))
        {
            case 0:
                client.Change("amend", subject, new { reason = $"{Mark()} 误报", urgency = "urgent" });
                break;
            case 1:
                client.Change("withdraw", subject, new { reason = $"{Mark()} 重复上报" });
                break;
            default:
                client.Change("self_handle", subject, new { result = $"{Mark()} 已当场清理" });
                break;
        }
        finished.Add(subject);
    }

    bool Dispatch(OfflineClient client, List<JsonObject> shown, Func<bool> take)
    {
        if (Any(shown, "submitted", "accepted") is not { } ticket || !take())
            return false;
        var id = (string)ticket["id"]!;
        finished.Add(id);
        if ((string)ticket["status"]! == "submitted")
        {
            switch (random.Next(12))
            {
                case 0:
                    client.Change("cancel", id, new { reason = $"{Mark()} 不属实" });
                    return true;
                case 1:
                    // The ticket leaves the copies of the old grid and comes into those of the new one.
                    client.Change("amend", id, new { reason = $"{Mark()} 位置有误", grid = street.Grids[random.Next(street.Grids.Count)] });
                    return true;
            }
            client.Change("accept", id);
            if (random.Next(5) == 0 && take())
                client.Add("comment", id, new { text = $"{Mark()} 已联系" });
            if (random.Next(4) == 0 || !take())
                return true;
        }
        client.Change("dispatch", id, new { handlerId = street.OfficerOf((string)ticket["grid"]!["code"]!).ToString() });
        return true;
    }

    bool Handle(OfflineClient client, List<JsonObject> shown, Func<bool> take)
    {
        if (Any(shown, "dispatched", "processing") is not { } ticket || !take())
            return false;
        var id = (string)ticket["id"]!;
        finished.Add(id);
        if ((string)ticket["status"]! == "dispatched")
        {
            client.Change("take", id);
            if (random.Next(4) == 0 || !take())
                return true;
        }
        client.Change("resolve", id, new { result = $"{Mark()} 已清运" });
        return true;
    }

    bool Check(OfflineClient client, List<JsonObject> shown, Func<bool> take)
    {
        if (Any(shown, "resolved") is not { } ticket || !take())
            return false;
        finished.Add((string)ticket["id"]!);
        client.Change("pass", (string)ticket["id"]!);
        return true;
    }

    JsonObject? Any(List<JsonObject> shown, params string[] statuses)
    {
        var fitting = shown.FindAll(ticket =>
            statuses.Contains((string)ticket["status"]!) && !finished.Contains((string)ticket["id"]!));
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }
}
