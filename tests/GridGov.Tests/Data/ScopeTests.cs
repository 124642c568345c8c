using GridGov.Data;

namespace GridGov.Tests.Data;

public class ScopeTests
{
    [Fact]
    public void A_scope_inside_another_adds_nothing() =>
        Scope.Of("410103003005", "410103003", "410103003005006", "410104").Roots.ShouldBe(["410104", "410103003"]);

    [Fact]
    public void The_unlimited_scope_contains_every_grid() => Scope.Of("410103", "*").Roots.ShouldBe(["*"]);

    [Fact]
    public void A_scope_without_codes_has_no_rows()
    {
        Scope.Of().Roots.ShouldBeEmpty();
        Scope.Of().Expand("SELECT 1 WHERE @scope(t.code)").ShouldBe("SELECT 1 WHERE 1 = 0");
    }

    [Fact]
    public void An_empty_code_is_refused_because_it_would_be_everything() =>
        Should.Throw<ArgumentException>(() => Scope.Of(""));

    [Theory]
    [InlineData("410103003", "410103003", "410103003")]
    [InlineData("410103003", "410103", "410103003")] // a wider request does not widen the result
    [InlineData("410103003", "410103003005", "410103003005")]
    [InlineData("*", "410103", "410103")]
    public void Narrowing_never_widens(string scope, string within, string expected) =>
        Scope.Of(scope).Within(within).Roots.ShouldBe([expected]);

    [Fact]
    public void Narrowing_to_a_grid_outside_gives_an_empty_scope() => Scope.Of("410103003").Within("410104").Roots.ShouldBeEmpty();

    const string Marker = "@scope(t.code, t.id IN parties.item_id)";

    [Fact]
    public void Without_a_party_a_statement_is_the_same_with_and_without_the_rows_id() =>
        Scope.Of("410103003", "410104").Expand(Marker).ShouldBe(Scope.Of("410103003", "410104").Expand("@scope(t.code)"));

    [Fact]
    public void A_party_reaches_its_own_rows_of_a_subtree_and_all_rows_of_the_others()
    {
        Scope.Of([], ["410103"], new Id(7)).Expand(Marker).ShouldBe("""
            ((t.code >= @party0From AND t.code < @party0To) AND t.id IN (SELECT item_id FROM parties WHERE person_id = @scopeParty))
            """.Trim());
        var both = Scope.Of(["410103003"], ["410103", "410103003005"], new Id(7));
        both.Roots.ShouldBe(["410103003"]);
        both.PartyRoots.ShouldBe(["410103"]);
        both.Expand(Marker).ShouldStartWith("((t.code >= @scope0From AND t.code < @scope0To) OR (");
        both.Covers("410103001").ShouldBeTrue();
        both.Within("410103003005").PartyRoots.ShouldBeEmpty();
        both.Within("410103001").Roots.ShouldBeEmpty();
        both.Within("410103001").PartyRoots.ShouldBe(["410103001"]);
        both.Within(["410103001", "410103003005", "410104"]).Roots.ShouldBe(["410103003005"]);
    }

    [Fact]
    public void A_statement_that_cannot_tell_a_partys_rows_does_not_run_for_a_party() =>
        Should.Throw<InvalidOperationException>(() => Scope.Of(["410104"], ["410103"], new Id(7)).Expand("@scope(t.code)"));

    [Fact]
    public async Task A_statement_that_is_limited_to_a_scope_does_not_run_without_one() =>
        await Should.ThrowAsync<InvalidOperationException>(() =>
            App.Shared.Db.Read(tx => tx.Query<string>("SELECT code FROM grids WHERE @scope(code)")));

    [Fact]
    public async Task A_scope_matches_its_subtree_and_nothing_beside_it()
    {
        var street = await TestStreet.New();
        var next = await TestStreet.New();
        async Task<List<string>> Codes(params string[] scope) => await App.Shared.Db.Read(
            tx => tx.Query<string>("SELECT code FROM grids WHERE @scope(code) ORDER BY code", scope: Scope.Of(scope)));
        (await Codes(street.Community)).ShouldBe([street.Community, street.Grid, street.NextGrid]);
        (await Codes(street.Grid, street.OtherGrid)).ShouldBe([street.Grid, street.OtherGrid]);
        (await Codes(street.Street)).ShouldNotContain(next.Street);
        (await Codes()).ShouldBeEmpty();
    }

    const string OfGroups = "@scope(n.grid_code, groups: n.group_id, published: n.published_at)";

    [Fact]
    public void A_group_reaches_its_own_rows_wherever_they_lie_and_what_is_published_in_its_grid()
    {
        var scope = Scope.Of([], [], Id.None, [(new Id(7), "410103003"), (new Id(5), "410103003005"), (new Id(7), "410103003")]);
        scope.Groups.ShouldBe([new Id(5), new Id(7)]);
        scope.Expand(OfGroups).ShouldBe("""
            (n.group_id IN (@scopeGroup0, @scopeGroup1) OR ((n.grid_code >= @groups0From AND n.grid_code < @groups0To) AND n.published_at IS NOT NULL))
            """.Trim());
        scope.Expand("@scope(m.grid_code, groups: m.id IN meeting_groups.meeting_id)")
            .ShouldBe("m.id IN (SELECT meeting_id FROM meeting_groups WHERE group_id IN (@scopeGroup0, @scopeGroup1))");
        Scope.Of(["410103003"], [], Id.None, [(new Id(7), "410103003005")]).Expand(OfGroups)
            .ShouldBe("((n.grid_code >= @scope0From AND n.grid_code < @scope0To) OR n.group_id IN (@scopeGroup0))");
    }

    [Fact]
    public void A_statement_without_groups_is_the_same_for_who_acts_for_none_and_does_not_run_for_who_does()
    {
        Scope.Of("410103003").Expand(OfGroups).ShouldBe(Scope.Of("410103003").Expand("@scope(n.grid_code)"));
        Scope.Nothing.Expand(OfGroups).ShouldBe("1 = 0");
        Should.Throw<InvalidOperationException>(() => Scope.Of([], [], Id.None, [(new Id(7), "410103003")]).Expand("@scope(t.code)"));
    }
}
