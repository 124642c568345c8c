using GridGov.Domain.Tickets;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Tickets;

public class TicketRowTests
{
    [Fact]
    public async Task A_row_read_by_position_equals_one_read_by_name()
    {
        var street = await TestStreet.New();
        var id = TicketSteps.IdOf((await street.Closed()).Id);
        await street.App.Db.Write(async tx =>
        {
            // All columns have different values and none is empty; the transaction is rolled back.
            await tx.Execute(FillPlace, new { Id = id, street.Grid });
            await tx.Execute(Fill, new { Id = id, Person = street.PersonId("inspector") });
            await tx.Execute(FillZone, new { Id = id, Grid = street.Grid, Person = street.PersonId("inspector") });
            const string one = TicketRow.Select + "WHERE t.id = @Id";
            var named = (await tx.QuerySingle<TicketRow>(one, new { Id = id }))!;
            (await tx.QuerySingle(one, TicketRow.Read, new { Id = id })).ShouldBe(named);
            typeof(TicketRow).GetProperties().Where(property => property.GetValue(named) is null).Select(property => property.Name)
                .ShouldBe(["GridRetiredAt", "RequestId", "JointActionId", "SupervisionId"], ignoreOrder: true);
            tx.Rollback();
            return 0;
        });
    }

    const string Fill = """
        UPDATE tickets
           SET lng = 113.5, lat = 34.5, sent_lng = 113.6, sent_lat = 34.6, coord_sys = 'gcj02', address = '二道街',
               handler_post = 'service_officer', handler_role = 'urban_management', verifier_id = @Person, verify_question = '在吗',
               verify_findings = '在',
               suspended_until = 20270102, evaluation_score = 4, evaluation_comment = '好', evaluated_at = 1700000000001, merged_into = id,
               extensions = 2, reply_due_at = 1700000000002, yellow_at = 1700000000003, due_at = 1700000000004, alerted_light = 'yellow',
               next_wake_up_at = 1700000000005, processed_until = 1700000000006, confidential = 1,
               found_at = 1700000000007, external_number = '12345-1', external_due_at = 1700000000008, grid_distance = 12,
               located_grid = grid_code, part_of = id, has_parts = 1, place_id = id
         WHERE id = @Id
        """;

    const string FillPlace = """
        INSERT INTO places (id, kind, name, grid_code, public, created_at, version) VALUES (@Id, 'venue', '阵地', @Grid, 0, 1, 1)
        """;

    const string FillZone = """
        INSERT INTO zones (id, name, grid_code, created_at, version, revision) VALUES (@Id, '商圈', @Grid, 1, 1, 999999);
        INSERT INTO zone_boundaries (id, zone_id, from_day, shape, area_m2, created_at, created_by)
        VALUES (999999, @Id, 20260101, 'x', 1, 1, @Person);
        INSERT INTO ticket_zones (ticket_id, zone_id, boundary_id) VALUES (@Id, @Id, 999999);
        """;
}
