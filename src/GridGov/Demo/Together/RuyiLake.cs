using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>
/// 如意湖街道 (410105560) in 2017 and 2023: 15 member units, 48 and 232 party members who registered, quarterly joint meetings, a meeting of
/// deputies and a round table of enterprises. The numbers are reported; names and words are made up.
/// </summary>
sealed class RuyiLake(DemoOffice office)
{
    const string Street = "410105560";
    const string Committee = "如意湖街道大工委";
    const int RegisteredInStreet = 48;
    const int RegisteredInCommunities = 232;

    static readonly string[] Units =
    [
        "区公安分局如意湖派出所", "区市场监督管理所", "区税务所", "如意湖小学", "如意湖社区卫生服务中心", "商务区物业服务中心", "城市书房管理处",
        "公交第三车队", "供电服务站", "燃气服务站", "银行如意湖支行", "会展中心服务部", "楼宇商会", "律师事务所", "环卫服务公司",
    ];

    IReadOnlyList<DemoCommunity> communities = [];
    Id dispatcher;

    public async Task Open(CancellationToken ct)
    {
        communities = await office.Open(Street, ct);
        dispatcher = await office.Appoint(PostKind.Dispatcher, Street, ct);
        await office.Confirm(ct);
    }

    /// <summary>March 2017: the committee with its member units, and the members who registered.</summary>
    public async Task Found(CancellationToken ct)
    {
        var members = new List<DemoMember>();
        Register(Committee, Street, RegisteredInStreet);
        foreach (var (i, community) in communities.Index())
        {
            Register($"{community.Name}大党委", community.Code,
                (RegisteredInCommunities / communities.Count) + (i < RegisteredInCommunities % communities.Count ? 1 : 0));
        }
        foreach (var unit in Units)
        {
            members.Add(new(
                unit, GroupKind.MemberUnit, Street, office.Names.Next(), office.Names.Phone(), MembershipRole.Liaison));
        }
        await office.Import(dispatcher, members, ct);

        void Register(string committee, string grid, int count)
        {
            for (var i = 0; i < count; i++)
            {
                members.Add(new(
                    committee, GroupKind.Committee, grid, office.Names.Next(), office.Names.Phone(), MembershipRole.Registered));
            }
        }
    }
}
