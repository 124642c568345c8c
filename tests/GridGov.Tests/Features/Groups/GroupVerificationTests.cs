using GridGov.Domain.PersonalData;
using GridGov.Domain.Verification;
using GridGov.Encryption;
using static GridGov.Tests.Features.Groups.GroupSteps;

namespace GridGov.Tests.Features.Groups;

/// <summary>What was changed, added or removed of groups and memberships past the program is found.</summary>
public class GroupVerificationTests
{
    [Fact]
    public async Task Rows_that_no_event_explains_are_found_and_a_changed_membership_by_its_seal()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var parent = await street.Group("上级", grid: street.Street);
        var group = await street.Group(parentId: parent.Id);
        (await head.Patch($"{GroupPath}/{group.Id}", new { grid = street.NextGrid, description = "说明" }, 1)).ShouldBeOk();
        await street.Join(group, "worker");
        var officer = await street.Join(group, "officer", "volunteer");
        (await head.Post($"{MembershipPath}/{officer.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        foreach (var name in new[] { "王五", "赵六" })
            (await head.Post($"{GroupPath}/{group.Id}/memberships", new { person = new { name }, role = "member" })).ShouldBeCreated();
        var ended = await street.Group("已终止");
        (await head.Post($"{GroupPath}/{ended.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        (await Differences(app)).ShouldBeEmpty();

        foreach (var (column, value) in new[]
        {
            ("kind", "'enterprise'"), ("name", "name || 'x'"), ("grid_code", "'980101001'"), ("parent_id", "NULL"), ("description", "'x'"),
            ("office_phone", "'1'"), ("place_id", "NULL"), ("public", "1 - public"), ("external_number", "CAST(id AS TEXT)"),
            ("created_at", "created_at - 1"), ("ended_at", "created_at"), ("ended_reason", "'y'"), ("version", "version + 1"),
        })
            await Tamper("groups", column, value, column == "place_id" ? null : column);
        foreach (var (column, value, found) in new[]
        {
            ("role", "'leader'", "one of them was changed"), ("person_id", "(SELECT max(id) FROM people)", "one of them was changed"),
            ("from_day", "20100101", "one of them was changed"), ("to_day", "20991231", "one of them was changed"),
            ("group_id", "(SELECT min(id) FROM groups)", "one of them was changed"), ("created_by", "(SELECT min(id) FROM people)", "one of"),
            ("end_reason", "'y'", "end_reason"), ("created_at", "created_at - 1", "created_at"), ("version", "version + 1", "version"),
            ("anonymised_at", "created_at", "anonymised_at"),
        })
            await Tamper("memberships", column, value, found, column == "person_id" ? "person_id IS NOT NULL" : "1 = 1");

        // The encrypted names of two members are exchanged: each opens nowhere but in its row.
        var rows = await app.Db.Read(tx => tx.Query(
            "SELECT id, encrypted FROM memberships WHERE encrypted IS NOT NULL ORDER BY id", c => (Id: c.Id(), Encrypted: c.Text())));
        await app.Db.Write(tx => tx.Execute(
            "UPDATE memberships SET encrypted = @Encrypted WHERE id = @Id", new { rows[0].Id, rows[1].Encrypted }));
        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBe([$"memberships/{rows[0].Id}"]);
        // Another name, encrypted for the row, is not that of its event.
        await app.Db.Write(async tx => await tx.Execute("UPDATE memberships SET encrypted = @Encrypted WHERE id = @Id", new
        {
            rows[0].Id,
            Encrypted = await FieldEncryption.Encrypt(
                tx, $"memberships/{rows[0].Id}", """{"salt":"x","name":"别人","phone":null}"""),
        }));
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("name or number are not those of the membership's events");
        await app.Db.Write(tx => tx.Execute("UPDATE memberships SET encrypted = @Encrypted WHERE id = @Id", new { rows[0].Id, rows[0].Encrypted }));
        await app.Db.Write(tx => tx.Execute("DELETE FROM memberships WHERE role = 'volunteer'"));
        (await Differences(app)).ShouldContain(each => each.EndsWith("a row was removed", StringComparison.Ordinal));

        async Task Tamper(string table, string column, string value, string? found, string where = "1 = 1")
        {
            var kept = await app.Db.Read(tx => tx.Query($"SELECT id, CAST({column} AS TEXT) FROM {table}", c => (c.Id(), c.TextOrNull())));
            await app.Db.Write(tx => tx.Execute($"UPDATE {table} SET {column} = {value} WHERE {where}"));
            var differences = await Differences(app);
            if (found is not null)
                differences.ShouldContain(each => each.Contains(found, StringComparison.Ordinal), $"{table}.{column}");
            foreach (var (id, former) in kept)
            {
                var type = column is "kind" or "name" or "grid_code" or "description" or "office_phone" or "external_number" or "ended_reason"
                    or "role" or "end_reason" ? "TEXT" : "BIGINT";
                await app.Db.Write(tx => tx.Execute(
                    $"UPDATE {table} SET {column} = {(former is null ? "NULL" : $"CAST(@Former AS {type})")} WHERE id = @Id",
                    new { Id = id, Former = former }));
            }
            (await Differences(app)).ShouldBeEmpty($"{table}.{column}");
        }
    }

    [Fact]
    public async Task Keys_are_rotated_for_the_names_of_members()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (head, group) = (await street.Head1(), await street.Group());
        var added = (await head.Post($"{GroupPath}/{group.Id}/memberships", new { person = new { name = "王小明" }, role = "member" }))
            .ShouldBeCreated();
        var before = await Stored();
        await KeyRotation.Run(app.Db, _ => { }, place => place.ShouldBeNull(), default);
        (await Stored()).ShouldNotBe(before);
        (await head.Post($"{MembershipPath}/{added.Id}/unmask", new { purpose = "x" })).ShouldBeOk()["name"]!.GetValue<string>().ShouldBe("王小明");
        (await Differences(app)).ShouldBeEmpty("a seal does not cover how it is encrypted");

        Task<string?> Stored() => app.Db.Read(tx => tx.QuerySingle<string>("SELECT encrypted FROM memberships"));
    }

    static async Task<List<string>> Differences(App app)
    {
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], rowSeals: [], (subject, what) => found.Add($"{subject}: {what}"), default);
        return found;
    }
}
