namespace GridGov.Tests.Demo;

/// <summary>What the demo shows of groups, needs, meetings and boards: an address, and the number that its list has.</summary>
static class DemoFigures
{
    /// <summary>The addresses of lists, each with its exact count, as demo-admin sees it.</summary>
    public static TheoryData<string, int> Counts => new()
    {
        // 航海东路街道, 2012
        { "/v1/groups?grid=410104009&kind=party_group", 40 },
        { "/v1/memberships?grid=410104009&role=information_officer", 260 },
        { "/v1/memberships?grid=410104009&role=volunteer", 300 },
        { "/v1/groups?grid=410104009&kind=volunteer_team", 8 },
        { "/v1/memberships?grid=410104009&kind=volunteer_team", 180 },
        { "/v1/needs?grid=410104009&continuing=true&status=taken", 50 },
        { "/v1/claims?grid=410104009&status=serving", 50 },
        { "/v1/tickets?grid=410104009&source=group&category=0802", 56 },
        { "/v1/tickets?grid=410104009&source=group&status=closed", 20 },
        { "/v1/tickets?grid=410104009&source=group&status=processing", 36 },
        // 惠济区, 2012
        { "/v1/groups?grid=410108&kind=volunteer_team", 136 },
        { "/v1/records?grid=410108&outcome=handed_over", 48 },
        // 如意湖街道, 2017 and 2023
        { "/v1/groups?grid=410105560&kind=member_unit", 15 },
        { "/v1/memberships?grid=410105560&role=registered", 48 + 232 },
        { "/v1/meetings?grid=410105560&kind=joint&from=2017-03-30&to=2017-03-31", 1 },
        { "/v1/tickets?grid=410105560&source=enterprise&urgency=green_channel", 3 },
        // 北下街街道 of 管城回族区, 2018
        { "/v1/needs?grid=410104001&closing=fulfilled", 24 },
        { "/v1/claims?grid=410104001&status=confirmed", 24 },
        // 大石桥街道 and 铭功路街道, now
        { "/v1/needs?grid=410105005&status=open", 2 },
        { "/v1/needs?grid=410103003&status=open", 3 },
        { "/v1/offers?grid=410103003", 2 },
        { "/v1/meetings?grid=410103003&status=planned", 1 },
        { "/v1/places?grid=410103003&kind=service_point", 12 },
    };
}
