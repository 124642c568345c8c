using GridGov.Api;

namespace GridGov.Features.People;

/// <summary>Problems of people and their accounts.</summary>
static class PeopleProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "own-account",
            new("不能对自己的账号进行此操作。", "You cannot do this to your own account."),
            new("不能对自己的账号进行此操作；修改本人密码请用 POST /v1/me/password。",
                "You cannot do this to your own account; POST /v1/me/password changes your own password.")),
        new(409, "person-without-username",
            new("此人没有用户名，设置密码无效。", "The person has no username, so a password would be useless.")),
    ];
}
